/**
 * What must not move when a trace grows while it is read: the row under the reader's eye and the stretch of time
 * zoomed to. Pure: from two models to a scroll offset and a zoom. Never decides when to refetch.
 */
import { nearestVisible, type Rows } from "../../widgets/tree/tree";
import { nodeOf, spanIdOf, type TraceModel } from "./outline";
import { clamped, type TimeRange } from "./range";

/** A row that must stay where it is: its span, and how far its top stands above the first visible pixel. */
export interface Anchor {
  readonly spanId: string;
  readonly above: number;
}

/** The topmost row in sight. Null at the very top, where new rows may push: nothing above is being read. */
export function anchorAt(model: TraceModel, rows: Rows, scrollTop: number, rowHeight: number): Anchor | null {
  if (scrollTop <= 0 || rows.nodes.length === 0) return null;
  const row = Math.min(rows.nodes.length - 1, Math.floor(scrollTop / rowHeight));
  return { spanId: spanIdOf(model, rows.nodes[row] as number), above: scrollTop - row * rowHeight };
}

/** The scroll offset that puts the anchor back, or null when its span is gone. */
export function scrollFor(model: TraceModel, rows: Rows, anchor: Anchor, rowHeight: number): number | null {
  const node = nodeOf(model, anchor.spanId);
  if (node < 0) return null;
  const row = rows.rowOf[nearestVisible(model.tree, rows, node)] as number;
  return row * rowHeight + anchor.above;
}

/**
 * The same stretch of wall-clock time in the new model: spans that start earlier than any before move the zero that
 * offsets count from.
 */
export function carriedZoom(zoom: TimeRange | null, before: TraceModel, after: TraceModel): TimeRange | null {
  if (!zoom) return null;
  const shift = Number(before.epoch - after.epoch);
  return clamped({ from: zoom.from + shift, to: zoom.to + shift }, after.total);
}
