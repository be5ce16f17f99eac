/**
 * What the Overview says: a span's fields as words and numbers, and what is odd about it. Owns OpenTelemetry's small
 * print (kinds, status, flags). Never shows an unknown as 0 and never says "Unset". Pure.
 */
import type { GenAi, Span, Usage } from "@proto";
import { count, duration, plural } from "../../base/format";
import { nanos } from "../../base/time";
import { usd } from "../../base/usage";

/** OTLP span kinds by number. */
const KINDS = ["not said", "internal", "server", "client", "producer", "consumer"] as const;

/** The kind as a word. */
export function kindWord(kind: number): string {
  return KINDS[kind] ?? `unknown (${kind})`;
}

/** What the status says. 0 means that nobody set one: no error was reported. */
export function statusWord(status: number): string {
  if (status === 2) return "Failed";
  if (status === 1) return "Ok";
  return "No error reported";
}

/** W3C trace flags and OTLP's remote bits (opentelemetry-proto trace.proto, SpanFlags). */
export function flagWords(flags: number): string {
  const words = [flags & 0x01 ? "sampled" : "not sampled"];
  if (flags & 0x02) words.push("random trace id");
  if (flags & 0x100) words.push(flags & 0x200 ? "parent in another process" : "parent in the same process");
  return words.join(", ");
}

/** Nanoseconds from start to end as sent; negative when the sender's clock jumped. */
export function sentDuration(span: Span): bigint {
  return nanos(span.end) - nanos(span.start);
}

/** A second: sender and receiver may differ by less without anybody's clock being wrong. */
const CLOCK_SLACK = 1_000_000_000n;

/** What is odd about a span, in sentences. */
export function warnings(span: Span): string[] {
  const list: string[] = [];
  const length = sentDuration(span);
  if (length < 0n) {
    list.push(
      `It ends ${duration(-length)} before it starts, as sent. The sender's clock jumped; it is drawn without length.`,
    );
  }
  if (nanos(span.start) === 0n) list.push("No start time was sent.");
  const ahead = nanos(span.start) - nanos(span.received);
  if (ahead > CLOCK_SLACK)
    list.push(`It starts ${duration(ahead)} after it was received: the sender's clock is ahead.`);
  const lost = [
    span.dropped_attributes > 0 && plural(span.dropped_attributes, "attribute"),
    span.dropped_events > 0 && plural(span.dropped_events, "event"),
    span.dropped_links > 0 && plural(span.dropped_links, "link"),
  ].filter(Boolean);
  if (lost.length > 0) list.push(`The SDK dropped ${lost.join(", ")} before sending.`);
  if (new Set(span.attributes.map(({ key }) => key)).size < span.attributes.length) {
    list.push("Some attribute keys were sent more than once.");
  }
  return list;
}

/** A fact of a model, tool or agent span, and the attribute it was read from. */
export interface GenAiFact {
  readonly label: string;
  readonly value: string;
  readonly source: string | null;
}

/** Fields that are words, in the order they are shown. */
const WORDS = [
  ["operation", "Operation"],
  ["provider", "Provider"],
  ["request_model", "Model asked"],
  ["response_model", "Model answered"],
  ["agent_name", "Agent"],
  ["tool_name", "Tool"],
] as const satisfies readonly (readonly [keyof GenAi, string])[];

/** Classes of tokens. The two sides are always told of a model call; their parts only when said. */
const TOKENS = [
  ["input_tokens", "Tokens read"],
  ["cached_input_tokens", "… from a cache"],
  ["cache_write_tokens", "… written to a cache"],
  ["audio_input_tokens", "… audio, heard"],
  ["output_tokens", "Tokens written"],
  ["reasoning_tokens", "… reasoning"],
  ["audio_output_tokens", "… audio, spoken"],
] as const satisfies readonly (readonly [keyof Usage, string])[];

/** The facts that were said, in a fixed order. Token counts of a model call that said none are told as such. */
export function genAiFacts(genai: GenAi, isModelCall: boolean): GenAiFact[] {
  const facts: GenAiFact[] = [];
  const say = (field: string, label: string, value: string | null | undefined) => {
    if (value) facts.push({ label, value, source: genai.sources[field] ?? null });
  };
  for (const [field, label] of WORDS) say(field, label, genai[field]);
  for (const [field, label] of TOKENS) {
    const tokens = genai.usage[field];
    const side = field === "input_tokens" || field === "output_tokens";
    if (tokens !== null) say(field, label, count(tokens));
    else if (side && isModelCall) facts.push({ label, value: "not reported", source: null });
  }
  const first = genai.time_to_first_token;
  say("time_to_first_token", "First token after", first && duration(nanos(first)));
  say("streaming", "Streamed", genai.streaming === null ? null : genai.streaming ? "yes" : "no");
  say("finish_reasons", "Finished because", genai.finish_reasons.join(", "));
  say("response_id", "Response id", genai.response_id);
  say("conversation_id", "Conversation", genai.conversation_id);
  say("user_id", "User", genai.user_id);
  if (genai.reported_cost !== null) say("reported_cost", "Cost as reported", usd(genai.reported_cost));
  return facts;
}

/** `resource` in a line: what runs where. Only what was sent. */
export function resourceLine(span: Span): string {
  const of = (key: string) => {
    const value = span.resource.attributes.find((attribute) => attribute.key === key)?.value;
    return value && "value" in value ? String(value.value) : "";
  };
  const sdk = [of("telemetry.sdk.name"), of("telemetry.sdk.language"), of("telemetry.sdk.version")]
    .filter(Boolean)
    .join(" ");
  const process = of("process.pid") && `process ${of("process.pid")}`;
  return [sdk, of("host.name"), process].filter(Boolean).join(" · ");
}

/** `service.name`, with namespace and version when sent. */
export function serviceLine(span: Span, name: string): string {
  const of = (key: string) => {
    const value = span.resource.attributes.find((attribute) => attribute.key === key)?.value;
    return value?.type === "string" ? value.value : "";
  };
  return [of("service.namespace") && `${of("service.namespace")} /`, name, of("service.version")]
    .filter(Boolean)
    .join(" ");
}
