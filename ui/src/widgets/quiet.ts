/**
 * Whether the reader's hand is off a list, so that new rows may go on top. A moving pointer or a pressed key holds
 * them back for a moment: nothing may jump under a click that is on its way.
 */
import { useCallback, useEffect, useRef, useState } from "react";

const HOLD_MS = { pointer: 900, keys: 4_000 };

/** `quiet` while nothing was touched for a moment; call `touch` when it was. */
export function useQuiet(): {
  quiet: boolean;
  touch: (kind: "pointer" | "keys") => void;
  settle: () => void;
} {
  const [quiet, setQuiet] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const until = useRef(0);
  const settle = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    until.current = 0;
    setQuiet(true);
  }, []);
  const touch = useCallback(
    (kind: "pointer" | "keys") => {
      const end = Date.now() + HOLD_MS[kind];
      if (end < until.current) return;
      until.current = end;
      setQuiet(false);
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(settle, HOLD_MS[kind]);
    },
    [settle],
  );
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return { quiet, touch, settle };
}
