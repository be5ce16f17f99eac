/**
 * A text of which only the head is here: reads on by range as it is wanted, and all of it when it is to be copied or
 * laid out. Owns what is loaded; the view owns what is in sight.
 */

import type { ValueRange } from "@proto";
import { useCallback, useEffect, useRef, useState } from "react";
import { splitLines } from "../../widgets/json/useLines";
import { utf8Length } from "./values";

/** Bytes asked for at a time: an answer that is here within a frame or two. */
const PIECE = 1024 * 1024;

/** Reads a range of the text. */
export type ReadRange = (offset: number, length: number) => Promise<ValueRange>;

export interface LongText {
  readonly lines: readonly string[];
  /** Grows with every piece that arrives. */
  readonly version: number;
  readonly loaded: number;
  /** Bytes in all. */
  readonly bytes: number;
  readonly failed: string | null;
  /** Reads the next piece, unless all is here or one is on its way. */
  readonly more: () => void;
  /** Reads the rest and gives the whole. */
  readonly all: () => Promise<string>;
}

/** Reads everything from `offset` on, onto `head`. */
export async function readRest(
  head: string,
  offset: number,
  bytes: number,
  read: ReadRange,
): Promise<string> {
  const pieces = [head];
  let at = offset;
  while (at < bytes) {
    const range = await read(at, PIECE);
    if (range.text === "") break;
    pieces.push(range.text);
    at = range.offset + utf8Length(range.text);
  }
  return pieces.join("");
}

/** Appends a piece of text to lines: its first line goes on where the last one stopped. */
export function appendText(lines: string[], text: string): void {
  const [first = "", ...rest] = splitLines(text);
  if (lines.length === 0) lines.push(first);
  else lines[lines.length - 1] += first;
  for (const line of rest) lines.push(line);
}

/**
 * `head` is what is here; `bytes` the length of the whole; without `read` the head is all there is. Both are taken at
 * the first render: give the component another key for another value.
 */
export function useLongText(head: string, bytes: number, read: ReadRange | null): LongText {
  const [now] = useState(() => {
    const lines: string[] = [];
    appendText(lines, head);
    return { lines, loaded: utf8Length(head), busy: false, text: head };
  });
  const [version, setVersion] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const latestRead = useRef(read);
  useEffect(() => {
    latestRead.current = read;
  });

  const more = useCallback(() => {
    const ask = latestRead.current;
    if (!ask || now.busy || now.loaded >= bytes) return;
    now.busy = true;
    ask(now.loaded, PIECE).then(
      (range) => {
        if (gone.current) return;
        appendText(now.lines, range.text);
        now.text += range.text;
        // An empty piece would be asked for again for ever.
        now.loaded = range.text === "" ? bytes : range.offset + utf8Length(range.text);
        now.busy = false;
        setFailed(null);
        setVersion((n) => n + 1);
      },
      (error: unknown) => {
        now.busy = false;
        if (!gone.current) setFailed(error instanceof Error ? error.message : String(error));
      },
    );
  }, [now, bytes]);
  const all = useCallback(async () => {
    const ask = latestRead.current;
    return ask ? readRest(now.text, now.loaded, bytes, ask) : now.text;
  }, [now, bytes]);
  return { lines: now.lines, version, loaded: now.loaded, bytes, failed, more, all };
}
