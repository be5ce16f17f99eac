/**
 * The stretch of time in sight, as a value that canvases, ruler and minimap follow without a render of the page:
 * wheel and drag change it many times a frame. Owns the value and who is told. Geometry is in range.ts.
 */
import { useSyncExternalStore } from "react";
import { clamped, shown, type TimeRange } from "./range";

export interface Timeline {
  /** The zoom; null = all of the trace. */
  zoom: () => TimeRange | null;
  /** What is shown: the zoom, or all. The same object until something changes. */
  range: () => TimeRange;
  /** Nanoseconds of the whole trace. */
  total: () => number;
  set: (zoom: TimeRange | null) => void;
  /** The trace has another length or zero now. */
  reset: (zoom: TimeRange | null, total: number) => void;
  subscribe: (listener: () => void) => () => void;
}

/** Starts with a zoom that may not fit the trace. */
export function createTimeline(zoom: TimeRange | null, total: number): Timeline {
  let length = total;
  let now = zoom && clamped(zoom, total);
  let view = shown(now, length);
  const listeners = new Set<() => void>();
  const change = (next: TimeRange | null) => {
    if (next?.from === now?.from && next?.to === now?.to && view.to === shown(next, length).to) return;
    now = next;
    view = shown(now, length);
    for (const listener of listeners) listener();
  };
  return {
    zoom: () => now,
    range: () => view,
    total: () => length,
    set: (next) => change(next && clamped(next, length)),
    reset: (next, newTotal) => {
      length = newTotal;
      change(next && clamped(next, length));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The range shown, for components that draw few things (the ruler). */
export function useRange(timeline: Timeline): TimeRange {
  return useSyncExternalStore(timeline.subscribe, timeline.range);
}
