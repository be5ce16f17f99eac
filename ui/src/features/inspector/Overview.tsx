/**
 * The Overview tab: what is odd, when and how long, what a model call said of itself, who sent it. Lines of label and
 * value in few groups; facts.ts owns the words.
 */

import type { Span } from "@proto";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { count, duration, shortId } from "../../base/format";
import { absolute, clock, day, nanos } from "../../base/time";
import { CopyButton } from "../../widgets/copy";
import { Identifier } from "../../widgets/text";
import { typeWord } from "../../widgets/typeIcon";
import {
  flagWords,
  genAiFacts,
  kindWord,
  resourceLine,
  sentDuration,
  serviceLine,
  statusWord,
  warnings,
} from "./facts";
import type { Subject } from "./Inspector";
import classes from "./inspector.module.css";

interface OverviewProps {
  span: Span;
  subject: Subject;
  /** Selects another span of the trace. */
  onSpan: (spanId: string) => void;
}

export function Overview({ span, subject, onSpan }: OverviewProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Overview" tabIndex={0}>
      {warnings(span).map((warning) => (
        <p key={warning} className={classes.warning}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>{warning}</span>
        </p>
      ))}
      {span.status === 2 && (
        <Group title="Failure">
          <div className={classes.failure}>
            {span.status_message || (
              <span className={classes.nothing}>No message was sent with the failed status.</span>
            )}
            {span.status_message && (
              <CopyButton text={span.status_message} label="Copy the message" size={18} />
            )}
          </div>
        </Group>
      )}
      <Times span={span} subject={subject} />
      <GenAi span={span} />
      <Group title="Span">
        <Row label="Type">{typeWord(span.span_type)}</Row>
        <Row label="Kind">{kindWord(span.kind)}</Row>
        <Row label="Status">
          {statusWord(span.status)}
          {span.status !== 2 && span.status_message && `: ${span.status_message}`}
        </Row>
        <Row label="Span id">
          <Identifier id={span.span_id} label="span id" />
        </Row>
        <Row label="Parent">
          <Parent span={span} onSpan={onSpan} />
        </Row>
        <Row label="Children">{subject.children === 0 ? "none" : count(subject.children)}</Row>
        <Row label="Flags">{flagWords(span.flags)}</Row>
        {span.trace_state && (
          <Row label="Trace state">
            <span className="mono">{span.trace_state}</span>
          </Row>
        )}
      </Group>
      <Group title="Sent by">
        <Row label="Service">
          {serviceLine(span, subject.service) || <span className={classes.nothing}>not said</span>}
        </Row>
        <Row label="Scope">
          {span.scope.name ? (
            `${span.scope.name} ${span.scope.version}`.trim()
          ) : (
            <span className={classes.nothing}>not said</span>
          )}
        </Row>
        {resourceLine(span) && <Row label="Runs on">{resourceLine(span)}</Row>}
        {span.resource.schema_url && (
          <Row label="Schema">
            <span className={classes.break}>{span.resource.schema_url}</span>
          </Row>
        )}
      </Group>
    </section>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.facts}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Row({ label, title, children }: { label: string; title?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes.fact} title={title}>
      <span className={classes.label}>{label}</span>
      <span className={classes.said}>{children}</span>
    </div>
  );
}

/** A time of day to the microsecond, with the whole instant on hover, and how far into the trace. */
function Instant({ ns, from }: { ns: bigint; from: bigint }) {
  const offset = ns - from;
  return (
    <time title={absolute(ns)}>
      {day(ns)} {clock(ns, 6)}
      <span className={classes.aside}>
        {offset < 0n ? "−" : "+"}
        {duration(offset < 0n ? -offset : offset)}
      </span>
    </time>
  );
}

function Times({ span, subject }: { span: Span; subject: Subject }) {
  const start = nanos(span.start);
  const end = nanos(span.end);
  const length = sentDuration(span);
  const received = nanos(span.received);
  const share = length > 0n ? Math.round((subject.selfTime / Number(length)) * 100) : null;
  return (
    <Group title="Time">
      <Row label="Start">
        <Instant ns={start} from={subject.traceStart} />
      </Row>
      <Row label="End">
        <Instant ns={end} from={subject.traceStart} />
      </Row>
      <Row label="Duration" title={`${count(length)} ns`}>
        <b>{duration(length)}</b>
      </Row>
      <Row label="Own time" title="What no child span covers">
        {duration(subject.selfTime)}
        {share !== null && <span className={classes.aside}>{share} % of it</span>}
      </Row>
      <Row label="Stored" title={absolute(received)}>
        {received >= end
          ? `${duration(received - end)} after its end`
          : `${duration(end - received)} before its end`}
      </Row>
    </Group>
  );
}

function GenAi({ span }: { span: Span }) {
  if (!span.genai) return null;
  const facts = genAiFacts(span.genai, span.span_type === "model" || span.span_type === "embedding");
  if (facts.length === 0) return null;
  return (
    <Group title={typeWord(span.span_type)}>
      {facts.map(({ label, value, source }) => (
        <Row
          key={label}
          label={label}
          title={source ? `Read from ${source} (${span.genai?.dialect})` : undefined}
        >
          <span className={value === "not reported" ? classes.nothing : classes.break}>{value}</span>
          {source && <span className={classes.source}>{source}</span>}
        </Row>
      ))}
    </Group>
  );
}

function Parent({ span, onSpan }: { span: Span; onSpan: (spanId: string) => void }) {
  const parent = span.parent_span_id;
  if (!parent) return "none, this is a root";
  return (
    <span className={classes.parent}>
      <button type="button" className={classes.go} onClick={() => onSpan(parent)} title={`Select ${parent}`}>
        <span className="mono">{shortId(parent)}</span>
      </button>
      <CopyButton text={parent} label="Copy the parent's span id" />
    </span>
  );
}
