/**
 * JSON laid out in lines, a piece at a time, from text of any size: strings are skipped over and sliced, never copied,
 * numbers keep every digit they were sent with. Takes text that is no JSON as well (it is then broken at brackets and
 * commas): a viewer must show what came. Never parses into objects.
 */

const INDENT = "  ";
/** Deeper levels are not indented further: a thousand nested arrays must not make a million spaces. */
const DEEPEST = 60;

/** Lays `text` out. Yields batches of whole lines, each after about `batch` characters read. */
export function* prettyLines(text: string, batch = 256 * 1024): Generator<string[], void> {
  let lines: string[] = [];
  let line = "";
  let depth = 0;
  let at = 0;
  let nextYield = batch;
  const indent = () => INDENT.repeat(Math.min(depth, DEEPEST));
  while (at < text.length) {
    if (at >= nextYield) {
      yield lines;
      lines = [];
      nextYield = at + batch;
    }
    const char = text[at] as string;
    if (char === '"') {
      const end = stringEnd(text, at);
      line += text.slice(at, end);
      at = end;
      continue;
    }
    at += 1;
    if (char === "{" || char === "[") {
      const close = skipSpace(text, at);
      if (text[close] === (char === "{" ? "}" : "]")) {
        line += char + (text[close] as string);
        at = close + 1;
        continue;
      }
      lines.push(line + char);
      depth += 1;
      line = indent();
    } else if (char === "}" || char === "]") {
      if (line.trim() !== "") lines.push(line);
      depth = Math.max(0, depth - 1);
      line = indent() + char;
    } else if (char === ",") {
      lines.push(line + char);
      line = indent();
    } else if (char === ":") line += ": ";
    else if (char === "\n" && depth === 0) {
      // JSON lines: one document a line.
      if (line.trim() !== "") lines.push(line);
      line = "";
    } else if (char !== " " && char !== "\n" && char !== "\r" && char !== "\t") {
      const end = plainEnd(text, at);
      line += text.slice(at - 1, end);
      at = end;
    }
  }
  if (line.trim() !== "") lines.push(line);
  yield lines;
}

/** One past the closing quote of the string that opens at `from`, or the end of the text. */
function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at += 1;
  return at;
}

/** Where a number, a word or anything else without quotes ends. */
function plainEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[\s"{}[\],:]/.test(text[at] as string)) at += 1;
  return at;
}

/** Whether a text is likely JSON of some structure: worth offering to lay out. Looks at its first characters only. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(\{\s*("|\})|\[\s*(["{[\d\-tfn]|\]))/.test(text.slice(0, 200));
}

/** All lines at once, for texts known to be short. */
export function prettyAll(text: string): string[] {
  return [...prettyLines(text)].flat();
}
