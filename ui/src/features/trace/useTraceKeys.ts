/**
 * What the keys of the trace view do (base/keymap.ts says which keys). Each is a few words over the pure modules:
 * steps and folds in the tree, walks to errors, model calls and slow spans, zoom and pan. Names no key itself.
 */

import { useRef } from "react";
import { count, duration } from "../../base/format";
import type { Action } from "../../base/keymap";
import { type Handler, useActions } from "../../widgets/actions";
import { ancestors, type Rows } from "../../widgets/tree/tree";
import { type Folds, foldedFrom, levelInSight, NO_FOLDS, withFold } from "./folds";
import { spanIdOf, type TraceModel } from "./outline";
import { fitted, panned, zoomed } from "./range";
import { pillOf } from "./story";
import type { Timeline } from "./timeline";
import type { Selection } from "./useSelection";
import { nextError, nextInTree, nextModelCall, nextSlowest } from "./walks";

interface KeyParts {
  model: TraceModel;
  rows: Rows;
  folds: Folds;
  setFolds: (folds: Folds) => void;
  /** Folds or unfolds a pill of the story. */
  setPill: (node: number, opened: boolean) => void;
  timeline: Timeline;
  selection: Selection;
  matches: ReadonlyMap<number, unknown> | null;
  say: (text: string) => void;
}

/** A key's zoom, and its pan as a share of what is in sight. */
const ZOOM = 0.7;
const PAN = 0.15;

const ordinal = (n: number) => {
  const tail = n % 100 > 10 && n % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${count(n)}${tail}`;
};

export function useTraceKeys(parts: KeyParts, more: Partial<Record<Action, Handler>>) {
  const { model, folds, setFolds, timeline, selection, matches, say } = parts;
  const { active, select } = selection;
  const slow = useRef(-1);

  const jump = (node: number, nothing: string) => {
    if (node < 0) say(nothing);
    else select(node, "jump");
  };
  /** Folds; a selection that is folded away moves up to what hides it. */
  const fold = (next: Folds) => {
    setFolds(next);
    const hiding = ancestors(model.tree, active).filter((above) => next.has(spanIdOf(model, above)));
    const outermost = hiding[hiding.length - 1];
    if (outermost !== undefined) select(outermost, "step");
  };
  const toggleFold = (node: number) =>
    fold(withFold(folds, spanIdOf(model, node), !folds.has(spanIdOf(model, node))));
  const fitTo = (node: number) => {
    if (node >= 0) timeline.set(fitted(model.start[node] as number, model.end[node] as number, model.total));
  };
  const slowest = () => {
    if (inTimeline()) return false;
    const step = nextSlowest(model, active, slow.current);
    if (!step) return;
    slow.current = step.node;
    select(step.node, "jump");
    const rank = step.rank === 1 ? "Slowest" : `${ordinal(step.rank)} slowest`;
    say(`${rank}: ${duration(model.self[step.node] as number)} of its own`);
  };
  const walkMatches = (step: 1 | -1) => {
    if (matches && matches.size > 0)
      select(
        nextInTree(model, active, (node) => matches.has(node), step),
        "jump",
      );
  };
  const level = (by: 1 | -1) => {
    const now = levelInSight(model, folds);
    const next = Math.max(0, Math.min(model.tree.deepest + 1, now + by));
    fold(next > model.tree.deepest ? NO_FOLDS : foldedFrom(model, next));
    say(next > model.tree.deepest ? "All levels" : `${count(next + 1)} ${next === 0 ? "level" : "levels"}`);
  };

  useActions({
    ...stepActions(parts, toggleFold),
    ...timeActions(timeline, () => fitTo(active)),
    "fold-all": () => fold(foldedFrom(model, 0)),
    "unfold-all": () => setFolds(NO_FOLDS),
    "fold-level": () => level(-1),
    "unfold-level": () => level(1),
    "next-error": () => jump(nextError(model, active), "No span of this trace failed"),
    "next-model": () => jump(nextModelCall(model, active), "No model call in this trace"),
    "next-slowest": slowest,
    ...more,
  });
  return { toggleFold, fitTo, walkMatches };
}

/** Whether the time axis has the focus: there `s` zooms out. */
function inTimeline(): boolean {
  return document.activeElement?.matches("[data-timeline]") === true;
}

/** Moving by rows, folding and unfolding where one stands. */
function stepActions(
  { model, rows, folds, setFolds, setPill, selection }: KeyParts,
  toggleFold: (node: number) => void,
) {
  const { tree } = model;
  const { active, select } = selection;
  const row = active >= 0 ? (rows.rowOf[active] as number) : -1;
  const toRow = (at: number) => {
    const node = rows.nodes[Math.max(0, Math.min(rows.nodes.length - 1, at))];
    if (node !== undefined) select(node, "step");
  };
  const parent = (node: number) => node >= 0 && (tree.children[node] as number) > 0;
  const isFolded = (node: number) => folds.has(spanIdOf(model, node));
  return {
    "span-next": () => toRow(row + 1),
    "span-previous": () => toRow(row - 1),
    "row-first": () => toRow(0),
    "row-last": () => toRow(rows.nodes.length - 1),
    fold: () => {
      if (pillOf(model, active)?.opened) setPill(active, false);
      else if (parent(active) && !isFolded(active)) toggleFold(active);
      else if (active >= 0 && (tree.parent[active] as number) >= 0)
        select(tree.parent[active] as number, "step");
    },
    unfold: () => {
      const pill = pillOf(model, active);
      if (parent(active) && isFolded(active)) setFolds(withFold(folds, spanIdOf(model, active), false));
      else if (pill && !pill.opened) setPill(active, true);
      else if (parent(active)) select(tree.firstChild[active] as number, "step");
    },
  };
}

/** Zoom, pan and fit. */
function timeActions(timeline: Timeline, fitActive: () => void) {
  const zoom = (factor: number) => {
    const { from, to } = timeline.range();
    timeline.set(zoomed(timeline.zoom(), timeline.total(), (from + to) / 2, factor));
  };
  const pan = (share: number) => {
    const { from, to } = timeline.range();
    timeline.set(panned(timeline.zoom(), timeline.total(), share * (to - from)));
  };
  return {
    fit: fitActive,
    "zoom-in": () => zoom(ZOOM),
    "zoom-out": () => (inTimeline() ? zoom(1 / ZOOM) : false),
    "pan-left": () => pan(-PAN),
    "pan-right": () => pan(PAN),
  };
}
