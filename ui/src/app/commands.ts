/**
 * What the palette offers for a text: places, actions, projects, and what the text itself may name (a trace id, a
 * W3C traceparent, words to filter by). Pure: commands are data, the palette runs them.
 */
import type { SavedView } from "@proto";

export type Command =
  | { kind: "go"; id: string; label: string; to: string }
  | { kind: "act"; id: string; label: string; action: string }
  | { kind: "theme"; id: string; label: string; theme: "system" | "light" | "dark" }
  | { kind: "project"; id: string; label: string; project: string | undefined }
  | { kind: "trace"; id: string; label: string; traceId: string; spanId: string | undefined }
  | { kind: "view"; id: string; label: string; view: SavedView }
  | { kind: "filter"; id: string; label: string; view: "traces" | "sessions" | "logs"; q: string };

/** The ids in a text: a trace id alone, or a traceparent header (https://www.w3.org/TR/trace-context/#traceparent-header). */
export function readTraceId(text: string): { traceId: string; spanId: string | undefined } | null {
  const plain = text.trim().toLowerCase();
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(plain);
  if (parent?.[1]) return { traceId: parent[1], spanId: parent[2] };
  // Some tools print an id as a UUID.
  const bare = plain.replace(/^(.{8})-(.{4})-(.{4})-(.{4})-(.{12})$/, "$1$2$3$4$5");
  return /^[0-9a-f]{32}$/.test(bare) ? { traceId: bare, spanId: undefined } : null;
}

/** Whether every word of `text` begins a word of the label, in any order: "go lo" finds "Go to Logs". */
export function matches(label: string, text: string): boolean {
  const words = label.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)) || label.toLowerCase().includes(part));
}

/** Commands for a text, best first. */
export function commandsFor(text: string, fixed: readonly Command[]): Command[] {
  const wanted = text.trim();
  const ids = readTraceId(wanted);
  if (ids) {
    const label = ids.spanId
      ? `Open span ${ids.spanId} of trace ${ids.traceId}`
      : `Open trace ${ids.traceId}`;
    return [{ kind: "trace", id: "trace", label, ...ids }];
  }
  const found = fixed.filter((command) => matches(command.label, wanted));
  if (!wanted) return found;
  return [
    ...found,
    { kind: "filter", id: "filter-traces", label: `Filter traces by “${wanted}”`, view: "traces", q: wanted },
    {
      kind: "filter",
      id: "filter-sessions",
      label: `Filter sessions by “${wanted}”`,
      view: "sessions",
      q: wanted,
    },
    { kind: "filter", id: "filter-logs", label: `Filter logs by “${wanted}”`, view: "logs", q: wanted },
  ];
}
