/**
 * The state of one trace on screen, joined from the hooks that own its parts: folds and rows, zoom, selection, search,
 * keys. Draws nothing; TraceView shows it.
 */
import { type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { plural } from "../../base/format";
import { visibleRows } from "../../widgets/tree/tree";
import { foldFlags } from "./folds";
import type { InspectorHandle } from "./InspectorPlace";
import type { TraceModel } from "./outline";
import { storyOf } from "./story";
import type { LeftTab, TraceSearchParams } from "./url";
import { useFind } from "./useFind";
import { useFolds } from "./useFolds";
import { type Held, useGrowth } from "./useGrowth";
import { useSaid } from "./useSaid";
import { type How, useSelection } from "./useSelection";
import { type StoryState, useStory } from "./useStory";
import { useTraceKeys } from "./useTraceKeys";
import { useZoom } from "./useZoom";

export interface TraceStateParts {
  /** The trace with every span. */
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
  const { search, onSearch, place } = parts;
  const [said, say] = useSaid();
  const { folds, setFolds, story, model, flags, rows, timeline, active, select } = useTreeState(parts);
  const toggleStory = useToggleStory(parts, story, active, select, say);

  const view = search.view ?? "waterfall";
  const setView = (next: LeftTab) => onSearch({ view: next === "waterfall" ? undefined : next });
  /** From another tab a jump leads back to the tree; steps there would move a selection that is out of sight. */
  const selectFromKeys = (node: number, how: How) => {
    if (view !== "waterfall" && how === "step") return;
    if (view !== "waterfall") setView("waterfall");
    select(node, how);
  };
  const find = search.find ?? "";
  const { matches, found, settled } = useFind(model, find, active);
  const { toggleFold, fitTo, walkMatches } = useTraceKeys(
    {
      model,
      rows,
      folds,
      setFolds,
      setPill: story.setPill,
      timeline,
      selection: { active, select: selectFromKeys },
      matches,
      say,
    },
    {
      story: () => {
        if (view !== "waterfall") setView("waterfall");
        toggleStory();
      },
      search: () => parts.findInput.current?.select(),
      "row-open": () => place.current?.open(true),
      back: () => place.current?.close() || parts.onBack(),
    },
  );
  // Who comes from a list that was filtered by words wants to see where they are; a span in the address is where one was.
  const onWalk = useWalk(settled, walkMatches, search.span ? "" : find.trim(), matches?.has(active) === true);
  const onFind = useCallback((text: string) => onSearch({ find: text || undefined }), [onSearch]);
  const onFold = useLatest((node: number, mark: string) =>
    mark === "pill" ? story.setPill(node, model.look?.opened[node] !== 1) : toggleFold(node),
  );
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
    model,
    story,
    toggleStory,
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

/** What the tree shows: the story or all, the folds, the rows they leave, the zoom, the selection. */
function useTreeState({ model: whole, traceId, search, onSearch, scroller }: TraceStateParts) {
  const [folds, setFolds] = useFolds("folds", traceId);
  const held = useRef<Held>(null);
  const story = useStory(whole, traceId, search.level, held);
  const { model, reveal } = story;
  const flags = useMemo(() => foldFlags(model, folds), [model, folds]);
  const rows = useMemo(() => visibleRows(model.tree, (node) => flags[node] === 1), [model, flags]);
  const timeline = useZoom(model, search.zoom, (zoom) => onSearch({ zoom }));
  const seen = { model, rows, folds, setFolds, scroller, timeline };
  const { active, select } = useSelection({ ...seen, span: search.span, onSearch, reveal });
  useGrowth(model, rows, active, scroller, timeline, held);
  return { ...seen, story, flags, active, select };
}

export type TraceState = ReturnType<typeof useTraceState>;

/**
 * Walks to the next match, or, when Enter came before the matches did, as soon as they are here. The text the page was opened with is walked to by itself,
 * unless the selected span has it (`there`).
 */
function useWalk(settled: string | null, walk: (step: 1 | -1) => void, opened: string, there: boolean) {
  const waiting = useRef<{ text: string; step: 1 | -1; unless?: true } | null>(
    opened ? { text: opened, step: 1, unless: true } : null,
  );
  useEffect(() => {
    if (settled === null || waiting.current?.text !== settled) return;
    const { step, unless } = waiting.current;
    waiting.current = null;
    if (!(unless && there)) walk(step);
  });
  return (step: 1 | -1, text: string) => {
    waiting.current = null;
    if (settled === text.trim()) walk(step);
    else waiting.current = { text: text.trim(), step };
  };
}

/** A function of one identity that does what the latest one does: rows are drawn again when theirs changes. */
function useLatest<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}

/** Turns the story on or off; a selection that is folded away moves to its pill. */
function useToggleStory(
  { model: whole, onSearch }: TraceStateParts,
  { on, told, model }: StoryState,
  active: number,
  select: (node: number, how: How) => void,
  say: (text: string) => void,
) {
  return () => {
    if (!told) {
      say("No agent, model or tool in this trace: it tells no story");
      return;
    }
    onSearch({ level: on ? undefined : "story" });
    const story = on ? null : storyOf(whole);
    const host = story?.host[active] ?? active;
    if (host !== active) select(host, "step");
    say(on ? `All ${plural(model.spans, "span")}` : "Story: agents, models, tools and their like");
  };
}
