/**
 * Which data each query is made of. A query declares its kinds once, in its `meta`; when the change loop says that
 * a kind changed, just the queries made of it are asked again. Never guesses from query keys.
 */

import type { ChangeKind, Changes } from "@proto";
import { keepPreviousData, QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./client";

/** What a query's answer is made of. */
export interface Freshness extends Record<string, unknown> {
  kinds: readonly ChangeKind[];
  /** Set when only one trace matters: changes that list other traces only leave the query alone. */
  traceId?: string;
  /** Need not follow every arrival: asked again every few seconds at most, however fast data pours in. */
  calm?: boolean;
}

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: Freshness;
    defaultError: ApiFailure;
  }
}

/** Whether `changes` make an answer with this freshness stale. */
export function isStale(meta: Freshness | undefined, changes: Changes): boolean {
  if (!meta) return false;
  // Deleting touches everything: rows, counts, pickers.
  if (changes.kinds.includes("deleted")) return true;
  if (!changes.kinds.some((kind) => meta.kinds.includes(kind))) return false;
  const onlyTraces = changes.kinds.every((kind) => kind === "traces" || !meta.kinds.includes(kind));
  if (meta.traceId && onlyTraces && changes.complete) return changes.trace_ids.includes(meta.traceId);
  return true;
}

/** The one cache. Answers stay fresh until the change loop says otherwise, so no timers and no refetch on focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        placeholderData: keepPreviousData,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiFailure && ["unreachable", "busy"].includes(error.code),
        retryDelay: (attempt) => Math.min(250 * 2 ** attempt, 2_000),
      },
    },
  });
}
