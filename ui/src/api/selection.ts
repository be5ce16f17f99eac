/** What is done to many traces at once, and what the user writes on them. One function per endpoint. */
import type { Choices, Selection, Touched, TraceQuery } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson, request, sendJson } from "./client";

/** `POST /api/traces/tag`. */
export function tagTraces(
  selection: Selection,
  add: readonly string[],
  remove: readonly string[],
): Promise<Touched> {
  return sendJson("POST", "/api/traces/tag", { selection, add, remove });
}

/** `POST /api/traces/delete`. */
export function deleteTraces(selection: Selection): Promise<Touched> {
  return sendJson("POST", "/api/traces/delete", { selection });
}

/** `PUT /api/traces/{trace_id}/note`. */
export async function putNote(traceId: string, text: string): Promise<void> {
  await request(`/api/traces/${encodeURIComponent(traceId)}/note`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
  });
}

/** `GET /api/tags`: tags in use and how many traces have each. */
export const tagsQuery = () =>
  queryOptions({
    queryKey: ["tags"],
    queryFn: ({ signal }) => getJson<Choices>("/api/tags", signal),
    meta: { kinds: ["traces"], calm: true },
  });

/** `GET /api/export`: the address that downloads what a selection holds as OTLP JSON lines. */
export function exportSelectionUrl(selection: Selection): string {
  if ("traces" in selection) return `/api/export${queryString({ trace: selection.traces })}`;
  const { q, project, service, from, to }: TraceQuery = selection.matching;
  return `/api/export${queryString({ q, project, service, from, to })}`;
}

/** `POST /api/export/file`: writes what a selection holds to a path; answers the window only. */
export async function exportSelectionTo(path: string, selection: Selection): Promise<void> {
  const what = "traces" in selection ? { trace_ids: selection.traces } : { matching: selection.matching };
  await request("/api/export/file", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path, ...what }),
  });
}
