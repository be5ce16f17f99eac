/**
 * Two panes with a border that moves, by pointer and by keyboard (arrows, Home, End), as the ARIA window splitter
 * pattern has it. Remembers the size by name. Knows nothing of what stands in the panes.
 */
import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import classes from "./split.module.css";

interface SplitProps {
  /** Remembers the size under this name; also the separator's label. */
  name: string;
  /** The pane that takes what is left. */
  children: ReactNode;
  /** The sized pane on the right; null shows `children` alone. */
  side: ReactNode | null;
  /** Width of the sized pane in pixels until the user moves it. */
  initial?: number;
  min?: number;
  /** The least that stays for `children`. */
  minRest?: number;
}

const STEP = 24;

function remembered(name: string, initial: number): number {
  const kept = Number(localStorage.getItem(`split.${name}`));
  return Number.isFinite(kept) && kept > 0 ? kept : initial;
}

/** Children on the left, `side` on the right. */
export function SplitPanel({ name, children, side, initial = 440, min = 280, minRest = 320 }: SplitProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() => remembered(name, initial));
  const [drag, setDrag] = useState(false);

  const resize = (wanted: number) => {
    const whole = box.current?.clientWidth ?? Number.POSITIVE_INFINITY;
    const next = Math.round(Math.max(min, Math.min(wanted, whole - minRest)));
    setWidth(next);
    localStorage.setItem(`split.${name}`, String(next));
  };
  const onMove = (event: PointerEvent) => {
    if (!drag || !box.current) return;
    resize(box.current.getBoundingClientRect().right - event.clientX);
  };

  return (
    <div className={classes.box} ref={box}>
      <div className={classes.rest}>{children}</div>
      {side !== null && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: an <hr> can't be dragged or focused */}
          <div
            className={classes.border}
            data-drag={drag || undefined}
            role="separator"
            aria-orientation="vertical"
            aria-label={`Width of ${name}`}
            aria-valuenow={width}
            aria-valuemin={min}
            aria-valuemax={2000}
            tabIndex={0}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setDrag(true);
            }}
            onPointerMove={onMove}
            onPointerUp={() => setDrag(false)}
            onPointerCancel={() => setDrag(false)}
            onDoubleClick={() => resize(initial)}
            onKeyDown={(event) => {
              const change = { ArrowLeft: STEP, ArrowRight: -STEP, Home: 10_000, End: -10_000 }[event.key];
              if (change === undefined) return;
              event.preventDefault();
              resize(width + change);
            }}
          />
          <div className={classes.side} style={{ width: `min(${width}px, calc(100% - ${minRest}px))` }}>
            {side}
          </div>
        </>
      )}
    </div>
  );
}
