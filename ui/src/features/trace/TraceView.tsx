/**
 * One trace on screen: header, minimap, the tabs, the inspector's place. Lays them out over the state that
 * useTraceState joins. Never draws a span itself.
 */
import { Tooltip } from "@mantine/core";
import type { SpanType } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useMemo, useRef } from "react";
import { useSettings } from "../../api/settings";
import { count, plural } from "../../base/format";
import { actionCaps } from "../../base/keymap";
import { TabPanel, Tabs } from "../../widgets/tabs";
import { type Palette, usePalette } from "./colours";
import { logCountQuery } from "./data";
import { FindBox } from "./FindBox";
import { type InspectorHandle, InspectorPlace } from "./InspectorPlace";
import { nameOf, nodeOf, serviceOf, spanIdOf, type TraceModel, typeOf } from "./outline";
import { PartialNotice } from "./PartialNotice";
import { wholeOf } from "./story";
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
  const { model: whole, traceId, inspector } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const place = useRef<InspectorHandle>(null);
  const byService = useSettings().colour_by_service;
  const palette = usePalette();
  const state = useTraceState({ ...props, scroller, findInput, place });
  const { active, timeline, model } = state;
  const inspected = useMemo(() => inspectedSpan(model, active, traceId), [model, active, traceId]);
  return (
    <>
      <TraceHeader model={whole} onBack={props.onBack} onSaid={state.say} />
      <TraceMinimap model={whole} timeline={timeline} palette={palette} byService={byService} />
      <div className={classes.main}>
        <InspectorPlace
          handle={place}
          missing={active >= model.spans ? { model, node: active } : null}
          inspector={(controls) => inspected && inspector(inspected, controls)}
        >
          <LeftPane
            {...{ whole, state, scroller, findInput, palette, byService }}
            conversation={props.conversation}
          />
        </InspectorPlace>
      </div>
    </>
  );
}

interface LeftPaneProps {
  whole: TraceModel;
  conversation: TracePageProps["conversation"];
  state: TraceState;
  scroller: RefObject<HTMLDivElement | null>;
  findInput: RefObject<HTMLInputElement | null>;
  palette: Palette;
  byService: boolean;
}

/** The tabs, and what stands beside them: what was just said, what is missing, the search. */
function LeftPane({ whole, state, scroller, findInput, palette, byService, conversation }: LeftPaneProps) {
  const { said, select, setView, find, model, story } = state;
  const traceId = whole.outline.summary.trace_id;
  const logs = useQuery(logCountQuery(traceId)).data ?? whole.outline.logs;
  // Where no model, agent or tool is, nobody says anything; a link to the tab shows its words for that all the same.
  const talks = conversation !== undefined && (story.told || state.view === "conversation");
  const onSpan = (spanId: string, show = true) => {
    if (show) setView("waterfall");
    select(nodeOf(whole, spanId), "jump");
  };
  return (
    <Tabs
      label="Views of the trace"
      tabs={[
        { id: "waterfall", label: "Waterfall" },
        ...(talks ? [{ id: "conversation" as const, label: "Conversation" }] : []),
        { id: "logs", label: "Logs", count: logs || undefined },
      ]}
      value={state.view === "conversation" && !talks ? "waterfall" : state.view}
      onChange={setView}
      aside={
        <>
          <output className={classes.said} data-bad={said?.bad || undefined}>
            {said?.text}
          </output>
          {story.told && state.view === "waterfall" && <StoryButton state={state} />}
          <PartialNotice model={whole} onShow={(node) => select(node, "jump")} />
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
      {talks && (
        <TabPanel id="conversation">
          {conversation?.({
            traceId,
            spanId:
              state.active >= 0 && state.active < whole.spans ? spanIdOf(whole, state.active) : undefined,
            onSpan,
          })}
        </TabPanel>
      )}
      <TabPanel id="logs">
        <TraceLogs model={whole} onSpan={onSpan} />
      </TabPanel>
    </Tabs>
  );
}

/** Turns the story level on and off, and says how much it folds away. */
function StoryButton({ state: { model, story, toggleStory } }: { state: TraceState }) {
  const [cap] = actionCaps("story");
  const folded = model.spans - countShown(model);
  return (
    <Tooltip
      label={
        story.on
          ? `${plural(folded, "span")} folded away. Show every span (${cap})`
          : `Only agents, models, tools, retrievals, embeddings and evaluators (${cap})`
      }
    >
      <button type="button" className={classes.story} aria-pressed={story.on} onClick={toggleStory}>
        Story
        {story.on && folded > 0 && <span className={classes.storyCount}>{count(folded)} folded</span>}
      </button>
    </Tooltip>
  );
}

/** Spans that have a place in the tree. */
function countShown(model: TraceModel): number {
  let shown = 0;
  for (const node of model.tree.order) if (node < model.spans) shown += 1;
  return shown;
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
    // Of all spans, also where the story shows fewer.
    children: wholeOf(model).tree.children[node] ?? 0,
  };
}
