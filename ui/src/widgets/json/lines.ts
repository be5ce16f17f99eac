/**
 * Lines of a text that comes in pieces and only ever grows at its end. A line of megabytes stands in several entries,
 * so that adding to it or cutting a row out of it never touches the whole. Pure; what a line is decides who fills it.
 */

/** Characters an entry holds; the rest of its line goes on in the next. */
export const ENTRY = 64 * 1024;

/** The lines, as views take them. */
export interface Lines {
  readonly lines: readonly string[];
  /** The entries of `lines` that go on in the line of the entry before them. */
  readonly continued: ReadonlySet<number>;
}

/** What turns pieces of text into lines. */
export interface LineMaker extends Lines {
  /** Takes `text` from `from` on, for about `most` characters, and gives back where it stopped. */
  push: (text: string, from?: number, most?: number) => number;
  /** No more comes. */
  end: () => void;
}

/** A text as it is: `\r\n`, `\n` and a lone `\r` end a line, also where a piece ends between the two. */
export class PlainLines implements LineMaker {
  readonly lines: string[] = [""];
  readonly continued = new Set<number>();
  #afterReturn = false;

  push(text: string, from = 0, most = Number.POSITIVE_INFINITY): number {
    const stop = Math.min(text.length, from + most);
    let at = from;
    if (this.#afterReturn && at < stop) {
      this.#afterReturn = false;
      if (text[at] === "\n") at += 1;
    }
    const ends = /[\r\n]/g;
    while (at < stop) {
      ends.lastIndex = at;
      const end = Math.min(ends.exec(text)?.index ?? stop, stop);
      this.#grow(text, at, end);
      at = end;
      if (at === stop) break;
      this.lines.push("");
      this.#afterReturn = text[at] === "\r";
      at += 1;
      if (this.#afterReturn && at < text.length) {
        this.#afterReturn = false;
        if (text[at] === "\n") at += 1;
      }
    }
    return at;
  }

  end(): void {}

  /** Adds `text[from..to]` to the last line. */
  #grow(text: string, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const last = this.lines.length - 1;
      const room = ENTRY - (this.lines[last] as string).length;
      if (room === 0) {
        this.continued.add(this.lines.push("") - 1);
        continue;
      }
      this.lines[last] += text.slice(at, Math.min(to, at + room));
      at += room;
    }
  }
}

/** Splits at line ends; `\r\n` and a lone `\r` count as one. For texts known to be short. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
