/**
 * Terms of a query as text: adding one, taking it away, turning it round, values of one field put together as alternatives.
 * Knows quotation marks, parentheses and lists, no field.
 */

/** Splits a query into its outermost terms, as typed. */
export function termsOf(text: string): string[] {
  return split(text, /\s/);
}

/** Splits a text where a separator stands outside quotation marks and parentheses. Empty pieces are left out. */
function split(text: string, separator: RegExp): string[] {
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
    if (!quoted && depth <= 0 && separator.test(character)) {
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

/** A term of the form `key:a,b` or `-key:a,b`. */
interface Listed {
  /** With the sign: what excludes is never mixed with what is wanted. */
  readonly head: string;
  readonly key: string;
  readonly values: readonly string[];
}

function listed(term: string): Listed | null {
  const [head, ...rest] = split(term, /:/);
  if (
    !head ||
    rest.length === 0 ||
    !term.startsWith(`${head}:`) ||
    /[<>=~()]/.test(head.replace(/"[^"]*"/g, ""))
  )
    return null;
  const values = split(term.slice(head.length + 1), /,/);
  return values.length > 0 ? { head, key: head.replace(/^-|"/g, ""), values } : null;
}

const written = ({ head }: Listed, values: readonly string[]) => `${head}:${values.join(",")}`;

/** Whether a term of one value stands in the query, by itself or among others of its field: `model:a` in `model:a,b`. */
export function hasValue(text: string, term: string): boolean {
  const wanted = listed(term);
  if (!wanted) return hasTerm(text, term);
  return termsOf(text).some((one) => {
    const found = listed(one);
    return found?.head === wanted.head && wanted.values.every((value) => found.values.includes(value));
  });
}

/** The query with one more value of a field: beside those that are wanted already, so that either is found. Its opposite goes. */
export function withValue(text: string, term: string): string {
  const wanted = listed(term);
  if (!wanted) return withTerm(text, term);
  const rest = withoutValue(text, negated(term));
  const terms = termsOf(rest);
  const at = terms.findIndex((one) => listed(one)?.head === wanted.head);
  const found = listed(terms[at] ?? "");
  if (!found || terms.includes("OR") || terms.includes("||")) return withTerm(rest, term);
  return joined(terms.with(at, written(found, [...new Set([...found.values, ...wanted.values])])));
}

/** The query without one value of a field; the others of its list stay. */
export function withoutValue(text: string, term: string): string {
  const gone = listed(term);
  if (!gone) return withoutTerm(text, term);
  return joined(
    termsOf(text).flatMap((one) => {
      const found = listed(one);
      if (found?.head !== gone.head) return one;
      const left = found.values.filter((value) => !gone.values.includes(value));
      return left.length > 0 ? written(found, left) : [];
    }),
  );
}

/** The query without what it wants of a field, so that its other values can be counted. What it excludes stays. */
export function withoutField(text: string, key: string): string {
  const terms = termsOf(text);
  if (terms.includes("OR") || terms.includes("||")) return text;
  return joined(terms.filter((one) => listed(one)?.head.replaceAll('"', "") !== key));
}

/** Free words of a query: what a search inside one trace is asked for. */
export function freeText(text: string): string {
  const free = termsOf(text).filter(
    (term) => /^"/.test(term) || !/^(-|!|\(|(AND|OR|NOT)$)|[:=<>~()]/.test(term.replace(/"[^"]*"/g, "")),
  );
  return joined(free.map((term) => term.replace(/^"|"$|\*$/g, "")));
}
