/** What the pickers offer: projects and services. */

import type { Choices } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson } from "./client";

/** `GET /api/projects`. */
export const projectsQuery = () =>
  queryOptions({
    queryKey: ["projects"],
    queryFn: ({ signal }) => getJson<Choices>("/api/projects", signal),
    meta: { kinds: ["traces"], calm: true },
  });

/** `GET /api/services`, of one project or of all. */
export const servicesQuery = (project?: string) =>
  queryOptions({
    queryKey: ["services", project ?? null],
    queryFn: ({ signal }) => getJson<Choices>(`/api/services${queryString({ project })}`, signal),
    meta: { kinds: ["traces"], calm: true },
  });
