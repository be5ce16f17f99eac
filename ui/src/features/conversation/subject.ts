/** The span whose conversation is read: what rows, links and readers need to know of it. A type, no behaviour but making one. */
import type { Conversation, GenAi, SpanType, Turn } from "@proto";

/** A span and what it says. */
export interface Subject {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly type: SpanType;
  /** Unix time in nanoseconds. */
  readonly start: bigint;
  readonly duration: bigint;
  /** With which words it failed; empty when it said none; null when it did not fail. */
  readonly error: string | null;
  /** Its facts; null when no dialect knows it. */
  readonly genai: GenAi | null;
  readonly conversation: Conversation;
}

/** A turn as a subject. */
export function turnSubject(turn: Turn): Subject {
  return {
    traceId: turn.trace_id,
    spanId: turn.span_id,
    name: turn.name,
    type: turn.genai.type,
    start: BigInt(turn.start),
    duration: BigInt(turn.duration),
    error: turn.error,
    genai: turn.genai,
    conversation: turn.conversation,
  };
}
