/** What the user can set in the app. Kept in the database, so the window and the browser agree. */

import type { Settings } from "@proto";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getJson, sendJson } from "./client";

/** What holds until the server has answered: its own defaults. */
export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  colour_by_service: false,
  absolute_times: false,
};

/** `GET /api/settings`. */
export const settingsQuery = () =>
  queryOptions({
    queryKey: ["settings"],
    queryFn: ({ signal }) => getJson<Settings>("/api/settings", signal),
    meta: { kinds: ["settings"] },
  });

/** The settings, or the defaults while they load. */
export function useSettings(): Settings {
  return useQuery(settingsQuery()).data ?? DEFAULT_SETTINGS;
}

/** `PUT /api/settings`, shown at once and taken back when the server refuses. */
export function useChangeSettings() {
  const client = useQueryClient();
  const key = settingsQuery().queryKey;
  return useMutation({
    mutationFn: (change: Partial<Settings>) =>
      sendJson<Settings>("PUT", "/api/settings", {
        ...(client.getQueryData(key) ?? DEFAULT_SETTINGS),
        ...change,
      }),
    onMutate: (change) => {
      const before = client.getQueryData(key);
      client.setQueryData(key, { ...(before ?? DEFAULT_SETTINGS), ...change });
      return { before };
    },
    onError: (_error, _change, context) => client.setQueryData(key, context?.before),
    onSuccess: (settings) => client.setQueryData(key, settings),
  });
}
