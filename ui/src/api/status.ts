/** What is listening, what is stored, what went wrong. */

import type { Status } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./client";

/** The rate is an average over five seconds, so it must be asked again though nothing changed; only while visible. */
const RATE_MS = 3_000;

/** `GET /api/status`. */
export const statusQuery = () =>
  queryOptions({
    queryKey: ["status"],
    queryFn: ({ signal }) => getJson<Status>("/api/status", signal),
    // Its counts move with every arrival, but the status line need not repaint with each: the timer is enough.
    meta: { kinds: ["status"] },
    refetchInterval: RATE_MS,
  });
