/**
 * The trace view's questions to the server, with what is particular to it: outlines are large, so they are not
 * compared deeply with the last one, and a trace that grows quickly is not fetched more often than it can be read.
 */
import { queryOptions } from "@tanstack/react-query";
import { getLogs } from "../../api/logs";
import { getTrace, traceQuery } from "../../api/traces";

/** A refetch waits this many times what the last one cost, but no longer than `LONGEST_WAIT_MS`. */
const BREATH = 3;
const LONGEST_WAIT_MS = 1_200;

/** What the last fetch of each trace cost, and when it ended. Only the newest few matter. */
const last = new Map<string, { cost: number; ended: number }>();

/** Milliseconds to wait before fetching again, so that fetching takes at most a quarter of the time. Pure. */
export function pause(cost: number, sinceEnd: number): number {
  return Math.max(0, Math.min(cost * BREATH, LONGEST_WAIT_MS) - sinceEnd);
}

/** Resolves after `ms`, or rejects as the fetch itself would when `signal` aborts. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** The outline, followed while the trace grows. */
export const outlineQuery = (traceId: string) =>
  queryOptions({
    ...traceQuery(traceId),
    queryFn: async ({ signal }) => {
      const before = last.get(traceId);
      if (before) await wait(pause(before.cost, performance.now() - before.ended), signal);
      const began = performance.now();
      const outline = await getTrace(traceId, signal);
      if (last.size > 20) last.clear();
      last.set(traceId, { cost: performance.now() - began, ended: performance.now() });
      return outline;
    },
    // Logs move their own count below; an outline of 50,000 spans is not worth fetching for one.
    meta: { kinds: ["traces"], traceId },
    structuralSharing: false,
  });

/** How many log records name the trace. */
export const logCountQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["trace", traceId, "log-count"],
    queryFn: async ({ signal }) => (await getLogs({ trace_id: traceId, limit: 1 }, signal)).total,
    meta: { kinds: ["logs"] },
    placeholderData: undefined,
  });
