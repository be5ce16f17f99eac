/** A span for tests of the inspector, with only what a test says different from plain. Never shipped. */
import type { Attribute, GenAi, Span, Usage, Value } from "@proto";

/** A text value. */
export const text = (value: string, bytes?: number): Value => ({
  type: "string",
  value,
  ...(bytes ? { bytes } : {}),
});

/** An attribute with a text value. */
export const attribute = (key: string, value: string | Value): Attribute => ({
  key,
  value: typeof value === "string" ? text(value) : value,
});

/** A span that ran for a second and said nothing special. */
export function testSpan(given: Partial<Span> = {}): Span {
  return {
    trace_id: "0af7651916cd43dd8448eb211c80319c",
    span_id: "b7ad6b7169203331",
    parent_span_id: null,
    trace_state: "",
    flags: 0x101,
    name: "chat gpt-4o",
    kind: 3,
    span_type: "model",
    start: "1795272534000000000",
    end: "1795272535000000000",
    status: 0,
    status_message: "",
    attributes: [],
    dropped_attributes: 0,
    events: [],
    dropped_events: 0,
    links: [],
    dropped_links: 0,
    resource: { attributes: [], dropped_attributes: 0, schema_url: "" },
    scope: { name: "", version: "", attributes: [], dropped_attributes: 0, schema_url: "" },
    genai: null,
    received: "1795272536000000000",
    ...given,
  };
}

/** Nobody said anything. */
export const NO_USAGE: Usage = {
  input_tokens: null,
  output_tokens: null,
  cached_input_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  audio_input_tokens: null,
  audio_output_tokens: null,
};

/** Facts of a model call that says only what is given. */
export function testGenAi(given: Partial<GenAi> = {}): GenAi {
  return {
    type: "model",
    dialect: "otel_genai",
    operation: null,
    provider: null,
    request_model: null,
    response_model: null,
    response_id: null,
    conversation_id: null,
    user_id: null,
    agent_name: null,
    tool_name: null,
    finish_reasons: [],
    usage: NO_USAGE,
    counted: null,
    why: "",
    cost: null,
    reported_cost: null,
    time_to_first_token: null,
    streaming: null,
    sources: {},
    ...given,
  };
}
