/**
 * Joins quick state (selection, zoom) with the address: shown at once, written at once when it rested before and
 * otherwise a moment later, read again when back or forward changes the address under us. url.ts owns how it is put.
 */
import { useCallback, useEffect, useRef, useState } from "react";

/** The least between two writes: holding `j` writes a few times a second, not fifty. */
const REST_MS = 180;

/**
 * A writer that writes the first text at once and then no more often than the rest allows, the last one always; with
 * `atOnce` it does not wait (for what a person does once, and may reload right after).
 * `text` is what stands in the address; gives back the writer and whether the address now says something that did not
 * come from it.
 */
export function useWriter(
  text: string | undefined,
  write: (text: string | undefined) => void,
): { put: (text: string | undefined, atOnce?: boolean) => void; foreign: () => boolean } {
  const latestWrite = useRef(write);
  const latestText = useRef(text);
  useEffect(() => {
    latestWrite.current = write;
    latestText.current = text;
  });
  const state = useRef<Writing>({ last: text, coming: [], at: Number.NEGATIVE_INFINITY, timer: undefined });
  useEffect(() => () => clearTimeout(state.current.timer), []);
  const put = useCallback((next: string | undefined, atOnce = false) => {
    const now = state.current;
    clearTimeout(now.timer);
    const flush = () => {
      if (next === now.last) return;
      now.last = next;
      now.coming.push(next);
      now.at = performance.now();
      latestWrite.current(next);
    };
    const rest = REST_MS - (performance.now() - now.at);
    if (rest <= 0 || atOnce) flush();
    else now.timer = setTimeout(flush, rest);
  }, []);
  const foreign = useCallback(() => {
    const now = state.current;
    const there = latestText.current;
    const own = now.coming.indexOf(there);
    if (own >= 0) {
      now.coming.splice(0, own + 1);
      return false;
    }
    if (there === now.last) return false;
    clearTimeout(now.timer);
    now.coming = [];
    now.last = there;
    return true;
  }, []);
  return { put, foreign };
}

interface Writing {
  /** What was written last, or found there. */
  last: string | undefined;
  /** Written, not yet seen in the address: the router takes its time when the page is busy. */
  coming: (string | undefined)[];
  /** When it was written. */
  at: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** State that also stands in the address. `write` puts it there, replacing, so that one step back leaves the trace. */
export function useAddressed(
  text: string | undefined,
  write: (text: string | undefined) => void,
): [string | undefined, (text: string | undefined, atOnce?: boolean) => void] {
  const [value, setValue] = useState(text);
  const { put, foreign } = useWriter(text, write);
  useEffect(() => {
    if (foreign()) setValue(text);
  }, [text, foreign]);
  const set = useCallback(
    (next: string | undefined, atOnce?: boolean) => {
      setValue(next);
      put(next, atOnce);
    },
    [put],
  );
  return [value, set];
}
