/**
 * The folds of one trace and the unfolded pills of its story, remembered for the browser session: back, forward and reload
 * restore them, a new tab starts afresh. Not in the address, where thousands of ids have no room.
 */
import { useEffect, useState } from "react";
import { type Folds, NO_FOLDS } from "./folds";

/** Folds of more spans than this are not remembered: storage is small, and a fold-all is one key away. */
const MOST = 2_000;

/** What is remembered of a trace. */
type Kept = "folds" | "pills";

const keyOf = (kept: Kept, traceId: string) => `trace.${kept}.${traceId}`;

function read(key: string): Folds {
  const kept = sessionStorage.getItem(key);
  return kept ? new Set(kept.split(" ")) : NO_FOLDS;
}

function write(key: string, folds: Folds): void {
  try {
    if (folds.size === 0 || folds.size > MOST) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, [...folds].join(" "));
  } catch {
    // Storage is full or refused: folds then live as long as the page.
  }
}

/** A set of span ids of one trace: those folded, or those whose pill is unfolded. */
export function useFolds(kept: Kept, traceId: string): [Folds, (folds: Folds) => void] {
  const key = keyOf(kept, traceId);
  const [folds, setFolds] = useState(() => read(key));
  useEffect(() => write(key, folds), [key, folds]);
  return [folds, setFolds];
}
