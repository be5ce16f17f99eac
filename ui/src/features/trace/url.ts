/**
 * What of the trace view stands in the address: the span, the tabs, the level, the zoom, the search. Folds are many and stand in
 * the session's storage instead. Reads forgivingly (an old or mistyped link opens the trace all the same) and writes
 * canonically. Never touches the router.
 */
import { searchText, searchWord } from "../../base/url";
import type { TimeRange } from "./range";

/** Tabs over the left pane. */
export const LEFT_TABS = ["waterfall", "conversation", "logs"] as const;
export type LeftTab = (typeof LEFT_TABS)[number];

/** The search params of `/trace/$traceId`. Absent = the default. */
export interface TraceSearchParams {
  /** Selected span, 16 hex digits. */
  span?: string | undefined;
  /** The inspector's tab; the inspector knows which there are. */
  tab?: string | undefined;
  /** The left pane's tab; `waterfall` when absent. */
  view?: LeftTab | undefined;
  /** `story` when only agents, models, tools and their like are shown; every span when absent. */
  level?: "story" | undefined;
  /** `FROM-TO` in nanoseconds from the trace's start; all of it when absent. */
  zoom?: string | undefined;
  /** What is searched for in the trace. */
  find?: string | undefined;
}

/** Reads search params as the router hands them over: any JSON. */
export function readTraceSearch(raw: Record<string, unknown>): TraceSearchParams {
  const span = searchText(raw.span)?.toLowerCase();
  const zoom = searchText(raw.zoom);
  const view = searchWord(raw.view, LEFT_TABS);
  return defined({
    span: span && /^[0-9a-f]{16}$/.test(span) ? span : undefined,
    tab: searchText(raw.tab),
    view: view === "waterfall" ? undefined : view,
    level: searchWord(raw.level, ["story"] as const),
    zoom: zoom && readZoom(zoom) ? zoom : undefined,
    find: searchText(raw.find),
  });
}

/** Leaves absent keys out, so that they do not appear in the address. */
function defined(params: TraceSearchParams): TraceSearchParams {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

/** Reads `FROM-TO`; null for all of it, or for what cannot be read. */
export function readZoom(text: string | undefined): TimeRange | null {
  const match = text ? /^(\d{1,16})-(\d{1,16})$/.exec(text) : null;
  if (!match) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return from < to ? { from, to } : null;
}

/** Writes a zoom, whole nanoseconds. */
export function writeZoom(zoom: TimeRange | null): string | undefined {
  if (!zoom) return undefined;
  const from = Math.max(0, Math.round(zoom.from));
  return `${from}-${Math.max(from + 1, Math.round(zoom.to))}`;
}
