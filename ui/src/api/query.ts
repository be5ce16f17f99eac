/** The filter language as the server reads it: colours, mistakes, completions, its help page; and facets and groups under a filter. */
import type {
  Completion,
  FacetQuery,
  Facets,
  GroupQuery,
  Groups,
  QueryCheck,
  QueryLanguage,
  QueryTarget,
  SpanList,
  SpanQuery,
} from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson } from "./client";

/** Longer texts are no queries: the server would refuse them, and an address can't hold them. */
export const LONGEST_QUERY = 10_000;

/** `GET /api/query/check`: how a text reads. Never fails on a text. */
export function checkQuery(on: QueryTarget, q: string, signal?: AbortSignal): Promise<QueryCheck> {
  return getJson(`/api/query/check?on=${on}&q=${encodeURIComponent(q)}`, signal);
}

/** `GET /api/query/complete`: what may stand at the cursor (a place in UTF-16 units, as `selectionStart` says). */
export function completeQuery(
  on: QueryTarget,
  q: string,
  at: number,
  project: string | undefined,
  signal?: AbortSignal,
): Promise<Completion> {
  return getJson(`/api/query/complete${queryString({ on, at, project })}&q=${encodeURIComponent(q)}`, signal);
}

/** `GET /api/query/fields`: the language on one page. */
export const languageQuery = () =>
  queryOptions({
    queryKey: ["language"],
    queryFn: ({ signal }) => getJson<QueryLanguage>("/api/query/fields", signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** `GET /api/facets`. */
export const facetsQuery = (query: FacetQuery) =>
  queryOptions({
    queryKey: ["facets", query],
    queryFn: ({ signal }) => getJson<Facets>(`/api/facets${queryString(query)}`, signal),
    meta: { kinds: ["traces"], calm: true },
    placeholderData: (before) => before,
  });

/** `GET /api/groups`. */
export const groupsQuery = (query: GroupQuery) =>
  queryOptions({
    queryKey: ["groups", query],
    queryFn: ({ signal }) => getJson<Groups>(`/api/groups${queryString(query)}`, signal),
    meta: { kinds: ["traces"], calm: true },
    placeholderData: (before) => before,
  });

/** `GET /api/spans`: a page of the list. */
export function getSpans(query: SpanQuery, signal?: AbortSignal): Promise<SpanList> {
  return getJson(`/api/spans${queryString(query)}`, signal);
}
