/**
 * A long value while it is open: as much of its text as is here, read on as it is wanted. Owns what is loaded; the view
 * owns what is in sight.
 */
import type { Value } from "@proto";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Pieces } from "../../widgets/json/useLines";
import { ValueText } from "./stretches";
import type { ReadValue } from "./whole";

export interface LongText extends Pieces {
  /** Bytes that are here. */
  readonly loaded: number;
  /** Bytes in all. */
  readonly bytes: number;
  readonly failed: string | null;
  /** Reads the next piece, unless all is here or one is on its way. */
  readonly more: () => void;
}

/**
 * Without `read` what is here is all there is. The value is taken at the first render: give the component another key
 * for another value.
 */
export function useLongText(value: Value, read: ReadValue | null): LongText {
  const [text] = useState(() => new ValueText(value, read !== null));
  const [, setCount] = useState(text.pieces.length);
  const [failed, setFailed] = useState<string | null>(null);
  const busy = useRef(false);
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
    if (!ask || busy.current || text.complete) return;
    busy.current = true;
    text.next(ask).then(
      () => {
        busy.current = false;
        if (gone.current) return;
        setFailed(null);
        setCount(text.pieces.length);
      },
      (error: unknown) => {
        busy.current = false;
        if (!gone.current) setFailed(error instanceof Error ? error.message : String(error));
      },
    );
  }, [text]);
  const { pieces, loaded, bytes, complete } = text;
  return { pieces, count: pieces.length, complete, loaded, bytes, failed, more };
}
