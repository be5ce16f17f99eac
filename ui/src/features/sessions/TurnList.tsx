// biome-ignore-all lint/a11y/useSemanticElements: a <select> can't hold rows of facts
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus and names its active turn
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the key map has the same for the keyboard
/** The turns of a session at a glance: how the context grew, and a row a turn with what it was about and what it took. */
import type { SessionTrace } from "@proto";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useMemo, useRef } from "react";
import { compact, count, duration, plural } from "../../base/format";
import { clock, nanos } from "../../base/time";
import { costSaid, tokensSaid } from "../../base/usage";
import { GrowthChart } from "./GrowthChart";
import { growthOf, growthWords } from "./growth";
import type { SessionPages } from "./pages";
import classes from "./sessions.module.css";

const ROW = 44;

interface TurnListProps {
  pages: SessionPages;
  chosen: number;
  onChoose: (turn: number) => void;
  onOpen: (traceId: string) => void;
}

export function TurnList({ pages, chosen, onChoose, onOpen }: TurnListProps) {
  const { turns, more } = pages;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  useEffect(() => {
    if (chosen >= 0) virtual.scrollToIndex(chosen, { align: "auto" });
  }, [chosen, virtual]);
  const sizes = useMemo(() => growthOf(turns), [turns]);
  const words = growthWords(sizes);
  return (
    <aside className={classes.side} aria-label="Turns">
      {words !== null && (
        <section className={classes.growth}>
          <h2 className={classes.sideTitle}>
            Context by turn <span className={classes.sideNote}>{words}</span>
          </h2>
          <GrowthChart
            sizes={sizes}
            chosen={chosen}
            label={`Context by turn: ${words}`}
            onChoose={onChoose}
          />
        </section>
      )}
      <h2 className={classes.sideTitle}>
        {plural(turns.length + more, "turn")}
        {more > 0 && <span className={classes.sideNote}>{count(turns.length)} read so far</span>}
      </h2>
      <div
        ref={scroller}
        className={classes.turns}
        role="listbox"
        aria-label="Turns"
        aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
        tabIndex={0}
        data-own-keys={undefined}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const trace = turns[item.index];
            if (!trace) return null;
            return (
              <div
                key={trace.trace_id}
                id={`${id}-${item.index}`}
                role="option"
                aria-selected={item.index === chosen}
                aria-posinset={item.index + 1}
                aria-setsize={turns.length + more}
                className={classes.turnRow}
                data-tone={trace.errors > 0 ? "bad" : undefined}
                style={{ transform: `translateY(${item.start}px)`, height: ROW }}
                onClick={() => onChoose(item.index)}
                onDoubleClick={() => onOpen(trace.trace_id)}
              >
                <TurnRow trace={trace} number={item.index + 1} />
              </div>
            );
          })}
        </div>
      </div>
    </aside>
  );
}

/** Two lines: what it was about, and what it took. */
function TurnRow({ trace, number }: { trace: SessionTrace; number: number }) {
  const calls = trace.turns.some(({ genai }) => genai.type === "model");
  const tokens = tokensSaid(trace.totals, calls);
  const cost = costSaid(trace.totals, calls);
  return (
    <>
      <span className={classes.rowNumber}>{count(number)}</span>
      <span className={classes.rowText}>
        <span className="ellipsis">
          {trace.preview.input ?? <span className="dim">{trace.name || "unnamed trace"}</span>}
        </span>
        <span className={classes.rowFacts}>
          <time>{clock(nanos(trace.start))}</time>
          <span>{duration(nanos(trace.duration))}</span>
          {trace.errors > 0 && <span className={classes.bad}>{plural(trace.errors, "error")}</span>}
          {tokens && <span title={tokens.long}>{tokens.short}</span>}
          {cost && <span title={cost.long}>{cost.short}</span>}
          {trace.context_tokens !== null && (
            <span
              className={classes.context}
              title={`Largest model input: ${count(trace.context_tokens)} tokens`}
            >
              context {compact(trace.context_tokens)}
            </span>
          )}
        </span>
      </span>
    </>
  );
}
