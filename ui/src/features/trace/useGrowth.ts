/**
 * Keeps still what is read while the trace grows or its story folds: before the browser paints a new outline, puts the row under the
 * reader's eye back where it was and carries the zoom over. Selection and folds keep by themselves: they are ids.
 */
import { type RefObject, useLayoutEffect, useRef } from "react";
import type { Rows } from "../../widgets/tree/tree";
import { type Anchor, anchorAt, carriedZoom, scrollFor } from "./merge";
import { spanIdOf, type TraceModel } from "./outline";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./rows";
import type { Timeline } from "./timeline";

/** What the next change of the model must leave where it is, where that is not what is selected. */
export type Held = number | "free" | null;

interface Shown {
  model: TraceModel;
  rows: Rows;
  active: number;
}

export function useGrowth(
  model: TraceModel,
  rows: Rows,
  active: number,
  scroller: RefObject<HTMLDivElement | null>,
  timeline: Timeline,
  /** The node whose row must stay this once, whatever is selected; `free`: something else scrolls. Reset here. */
  held: RefObject<Held>,
): void {
  const shown = useRef<Shown>({ model, rows, active });
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { model, rows, active };
    if (before.model === model) return;
    timeline.reset(carriedZoom(timeline.zoom(), before.model, model), model.total);
    const element = scroller.current;
    if (!element) return;
    const hold = held.current;
    held.current = null;
    if (hold === "free") return;
    const anchor = eye(hold === null ? before : { ...before, active: hold }, element);
    const top = anchor && scrollFor(model, rows, anchor, ROW_HEIGHT);
    if (top !== null && top !== element.scrollTop) element.scrollTop = top;
  }, [model, rows, active, scroller, timeline, held]);
}

/** What the reader looks at: the selected row while it is in sight, else the topmost. */
function eye({ model, rows, active }: Shown, element: HTMLElement): Anchor | null {
  const row = active >= 0 ? (rows.rowOf[active] ?? -1) : -1;
  const above = element.scrollTop - row * ROW_HEIGHT;
  if (row >= 0 && above <= 0 && above + element.clientHeight - HEAD_HEIGHT > ROW_HEIGHT) {
    return { spanId: spanIdOf(model, active), above };
  }
  return anchorAt(model, rows, element.scrollTop, ROW_HEIGHT);
}
