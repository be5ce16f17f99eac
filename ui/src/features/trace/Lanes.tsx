/**
 * The canvas of bars over the tree's rows. It lies in the scrolled content, as tall as the window of rows, so that
 * scrolling moves it with them and repaints nothing until the window moves on. Owns when to paint; paint.ts owns what.
 */
import { useEffect, useLayoutEffect, useRef } from "react";
import type { RowWindow } from "../../widgets/tree/window";
import type { Palette } from "./colours";
import type { TraceModel } from "./outline";
import { paintLanes } from "./paint";
import { LANE_PADDING } from "./rows";
import { rulerTicks } from "./ticks";
import type { Timeline } from "./timeline";
import classes from "./trace.module.css";

interface LanesProps {
  model: TraceModel;
  rows: Int32Array;
  window: RowWindow;
  rowHeight: number;
  /** CSS pixels. */
  width: number;
  timeline: Timeline;
  palette: Palette;
  colours: Uint8Array;
}

/** About how many pixels a ruler's label takes with the air it needs. */
const PIXELS_A_TICK = 84;

/** The ruler's lines for lanes of a width. */
export function laneTicks(timeline: Timeline, width: number) {
  return rulerTicks(timeline.range(), Math.max(1, Math.floor((width - 2 * LANE_PADDING) / PIXELS_A_TICK)));
}

export function Lanes(props: LanesProps) {
  const { window: rowWindow, rowHeight, width, timeline } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(props);
  const scale = window.devicePixelRatio || 1;

  // Before the browser paints: rows and bars must never be a frame apart.
  useLayoutEffect(() => {
    latest.current = props;
    paint(canvas.current, props);
  });
  useEffect(() => {
    let frame = 0;
    const unsubscribe = timeline.subscribe(() => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        paint(canvas.current, latest.current);
      });
    });
    // Labels are measured: once the font is there, measure again.
    void document.fonts?.ready.then(() => paint(canvas.current, latest.current));
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [timeline]);

  return (
    <div className={classes.lanes} style={{ top: rowWindow.first * rowHeight }} aria-hidden="true">
      <canvas
        ref={canvas}
        width={Math.round(width * scale)}
        height={Math.round(rowWindow.count * rowHeight * scale)}
        style={{ width, height: rowWindow.count * rowHeight }}
      />
    </div>
  );
}

function paint(canvas: HTMLCanvasElement | null, props: LanesProps): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || props.width <= 0) return;
  const scale = canvas.width / props.width;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  paintLanes(context, {
    model: props.model,
    rows: props.rows,
    first: props.window.first,
    count: props.window.count,
    width: props.width,
    rowHeight: props.rowHeight,
    range: props.timeline.range(),
    ticks: laneTicks(props.timeline, props.width),
    palette: props.palette,
    colours: props.colours,
  });
}
