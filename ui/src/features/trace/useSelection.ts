/**
 * The selected span: kept by id, shown in the address, always one that has a row. Owns how a selection comes into
 * sight: unfolding what hides it, scrolling to it, moving the time range to it when it was jumped to.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import { nearestVisible, type Rows } from "../../widgets/tree/tree";
import { scrollToSee } from "../../widgets/tree/window";
import { type Folds, revealed } from "./folds";
import { nodeOf, spanIdOf, type TraceModel } from "./outline";
import { clamped } from "./range";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./rows";
import type { Timeline } from "./timeline";
import type { TraceSearchParams } from "./url";
import { useAddressed } from "./useAddress";

/** How a span came to be selected: pressed where it stands, stepped to from a neighbour, or jumped to from afar. */
export type How = "press" | "step" | "jump";

export interface Selection {
  /** The selected node; the first row's when none was chosen. -1 only in an empty trace. */
  readonly active: number;
  readonly select: (node: number, how: How) => void;
}

interface SelectionParts {
  model: TraceModel;
  rows: Rows;
  folds: Folds;
  setFolds: (folds: Folds) => void;
  scroller: RefObject<HTMLDivElement | null>;
  timeline: Timeline;
  /** The span in the address. */
  span: string | undefined;
  onSearch: (change: Partial<TraceSearchParams>) => void;
  /** Unfolds the pill that a node is folded into. */
  reveal: (node: number) => void;
}

export function useSelection(parts: SelectionParts): Selection {
  const { model, rows, scroller, span, onSearch } = parts;
  const [chosen, choose] = useAddressed(span, (next) => onSearch({ span: next }));
  const latest = useRef(parts);
  useLayoutEffect(() => {
    latest.current = parts;
  });
  const node = nodeOf(model, chosen);
  // Folding an ancestor moves the selection up to it, so that the active row is always one that exists.
  const active = node >= 0 ? nearestVisible(model.tree, rows, node) : (rows.nodes[0] ?? -1);
  /** The span that the next paint has to bring into sight. */
  const wanted = useRef<string | null>(chosen ?? null);
  /** What was last chosen here: anything else came by the address (a link, back, forward) and is brought into sight. */
  const own = useRef<string | undefined>(undefined);

  useLayoutEffect(() => {
    if (chosen === own.current) return;
    own.current = chosen;
    wanted.current = chosen ?? null;
    const { model, folds, setFolds, reveal } = latest.current;
    const open = revealed(model, folds, nodeOf(model, chosen));
    if (open !== folds) setFolds(open);
    reveal(nodeOf(model, chosen));
  }, [chosen]);

  useLayoutEffect(() => {
    const element = scroller.current;
    // Behind the other tab nothing can be scrolled: it is done when the tree is back.
    if (!element || element.clientHeight === 0 || wanted.current === null) return;
    const target = nodeOf(model, wanted.current);
    const row = target >= 0 ? (rows.rowOf[target] ?? -1) : -1;
    if (row < 0) return;
    wanted.current = null;
    const top = scrollToSee(row, ROW_HEIGHT, element.scrollTop, element.clientHeight - HEAD_HEIGHT);
    if (top !== null) element.scrollTop = top;
  });

  const select = useCallback(
    (target: number, how: How) => {
      const { model, folds, setFolds, timeline, reveal } = latest.current;
      if (target < 0) return;
      const open = revealed(model, folds, target);
      if (open !== folds) setFolds(open);
      reveal(target);
      const id = spanIdOf(model, target);
      own.current = id;
      if (how !== "press") wanted.current = id;
      if (how === "jump") bringTimeTo(model, timeline, target);
      // Only steps come in runs, with the key held down.
      choose(id, how !== "step");
    },
    [choose],
  );
  return { active, select };
}

/** Moves (never widens) the zoom when the span lies outside it altogether. */
function bringTimeTo(model: TraceModel, timeline: Timeline, node: number): void {
  const zoom = timeline.zoom();
  if (!zoom) return;
  const from = model.start[node] as number;
  const to = model.end[node] as number;
  if (to >= zoom.from && from <= zoom.to) return;
  const width = zoom.to - zoom.from;
  const start = from - width * 0.2;
  timeline.set(clamped({ from: start, to: start + width }, timeline.total()));
}
