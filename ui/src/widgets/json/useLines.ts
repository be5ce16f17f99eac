/**
 * Lines of a text that are made in slices of a few milliseconds, so that megabytes appear from the top at once and the
 * page never freezes. Owns the slicing; what a line is comes from the caller.
 */
import { useEffect, useState } from "react";
import { prettyLines } from "./pretty";

/** A slice of work: well under a frame. */
const SLICE_MS = 6;

export interface Lines {
  readonly lines: readonly string[];
  /** False while more lines are coming. */
  readonly done: boolean;
}

const NONE: Lines = { lines: [], done: true };

/** `text` laid out as JSON. Null text: no lines. */
export function usePretty(text: string | null): Lines {
  const [state, setState] = useState<Lines>(NONE);
  useEffect(() => {
    if (text === null) {
      setState(NONE);
      return;
    }
    const made: string[] = [];
    const source = prettyLines(text, 64 * 1024);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slice = () => {
      const until = performance.now() + SLICE_MS;
      let done = false;
      do {
        const next = source.next();
        done = next.done === true;
        if (next.value) for (const line of next.value) made.push(line);
      } while (!done && performance.now() < until);
      // The array grows in place; a new wrapper tells React that it did.
      setState({ lines: made, done });
      if (!done) timer = setTimeout(slice, 0);
    };
    slice();
    return () => clearTimeout(timer);
  }, [text]);
  return state;
}

/** Splits at line ends; `\r\n` and a lone `\r` count as one. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
