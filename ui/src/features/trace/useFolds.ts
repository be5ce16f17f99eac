/**
 * The folds of one trace, remembered for the browser session: back, forward and reload restore them, a new tab starts
 * unfolded. Not in the address, where thousands of ids have no room.
 */
import { useEffect, useState } from "react";
import { type Folds, NO_FOLDS } from "./folds";

/** Folds of more spans than this are not remembered: storage is small, and a fold-all is one key away. */
const MOST = 2_000;

const keyOf = (traceId: string) => `trace.folds.${traceId}`;

function read(traceId: string): Folds {
  const kept = sessionStorage.getItem(keyOf(traceId));
  return kept ? new Set(kept.split(" ")) : NO_FOLDS;
}

function write(traceId: string, folds: Folds): void {
  try {
    if (folds.size === 0 || folds.size > MOST) sessionStorage.removeItem(keyOf(traceId));
    else sessionStorage.setItem(keyOf(traceId), [...folds].join(" "));
  } catch {
    // Storage is full or refused: folds then live as long as the page.
  }
}

export function useFolds(traceId: string): [Folds, (folds: Folds) => void] {
  const [folds, setFolds] = useState(() => read(traceId));
  useEffect(() => write(traceId, folds), [traceId, folds]);
  return [folds, setFolds];
}
