/**
 * The Events tab: when inside the span, what, with which attributes; exceptions first of all readable: type, message,
 * stack. Thousands of events stay one line each until opened.
 */

import type { Attribute, Span, SpanEvent } from "@proto";
import { IconAlertTriangleFilled, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { getValue } from "../../api/traces";
import { duration, plural } from "../../base/format";
import { absolute, clock, nanos } from "../../base/time";
import { CopyButton } from "../../widgets/copy";
import { splitLines } from "../../widgets/json/lines";
import { heightOf, TextView } from "../../widgets/json/TextView";
import { LongList } from "../../widgets/longlist";
import { AttributeRow } from "./AttributeRow";
import classes from "./inspector.module.css";
import { cutBytes, valueJson, valueText } from "./values";
import type { ReadValue } from "./whole";

/** So many events are open from the start; exceptions always are. */
const FEW = 8;
/** Stacks taller than this scroll in a box of their own. */
const STACK_LINES = 30;

/** Exception attributes of OpenTelemetry's semantic conventions, which are shown as the exception itself. */
const EXCEPTION = ["exception.type", "exception.message", "exception.stacktrace"];

export function Events({ span }: { span: Span }) {
  const { trace_id: traceId, span_id: spanId } = span;
  const events = span.events.map((event, index) => ({ event, index }));
  if (events.length === 0) {
    return (
      <p className={classes.none}>
        {span.dropped_events > 0
          ? `The SDK dropped ${plural(span.dropped_events, "event")} before sending.`
          : "No events were recorded in this span."}
      </p>
    );
  }
  return (
    <LongList
      label="Events"
      items={events}
      keyOf={({ index }) => `${span.span_id} ${index}`}
      estimate={() => 30}
      render={({ event, index }) => (
        <Event
          event={event}
          start={nanos(span.start)}
          initiallyOpen={events.length <= FEW}
          reader={(key) => (range) => getValue({ traceId, spanId, event: index, key, ...range })}
        />
      )}
    />
  );
}

interface EventProps {
  event: SpanEvent;
  /** Start of the span, Unix time in nanoseconds. */
  start: bigint;
  initiallyOpen: boolean;
  /** Reads on in a value of this event that was cut. */
  reader: (key: string) => ReadValue;
}

function Event({ event, start, initiallyOpen, reader }: EventProps) {
  const exception = isException(event);
  const [open, setOpen] = useState(initiallyOpen || exception);
  // What is shown as the exception itself is not said twice, unless only its head is here.
  const said = ({ key, value }: Attribute) => exception && EXCEPTION.includes(key) && cutBytes(value) === 0;
  const rest = event.attributes.filter((attribute) => !said(attribute));
  const more = rest.length > 0 || exception;
  return (
    <div className={classes.event} data-error={exception || undefined}>
      <button
        type="button"
        className={classes.eventHead}
        aria-expanded={more ? open : undefined}
        disabled={!more}
        onClick={() => setOpen(!open)}
      >
        <span className={classes.eventFold} data-open={open && more ? "" : undefined}>
          {more && <IconChevronRight size={12} stroke={2.25} aria-hidden />}
        </span>
        <EventTime time={event.time} start={start} />
        {exception && <IconAlertTriangleFilled size={13} className={classes.badMark} aria-hidden />}
        <span className={classes.eventName}>{event.name || "no name"}</span>
        {!open && <span className={classes.brief}>{brief(rest)}</span>}
        {event.dropped_attributes > 0 && (
          <span className={classes.warn}>{plural(event.dropped_attributes, "attribute")} dropped</span>
        )}
      </button>
      {open && more && (
        <div className={classes.eventBody}>
          {exception && <Exception event={event} />}
          {rest.map((attribute, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: keys may repeat, and events never change
            <AttributeRow key={index} attribute={attribute} read={reader(attribute.key)} reach="event" />
          ))}
        </div>
      )}
    </div>
  );
}

/** From the span's start; the clock on hover. */
function EventTime({ time, start }: { time: string; start: bigint }) {
  const at = nanos(time);
  if (at === 0n) return <span className={classes.eventTime}>no time</span>;
  const offset = at - start;
  return (
    <time className={classes.eventTime} title={`${clock(at, 6)}, ${absolute(at)}`}>
      {offset < 0n ? "−" : "+"}
      {duration(offset < 0n ? -offset : offset)}
    </time>
  );
}

function Exception({ event }: { event: SpanEvent }) {
  const of = (key: string) => {
    const value = event.attributes.find((attribute) => attribute.key === key)?.value;
    return value ? valueText(value) : "";
  };
  const [type, message, stack] = EXCEPTION.map(of) as [string, string, string];
  const lines = splitLines(stack.trimEnd());
  return (
    <div className={classes.exception}>
      <p>
        {type && <b>{type}</b>}
        {type && message && ": "}
        {message}
      </p>
      {stack && (
        <div className={classes.stack}>
          <span className={classes.stackCopy}>
            <CopyButton text={stack} label="Copy the stack" />
          </span>
          {lines.length <= STACK_LINES ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            <pre tabIndex={0}>{stack.trimEnd()}</pre>
          ) : (
            <div style={{ height: heightOf(STACK_LINES) }}>
              <TextView label="Stack" lines={lines} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function isException(event: SpanEvent): boolean {
  return event.name === "exception" || event.attributes.some(({ key }) => key === "exception.type");
}

/** The attributes on one line, as far as it goes. */
function brief(attributes: readonly Attribute[]): string {
  return attributes
    .slice(0, 4)
    .map(
      ({ key, value }) =>
        `${key}=${value.type === "string" ? value.value.slice(0, 80) : valueJson(value).slice(0, 80)}`,
    )
    .join("  ");
}
