/** Log records: the list and one record. One function per endpoint. */

import type { LogList, LogQuery, LogRecord, ValueRange } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson, request } from "./client";

/** `GET /api/logs`: a page of the list. */
export function getLogs(query: LogQuery, signal?: AbortSignal): Promise<LogList> {
  return getJson(`/api/logs${queryString(query)}`, signal);
}

/** `GET /api/logs/{id}`: a record with everything that was sent. */
export function getLog(id: string, signal?: AbortSignal): Promise<LogRecord> {
  return getJson(`/api/logs/${encodeURIComponent(id)}`, signal);
}

/** `GET /api/logs/{id}/value`: a range of the body, in bytes. */
export function getLogValue(id: string, offset: number, length: number): Promise<ValueRange> {
  return getJson(`/api/logs/${encodeURIComponent(id)}/value${queryString({ offset, length })}`);
}

/** `GET /api/logs/{id}/raw`: the record as OTLP JSON, as text so that 64-bit integers stay what they are. */
export async function getLogRaw(id: string): Promise<string> {
  return (await request(`/api/logs/${encodeURIComponent(id)}/raw`)).text();
}

/** One record as a query. Records never change; they can only be deleted. */
export const logQuery = (id: string) =>
  queryOptions({
    queryKey: ["log", id],
    queryFn: ({ signal }) => getLog(id, signal),
    meta: { kinds: ["deleted"] },
    placeholderData: undefined,
  });
