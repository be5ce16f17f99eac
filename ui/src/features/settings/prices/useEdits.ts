/** Saving edits of prices, with what they changed in words and the way back. Owns no look. */
import type { PriceEdits, Prices } from "@proto";
import { useState } from "react";
import { useSavePrices } from "../../../api/prices";
import { editsOf } from "./edits";

/** The last change: what it did, and what it was before. */
export interface LastChange {
  readonly words: string;
  /** Null once it is undone. */
  readonly before: PriceEdits | null;
}

export function useEdits(prices: Prices | undefined) {
  const save = useSavePrices();
  const [last, setLast] = useState<LastChange | null>(null);
  const put = (edits: PriceEdits, words: string, onDone?: () => void) => {
    if (!prices) return;
    const before = editsOf(prices);
    save.mutate(edits, {
      onSuccess: () => {
        setLast({ words, before });
        onDone?.();
      },
    });
  };
  const undo = () => {
    if (!last?.before) return;
    save.mutate(last.before, { onSuccess: () => setLast({ words: "Undone.", before: null }) });
  };
  return { put, undo, last, saving: save.isPending, failure: save.error, forget: save.reset };
}
