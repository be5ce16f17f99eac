/**
 * The state of one trace on screen, joined from the hooks that own its parts: folds and rows, zoom, selection, search,
 * keys. Draws nothing; TraceView shows it.
 */
import { type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { visibleRows } from "../../widgets/tree/tree";
import { foldFlags } from "./folds";
import type { InspectorHandle } from "./InspectorPlace";
import type { TraceModel } from "./outline";
import type { LeftTab, TraceSearchParams } from "./url";
import { useFind } from "./useFind";
import { useFolds } from "./useFolds";
import { useGrowth } from "./useGrowth";
import { useSaid } from "./useSaid";
import { type How, useSelection } from "./useSelection";
import { useTraceKeys } from "./useTraceKeys";
import { useZoom } from "./useZoom";

export interface TraceStateParts {
  model: TraceModel;
  traceId: string;
  search: TraceSearchParams;
  onSearch: (change: Partial<TraceSearchParams>) => void;
  onBack: () => void;
  scroller: RefObject<HTMLDivElement | null>;
  findInput: RefObject<HTMLInputElement | null>;
  place: RefObject<InspectorHandle | null>;
}

export function useTraceState(parts: TraceStateParts) {
  const { model, traceId, search, onSearch, scroller, place } = parts;
  const [said, say] = useSaid();
  const [folds, setFolds] = useFolds(traceId);
  const flags = useMemo(() => foldFlags(model, folds), [model, folds]);
  const rows = useMemo(() => visibleRows(model.tree, (node) => flags[node] === 1), [model, flags]);
  const timeline = useZoom(model, search.zoom, (zoom) => onSearch({ zoom }));
  const selection = useSelection({
    model,
    rows,
    folds,
    setFolds,
    scroller,
    timeline,
    span: search.span,
    onSearch,
  });
  const { active, select } = selection;
  useGrowth(model, rows, active, scroller, timeline);

  const view = search.view ?? "waterfall";
  const setView = (next: LeftTab) => onSearch({ view: next === "waterfall" ? undefined : next });
  /** From the logs a jump leads back to the tree; steps there would move a selection that is out of sight. */
  const selectFromKeys = (node: number, how: How) => {
    if (view === "logs" && how === "step") return;
    if (view === "logs") setView("waterfall");
    select(node, how);
  };
  const find = search.find ?? "";
  const { matches, found, settled } = useFind(model, find, active);
  const { toggleFold, fitTo, walkMatches } = useTraceKeys(
    { model, rows, folds, setFolds, timeline, selection: { active, select: selectFromKeys }, matches, say },
    {
      search: () => parts.findInput.current?.select(),
      "row-open": () => place.current?.open(true),
      back: () => place.current?.close() || parts.onBack(),
    },
  );
  const onWalk = useWalk(settled, walkMatches);
  const onFind = useCallback((text: string) => onSearch({ find: text || undefined }), [onSearch]);
  const onFold = useLatest(toggleFold);
  const onPress = useCallback(
    (node: number) => {
      select(node, "press");
      place.current?.open(false);
    },
    [select, place],
  );
  return {
    said,
    say,
    rows,
    flags,
    timeline,
    active,
    select,
    view,
    setView,
    find,
    matches,
    found,
    onFind,
    onWalk,
    onFold,
    onPress,
    onFit: fitTo,
  };
}

export type TraceState = ReturnType<typeof useTraceState>;

/** Walks to the next match, or, when Enter came before the matches did, as soon as they are here. */
function useWalk(settled: string | null, walk: (step: 1 | -1) => void) {
  const waiting = useRef<{ text: string; step: 1 | -1 } | null>(null);
  useEffect(() => {
    if (settled === null || waiting.current?.text !== settled) return;
    const { step } = waiting.current;
    waiting.current = null;
    walk(step);
  });
  return (step: 1 | -1, text: string) => {
    waiting.current = null;
    if (settled === text.trim()) walk(step);
    else waiting.current = { text: text.trim(), step };
  };
}

/** A function of one identity that does what the latest one does: rows are drawn again when theirs changes. */
function useLatest(act: (node: number) => void): (node: number) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((node: number) => latest.current(node), []);
}
