/**
 * Every key of the product, in one table: the listener obeys it and the help sheet prints it, so the two can't
 * differ. Owns which keys mean which action and when two bindings apply. Never knows what an action does: views
 * register handlers by action name (widgets/actions.ts).
 */

/** Where a key works. `app`: everywhere; `list`: views that are one list; `trace`: the trace view; `timeline`: its time axis. */
export type Scope = "app" | "list" | "trace" | "timeline";

export interface Binding {
  /** Names the action; views register handlers by it. */
  action: string;
  /** Alternatives. `mod` is Ctrl, or Cmd on a Mac; a space separates the keys of a sequence. */
  keys: readonly string[];
  /** What it does, for the help sheet. */
  label: string;
  scope: Scope;
}

export const KEYMAP = [
  { action: "palette", keys: ["mod+k"], label: "Command palette", scope: "app" },
  { action: "help", keys: ["?"], label: "This sheet", scope: "app" },
  { action: "help-language", keys: ["g ?"], label: "The filter language", scope: "app" },
  { action: "search", keys: ["/"], label: "Search or filter", scope: "app" },
  { action: "back", keys: ["Escape"], label: "Close, or go back", scope: "app" },
  { action: "import", keys: ["mod+o"], label: "Import a file", scope: "app" },
  { action: "export", keys: ["mod+e"], label: "Export everything", scope: "app" },
  { action: "toggle-live", keys: ["L"], label: "Live on or off", scope: "app" },
  { action: "go-traces", keys: ["g t"], label: "Go to Traces", scope: "app" },
  { action: "go-sessions", keys: ["g s"], label: "Go to Sessions", scope: "app" },
  { action: "go-logs", keys: ["g l"], label: "Go to Logs", scope: "app" },
  { action: "go-sql", keys: ["g q"], label: "Go to SQL", scope: "app" },
  { action: "go-metrics", keys: ["g m"], label: "Go to Metrics", scope: "app" },
  { action: "go-connect", keys: ["g c"], label: "Go to Connect", scope: "app" },
  { action: "go-settings", keys: ["g ,"], label: "Go to Settings", scope: "app" },

  { action: "row-next", keys: ["j", "ArrowDown"], label: "Next row", scope: "list" },
  { action: "row-previous", keys: ["k", "ArrowUp"], label: "Previous row", scope: "list" },
  { action: "row-first", keys: ["Home"], label: "First row", scope: "list" },
  { action: "row-last", keys: ["End"], label: "Last loaded row", scope: "list" },
  { action: "row-open", keys: ["Enter"], label: "Open the row", scope: "list" },
  { action: "row-select", keys: ["x"], label: "Select the row for an action", scope: "list" },
  { action: "show-new", keys: ["n"], label: "Show what is new", scope: "list" },

  // Before the trace's own keys: `s` zooms out while the time axis has focus, else it goes to the next slowest span.
  { action: "zoom-in", keys: ["w"], label: "Zoom in", scope: "timeline" },
  { action: "zoom-out", keys: ["s"], label: "Zoom out", scope: "timeline" },
  { action: "pan-left", keys: ["a"], label: "Pan left", scope: "timeline" },
  { action: "pan-right", keys: ["d"], label: "Pan right", scope: "timeline" },

  { action: "span-next", keys: ["j", "ArrowDown"], label: "Next span", scope: "trace" },
  { action: "span-previous", keys: ["k", "ArrowUp"], label: "Previous span", scope: "trace" },
  { action: "fold", keys: ["h", "ArrowLeft"], label: "Fold, or go to the parent", scope: "trace" },
  { action: "unfold", keys: ["l", "ArrowRight"], label: "Unfold, or go to the first child", scope: "trace" },
  { action: "fold-all", keys: ["["], label: "Fold all", scope: "trace" },
  { action: "unfold-all", keys: ["]"], label: "Unfold all", scope: "trace" },
  { action: "fold-level", keys: ["{"], label: "One level less", scope: "trace" },
  { action: "unfold-level", keys: ["}"], label: "One level more", scope: "trace" },
  { action: "next-error", keys: ["e"], label: "Next error", scope: "trace" },
  { action: "next-model", keys: ["m"], label: "Next model call", scope: "trace" },
  { action: "next-slowest", keys: ["s"], label: "Next slowest span", scope: "trace" },
  { action: "story", keys: ["v"], label: "Story: only agents, models, tools and their like", scope: "trace" },
  { action: "fit", keys: ["f"], label: "Fit the selected span", scope: "trace" },
  { action: "match-next", keys: ["Enter"], label: "Next match, in the search box", scope: "trace" },
  {
    action: "match-previous",
    keys: ["shift+Enter"],
    label: "Previous match, in the search box",
    scope: "trace",
  },
] as const satisfies readonly Binding[];

/** The name of an action in the table. */
export type Action = (typeof KEYMAP)[number]["action"];

/** What of a keyboard event decides. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Writes a press as the table does: `mod+k`, `shift+Enter`, `?`. Null for a bare modifier or an Alt chord. */
export function pressName(press: Press): string | null {
  if (["Shift", "Control", "Alt", "Meta", "CapsLock"].includes(press.key) || press.altKey) return null;
  const mod = press.ctrlKey || press.metaKey;
  // A shifted character is its own key already (`?`, `L`); only named keys need the word.
  const shift = press.shiftKey && press.key.length > 1;
  const key = mod && press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return `${mod ? "mod+" : ""}${shift ? "shift+" : ""}${key}`;
}

/** The actions that follow from `presses` (oldest first), and whether a longer sequence may still come. */
export function matchKeys(
  presses: readonly string[],
  table: readonly Binding[] = KEYMAP,
): { actions: string[]; pending: boolean } {
  const typed = presses.join(" ");
  const actions: string[] = [];
  let pending = false;
  for (const binding of table) {
    for (const keys of binding.keys) {
      if (keys === typed) actions.push(binding.action);
      else if (keys.startsWith(`${typed} `)) pending = true;
    }
  }
  return { actions, pending };
}

const NAMES: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** The caps of one alternative, for the help sheet: `["Ctrl", "K"]`, `["g", "t"]`. */
export function keyCaps(keys: string, mac = false): string[] {
  return keys.split(" ").flatMap((part) =>
    part.split("+").map((cap) => {
      if (cap === "mod") return mac ? "⌘" : "Ctrl";
      if (cap === "shift") return mac ? "⇧" : "Shift";
      if (/^[A-Z]$/.test(cap)) return `Shift ${cap}`;
      if (part.startsWith("mod+")) return cap.toUpperCase();
      return NAMES[cap] ?? cap;
    }),
  );
}

/** The caps of an action's first alternative, for tooltips. */
export function actionCaps(action: Action, mac = false): string[] {
  const binding = KEYMAP.find((b) => b.action === action);
  return binding?.keys[0] ? keyCaps(binding.keys[0], mac) : [];
}
