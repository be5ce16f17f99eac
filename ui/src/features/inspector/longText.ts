/**
 * A long value while it is open: its lines as far as they are here, read on as they are wanted. Owns what is loaded;
 * the view owns what is in sight.
 */
import type { Value } from "@proto";
import { useCallback, useEffect, useRef, useState } from "react";
import { splitLines } from "../../widgets/json/useLines";
import { sizeOf, valueText } from "./values";
import { endOf, headOf, PIECE, type ReadValue, readRest, wholeValue } from "./whole";

export interface LongText {
  readonly lines: readonly string[];
  /** Grows with every piece that arrives. */
  readonly version: number;
  /** Bytes that are here. */
  readonly loaded: number;
  /** Bytes in all. */
  readonly bytes: number;
  readonly failed: string | null;
  /** Reads the next piece, unless all is here or one is on its way. */
  readonly more: () => void;
  /** Reads the rest and gives the whole. */
  readonly all: () => Promise<string>;
}

/** Appends a piece of text to lines: its first line goes on where the last one stopped. */
export function appendText(lines: string[], text: string): void {
  const [first = "", ...rest] = splitLines(text);
  if (lines.length === 0) lines.push(first);
  else lines[lines.length - 1] += first;
  for (const line of rest) lines.push(line);
}

/**
 * Without `read` what is here is all there is. The value is taken at the first render: give the component another key
 * for another value.
 */
export function useLongText(value: Value, read: ReadValue | null): LongText {
  const [now] = useState(() => {
    const head = headOf(value);
    const lines: string[] = [];
    appendText(lines, head.text);
    const structured = value.type === "array" || value.type === "map";
    return { value, lines, ...head, bytes: sizeOf(value), structured, busy: false };
  });
  const [version, setVersion] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const gone = useRef(false);
  const latestRead = useRef(read);
  useEffect(() => {
    latestRead.current = read;
  });
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);

  const more = useCallback(() => {
    const ask = latestRead.current;
    // Lists and maps are read as a whole: there is no next piece of them.
    if (!ask || now.busy || now.structured || now.loaded >= now.bytes) return;
    now.busy = true;
    ask({ offset: now.loaded, length: PIECE }).then(
      (range) => {
        if (gone.current) return;
        appendText(now.lines, range.text);
        now.text += range.text;
        now.loaded = endOf(range, now.value.type === "bytes");
        now.busy = false;
        setFailed(null);
        setVersion((n) => n + 1);
      },
      (error: unknown) => {
        now.busy = false;
        if (!gone.current) setFailed(error instanceof Error ? error.message : String(error));
      },
    );
  }, [now]);
  const all = useCallback(async () => {
    const ask = latestRead.current;
    if (!ask) return now.text;
    if (now.structured) return valueText(await wholeValue(now.value, ask));
    return readRest(now, now.bytes, now.value.type === "bytes", ask);
  }, [now]);
  return { lines: now.lines, version, loaded: now.loaded, bytes: now.bytes, failed, more, all };
}
