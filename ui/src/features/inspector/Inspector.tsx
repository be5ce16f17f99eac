/**
 * The inspector of one span: what it is in two lines, then tabs. Owns fetching the span and which tab is shown; shows
 * the last span while a quick answer is on its way, so that walking down the tree never flickers.
 */
import type { Span, SpanType } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { spanQuery } from "../../api/traces";
import { compact, count, duration } from "../../base/format";
import { nanos } from "../../base/time";
import { exact, usd } from "../../base/usage";
import { Failed, Loading, useSlow } from "../../widgets/states";
import { TabPanel, Tabs } from "../../widgets/tabs";
import { Pill } from "../../widgets/text";
import { TypeIcon } from "../../widgets/typeIcon";
import { Attributes } from "./Attributes";
import { attributeCount } from "./attributes";
import { Events } from "./Events";
import { sentDuration } from "./facts";
import classes from "./inspector.module.css";
import { Links } from "./Links";
import { Overview } from "./Overview";
import { Raw } from "./Raw";

const TABS = ["conversation", "overview", "attributes", "events", "links", "raw"] as const;
type Tab = (typeof TABS)[number];

/** Work that says something: its spans have a conversation. */
const SPEAKS: ReadonlySet<SpanType> = new Set<SpanType>([
  "agent",
  "chain",
  "model",
  "tool",
  "retrieval",
  "embedding",
  "evaluator",
  "prompt",
]);

/** What one wants to see first: of a model or an agent what it said, of anything else what it is. */
const usualTab = (type: SpanType): Tab =>
  type === "model" || type === "agent" ? "conversation" : "overview";

/** The tab to show of a span: what the address asks for, where the span has it. */
function tabOf(type: SpanType, asked: string | undefined): Tab {
  const tab = TABS.find((name) => name === asked) ?? usualTab(type);
  return tab === "conversation" && !SPEAKS.has(type) ? "overview" : tab;
}

/** What is known of the span before it is fetched. */
export interface Subject {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly type: SpanType;
  readonly service: string;
  /** Start of its trace, Unix time in nanoseconds. */
  readonly traceStart: bigint;
  /** Nanoseconds that no child covers. */
  readonly selfTime: number;
  readonly children: number;
}

interface InspectorProps {
  span: Subject;
  /** The tab in the address; absent or unknown: the conversation of a model or an agent, else the overview. */
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  /** Selects another span of the trace. */
  onSpan: (spanId: string) => void;
  /** What the span says, as a conversation. */
  conversation: (span: Span) => ReactNode;
  /** Begins to fetch that, together with the span itself. */
  warmConversation: (traceId: string, spanId: string) => void;
  /** Buttons for the corner. */
  controls: ReactNode;
}

interface Shown {
  subject: Subject;
  span: Span;
}

export function Inspector({ span: subject, tab, onTab, onSpan, controls, ...said }: InspectorProps) {
  const query = useQuery({ ...spanQuery(subject.traceId, subject.spanId), structuralSharing: false });
  const slow = useSlow(query.isPending);
  const last = useRef<Shown | null>(null);
  const now: Shown | null = query.data ? { subject, span: query.data } : null;
  useEffect(() => {
    if (now) last.current = now;
  });
  // Another span's facts may stand in for an instant, under that span's own name, never longer.
  const shown = now ?? (query.isPending && !slow ? last.current : null);
  const span = shown?.span;
  const { type } = shown?.subject ?? subject;
  const speaks = SPEAKS.has(type);
  const usual = usualTab(type);
  const chosen = tabOf(type, tab);
  const warm = useRef(said.warmConversation);
  const { traceId, spanId } = subject;
  const wanted = tabOf(subject.type, tab) === "conversation";
  useEffect(() => {
    if (wanted) warm.current(traceId, spanId);
  }, [wanted, traceId, spanId]);
  const counted = (n: number | undefined) => (n ? n : undefined);

  return (
    <Tabs<Tab>
      label="Facts of the span"
      tabs={[
        ...(speaks ? [{ id: "conversation" as const, label: "Conversation" }] : []),
        { id: "overview", label: "Overview" },
        { id: "attributes", label: "Attributes", count: counted(span && attributeCount(span)) },
        { id: "events", label: "Events", count: counted(span?.events.length) },
        { id: "links", label: "Links", count: counted(span?.links.length) },
        { id: "raw", label: "Raw" },
      ]}
      value={chosen}
      onChange={(next) => onTab(next === usual ? undefined : next)}
      aside={controls}
    >
      <Head subject={shown?.subject ?? subject} span={span} />
      {shown ? (
        <Panels shown={shown} onSpan={onSpan} conversation={said.conversation} />
      ) : (
        <TabPanel id={chosen}>
          {query.error ? (
            <Failed
              what="The span could not be read"
              error={query.error}
              onRetry={() => void query.refetch()}
            />
          ) : (
            <Loading what="the span" />
          )}
        </TabPanel>
      )}
    </Tabs>
  );
}

interface PanelsProps extends Pick<InspectorProps, "onSpan" | "conversation"> {
  shown: Shown;
}

function Panels({ shown, onSpan, conversation }: PanelsProps) {
  const { span, subject } = shown;
  return (
    <>
      {SPEAKS.has(subject.type) && <TabPanel id="conversation">{conversation(span)}</TabPanel>}
      <TabPanel id="overview">
        <Overview span={span} subject={subject} onSpan={onSpan} />
      </TabPanel>
      <TabPanel id="attributes">
        <Attributes span={span} />
      </TabPanel>
      <TabPanel id="events">
        <Events span={span} />
      </TabPanel>
      <TabPanel id="links">
        <Links span={span} />
      </TabPanel>
      <TabPanel id="raw">
        <Raw traceId={span.trace_id} spanId={span.span_id} />
      </TabPanel>
    </>
  );
}

/** Name and the few numbers one looks for first. */
function Head({ subject, span }: { subject: Subject; span: Span | undefined }) {
  const model = span?.genai?.response_model ?? span?.genai?.request_model;
  const input = span?.genai?.usage.input_tokens ?? null;
  const output = span?.genai?.usage.output_tokens ?? null;
  const first = span?.genai?.time_to_first_token ?? null;
  const cost = span?.genai?.cost?.usd ?? null;
  return (
    <header className={classes.head}>
      <h2 title={subject.name}>
        <TypeIcon type={subject.type} size={15} named />
        <span className="ellipsis">{subject.name || "Unnamed span"}</span>
        <span className={classes.service}>{subject.service}</span>
        {span?.status === 2 && <Pill tone="bad">Failed</Pill>}
      </h2>
      <div className={classes.kv}>
        {span && (
          <span>
            took <b>{duration(sentDuration(span))}</b>
          </span>
        )}
        {span && subject.children > 0 && (
          <span title="What no child span covers">
            own <b>{duration(subject.selfTime)}</b>
          </span>
        )}
        {first !== null && (
          <span title="From its start to the first piece of the answer">
            first token <b>{duration(nanos(first))}</b>
          </span>
        )}
        {input !== null && (
          <span title={`${count(input)} tokens`}>
            in <b>{compact(input)}</b>
          </span>
        )}
        {output !== null && (
          <span title={`${count(output)} tokens`}>
            out <b>{compact(output)}</b>
          </span>
        )}
        {cost !== null && (
          <span title={exact(cost)}>
            cost <b>{usd(cost)}</b>
          </span>
        )}
        {model && (
          <span>
            model <b>{model}</b>
          </span>
        )}
      </div>
    </header>
  );
}
