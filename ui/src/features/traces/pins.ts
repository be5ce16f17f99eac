/** Which facets stand in the panel, and whether it is open: this machine's own habit, not part of what is looked at. */
import { useSyncExternalStore } from "react";

const PINS = "facets.pinned";
const OPEN = "facets.open";
const listeners = new Set<() => void>();
let pins: readonly string[] | null = null;

function read(): readonly string[] {
  if (pins) return pins;
  try {
    const kept = JSON.parse(localStorage.getItem(PINS) ?? "[]") as unknown;
    pins = Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string") : [];
  } catch {
    pins = [];
  }
  return pins;
}

function tell() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Pins or unpins a field. */
export function togglePin(field: string) {
  const now = read();
  pins = now.includes(field) ? now.filter((one) => one !== field) : [...now, field];
  localStorage.setItem(PINS, JSON.stringify(pins));
  tell();
}

export const usePins = () => useSyncExternalStore(subscribe, read);

const isOpen = () => localStorage.getItem(OPEN) !== "no";

/** Whether the panel is open, and how to change that. */
export function usePanel(): [boolean, (open: boolean) => void] {
  const open = useSyncExternalStore(subscribe, isOpen);
  return [
    open,
    (next) => {
      localStorage.setItem(OPEN, next ? "yes" : "no");
      tell();
    },
  ];
}
