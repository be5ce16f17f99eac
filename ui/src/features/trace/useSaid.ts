/** One short line about what a key or a button just did, gone after a few seconds. Read out by screen readers. */
import { useCallback, useEffect, useState } from "react";

const SHOWN_MS = 4_000;

export interface Said {
  readonly text: string;
  readonly bad: boolean;
}

/** The line, and how to say one. */
export function useSaid(): [Said | null, (text: string, bad?: boolean) => void] {
  const [said, setSaid] = useState<Said | null>(null);
  useEffect(() => {
    if (!said) return;
    // What went wrong stays long enough to be read twice.
    const timer = setTimeout(() => setSaid(null), said.bad ? 3 * SHOWN_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, useCallback((text: string, bad = false) => setSaid({ text, bad }), [])];
}
