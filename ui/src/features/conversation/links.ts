/**
 * Which result answers which tool call: by id, and where a provider gives none by name and order. Ids may repeat in one
 * conversation (some providers count from 0 in each answer), so a result belongs to the last such call before it. Pure.
 */
import type { Message, Part, ToolDefinition } from "@proto";
import type { Subject } from "./subject";

/** `input 3 0`: the part's place in its span. */
export type Place = string;

/** Where a part stands. */
export const placeOf = (side: "input" | "output", message: number, part: number): Place =>
  `${side} ${message} ${part}`;

/** A call and its answer, both within one span's conversation. */
export interface Pair {
  /** Names the pair in its span: what is lit together. */
  readonly key: string;
  readonly id: string | null;
  readonly name: string;
  readonly call: Place | null;
  readonly result: Place | null;
}

interface Open {
  key: string;
  id: string | null;
  name: string;
  call: Place | null;
  result: Place | null;
}

/** The pairs of one conversation, by the places of their parts. */
export function pairsOf(input: readonly Message[], output: readonly Message[]): Map<Place, Pair> {
  const all: Open[] = [];
  const byPlace = new Map<Place, Pair>();
  const add = (id: string | null, name: string, call: Place | null): Open => {
    const open: Open = { key: `${id ?? name} #${all.length}`, id, name, call, result: null };
    all.push(open);
    return open;
  };
  const take = (part: Part, place: Place) => {
    if (part.kind === "tool_call") byPlace.set(place, add(part.id, part.name, place));
    if (part.kind === "tool_result") {
      const open = callOf(all, part.id, part.name) ?? add(part.id, part.name ?? "", null);
      open.result = place;
      if (!open.name && part.name) open.name = part.name;
      byPlace.set(place, open);
    }
  };
  for (const [side, messages] of [
    ["input", input],
    ["output", output],
  ] as const) {
    for (const [m, message] of messages.entries())
      for (const [p, part] of message.parts.entries()) take(part, placeOf(side, m, p));
  }
  return byPlace;
}

/** The call that a result answers: with an id the last of that id, without one the first unanswered of that name. */
function callOf(all: readonly Open[], id: string | null, name: string | null): Open | undefined {
  if (id !== null) return all.findLast((one) => one.id === id && one.result === null && one.call !== null);
  return all.find(
    (one) =>
      one.id === null && one.result === null && one.call !== null && (name === null || one.name === name),
  );
}

/** The definition a call refers to. */
export function definitionOf(tools: readonly ToolDefinition[], name: string): ToolDefinition | undefined {
  return tools.find((tool) => tool.name === name);
}

/** Spans of tools by the call they answered. An id that two spans claim leads to the later. */
export function toolSpans(subjects: readonly Subject[]): Map<string, string> {
  const spans = new Map<string, string>();
  for (const { conversation, spanId } of subjects) {
    const id = conversation.tool?.call_id;
    if (id) spans.set(id, spanId);
  }
  return spans;
}

/** The calls that answers made, by id. */
export function callsMade(subjects: readonly Subject[]): Set<string> {
  const made = new Set<string>();
  for (const { conversation } of subjects)
    for (const { parts } of conversation.output_messages)
      for (const part of parts) if (part.kind === "tool_call" && part.id !== null) made.add(part.id);
  return made;
}
