/**
 * The border between names and lanes: dragged or moved by arrow keys, remembered between visits.
 * Owns the width of the name column and nothing else.
 */
import { useRef, useState } from "react";
import classes from "./trace.module.css";

const KEPT = "trace.name-width";
const INITIAL = 380;
const LEAST = 180;
/** What stays for the lanes. */
const LEAST_LANES = 160;
const STEP = 24;

/** The remembered width of the name column, in pixels. */
export function useNameWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => {
    const kept = Number(localStorage.getItem(KEPT));
    return kept >= LEAST
      ? kept
      : Math.min(INITIAL, Math.max(LEAST + 60, Math.round(window.innerWidth * 0.26)));
  });
  return [
    width,
    (next) => {
      setWidth(next);
      localStorage.setItem(KEPT, String(next));
    },
  ];
}

export function NameBorder({
  width,
  whole,
  onWidth,
}: {
  width: number;
  whole: number;
  onWidth: (width: number) => void;
}) {
  const [drag, setDrag] = useState(false);
  const grabbed = useRef(0);
  const most = Math.max(LEAST, whole - LEAST_LANES);
  const resize = (wanted: number) => onWidth(Math.round(Math.max(LEAST, Math.min(wanted, most))));
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can't be dragged or focused
    <div
      className={classes.border}
      data-drag={drag || undefined}
      style={{ left: width }}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the name column"
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grabbed.current = event.clientX - width;
        setDrag(true);
      }}
      onPointerMove={(event) => {
        if (drag) resize(event.clientX - grabbed.current);
      }}
      onPointerUp={() => setDrag(false)}
      onPointerCancel={() => setDrag(false)}
      onDoubleClick={() => resize(INITIAL)}
      onKeyDown={(event) => {
        const change = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -10_000, End: 10_000 }[event.key];
        if (change === undefined) return;
        event.preventDefault();
        resize(width + change);
      }}
    />
  );
}
