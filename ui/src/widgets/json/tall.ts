/**
 * Scrolling a text taller than a browser can lay out (Chromium and WebKit end at 33 million pixels, Firefox at 17):
 * the element is kept at a height that works, and stands for the whole. Small steps move the text by as much as they
 * say, so that every row can be come by; far ones (the bar dragged, End) by the same share of the whole. Shorter texts,
 * nearly all, scroll as ever.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type RowWindow, rowWindow } from "../tree/window";

/** Pixels an element may be tall. */
export const TALLEST = 12_000_000;

/** Pixels: of the whole text, and of the part of it in sight. */
export interface Extent {
  readonly whole: number;
  readonly view: number;
}

/** Where the element is scrolled to, and how far further down the text itself is. */
export interface Place {
  readonly top: number;
  readonly shift: number;
}

export const START: Place = { top: 0, shift: 0 };

/** Where the text is once its element, before at `before`, was scrolled to `top`. The result's `top` may differ: there
 * the element has to be put, to leave room to go on. Pure. */
export function scrolled(before: Place, top: number, { whole, view }: Extent): Place {
  if (whole <= TALLEST) return { top, shift: 0 };
  const most = TALLEST - view;
  const mostOfWhole = whole - view;
  const near = Math.abs(top - before.top) < view && top > 0 && top < most;
  if (!near) return { top, shift: Math.min(1, top / most) * mostOfWhole - top };
  const text = Math.min(Math.max(0, top + before.shift), mostOfWhole);
  if (top >= view && top <= most - view) return { top, shift: text - top };
  const share = Math.round((text / mostOfWhole) * most);
  return { top: share, shift: text - share };
}

/** The rows to draw of so many, how far up they stand of where they would, and the height of what scrolls. */
export function useTallWindow(scroller: RefObject<HTMLElement | null>, rows: number, rowHeight: number) {
  const [state, setState] = useState({
    window: { first: 0, count: Math.min(rows, 60) } as RowWindow,
    shift: 0,
  });
  const place = useRef(START);
  const [view, setView] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setView(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const follow = () => {
      const height = view || element.clientHeight;
      const next = scrolled(place.current, element.scrollTop, { whole: rows * rowHeight, view: height });
      if (next.top !== element.scrollTop) element.scrollTop = next.top;
      // As it is now, not as it was asked for: browsers round to their own pixels.
      place.current = { top: element.scrollTop, shift: next.shift };
      const window = rowWindow(next.top + next.shift, height, rows, rowHeight);
      const { shift } = next;
      setState((now) =>
        now.window.first === window.first && now.window.count === window.count && now.shift === shift
          ? now
          : { window, shift },
      );
    };
    follow();
    element.addEventListener("scroll", follow, { passive: true });
    return () => element.removeEventListener("scroll", follow);
  }, [scroller, rows, rowHeight, view]);
  return { ...state, height: Math.min(rows * rowHeight, TALLEST) };
}
