// biome-ignore-all lint/a11y/useSemanticElements: a group of sliders over a picture, not a form's <fieldset>
/**
 * The whole of a long stretch on a strip, and the part of it that is looked at. Drag on the strip to choose a part,
 * drag its edges or its grip to move it, double click for the whole; the same by keyboard through three sliders.
 * Owns the drawing and the pointer; knows nothing of what the intervals are. Draws them once, not while moving.
 */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import classes from "./minimap.module.css";
import { type Intervals, rasterise } from "./raster";

/** A part of `0 .. total`, in the intervals' unit. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

interface MinimapProps {
  label: string;
  intervals: Intervals;
  /** 32-bit colours that `intervals.colour` points into, the loud one last. A new array redraws. */
  palette: Uint32Array;
  /** The part looked at; null = the whole. */
  part: Part | null;
  onPart: (part: Part | null) => void;
  /** Writes a position for people (`2.1 s`). */
  format: (at: number) => string;
}

/** Shorter drags are clicks. */
const CLICK = 4;
/** What an arrow key moves, as a share of the part (of the whole with Shift). */
const STEP = 0.1;

type Drag = { kind: "choose" | "move" | "from" | "to"; anchor: number; part: Part };

export function Minimap({ label, intervals, palette, part, onPart, format }: MinimapProps) {
  const box = useRef<HTMLDivElement>(null);
  const { total } = intervals;
  const strip = useStrip(box, part ?? { from: 0, to: total }, total, onPart);
  const view = strip.choosing ?? part ?? { from: 0, to: total };
  const slider = (kind: "move" | "from" | "to", name: string, value: number) => ({
    role: "slider",
    tabIndex: 0,
    "aria-label": name,
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(total),
    "aria-valuenow": Math.round(value),
    "aria-valuetext": kind === "move" ? `${format(view.from)} to ${format(view.to)}` : format(value),
    onPointerDown: strip.begin(kind),
    onKeyDown: strip.onKey(kind),
  });
  const percent = (value: number) => `${(value / Math.max(1, total)) * 100}%`;

  return (
    <div
      ref={box}
      className={classes.strip}
      role="group"
      aria-label={label}
      onPointerDown={strip.begin("choose")}
      onPointerMove={strip.move}
      onPointerUp={strip.end}
      onPointerCancel={strip.end}
      onDoubleClick={() => onPart(null)}
    >
      <Picture intervals={intervals} palette={palette} />
      <div className={classes.outside} style={{ left: 0, width: percent(view.from) }} />
      <div className={classes.outside} style={{ right: 0, width: percent(total - view.to) }} />
      <div
        className={classes.part}
        data-whole={view.from <= 0 && view.to >= total ? "" : undefined}
        style={{ left: percent(view.from), width: percent(view.to - view.from) }}
      >
        <div
          className={classes.grip}
          title="Drag to move; double click the strip for all of it"
          {...slider("move", "Part in sight", view.from)}
        />
        <div className={classes.from} {...slider("from", "Start of the part in sight", view.from)} />
        <div className={classes.to} {...slider("to", "End of the part in sight", view.to)} />
      </div>
    </div>
  );
}

/** The pointer and the keys over the strip. `now` is the part in sight. */
function useStrip(
  box: RefObject<HTMLDivElement | null>,
  now: Part,
  total: number,
  onPart: (part: Part | null) => void,
) {
  const drag = useRef<Drag | null>(null);
  const [choosing, setChoosing] = useState<Part | null>(null);
  const place = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return { at: Math.max(0, Math.min(total, ((event.clientX - left) / width) * total)), width };
  };
  return {
    choosing,
    begin: (kind: Drag["kind"]) => (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      box.current?.setPointerCapture(event.pointerId);
      drag.current = { kind, anchor: place(event).at, part: now };
    },
    move: (event: PointerEvent) => {
      const held = drag.current;
      if (!held) return;
      const { at } = place(event);
      if (held.kind === "choose") setChoosing(sorted(held.anchor, at));
      else onPart(moved(held, at - held.anchor, total));
    },
    end: (event: PointerEvent) => {
      const held = drag.current;
      drag.current = null;
      setChoosing(null);
      if (held?.kind !== "choose") return;
      const { at, width } = place(event);
      const chosen = sorted(held.anchor, at);
      if (((chosen.to - chosen.from) / total) * width >= CLICK) onPart(chosen);
    },
    onKey: (kind: Drag["kind"]) => (event: KeyboardEvent) => {
      const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      const far = { Home: -total, End: total }[event.key];
      const step = STEP * (event.shiftKey ? total : now.to - now.from);
      const by = far ?? (sign === undefined ? null : sign * step);
      if (by === null) return;
      event.preventDefault();
      onPart(moved({ kind, anchor: 0, part: now }, by, total));
    },
  };
}

const sorted = (a: number, b: number): Part => (a < b ? { from: a, to: b } : { from: b, to: a });

/** The part after a drag by `by`: moved as a whole, or one edge of it, never through the other edge. */
function moved(drag: Drag, by: number, total: number): Part | null {
  const { from, to } = drag.part;
  const least = total / 2000;
  if (drag.kind === "from") return { from: Math.max(0, Math.min(from + by, to - least)), to };
  if (drag.kind === "to") return { from, to: Math.min(total, Math.max(to + by, from + least)) };
  const shift = Math.max(-from, Math.min(by, total - to));
  return { from: from + shift, to: to + shift };
}

/** The intervals, drawn when they, the colours or the size change, and at no other time. */
function Picture({ intervals, palette }: { intervals: Intervals; palette: Uint32Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => {
      const scale = window.devicePixelRatio || 1;
      const width = Math.round(element.clientWidth * scale);
      const height = Math.round(element.clientHeight * scale);
      const context = element.getContext("2d");
      if (!context || width === 0 || height === 0) return;
      element.width = width;
      element.height = height;
      const image = context.createImageData(width, height);
      rasterise(new Uint32Array(image.data.buffer), width, height, intervals, palette, scale);
      context.putImageData(image, 0, 0);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [intervals, palette]);
  return (
    <div className={classes.picture} aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  );
}
