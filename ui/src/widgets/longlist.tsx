/**
 * A list of items of differing heights: all of them in the DOM while they are few (the browser's own search finds
 * them), virtual when they are many. Owns that choice and the measuring; knows nothing of the items.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import classes from "./longlist.module.css";

/** Up to here all items are in the DOM. */
const FEW = 150;

interface LongListProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  render: (item: T) => ReactNode;
  /** About how high an item is, in pixels. */
  estimate: (item: T) => number;
}

export function LongList<T>(props: LongListProps<T>) {
  return props.items.length <= FEW ? <All {...props} /> : <Virtual {...props} />;
}

function All<T>({ label, items, keyOf, render }: LongListProps<T>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroller} aria-label={label} tabIndex={0}>
      {items.map((item) => (
        <div key={keyOf(item)}>{render(item)}</div>
      ))}
    </section>
  );
}

function Virtual<T>({ label, items, keyOf, render, estimate }: LongListProps<T>) {
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(items[index] as T),
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: 12,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={classes.scroller} aria-label={label} tabIndex={0}>
      <div style={{ position: "relative", height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => (
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
    </section>
  );
}
