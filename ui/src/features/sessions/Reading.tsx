/**
 * The turns of a session under each other, as one conversation. Virtual, with heights as they turn out: a session of a
 * thousand turns has a dozen in the DOM. Never decides what a turn says.
 */
import { Button } from "@mantine/core";
import type { SessionTrace } from "@proto";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { count, duration, plural } from "../../base/format";
import { absolute, clock, day, nanos, now } from "../../base/time";
import { costSaid, tokensSaid } from "../../base/usage";
import { Notice } from "../../widgets/states";
import { Pill } from "../../widgets/text";
import { Sum } from "./columns";
import type { SessionPages } from "./pages";
import classes from "./sessions.module.css";

/** What the page can ask of the reading. */
export interface ReadingHandle {
  /** Brings a turn to the top. */
  show: (turn: number) => void;
}

interface ReadingProps {
  handle: RefObject<ReadingHandle | null>;
  pages: SessionPages;
  chosen: number;
  says: (trace: SessionTrace) => ReactNode;
}

/** A guess at a turn's height until it is drawn. */
const GUESS = 260;

export function Reading({ handle, pages, chosen, says }: ReadingProps) {
  const { turns, more, moreError, loadMore } = pages;
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESS,
    overscan: 3,
    getItemKey: (index) => turns[index]?.trace_id ?? index,
  });
  useImperativeHandle(handle, () => ({ show: (turn) => virtual.scrollToIndex(turn, { align: "start" }) }), [
    virtual,
  ]);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more > 0 && lastShown >= turns.length - 4) loadMore();
  }, [more, lastShown, turns.length, loadMore]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={classes.reading} aria-label="Conversation" tabIndex={0}>
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const trace = turns[item.index];
          if (!trace) return null;
          return (
            <article
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={classes.turn}
              data-chosen={item.index === chosen || undefined}
              aria-label={`Turn ${item.index + 1}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <TurnHead trace={trace} number={item.index + 1} before={turns[item.index - 1]} />
              <div className={classes.said}>
                {trace.turns.length > 0 ? says(trace) : <Silent trace={trace} />}
              </div>
            </article>
          );
        })}
      </div>
      {moreError && (
        <Notice
          tone="bad"
          action={
            <Button size="compact-xs" variant="default" onClick={pages.retry}>
              Try again
            </Button>
          }
        >
          The next turns could not be read: {moreError.message}
        </Notice>
      )}
      {!moreError && more > 0 && (
        <p className={classes.rest}>{pages.loading ? "Reading on…" : `${plural(more, "more turn")}`}</p>
      )}
    </section>
  );
}

/** A turn's number, the way to its trace, and what it took. */
function TurnHead({
  trace,
  number,
  before,
}: {
  trace: SessionTrace;
  number: number;
  before: SessionTrace | undefined;
}) {
  const start = nanos(trace.start);
  const calls = trace.turns.some(({ genai }) => genai.type === "model");
  const newDay = day(start) !== day(before ? nanos(before.start) : now());
  return (
    <header className={classes.turnHead}>
      <span className={classes.number}>{count(number)}</span>
      <Link
        to="/trace/$traceId"
        params={{ traceId: trace.trace_id }}
        className={classes.toTrace}
        title={`Open trace ${trace.trace_id}`}
      >
        <span className="ellipsis">{trace.name || "unnamed trace"}</span>
        <IconArrowRight size={13} aria-hidden />
      </Link>
      {trace.errors > 0 && (
        <Pill tone="bad" title={plural(trace.errors, "failed span")}>
          {plural(trace.errors, "error")}
        </Pill>
      )}
      <span className={classes.turnFacts}>
        <Sum said={tokensSaid(trace.totals, calls)} />
        <Sum said={costSaid(trace.totals, calls)} />
        <span title={`${count(trace.duration)} ns`}>{duration(nanos(trace.duration))}</span>
        <time title={absolute(start)}>
          {newDay ? `${day(start)} ` : ""}
          {clock(start)}
        </time>
      </span>
    </header>
  );
}

/** A turn whose trace says nothing that the turns before it did not. */
function Silent({ trace }: { trace: SessionTrace }) {
  const { input, output } = trace.preview;
  if (input === null && output === null)
    return (
      <p className={classes.silent}>
        No message was recorded in this turn.{" "}
        <Link to="/trace/$traceId" params={{ traceId: trace.trace_id }}>
          Its trace
        </Link>{" "}
        shows what happened.
      </p>
    );
  return (
    <>
      {input !== null && <p className={classes.preview}>{input}</p>}
      {output !== null && <p className={classes.preview}>{output}</p>}
    </>
  );
}
