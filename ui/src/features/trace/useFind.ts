/**
 * The search inside the trace, joined to the tree: which nodes matched and where, in the order the tree shows them.
 * Owns the question and its join; the box shows it, the page selects.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { traceSearchQuery } from "../../api/traces";
import type { Found } from "./FindBox";
import { nodeOf, type TraceModel } from "./outline";
import { wholeOf } from "./story";

/** Where a node matched. */
export interface Match {
  readonly field: string;
  readonly snippet: string;
}

export interface FindState {
  /** What matched, by node; null without a search. */
  readonly matches: ReadonlyMap<number, string> | null;
  readonly found: Found | null;
  /** The text that `matches` are the final answer to; null while it is on its way. */
  readonly settled: string | null;
}

/** Searches for `find` (nothing when empty); `active` is the selected node. */
export function useFind(model: TraceModel, find: string, active: number): FindState {
  const traceId = model.outline.summary.trace_id;
  const text = find.trim();
  const query = useQuery({
    ...traceSearchQuery(traceId, text),
    enabled: text !== "",
    // Matches stay while the next letter's are on their way.
    placeholderData: keepPreviousData,
  });
  const joined = useMemo(() => {
    if (!text || !query.data) return null;
    const where = new Map<number, Match>();
    for (const { span_id, field, snippet } of query.data.matches) {
      const node = nodeOf(model, span_id);
      if (node >= 0 && !where.has(node)) where.set(node, { field, snippet });
    }
    // The order of all spans: a match may be folded into a story's pill.
    const { place } = wholeOf(model).tree;
    const order = [...where.keys()].sort((a, b) => (place[a] as number) - (place[b] as number));
    const matches = new Map([...where].map(([node, { field, snippet }]) => [node, `${field}: ${snippet}`]));
    const { truncated, other_logs: otherLogs } = query.data;
    return { where, order, matches, truncated, otherLogs };
  }, [model, text, query.data]);

  if (!text) return { matches: null, found: null, settled: null };
  return {
    settled: query.data && !query.isPlaceholderData ? text : null,
    matches: joined?.matches ?? null,
    found: {
      matches: joined?.order.length ?? 0,
      truncated: joined?.truncated ?? false,
      otherLogs: joined?.otherLogs ?? 0,
      at: joined ? joined.order.indexOf(active) + 1 : 0,
      where: joined?.where.get(active) ?? null,
      pending: query.isPending,
      failed: query.error?.message ?? null,
    },
  };
}
