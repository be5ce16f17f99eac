/**
 * State as it stands in the address: time ranges and query strings. Owns reading and writing them, forgiving to
 * what people type or old links say. Never touches the router or the DOM.
 */
import { fromMillis, nanos } from "./time";

/** The ranges the picker offers, shortest first. `ms` is the length back from now. */
export const RANGES = [
  { id: "5m", label: "Last 5 m", ms: 300_000 },
  { id: "15m", label: "Last 15 m", ms: 900_000 },
  { id: "1h", label: "Last 1 h", ms: 3_600_000 },
  { id: "6h", label: "Last 6 h", ms: 21_600_000 },
  { id: "24h", label: "Last 24 h", ms: 86_400_000 },
  { id: "7d", label: "Last 7 d", ms: 604_800_000 },
  { id: "30d", label: "Last 30 d", ms: 2_592_000_000 },
] as const;

/** `1h`, or `FROM-TO` in nanoseconds with either side open. Absent = any time. */
export type RangeText = string;

export type Range =
  | { kind: "any" }
  | { kind: "last"; id: string; label: string; ms: number }
  | { kind: "between"; from: bigint | null; to: bigint | null };

/** Reads a range from the address; what can't be read means any time. */
export function parseRange(text: RangeText | undefined): Range {
  if (!text) return { kind: "any" };
  const named = RANGES.find((r) => r.id === text);
  if (named) return { kind: "last", ...named };
  const match = /^(\d*)-(\d*)$/.exec(text);
  if (!match || (!match[1] && !match[2])) return { kind: "any" };
  return {
    kind: "between",
    from: match[1] ? nanos(match[1]) : null,
    to: match[2] ? nanos(match[2]) : null,
  };
}

/** Writes a range between two instants as it stands in the address. */
export function betweenText(from: bigint | null, to: bigint | null): RangeText | undefined {
  return from === null && to === null ? undefined : `${from ?? ""}-${to ?? ""}`;
}

/** The range as the API takes it: `from` and `to` in decimal nanoseconds, counted from `nowMs`. */
export function rangeBounds(range: Range, nowMs: number): { from?: string; to?: string } {
  if (range.kind === "last") return { from: String(fromMillis(nowMs - range.ms)) };
  if (range.kind === "any") return {};
  const bounds: { from?: string; to?: string } = {};
  if (range.from !== null) bounds.from = String(range.from);
  if (range.to !== null) bounds.to = String(range.to);
  return bounds;
}

/** `?a=1&b=x`: leaves out what is absent or empty, repeats arrays, encodes the rest. Empty when nothing is left. */
export function queryString(params: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params) as [string, unknown][]) {
    if (value === undefined || value === null || value === "") continue;
    if (Array.isArray(value)) for (const item of value) search.append(key, String(item));
    else search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/** A text from search params, trimmed of nothing, or undefined when it is not a text with content. */
export function searchText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** One of the allowed words, or undefined. */
export function searchWord<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((word) => word === value);
}
