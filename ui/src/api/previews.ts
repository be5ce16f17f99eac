/**
 * What traces were about, for their rows: asked for by each row that comes into sight, put together into few
 * requests for all that came within a blink. Owns the batching; each trace's preview is cached by itself.
 */
import type { Preview, Previews } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./client";

/** Ids a request names (the server takes 200): a screenful is a few requests, so that one trace of megabytes keeps only its neighbours waiting. */
const MOST = 16;
/** How long to gather: two frames, so that a screenful goes together and nobody sees a wait. */
const GATHER_MS = 32;
/** Messages may come as log records some seconds after their span: how often, and how many times, to look again. */
const AGAIN_MS = 5_000;
const AGAIN_TIMES = 3;

/** `GET /api/previews`: of these traces, at most 200. */
export function getPreviews(traceIds: readonly string[], signal?: AbortSignal): Promise<Previews> {
  return getJson(`/api/previews?trace_ids=${traceIds.join(",")}`, signal);
}

interface Waiting {
  traceId: string;
  signal: AbortSignal;
  resolve: (preview: Preview) => void;
  reject: (reason: unknown) => void;
}

let waiting: Waiting[] = [];

async function ask(batch: readonly Waiting[]) {
  try {
    const { previews } = await getPreviews([...new Set(batch.map(({ traceId }) => traceId))]);
    const found = new Map(previews.map((preview) => [preview.trace_id, preview]));
    for (const { traceId, resolve } of batch)
      resolve(found.get(traceId) ?? { trace_id: traceId, input: null, output: null });
  } catch (reason) {
    for (const { reject } of batch) reject(reason);
  }
}

function flush() {
  // Rows that were scrolled past in the meantime are not asked for.
  const wanted = waiting.filter(({ signal }) => !signal.aborted);
  for (const { signal, reject } of waiting) if (signal.aborted) reject(signal.reason);
  waiting = [];
  for (let at = 0; at < wanted.length; at += MOST) void ask(wanted.slice(at, at + MOST));
}

function gather(traceId: string, signal: AbortSignal): Promise<Preview> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(flush, GATHER_MS);
    waiting.push({ traceId, signal, resolve, reject });
  });
}

/** One trace's preview as a query. */
export const previewQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["preview", traceId],
    queryFn: ({ signal }) => gather(traceId, signal),
    meta: { kinds: ["traces"], traceId },
    placeholderData: undefined,
    retry: false,
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data && (data.input === null || data.output === null) && dataUpdateCount <= AGAIN_TIMES
        ? AGAIN_MS
        : false,
  });
