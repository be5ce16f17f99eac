/**
 * What the pieces of a conversation share while it is read: which folds are open, how links lead on, which texts can be read
 * further. Owns the open folds (rows come and go as one scrolls) and what is lit together.
 */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { getPart, type PartAt } from "../../api/conversations";
import type { Pair, Place } from "./links";
import type { ReadOn } from "./pieces";
import type { Subject } from "./subject";
import type { ToolSpan } from "./toolSpan";

/** Where links lead. */
export interface Ways {
  /** Selects a span. */
  readonly onSpan: (traceId: string, spanId: string) => void;
  /** The address of a span, for links that open elsewhere. */
  readonly hrefOf: (traceId: string, spanId: string) => string;
}

/** What is shared. */
export interface Reading extends Ways {
  readonly isOpen: (key: string) => boolean;
  readonly toggle: (key: string) => void;
  /** The pair a part belongs to. */
  readonly pairAt: (subject: Subject, place: Place) => Pair | undefined;
  /** The tool's own span of a call; null when this trace has none. */
  readonly toolSpan: (subject: Subject, pair: Pair) => ToolSpan | null;
  /** Whether an answer in this list made that call. */
  readonly called: (callId: string | null) => boolean;
  /** Brings a part's message into sight. */
  readonly show: (subject: Subject, place: Place) => void;
  /** Brings a row into sight, once it is there. */
  readonly showRow: (key: string) => void;
  /** Texts that arrived cut and were fetched whole, by part: rows come and go as one scrolls. */
  readonly fetched: Map<string, string>;
  /** Whether spans of many calls stand in this list. */
  readonly many: boolean;
  /** The span that is selected. */
  readonly chosen: string | undefined;
}

const Shared = createContext<Reading | null>(null);

export function ReadingProvider({ value, children }: { value: Reading; children: ReactNode }) {
  return <Shared value={value}>{children}</Shared>;
}

/** What the pieces share. Only within a conversation. */
export function useReading(): Reading {
  const reading = useContext(Shared);
  if (!reading) throw new Error("a piece of a conversation stands outside of one");
  return reading;
}

/** Which folds are open. */
export function useFolds(): Pick<Reading, "isOpen" | "toggle"> {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set());
  const toggle = useCallback((key: string) => {
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return useMemo(() => ({ isOpen: (key) => open.has(key), toggle }), [open, toggle]);
}

/** One fold of a piece: closed at first. */
export function useFold(key: string): [boolean, () => void] {
  const { isOpen, toggle } = useReading();
  return [isOpen(key), () => toggle(key)];
}

/** Bytes asked for at a time: as much as the server gives, here within a frame or two. */
export const PIECE = 1 << 20;

/** Reads on in a part. The same function for the same part, so that a text in reading is not begun anew. */
export function usePartReader(subject: Subject, at: Pick<PartAt, "side" | "message" | "part">): ReadOn {
  const { traceId, spanId } = subject;
  const { side, message, part } = at;
  return useCallback(
    (offset) => getPart({ traceId, spanId, side, message, part, offset, limit: PIECE }),
    [traceId, spanId, side, message, part],
  );
}

/** Lights what belongs together: pointing at a call lights its result, and the other way round. Props for the container. */
export function useLight() {
  return useMemo(() => {
    const light = (container: HTMLElement, pair: string | null) => {
      for (const one of container.querySelectorAll<HTMLElement>("[data-pair]"))
        one.toggleAttribute("data-lit", pair !== null && one.dataset.pair === pair);
    };
    const on = ({ target, currentTarget }: { target: EventTarget; currentTarget: HTMLElement }) => {
      const element = target instanceof Element ? target.closest<HTMLElement>("[data-pair]") : null;
      light(currentTarget, element?.dataset.pair ?? null);
    };
    const off = ({ currentTarget }: { currentTarget: HTMLElement }) => light(currentTarget, null);
    return { onMouseOver: on, onFocus: on, onMouseLeave: off, onBlur: off };
  }, []);
}
