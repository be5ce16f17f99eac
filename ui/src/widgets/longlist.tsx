/**
 * A list of items of differing heights: all of them in the DOM while they are few (the browser's own search finds
 * them), virtual when they are many. Owns that choice, the measuring, and bringing an item into sight; knows nothing of
 * the items.
 */
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import classes from "./longlist.module.css";

/** Up to here all items are in the DOM, unless the caller says otherwise. */
const FEW = 150;

/** What a caller can ask of the list. */
export interface LongListHandle {
  /** Brings an item into sight: nowhere when it is already, else to the nearest edge, or to the top when it is taller. */
  show: (key: string) => void;
  /** The element that scrolls. */
  readonly element: HTMLElement | null;
}

interface LongListProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  render: (item: T) => ReactNode;
  /** About how high an item is, in pixels. */
  estimate: (item: T) => number;
  /** Up to how many items all are in the DOM. */
  few?: number;
  handle?: RefObject<LongListHandle | null>;
  /** The last items are near the sight. */
  onNearEnd?: (() => void) | undefined;
}

/** One element scrolls in either case: a list that grows past a few keeps its place. */
export function LongList<T>(props: LongListProps<T>) {
  const { label, items, few = FEW, handle } = props;
  const scroller = useRef<HTMLElement>(null);
  const show = useRef<((key: string) => void) | null>(null);
  useImperativeHandle(handle, () => ({
    show: (key) => show.current?.(key),
    get element() {
      return scroller.current;
    },
  }));
  const parts = { ...props, scroller, show };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={classes.scroller} aria-label={label} tabIndex={0}>
      {items.length <= few ? <All {...parts} /> : <Virtual {...parts} />}
    </section>
  );
}

interface Parts<T> extends LongListProps<T> {
  scroller: RefObject<HTMLElement | null>;
  /** Filled with what brings an item into sight. */
  show: RefObject<((key: string) => void) | null>;
}

function All<T>({ items, keyOf, render, show, onNearEnd }: Parts<T>) {
  const shown = useRef(new Map<string, HTMLElement>());
  useImperativeHandle(show, () => (key) => shown.current.get(key)?.scrollIntoView({ block: "nearest" }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: all are in the DOM, so every change may bring the end near
  useEffect(() => onNearEnd?.(), [items.length, onNearEnd]);
  return items.map((item) => {
    const key = keyOf(item);
    return (
      <div
        key={key}
        ref={(element) => {
          if (element) shown.current.set(key, element);
          else shown.current.delete(key);
        }}
      >
        {render(item)}
      </div>
    );
  });
}

function Virtual<T>({ items, keyOf, render, estimate, scroller, show, onNearEnd }: Parts<T>) {
  // Where the list stood while all of it was in the DOM.
  const [kept] = useState(() => scroller.current?.scrollTop ?? 0);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(items[index] as T),
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: 6,
    initialOffset: kept,
  });
  useImperativeHandle(
    show,
    () => (key) =>
      bring(
        virtual,
        items.findIndex((item) => keyOf(item) === key),
      ),
  );
  const inSight = virtual.getVirtualItems();
  const nearEnd = (inSight.at(-1)?.index ?? 0) >= items.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: still near the end after more came: asked again
  useEffect(() => {
    if (nearEnd) onNearEnd?.();
  }, [nearEnd, items.length, onNearEnd]);
  return (
    <div style={{ position: "relative", height: virtual.getTotalSize() }}>
      {inSight.map(({ key, index, start }) => (
        <div
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          className={classes.item}
          style={{ transform: `translateY(${start}px)` }}
        >
          {render(items[index] as T)}
        </div>
      ))}
    </div>
  );
}

/** Heights above are guesses until measured: the virtualizer corrects itself while it gets there. */
function bring(virtual: Virtualizer<HTMLElement, Element>, index: number): void {
  const item = index < 0 ? undefined : virtual.measurementsCache[index];
  const view = virtual.scrollRect?.height ?? 0;
  const top = virtual.scrollOffset ?? 0;
  if (!item || (item.start >= top && item.end <= top + view)) return;
  const taller = item.size > view;
  virtual.scrollToIndex(index, { align: taller || item.start < top ? "start" : "end" });
}
