/** Terms of a query as text: adding one, taking it away, turning it round. Knows quotation marks and parentheses, no field. */

/** Splits a query into its outermost terms, as typed. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  let open = "";
  let quoted = false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted && character === "\\") {
      open += character + text.charAt(at + 1);
      at += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (!quoted && character === "(") depth += 1;
    if (!quoted && character === ")") depth -= 1;
    if (!quoted && depth <= 0 && /\s/.test(character)) {
      if (open) terms.push(open);
      open = "";
    } else {
      open += character;
    }
  }
  if (open) terms.push(open);
  return terms;
}

const joined = (terms: readonly string[]) => terms.join(" ");

/** Whether a term stands in the query by itself. */
export function hasTerm(text: string, term: string): boolean {
  return termsOf(text).includes(term);
}

/** The opposite of a term. */
export function negated(term: string): string {
  return term.startsWith("-") ? term.slice(1) : `-${term}`;
}

/** The query with a term in it; its opposite goes. A query of alternatives is put in parentheses first. */
export function withTerm(text: string, term: string): string {
  const terms = termsOf(text).filter((one) => one !== term && one !== negated(term));
  if (terms.includes("OR") || terms.includes("||")) return `(${joined(terms)}) ${term}`;
  return joined([...terms, term]);
}

/** The query without a term. */
export function withoutTerm(text: string, term: string): string {
  return joined(termsOf(text).filter((one) => one !== term));
}

/** Free words of a query: what a search inside one trace is asked for. */
export function freeText(text: string): string {
  const free = termsOf(text).filter(
    (term) => /^"/.test(term) || !/^(-|!|\(|(AND|OR|NOT)$)|[:=<>~()]/.test(term.replace(/"[^"]*"/g, "")),
  );
  return joined(free.map((term) => term.replace(/^"|"$|\*$/g, "")));
}
