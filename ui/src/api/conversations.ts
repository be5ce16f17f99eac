/** Model calls as people read them: one span's conversation and pieces of its long parts, a whole trace's. One function per endpoint. */
import type { Conversation, TraceConversation, TraceDocument, ValueRange } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { queryString } from "../base/url";
import { getJson } from "./client";

const traceUrl = (traceId: string) => `/api/traces/${encodeURIComponent(traceId)}`;
const conversationUrl = (traceId: string, spanId: string) =>
  `${traceUrl(traceId)}/spans/${encodeURIComponent(spanId)}/conversation`;

/** `GET /api/traces/{trace_id}/spans/{span_id}/conversation`: messages, tools, documents; long texts are cut. */
export function getConversation(
  traceId: string,
  spanId: string,
  signal?: AbortSignal,
): Promise<Conversation> {
  return getJson(conversationUrl(traceId, spanId), signal);
}

/** Which part of a span's conversation, and which bytes of it. */
export interface PartAt {
  traceId: string;
  spanId: string;
  /** Where the part stands: among the messages that went in or came out, in a tool's use, in a retrieval. */
  side: "input" | "output" | "tool_arguments" | "tool_result" | "document";
  /** The message's place on its side, or the document's. */
  message: number;
  /** The part's place in its message. */
  part: number;
  /** The first byte wanted. */
  offset: number;
  /** How many bytes; the server's choice when absent. */
  limit?: number | undefined;
}

/** `GET …/conversation/part`: a piece of one long part, in bytes of its text (of media: of its base64). */
export function getPart({ traceId, spanId, ...at }: PartAt, signal?: AbortSignal): Promise<ValueRange> {
  return getJson(`${conversationUrl(traceId, spanId)}/part${queryString(at)}`, signal);
}

/** `GET /api/traces/{trace_id}/conversation`: the trace's model calls and tools in order, a page of them. */
export function getTraceConversation(
  traceId: string,
  offset: number,
  limit: number,
  signal?: AbortSignal,
): Promise<TraceConversation> {
  return getJson(`${traceUrl(traceId)}/conversation${queryString({ offset, limit })}`, signal);
}

/** `GET /api/traces/{trace_id}/document`: everything of a trace for a program. */
export function getTraceDocument(traceId: string, signal?: AbortSignal): Promise<TraceDocument> {
  return getJson(`${traceUrl(traceId)}/document`, signal);
}

/** A span's conversation as a query: asked again when its trace got spans, or logs, which may hold its messages. */
export const conversationQuery = (traceId: string, spanId: string) =>
  queryOptions({
    queryKey: ["trace", traceId, "conversation", spanId],
    queryFn: ({ signal }) => getConversation(traceId, spanId, signal),
    meta: { kinds: ["traces", "logs"], traceId },
    placeholderData: undefined,
  });

/** A page of a trace's conversation as a query. */
export const traceConversationQuery = (traceId: string, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["trace", traceId, "conversation", { offset, limit }],
    queryFn: ({ signal }) => getTraceConversation(traceId, offset, limit, signal),
    meta: { kinds: ["traces", "logs"], traceId },
    placeholderData: undefined,
  });
