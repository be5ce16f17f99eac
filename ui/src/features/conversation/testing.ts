/** Conversations for tests, with only what a test says different from plain. Never shipped. */
import type { Conversation, GenAi, Message, Part, Usage } from "@proto";
import type { Subject } from "./subject";

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

/** A text part. */
export const text = (text: string, bytes: number | null = null): Part => ({ kind: "text", text, bytes });

/** A part that asks for a tool. */
export const call = (id: string | null, name: string, args = "{}"): Part => ({
  kind: "tool_call",
  id,
  name,
  arguments: args,
  bytes: null,
});

/** A tool's answer. */
export const result = (id: string | null, said = "ok", name: string | null = null): Part => ({
  kind: "tool_result",
  id,
  name,
  result: said,
  bytes: null,
});

/** A message; texts become text parts. */
export function message(role: string, ...parts: (string | Part)[]): Message {
  return {
    role,
    name: null,
    finish_reason: null,
    parts: parts.map((part) => (typeof part === "string" ? text(part) : part)),
  };
}

/** A conversation that says only what is given. */
export function conversation(given: Partial<Conversation> = {}): Conversation {
  return {
    input_messages: [],
    output_messages: [],
    repeated: 0,
    tools: [],
    parameters: [],
    tool: null,
    retrieval: null,
    embeddings: null,
    prompt: null,
    notes: [],
    missing: null,
    sources: [],
    ...given,
  };
}

/** Facts of a model call that says only what is given. */
export function genai(given: Partial<Omit<GenAi, "usage">> & { usage?: Partial<Usage> } = {}): GenAi {
  return {
    type: "model",
    dialect: "otel_genai",
    operation: "chat",
    provider: "openai",
    request_model: "gpt-4o",
    response_model: null,
    response_id: null,
    conversation_id: null,
    user_id: null,
    agent_name: null,
    tool_name: null,
    finish_reasons: [],
    counted: null,
    why: "",
    cost: null,
    reported_cost: null,
    time_to_first_token: null,
    streaming: null,
    sources: {},
    ...given,
    usage: { ...NO_USAGE, ...given.usage },
  };
}

let made = 0;

/** A span that says a conversation. */
export function subject(
  given: Partial<Omit<Subject, "conversation">> & { conversation?: Partial<Conversation> } = {},
): Subject {
  made += 1;
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: made.toString(16).padStart(16, "0"),
    name: "chat gpt-4o",
    type: "model",
    start: BigInt(made) * 1_000_000_000n,
    duration: 500_000_000n,
    error: null,
    genai: null,
    ...given,
    conversation: conversation(given.conversation),
  };
}
