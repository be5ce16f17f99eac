/**
 * Whether new rows may go on top of a list now: it is live, stands at its top, and the reader's hand is off it. A
 * moving pointer or a pressed key holds rows back for a moment: nothing may jump under a click that is on its way.
 */
import { useCallback, useEffect, useRef, useState } from "react";

const HOLD_MS = { pointer: 900, keys: 4_000 };

export interface Follow {
  follow: boolean;
  /** The reader touched the list. */
  touch: (kind: "pointer" | "keys") => void;
  /** The reader asked for what is new: no need to wait. */
  settle: () => void;
  setAtTop: (atTop: boolean) => void;
}

/** `live`: the user's switch. `startAtTop`: false when the list opens where it was left, below its top. */
export function useFollow(live: boolean, startAtTop: boolean): Follow {
  const [atTop, setAtTop] = useState(startAtTop);
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
      // A pointer moving on must not shorten the longer hold of a key.
      if (end < until.current) return;
      until.current = end;
      setQuiet(false);
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(settle, HOLD_MS[kind]);
    },
    [settle],
  );
  useEffect(() => settle, [settle]);
  return { follow: live && atTop && quiet, touch, settle, setAtTop };
}
