/**
 * Soft wrapping by columns: which row of a text of any size shows which piece of which line. Breaks after a space
 * where one is near, else anywhere. Arithmetic over characters, nothing is measured: a million lines wrap in
 * milliseconds, and lines that are added later cost only themselves. Pure.
 */
import type { Lines } from "./lines";

/** How far back from the edge a space is looked for: beyond that the row would look cut. */
const BACK = 28;
const SPACE = 0x20;
const NONE: ReadonlySet<number> = new Set();

/** What a row shows. */
export interface RowPiece {
  /** The entry of `lines` in which it begins. */
  readonly line: number;
  /** Whether it begins its line. */
  readonly first: boolean;
  readonly text: string;
}

/** Lines wrapped at `columns` UTF-16 units. An empty line takes a row. */
export class Wrapping {
  readonly #text: Lines;
  readonly #width: number;
  /** By row: the entry of `lines` in which it begins, and where in it. */
  #line = new Int32Array(1024);
  #from = new Int32Array(1024);
  #rows = 0;

  constructor(text: Lines, columns: number) {
    this.#text = text;
    this.#width = Math.max(2, columns);
    this.extend();
  }

  /** Rows in all. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes in what was added to the lines since. */
  extend(): void {
    const { lines } = this.#text;
    // The last row may go on now: it is made again.
    if (this.#rows > 0) this.#rows -= 1;
    let line = this.#rows > 0 ? (this.#line[this.#rows] as number) : 0;
    let at = this.#rows > 0 ? (this.#from[this.#rows] as number) : 0;
    while (line < lines.length) {
      this.#add(line, at);
      const text = lines[line] as string;
      if (at + this.#width < text.length) {
        at = breakBefore(text, at, at + this.#width);
        continue;
      }
      const rest = text.length - at;
      const next = this.#goesOn(line) ? (lines[line + 1] as string) : null;
      if (next !== null && rest + next.length > this.#width) {
        const end = breakBefore(text.slice(at) + next.slice(0, this.#width - rest + 1), 0, this.#width);
        if (end >= rest) line += 1;
        at = end >= rest ? end - rest : at + end;
        continue;
      }
      // Only the last entry of a line is ever shorter than a row.
      line += next === null ? 1 : 2;
      at = 0;
    }
  }

  /** The row in which an entry of `lines` begins; as many as there are when it has none yet. */
  rowOf(line: number): number {
    let low = 0;
    let high = this.#rows;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#line[middle] as number) < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  piece(row: number): RowPiece {
    const { lines } = this.#text;
    const line = this.#line[row] as number;
    const from = this.#from[row] as number;
    const first = from === 0 && !this.#text.continued.has(line);
    const last = row + 1 >= this.#rows;
    const nextLine = last ? lines.length : (this.#line[row + 1] as number);
    const nextFrom = last ? 0 : (this.#from[row + 1] as number);
    const own = lines[line] ?? "";
    if (nextLine === line) return { line, first, text: own.slice(from, nextFrom) };
    const over = this.#goesOn(line) ? (lines[line + 1] as string) : "";
    return {
      line,
      first,
      text: own.slice(from) + over.slice(0, nextLine === line + 1 ? nextFrom : undefined),
    };
  }

  #goesOn(line: number): boolean {
    return this.#text.continued.has(line + 1);
  }

  #add(line: number, from: number): void {
    if (this.#rows === this.#line.length) {
      this.#line = grown(this.#line);
      this.#from = grown(this.#from);
    }
    this.#line[this.#rows] = line;
    this.#from[this.#rows] = from;
    this.#rows += 1;
  }
}

/** Wraps lines of which none goes on in the next. */
export function wrap(lines: readonly string[], columns: number): Wrapping {
  return new Wrapping({ lines, continued: NONE }, columns);
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const next = new Int32Array(array.length * 2);
  next.set(array);
  return next;
}

/** Where the next row begins when this one may reach up to `edge`. */
function breakBefore(text: string, from: number, edge: number): number {
  for (let at = edge; at > Math.max(from + 1, edge - BACK); at--) {
    if (text.charCodeAt(at - 1) === SPACE) return at;
  }
  // Never between the halves of a surrogate pair.
  const unit = text.charCodeAt(edge);
  return unit >= 0xdc00 && unit <= 0xdfff ? edge - 1 : edge;
}
