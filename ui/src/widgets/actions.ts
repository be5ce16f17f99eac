/**
 * Joins keys and views: a view says what it does for an action of the key map (base/keymap.ts), the one listener
 * runs it. The latest view to register wins, so a dialog's Escape comes before the page's. Never names a key.
 */
import { useEffect, useRef } from "react";
import { type Action, matchKeys, pressName } from "../base/keymap";

/** Does the action. Returning `false` says "not now", and the next handler is asked. */
export type Handler = () => unknown;

const handlers = new Map<Action, Handler[]>();

/** Registers what this component does for some actions, while it is mounted and `enabled`. */
export function useActions(actions: Partial<Record<Action, Handler>>, enabled = true): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const names = Object.keys(actions).sort().join(" ");
  useEffect(() => {
    if (!enabled || !names) return;
    const undo = names.split(" ").map((name) => {
      const action = name as Action;
      return register(action, () => latest.current[action]?.() ?? undefined);
    });
    return () => {
      for (const remove of undo) remove();
    };
  }, [names, enabled]);
}

function register(action: Action, handler: Handler): () => void {
  handlers.set(action, [...(handlers.get(action) ?? []), handler]);
  return () => {
    const left = (handlers.get(action) ?? []).filter((h) => h !== handler);
    if (left.length > 0) handlers.set(action, left);
    else handlers.delete(action);
  };
}

/** Runs an action. False when nobody on screen does it. */
export function runAction(action: Action): boolean {
  const asked = [...(handlers.get(action) ?? [])].reverse();
  return asked.some((handler) => handler() !== false);
}

/** Whether some view on screen does the action, for the palette. */
export function canRun(action: Action): boolean {
  return handlers.has(action);
}

const TYPING =
  "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";
const POPUP = "[role=dialog], [role=menu], [role=listbox], [data-own-keys]";
const NATIVE: Record<string, string> = {
  Enter:
    "button, a[href], summary, [role=button], [role=tab], [role=menuitem], [role=columnheader], [role=option]",
  ArrowLeft: "[role=tab], [role=radio], [role=separator], [role=slider]",
  ArrowRight: "[role=tab], [role=radio], [role=separator], [role=slider]",
  ArrowUp: "[role=tab], [role=radio], [role=separator], [role=slider]",
  ArrowDown: "[role=tab], [role=radio], [role=separator], [role=slider]",
  Home: "[role=tab], [role=separator]",
  End: "[role=tab], [role=separator]",
};

/** Whether the focused element wants this press for itself. */
function ownsKey(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof Element)) return false;
  if (name.startsWith("mod+")) return false;
  if (target.closest(TYPING) || target.closest(POPUP)) return true;
  const native = NATIVE[name];
  return native !== undefined && target.closest(native) !== null;
}

/** The longest pause between the keys of a sequence. */
const SEQUENCE_MS = 900;

/** Starts the one listener. Returns what stops it. */
export function listenKeys(target: Window): () => void {
  let typed: string[] = [];
  let lastAt = 0;
  const onKey = (event: KeyboardEvent) => {
    const name = pressName(event);
    if (name === null || event.defaultPrevented || event.isComposing || ownsKey(event.target, name)) return;
    if (event.timeStamp - lastAt > SEQUENCE_MS) typed = [];
    lastAt = event.timeStamp;
    typed.push(name);
    let found = matchKeys(typed);
    if (found.actions.length === 0 && !found.pending && typed.length > 1) {
      typed = [name];
      found = matchKeys(typed);
    }
    if (!found.pending) typed = [];
    const done = (found.actions as Action[]).some(runAction);
    if (done || (found.pending && typed.length > 1)) event.preventDefault();
    if (done) typed = [];
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
}
