/** Traces and spans: the list, one trace's outline, one span, pieces of long values. One function per endpoint. */

import type { Span, TraceList, TraceOutline, TraceQuery, TraceSearch, ValueRange } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson, request } from "./client";

const traceUrl = (traceId: string) => `/api/traces/${encodeURIComponent(traceId)}`;
const spanUrl = (traceId: string, spanId: string) =>
  `${traceUrl(traceId)}/spans/${encodeURIComponent(spanId)}`;

/** `GET /api/traces`: a page of the list. */
export function getTraces(query: TraceQuery, signal?: AbortSignal): Promise<TraceList> {
  return getJson(`/api/traces${queryString(query)}`, signal);
}

/** `GET /api/traces/{trace_id}`: all that tree and waterfall draw. */
export function getTrace(traceId: string, signal?: AbortSignal): Promise<TraceOutline> {
  return getJson(traceUrl(traceId), signal);
}

/** `GET /api/traces/{trace_id}/spans/{span_id}`: one span with everything that was sent. */
export function getSpan(traceId: string, spanId: string, signal?: AbortSignal): Promise<Span> {
  return getJson(spanUrl(traceId, spanId), signal);
}

/** Where a long value stands in its span, and which bytes of it are wanted. */
export interface ValueAt {
  traceId: string;
  spanId: string;
  /** The attribute. */
  key: string;
  /** The event whose attribute it is, by its place; absent for the span's own. */
  event?: number | undefined;
  /** Where inside a list or map: places from outside in, `0/2`. */
  path?: string | undefined;
  offset: number;
  length: number;
}

/** `GET …/value`: a range of one long text (or of bytes, as base64), in bytes. */
export function getValue({ traceId, spanId, ...at }: ValueAt, signal?: AbortSignal): Promise<ValueRange> {
  return getJson(`${spanUrl(traceId, spanId)}/value${queryString(at)}`, signal);
}

/** `GET …/raw`: the span as OTLP JSON, as text so that 64-bit integers stay what they are. */
export async function getRaw(traceId: string, spanId: string, signal?: AbortSignal): Promise<string> {
  const response = await request(`${spanUrl(traceId, spanId)}/raw`, { signal: signal ?? null });
  return response.text();
}

/** `GET /api/traces/{trace_id}/search`: which spans of one trace mention a text. */
export function searchTrace(traceId: string, q: string, signal?: AbortSignal): Promise<TraceSearch> {
  return getJson(`${traceUrl(traceId)}/search${queryString({ q })}`, signal);
}

/** The outline as a query: refetched when this trace got spans. */
export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["trace", traceId],
    queryFn: ({ signal }) => getTrace(traceId, signal),
    meta: { kinds: ["traces", "logs"], traceId },
    placeholderData: undefined,
  });

/** One span as a query. Spans may be sent again with more; then the newest is shown. */
export const spanQuery = (traceId: string, spanId: string) =>
  queryOptions({
    queryKey: ["trace", traceId, "span", spanId],
    queryFn: ({ signal }) => getSpan(traceId, spanId, signal),
    meta: { kinds: ["traces"], traceId },
    placeholderData: undefined,
  });

/** A span's OTLP JSON as a query. */
export const rawQuery = (traceId: string, spanId: string) =>
  queryOptions({
    queryKey: ["trace", traceId, "raw", spanId],
    queryFn: ({ signal }) => getRaw(traceId, spanId, signal),
    meta: { kinds: ["traces"], traceId },
    placeholderData: undefined,
  });

/** A search inside one trace as a query; ask only with some text. */
export const traceSearchQuery = (traceId: string, q: string) =>
  queryOptions({
    queryKey: ["trace", traceId, "search", q],
    queryFn: ({ signal }) => searchTrace(traceId, q, signal),
    meta: { kinds: ["traces"], traceId },
  });
