/** Metric instruments. */

import type { MetricList } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./client";

/** `GET /api/metrics`: every instrument of every service. */
export const metricsQuery = () =>
  queryOptions({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => getJson<MetricList>("/api/metrics", signal),
    meta: { kinds: ["metrics"], calm: true },
  });
