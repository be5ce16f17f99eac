/**
 * The change loop: one long poll that learns which kinds of data moved and makes the queries of those kinds stale.
 * Owns the cursor, the pauses and the "connection lost" fact. Never carries rows: rows come from the queries.
 */

import type { Changes } from "@proto";
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { getJson } from "./client";
import { isStale } from "./freshness";

/** The longest a question stays open on the server. */
const WAIT_MS = 20_000;
/** Breath between two answers while data pours in: about twelve repaints a second, well under 250 ms to the eye. */
const BREATH_MS = 80;
/** How often calm queries (pickers, counts) are asked again at most. */
const CALM_MS = 3_000;
/** A slow refetch delays the next question no longer than this. */
const REFETCH_MS = 2_000;

/** Asks for changes. Without `after`: answers at once with the present cursor. */
export function getChanges(after: string | null, waitMs: number, signal?: AbortSignal): Promise<Changes> {
  const query = after === null ? "" : `?after=${encodeURIComponent(after)}&wait_ms=${waitMs}`;
  return getJson<Changes>(`/api/changes${query}`, signal);
}

const sleep = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });

/** Whether the server answers, as the loop last saw it. */
type Connection = "connected" | "lost";
let connection: Connection = "connected";
const listeners = new Set<() => void>();

function setConnection(next: Connection) {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

/** For the status line: `lost` while the server does not answer. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );
}

/** Resolves when the page is visible: a hidden tab holds no connection open (a browser allows six a host). */
function visible(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", check);
      resolve();
    };
    document.addEventListener("visibilitychange", check);
    signal.addEventListener("abort", check);
  });
}

/** Makes what changes touch stale: at once, but calm queries only every few seconds. */
function createRefresh(client: QueryClient, signal: AbortSignal): (changes: Changes) => Promise<void> {
  let calmAt = 0;
  let calmTimer: ReturnType<typeof setTimeout> | null = null;
  const calm = () => {
    calmTimer = null;
    calmAt = Date.now();
    void client.invalidateQueries({ predicate: (query) => query.meta?.calm === true });
  };
  signal.addEventListener("abort", () => calmTimer !== null && clearTimeout(calmTimer));

  return async (changes) => {
    const fetched = client.invalidateQueries({
      predicate: ({ meta }) => meta?.calm !== true && isStale(meta, changes),
    });
    const calmTouched = client.getQueryCache().findAll({
      predicate: ({ meta }) => meta?.calm === true && isStale(meta, changes),
    });
    if (calmTouched.length > 0) calmTimer ??= setTimeout(calm, Math.max(0, calmAt + CALM_MS - Date.now()));
    await Promise.race([fetched, sleep(REFETCH_MS, signal)]);
  };
}

/**
 * Asks again what was asked before the first cursor was known: what came in between the two is in neither, and no
 * later change would tell. Questions under way are answered first, so that the first paint waits for nothing.
 */
async function askAgain(client: QueryClient): Promise<void> {
  const asked = new Set(client.getQueryCache().getAll());
  await Promise.allSettled([...asked].map((query) => query.promise));
  await client.invalidateQueries({ predicate: (query) => asked.has(query) });
}

/** Follows changes until `signal` aborts. Survives a server that goes away and comes back. */
export async function followChanges(client: QueryClient, signal: AbortSignal): Promise<void> {
  const refresh = createRefresh(client, signal);
  let after: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    await visible(signal);
    const poll = abortWhenHidden(signal);
    try {
      const first = after === null;
      const changes: Changes = await getChanges(after, WAIT_MS, poll.signal);
      after = changes.cursor;
      setConnection("connected");
      if (failures > 0) {
        failures = 0;
        // What happened while nobody answered is unknown, and it may be another database now.
        await client.invalidateQueries();
      } else if (first) {
        void askAgain(client);
      } else if (changes.kinds.length > 0) {
        await refresh(changes);
        await sleep(BREATH_MS, signal);
      }
    } catch {
      // Stopped or hidden: no failure. The loop's head decides what is next.
      if (poll.signal.aborted) continue;
      failures += 1;
      after = null;
      // One failed poll is a hiccup (a sleeping laptop); two are worth a word.
      if (failures > 1) setConnection("lost");
      await sleep(Math.min(250 * 2 ** failures, 3_000), signal);
    } finally {
      poll.done();
    }
  }
}

/** A signal for one poll that ends with `signal` or when the page is hidden; call `done` after the poll. */
function abortWhenHidden(signal: AbortSignal): { signal: AbortSignal; done: () => void } {
  const abort = new AbortController();
  const check = () => {
    if (document.hidden || signal.aborted) abort.abort();
  };
  document.addEventListener("visibilitychange", check);
  signal.addEventListener("abort", check);
  check();
  return {
    signal: abort.signal,
    done: () => {
      document.removeEventListener("visibilitychange", check);
      signal.removeEventListener("abort", check);
    },
  };
}
