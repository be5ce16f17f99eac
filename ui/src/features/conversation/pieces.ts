/**
 * A text of which the API sent only the beginning, read on by ranges as it is wanted. Owns where it goes on and when it is
 * whole. Never reads unasked.
 */
import type { ValueRange } from "@proto";
import { useCallback, useEffect, useRef, useState } from "react";
import { utf8Length } from "../../base/utf8";
import type { Pieces } from "../../widgets/json/useLines";

/** Reads from a byte on, as much as the server gives at a time. */
export type ReadOn = (offset: number) => Promise<ValueRange>;

/** A text's beginning, its whole length in bytes, and how to read on. */
export interface Cut {
  readonly text: string;
  /** Bytes of the whole; null: `text` is all of it; infinite: more than is here, nobody has said yet how much. */
  readonly bytes: number | null;
  readonly read: ReadOn;
}

/** Whether more than what is here was sent. */
export const isCut = ({ text, bytes }: Pick<Cut, "text" | "bytes">) =>
  bytes !== null && utf8Length(text) < bytes;

/** Reads all of a text. `signal` stops between pieces; `on` is told each piece and the bytes that are here. */
export async function readWhole(
  { text, bytes, read }: Cut,
  on?: (piece: string, loaded: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const pieces = [text];
  let at = utf8Length(text);
  let whole = bytes ?? 0;
  on?.(text, at);
  while (at < whole) {
    const range = await read(at);
    signal?.throwIfAborted();
    whole = range.bytes;
    // An empty piece ends everything: it would be asked for again for ever.
    if (range.text === "") break;
    pieces.push(range.text);
    at = range.offset + utf8Length(range.text);
    on?.(range.text, at);
  }
  return pieces.join("");
}

/** A text that is fetched whole once it is wanted: its beginning until then. `known` remembers it under `key`. */
export function useWhole(cut: Cut, wanted: boolean, known: Map<string, string>, key: string) {
  const { text, bytes, read } = cut;
  const kept = known.get(key);
  const [state, setState] = useState<{ whole?: string; failed?: string; tries: number }>({ tries: 0 });
  const { tries } = state;
  const missing = wanted && kept === undefined && isCut(cut);
  useEffect(() => {
    if (!missing) return;
    const stop = new AbortController();
    readWhole({ text, bytes, read }, undefined, stop.signal).then(
      (whole) => {
        if (stop.signal.aborted) return;
        known.set(key, whole);
        setState({ whole, tries });
      },
      (error: unknown) => {
        if (!stop.signal.aborted)
          setState({ failed: error instanceof Error ? error.message : String(error), tries });
      },
    );
    return () => stop.abort();
  }, [missing, text, bytes, read, known, key, tries]);
  return {
    text: kept ?? text,
    complete: kept !== undefined || !isCut(cut),
    failed: missing ? state.failed : undefined,
    retry: () => setState({ tries: tries + 1 }),
  };
}

export interface LongText extends Pieces {
  /** Bytes that are here. */
  readonly loaded: number;
  /** Bytes of the whole, as far as known; infinite until then. */
  readonly whole: number;
  readonly failed: string | null;
  /** Reads the next piece, unless all is here or one is on its way. */
  readonly more: () => void;
}

/** A text that is read on while it is looked at. Taken at the first render: another text needs another key. */
export function useLongText({ text, bytes, read }: Cut): LongText {
  const [pieces] = useState(() => [text]);
  const [state, setState] = useState(() => {
    const here = utf8Length(text);
    return { count: 1, loaded: here, whole: bytes ?? here, failed: null as string | null };
  });
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const { count, loaded, whole, failed } = state;
  const complete = loaded >= whole;
  const more = useCallback(() => {
    if (busy.current || complete) return;
    busy.current = true;
    read(loaded).then(
      (range) => {
        busy.current = false;
        if (gone.current) return;
        pieces.push(range.text);
        const here = range.text === "" ? range.bytes : range.offset + utf8Length(range.text);
        setState({ count: pieces.length, loaded: here, whole: range.bytes, failed: null });
      },
      (error: unknown) => {
        busy.current = false;
        if (!gone.current)
          setState((now) => ({ ...now, failed: error instanceof Error ? error.message : String(error) }));
      },
    );
  }, [read, loaded, complete, pieces]);
  return { pieces, count, complete, loaded, whole, failed, more };
}
