/** The one clock behind relative times: a tick a second for all of them together, and none while nobody listens. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function tick() {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Milliseconds since the epoch, moving once a second. A fresh page gets the present, not the last tick. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => {
    const present = Date.now();
    // Between ticks every reader must see the same value, else React renders for ever.
    if (timer === null || present - nowMs > 2_000) nowMs = present - (present % 1_000);
    return nowMs;
  });
}
