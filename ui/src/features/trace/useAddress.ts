/**
 * Joins quick state (selection, zoom) with the address: shown at once, written a moment later, and read again when
 * back or forward changes the address under us. Owns when to write; url.ts owns how.
 */
import { useEffect, useRef, useState } from "react";

/** Rest before the address is written: holding `j` is one entry, not fifty. */
export const REST_MS = 180;

/**
 * State that also stands in the address. `text` is what stands there now; `write` puts it there (replacing, so that
 * one step back leaves the trace).
 */
export function useAddressed(
  text: string | undefined,
  write: (text: string | undefined) => void,
): [string | undefined, (text: string | undefined) => void] {
  const [value, setValue] = useState(text);
  const written = useRef(text);
  const latestWrite = useRef(write);
  useEffect(() => {
    latestWrite.current = write;
  });
  useEffect(() => {
    if (text === written.current) return;
    written.current = text;
    setValue(text);
  }, [text]);
  useEffect(() => {
    if (value === written.current) return;
    const timer = setTimeout(() => {
      written.current = value;
      latestWrite.current(value);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return [value, setValue];
}
