/**
 * JSON laid out in lines, a piece at a time, from text of any size: strings are skipped over and sliced, never copied,
 * numbers keep every digit they were sent with. Takes text that is no JSON as well (it is then broken at brackets and
 * commas): a viewer must show what came. Never parses into objects.
 */
import { ENTRY, type LineMaker } from "./lines";

const INDENT = "  ";
/** Deeper levels are not indented further: a thousand nested arrays must not make a million spaces. */
const DEEPEST = 60;

/** Lays out what is pushed into it; pieces may end anywhere. A line is in `lines` once it is complete. */
export class JsonLayout implements LineMaker {
  readonly lines: string[] = [];
  readonly continued = new Set<number>();
  /** The line being written, and whether its beginning stands in `lines` already. */
  #line = "";
  #begun = false;
  #depth = 0;
  #inString = false;
  /** Inside a string, after an odd number of backslashes. */
  #escaped = false;
  /** The bracket that would close the one just opened: `{}` stays on one line. */
  #closes = "";

  push(text: string, from = 0, most = Number.POSITIVE_INFINITY): number {
    const stop = Math.min(text.length, from + most);
    let at = from;
    while (at < stop) {
      if (this.#inString) at = this.#string(text, at);
      else {
        const char = text[at] as string;
        if (isSpace(char)) {
          if (char === "\n" && this.#depth === 0 && !this.#closes) this.#blankless();
          at += 1;
        } else at = this.#token(text, at, char);
      }
    }
    return at;
  }

  end(): void {
    if (this.#closes) this.#open();
    this.#blankless();
  }

  /** Takes what begins at `at`, which is no space. */
  #token(text: string, at: number, char: string): number {
    if (this.#closes) {
      if (char === this.#closes) {
        this.#closes = "";
        this.#line += char;
        return at + 1;
      }
      this.#open();
    }
    switch (char) {
      case '"':
        this.#line += char;
        this.#inString = true;
        return at + 1;
      case "{":
      case "[":
        this.#line += char;
        this.#closes = char === "{" ? "}" : "]";
        return at + 1;
      case "}":
      case "]":
        this.#blankless();
        this.#depth = Math.max(0, this.#depth - 1);
        this.#line = this.#indent() + char;
        return at + 1;
      case ",":
        this.#write(char, 0, 1);
        this.#push();
        return at + 1;
      case ":":
        this.#write(": ", 0, 2);
        return at + 1;
      default: {
        const end = plainEnd(text, at);
        this.#write(text, at, end);
        return end;
      }
    }
  }

  /** The line ends with the bracket that was opened: what follows stands one level deeper. */
  #open(): void {
    this.#closes = "";
    this.#depth += 1;
    this.#push();
  }

  /** Goes on inside a string, to its closing quote or to the end of the piece. */
  #string(text: string, from: number): number {
    for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
      if (this.#odd(text, from, quote)) continue;
      this.#write(text, from, quote + 1);
      this.#inString = false;
      this.#escaped = false;
      return quote + 1;
    }
    this.#escaped = this.#odd(text, from, text.length);
    this.#write(text, from, text.length);
    return text.length;
  }

  /** Whether the backslashes right before `at` are odd in number, with those that ended the piece before. */
  #odd(text: string, from: number, at: number): boolean {
    let slashes = 0;
    while (at - slashes > from && text[at - 1 - slashes] === "\\") slashes += 1;
    const before = at - slashes === from && this.#escaped ? 1 : 0;
    return (slashes + before) % 2 === 1;
  }

  /** Adds `text[from..to]` to the line. */
  #write(text: string, from: number, to: number): void {
    let at = from;
    while (this.#line.length + to - at > ENTRY) {
      const room = ENTRY - this.#line.length;
      this.#line += text.slice(at, at + room);
      at += room;
      this.#store();
      this.#begun = true;
      this.#line = "";
    }
    this.#line += text.slice(at, to);
  }

  #store(): void {
    const entry = this.lines.push(this.#line) - 1;
    if (this.#begun) this.continued.add(entry);
  }

  /** Ends the line. */
  #push(): void {
    this.#store();
    this.#begun = false;
    this.#line = this.#indent();
  }

  /** Ends the line unless there is nothing on it. */
  #blankless(): void {
    if (this.#line.trim() !== "" || (this.#begun && this.#line !== "")) this.#store();
    this.#begun = false;
    this.#line = "";
  }

  #indent(): string {
    return INDENT.repeat(Math.min(this.#depth, DEEPEST));
  }
}

const isSpace = (char: string) => char === " " || char === "\n" || char === "\r" || char === "\t";

/** Where a number, a word or anything else without quotes ends. */
function plainEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && !/[\s"{}[\],:]/.test(text[at] as string)) at += 1;
  return at;
}

/** Whether a text is likely JSON of some structure: worth offering to lay out. Looks at its first characters only. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(\{\s*("|\})|\[\s*(["{[\d\-tfn]|\]))/.test(text.slice(0, 200));
}
