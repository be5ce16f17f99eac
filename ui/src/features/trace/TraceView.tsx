/**
 * One trace on screen: header, minimap, the two tabs, the inspector's place. Joins the selection, the folds, the zoom
 * and the search, each of which is owned by a hook beside this file. Never draws a span itself.
 */
import type { SpanType } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useSettings } from "../../api/settings";
import { TabPanel, Tabs } from "../../widgets/tabs";
import { visibleRows } from "../../widgets/tree/tree";
import { usePalette } from "./colours";
import { logCountQuery } from "./data";
import { FindBox } from "./FindBox";
import { foldFlags } from "./folds";
import { type InspectorHandle, InspectorPlace } from "./InspectorPlace";
import { nameOf, nodeOf, serviceOf, spanIdOf, type TraceModel, typeOf } from "./outline";
import { PartialNotice } from "./PartialNotice";
import { TraceHeader } from "./TraceHeader";
import { TraceLogs } from "./TraceLogs";
import { TraceMinimap } from "./TraceMinimap";
import type { TracePageProps } from "./TracePage";
import classes from "./trace.module.css";
import { useFind } from "./useFind";
import { useFolds } from "./useFolds";
import { useGrowth } from "./useGrowth";
import { useSaid } from "./useSaid";
import { type Selection, useSelection } from "./useSelection";
import { useTraceKeys } from "./useTraceKeys";
import { useZoom } from "./useZoom";
import { Waterfall } from "./Waterfall";

/** What the inspector is told of the selected span before it has fetched it. */
export interface InspectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly type: SpanType;
  readonly service: string;
  /** Start of the trace, Unix time in nanoseconds. */
  readonly traceStart: bigint;
  /** Nanoseconds that no child covers. */
  readonly selfTime: number;
  /** Children here. */
  readonly children: number;
}

export function TraceView({
  model,
  traceId,
  search,
  onSearch,
  onBack,
  inspector,
}: TracePageProps & { model: TraceModel }) {
  const scroller = useRef<HTMLDivElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const place = useRef<InspectorHandle>(null);
  const byService = useSettings().colour_by_service;
  const palette = usePalette();
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
  const find = search.find ?? "";
  const { matches, found, settled } = useFind(model, find, active);
  const onFind = useCallback((text: string) => onSearch({ find: text || undefined }), [onSearch]);
  const setView = (next: "waterfall" | "logs") => onSearch({ view: next === "waterfall" ? undefined : next });
  const view = search.view ?? "waterfall";
  // From the logs a jump leads back to the tree; steps there would move a selection that is out of sight.
  const keyed: Selection = {
    active,
    select: (node, how) => {
      if (view === "logs" && how === "step") return;
      if (view === "logs") setView("waterfall");
      select(node, how);
    },
  };
  const { toggleFold, fitTo, walkMatches } = useTraceKeys(
    { model, rows, folds, setFolds, timeline, selection: keyed, matches, say },
    {
      search: () => findInput.current?.select(),
      "row-open": () => place.current?.open(true),
      back: () => place.current?.close() || onBack(),
    },
  );
  // Enter may come before the matches do: then the walk waits for them.
  const waiting = useRef<{ text: string; step: 1 | -1 } | null>(null);
  const onWalk = (step: 1 | -1, text: string) => {
    waiting.current = null;
    if (settled === text.trim()) walkMatches(step);
    else waiting.current = { text: text.trim(), step };
  };
  useEffect(() => {
    if (settled === null || waiting.current?.text !== settled) return;
    const { step } = waiting.current;
    waiting.current = null;
    walkMatches(step);
  });
  const logs = useQuery(logCountQuery(traceId)).data ?? model.outline.logs;
  const inspected = useMemo(() => inspectedSpan(model, active, traceId), [model, active, traceId]);
  const latestFold = useRef(toggleFold);
  useEffect(() => {
    latestFold.current = toggleFold;
  });
  const onFold = useCallback((node: number) => latestFold.current(node), []);
  const onPress = useCallback(
    (node: number) => {
      select(node, "press");
      place.current?.open(false);
    },
    [select],
  );

  return (
    <>
      <TraceHeader summary={model.outline.summary} onBack={onBack} onSaid={say} />
      <TraceMinimap model={model} timeline={timeline} palette={palette} byService={byService} />
      <div className={classes.main}>
        <InspectorPlace
          handle={place}
          missing={active >= model.spans ? { model, node: active } : null}
          inspector={(controls) => inspected && inspector(inspected, controls)}
        >
          <Tabs
            label="Views of the trace"
            tabs={[
              { id: "waterfall", label: "Waterfall" },
              { id: "logs", label: "Logs", count: logs || undefined },
            ]}
            value={view}
            onChange={setView}
            aside={
              <>
                <output className={classes.said} data-bad={said?.bad || undefined}>
                  {said?.text}
                </output>
                <PartialNotice model={model} onShow={(node) => select(node, "jump")} />
                <FindBox find={find} found={found} onFind={onFind} onWalk={onWalk} input={findInput} />
              </>
            }
          >
            <TabPanel id="waterfall" keepMounted>
              <Waterfall
                model={model}
                rows={rows}
                flags={flags}
                active={active}
                timeline={timeline}
                palette={palette}
                byService={byService}
                matches={matches}
                find={find}
                scroller={scroller}
                onSelect={onPress}
                onFold={onFold}
                onFit={fitTo}
              />
            </TabPanel>
            <TabPanel id="logs">
              <TraceLogs
                model={model}
                onSpan={(spanId) => {
                  setView("waterfall");
                  select(nodeOf(model, spanId), "jump");
                }}
              />
            </TabPanel>
          </Tabs>
        </InspectorPlace>
      </div>
    </>
  );
}

function inspectedSpan(model: TraceModel, node: number, traceId: string): InspectedSpan | null {
  if (node < 0 || node >= model.spans) return null;
  return {
    traceId,
    spanId: spanIdOf(model, node),
    name: nameOf(model, node),
    type: typeOf(model, node),
    service: serviceOf(model, node),
    traceStart: model.epoch,
    selfTime: model.self[node] ?? 0,
    children: model.tree.children[node] ?? 0,
  };
}
