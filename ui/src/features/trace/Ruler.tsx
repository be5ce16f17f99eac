// biome-ignore-all lint/a11y/useSemanticElements: a <table> of absolutely placed rows is none to a browser; ARIA roles are
/**
 * The time axis over the lanes: labels at nice steps, drag to zoom to a stretch, double click for all of it.
 * The one element of the timeline that takes the focus, so that `s` means "zoom out" there and "slowest" elsewhere.
 */
import { type PointerEvent, useRef, useState } from "react";
import { duration } from "../../base/format";
import { laneTicks } from "./Lanes";
import { between, type TimeRange, toPixels, toTime } from "./range";
import { LANE_PADDING, PRESS } from "./rows";
import { type Timeline, useRange } from "./timeline";
import classes from "./trace.module.css";

export function Ruler({ timeline, width }: { timeline: Timeline; width: number }) {
  const range = useRange(timeline);
  const box = useRef<HTMLDivElement>(null);
  const anchor = useRef<number | null>(null);
  const [chosen, setChosen] = useState<TimeRange | null>(null);
  const inner = Math.max(1, width - 2 * LANE_PADDING);
  const x = (time: number) => LANE_PADDING + toPixels(range, inner, time);
  const timeAt = (event: PointerEvent) => {
    const pixels = event.clientX - (box.current?.getBoundingClientRect().left ?? 0) - LANE_PADDING;
    return toTime(range, inner, Math.max(0, Math.min(inner, pixels)));
  };
  const ticks = laneTicks(timeline, width);

  return (
    <div
      ref={box}
      className={classes.ruler}
      data-timeline
      role="columnheader"
      tabIndex={0}
      aria-label={`Timeline from ${duration(range.from)} to ${duration(range.to)}. W and S zoom, A and D move, F fits the selected span.`}
      title="Drag to zoom, double click for all of it. W S zoom, A D move."
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        anchor.current = timeAt(event);
      }}
      onPointerMove={(event) => {
        if (anchor.current !== null) setChosen(between(anchor.current, timeAt(event)));
      }}
      onPointerUp={() => {
        anchor.current = null;
        setChosen(null);
        if (chosen && x(chosen.to) - x(chosen.from) >= PRESS) timeline.set(chosen);
      }}
      onPointerCancel={() => {
        anchor.current = null;
        setChosen(null);
      }}
      onDoubleClick={() => timeline.set(null)}
    >
      {ticks.map((tick) => {
        const at = x(tick.at);
        // A label too near the right edge would be cut: it ends at its line instead.
        const edge = at > width - 44 ? "end" : undefined;
        return (
          <span
            key={tick.at}
            className={classes.tick}
            data-edge={edge}
            style={{ transform: `translateX(${at}px)` }}
          >
            <span>{tick.label}</span>
          </span>
        );
      })}
      {chosen && (
        <span
          className={classes.chosen}
          style={{ left: x(chosen.from), width: x(chosen.to) - x(chosen.from) }}
        >
          {duration(chosen.to - chosen.from)}
        </span>
      )}
    </div>
  );
}
