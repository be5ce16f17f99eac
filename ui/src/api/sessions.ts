/** Sessions: the list, and one read as a conversation. One function per endpoint. */
import type { SessionDetail, SessionList, SessionQuery } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson } from "./client";

/** `GET /api/sessions`: a page of the list. */
export function getSessions(query: SessionQuery, signal?: AbortSignal): Promise<SessionList> {
  return getJson(`/api/sessions${queryString(query)}`, signal);
}

/** `GET /api/sessions/{project}/{session}`: its traces by start, a page of them. */
export function getSession(
  project: string,
  session: string,
  offset: number,
  limit: number,
  signal?: AbortSignal,
): Promise<SessionDetail> {
  const path = `/api/sessions/${encodeURIComponent(project)}/${encodeURIComponent(session)}`;
  return getJson(`${path}${queryString({ offset, limit })}`, signal);
}

/** A page of a session as a query. */
export const sessionQuery = (project: string, session: string, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["session", project, session, { offset, limit }],
    queryFn: ({ signal }) => getSession(project, session, offset, limit, signal),
    meta: { kinds: ["traces", "logs"], calm: true },
    placeholderData: undefined,
  });
