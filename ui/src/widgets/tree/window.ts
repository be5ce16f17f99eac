/**
 * Which rows of a long list are worth having in the DOM: those in sight and some above and below. Rows have one
 * height, so it is a division, not a measurement. Moves in steps, so that most scroll events change nothing.
 */
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** Rows `first .. first + count` are in the DOM. */
export interface RowWindow {
  readonly first: number;
  readonly count: number;
}

/** Rows kept beyond each edge: a wheel step at 30 a second stays inside them. */
const BEYOND = 10;
/** The window moves by this many rows at a time. */
const STEP = 4;

/** The window for a scroll position. Pure. */
export function rowWindow(scrollTop: number, height: number, rows: number, rowHeight: number): RowWindow {
  const top = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const fitting = Math.ceil(Math.max(0, height) / rowHeight) + 1;
  const first = Math.max(0, Math.floor((top - BEYOND) / STEP) * STEP);
  // The count depends on the height alone while there are rows enough: what draws per window keeps its size.
  const count = Math.ceil((fitting + 2 * BEYOND + STEP) / STEP) * STEP;
  const start = Math.min(first, Math.max(0, Math.ceil((rows - fitting - BEYOND) / STEP) * STEP));
  return { first: start, count: Math.max(0, Math.min(count, rows - start)) };
}

/** Follows a scroller. `rows` and `rowHeight` may change at any time. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
): RowWindow {
  const [window, setWindow] = useState<RowWindow>({ first: 0, count: Math.min(rows, 60) });
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const follow = () => {
      const next = rowWindow(element.scrollTop, height || element.clientHeight, rows, rowHeight);
      setWindow((now) => (now.first === next.first && now.count === next.count ? now : next));
    };
    follow();
    element.addEventListener("scroll", follow, { passive: true });
    return () => element.removeEventListener("scroll", follow);
  }, [scroller, rows, rowHeight, height]);
  return window;
}

/**
 * The scroll position that brings a row into sight, or null when it already is. A row far off comes to the middle,
 * a neighbour just over the edge.
 */
export function scrollToSee(
  row: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): number | null {
  const top = row * rowHeight;
  if (top >= scrollTop && top + rowHeight <= scrollTop + height) return null;
  const near = top > scrollTop - 3 * rowHeight && top < scrollTop + height + 2 * rowHeight;
  if (!near) return Math.max(0, top - Math.max(0, (height - rowHeight) / 2));
  return top < scrollTop ? top : top + rowHeight - height;
}
