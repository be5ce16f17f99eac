/** The price table and the user's own prices and aliases. One function per endpoint. */
import type { PriceEdits, Prices } from "@proto";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson, sendJson } from "./client";

/** `GET /api/prices`: rows of the shipped table that fit `search`, and all of the user's. */
export function getPrices(search: string, limit: number, signal?: AbortSignal): Promise<Prices> {
  return getJson(`/api/prices${queryString({ search, limit })}`, signal);
}

/** `PUT /api/prices`: all overrides and aliases. What is stored is priced anew in the background. */
export function putPrices(edits: PriceEdits): Promise<Prices> {
  return sendJson("PUT", "/api/prices", edits);
}

/**
 * The prices as a query. Asked again every second while a change is being worked in, and whenever somebody comes to look: calls
 * of models without a price may have come in, which no change of a setting tells.
 */
export const pricesQuery = (search: string, limit: number) =>
  queryOptions({
    queryKey: ["prices", { search, limit }],
    queryFn: ({ signal }) => getPrices(search, limit, signal),
    meta: { kinds: ["settings"] },
    refetchOnMount: "always",
    refetchInterval: ({ state: { data } }) => (data && data.applied < 1 ? 1_000 : false),
  });

/** Saves edits. What is on screen shows them at once, as the server answered; traces follow as they are priced. */
export function useSavePrices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: putPrices,
    onSuccess: ({ overrides, aliases, unpriced, applied }) => {
      const key = ["prices"];
      client.setQueriesData<Prices>({ queryKey: key }, (shown) =>
        shown ? { ...shown, overrides, aliases, unpriced, applied } : shown,
      );
      return client.invalidateQueries({ queryKey: key });
    },
  });
}
