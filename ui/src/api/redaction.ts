/** What is kept out of the store: the rules, and what they would take out of a stored trace. One function per endpoint. */
import type { Redaction, RedactionPreview } from "@proto";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson, sendJson } from "./client";

/** `GET /api/redaction`. */
export const redactionQuery = () =>
  queryOptions({
    queryKey: ["redaction"],
    queryFn: ({ signal }) => getJson<Redaction>("/api/redaction", signal),
    meta: { kinds: ["settings"] },
  });

/** `PUT /api/redaction`: all rules. They hold for what comes in from then on. */
export function putRedaction(rules: Redaction): Promise<Redaction> {
  return sendJson("PUT", "/api/redaction", rules);
}

/** `POST /api/redaction/preview`: what these rules would have taken out of a stored trace. Changes nothing. */
export function previewRedaction(traceId: string, rules: Redaction): Promise<RedactionPreview> {
  return sendJson("POST", `/api/redaction/preview${queryString({ trace_id: traceId })}`, rules);
}

/** Saves the rules. */
export function useSaveRedaction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: putRedaction,
    onSuccess: (rules) => client.setQueryData(redactionQuery().queryKey, rules),
  });
}
