/**
 * One trace on screen: header, minimap, the two tabs, the inspector's place. Lays them out over the state that
 * useTraceState joins. Never draws a span itself.
 */
import type { SpanType } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useMemo, useRef } from "react";
import { useSettings } from "../../api/settings";
import { TabPanel, Tabs } from "../../widgets/tabs";
import { type Palette, usePalette } from "./colours";
import { logCountQuery } from "./data";
import { FindBox } from "./FindBox";
import { type InspectorHandle, InspectorPlace } from "./InspectorPlace";
import { nameOf, nodeOf, serviceOf, spanIdOf, type TraceModel, typeOf } from "./outline";
import { PartialNotice } from "./PartialNotice";
import { TraceHeader } from "./TraceHeader";
import { TraceLogs } from "./TraceLogs";
import { TraceMinimap } from "./TraceMinimap";
import type { TracePageProps } from "./TracePage";
import classes from "./trace.module.css";
import { type TraceState, useTraceState } from "./useTraceState";
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

export function TraceView(props: TracePageProps & { model: TraceModel }) {
  const { model, traceId, inspector } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const place = useRef<InspectorHandle>(null);
  const byService = useSettings().colour_by_service;
  const palette = usePalette();
  const state = useTraceState({ ...props, scroller, findInput, place });
  const { active, timeline } = state;
  const inspected = useMemo(() => inspectedSpan(model, active, traceId), [model, active, traceId]);
  return (
    <>
      <TraceHeader summary={model.outline.summary} onBack={props.onBack} onSaid={state.say} />
      <TraceMinimap model={model} timeline={timeline} palette={palette} byService={byService} />
      <div className={classes.main}>
        <InspectorPlace
          handle={place}
          missing={active >= model.spans ? { model, node: active } : null}
          inspector={(controls) => inspected && inspector(inspected, controls)}
        >
          <LeftPane {...{ model, state, scroller, findInput, palette, byService }} />
        </InspectorPlace>
      </div>
    </>
  );
}

interface LeftPaneProps {
  model: TraceModel;
  state: TraceState;
  scroller: RefObject<HTMLDivElement | null>;
  findInput: RefObject<HTMLInputElement | null>;
  palette: Palette;
  byService: boolean;
}

/** The two tabs, and what stands beside them: what was just said, what is missing, the search. */
function LeftPane({ model, state, scroller, findInput, palette, byService }: LeftPaneProps) {
  const { said, select, setView, find } = state;
  const logs = useQuery(logCountQuery(model.outline.summary.trace_id)).data ?? model.outline.logs;
  return (
    <Tabs
      label="Views of the trace"
      tabs={[
        { id: "waterfall", label: "Waterfall" },
        { id: "logs", label: "Logs", count: logs || undefined },
      ]}
      value={state.view}
      onChange={setView}
      aside={
        <>
          <output className={classes.said} data-bad={said?.bad || undefined}>
            {said?.text}
          </output>
          <PartialNotice model={model} onShow={(node) => select(node, "jump")} />
          <FindBox
            find={find}
            found={state.found}
            onFind={state.onFind}
            onWalk={state.onWalk}
            input={findInput}
          />
        </>
      }
    >
      <TabPanel id="waterfall" keepMounted>
        <Waterfall
          model={model}
          rows={state.rows}
          flags={state.flags}
          active={state.active}
          timeline={state.timeline}
          palette={palette}
          byService={byService}
          matches={state.matches}
          find={find}
          scroller={scroller}
          onSelect={state.onPress}
          onFold={state.onFold}
          onFit={state.onFit}
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
