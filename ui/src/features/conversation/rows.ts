/**
 * One span's conversation as rows: what is new since the call before, the answer, and lines that stand for what was said
 * before. Owns what is folded. Never folds the answer, and never leaves anything out: what a line stands for it opens to. Pure.
 */
import type { Conversation, Message } from "@proto";
import type { Subject } from "./subject";

/** More messages than this are folded even where no call before said them. */
const MANY = 12;

/** One row. `key` is unique in its list. */
export type Row = { readonly key: string; readonly subject: Subject } & (
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "offered" }
  | {
      readonly kind: "fold";
      readonly count: number;
      /** The call before had them too. */
      readonly same: boolean;
      readonly open: boolean;
    }
  | {
      readonly kind: "message";
      readonly side: "input" | "output";
      readonly index: number;
      readonly message: Message;
      /** Not in the call before. Said only where there was one. */
      readonly isNew: boolean;
      /** The call before had it too. */
      readonly same: boolean;
    }
  | { readonly kind: "error" }
  | { readonly kind: "tool" }
  | { readonly kind: "query" }
  | { readonly kind: "document"; readonly index: number }
  | { readonly kind: "embeddings" }
  | { readonly kind: "embedded"; readonly index: number }
  | { readonly kind: "usage" }
  /** The line of a turn among others. `folded` is null where it has nothing to fold. */
  | { readonly kind: "turn"; readonly folded: boolean | null }
);

/** Whether a fold is open, by its key. */
export type IsOpen = (key: string) => boolean;

/** Instructions, whatever the provider calls them. */
export const isSystem = (message: Message) => message.role === "system" || message.role === "developer";

/** Whether a message answers tool calls, perhaps with other words. */
const isResult = (message: Message | undefined) =>
  message !== undefined &&
  (message.role === "tool" || message.parts.some((part) => part.kind === "tool_result"));

/** Whether all a message says are tools' answers, whatever role the provider gives it. */
export const onlyResults = ({ role, parts }: Message) =>
  role === "tool" || (parts.length > 0 && parts.every((part) => part.kind === "tool_result"));

/** Where the input messages part: instructions before `from`, what is folded before `until`, what is shown after it. */
export interface Parting {
  readonly from: number;
  readonly until: number;
}

/** Folds what the call before had, and a long history that no call before said, up to its last question. */
export function parting({ input_messages: messages, repeated }: Conversation): Parting {
  const first = messages.findIndex((message) => !isSystem(message));
  const from = first < 0 ? messages.length : first;
  if (repeated > from) {
    if (repeated < messages.length) return { from, until: repeated };
    // An answer needs its question, also where nothing about it is new.
    const question = lastQuestion(messages);
    return { from, until: question < 0 ? messages.length : Math.max(question, from) };
  }
  if (messages.length - from <= MANY) return { from, until: from };
  let until = Math.max(lastQuestion(messages), messages.length - MANY);
  // A result stays with the call it answers.
  while (until > from && isResult(messages[until])) until -= 1;
  return { from, until: Math.max(until, from) };
}

/** Where the user last asked something; -1 when never. */
export function lastQuestion(messages: readonly Message[]): number {
  return messages.findLastIndex((message) => message.role === "user" && !onlyResults(message));
}

/** The rows of the messages that went in. `prefix` keeps keys apart where several spans share a list. */
export function inputRows(
  subject: Subject,
  prefix: string,
  isOpen: IsOpen,
  { from, until } = parting(subject.conversation),
): Row[] {
  const { input_messages: messages, repeated } = subject.conversation;
  const message = (one: Message, index: number): Row => ({
    kind: "message",
    key: `${prefix}i${index}`,
    subject,
    side: "input",
    index,
    message: one,
    isNew: repeated > 0 && index >= repeated,
    same: index < repeated,
  });
  const rows = messages.map(message);
  if (until <= from) return rows;
  const key = `${prefix}fold`;
  const open = isOpen(key);
  const fold: Row = { kind: "fold", key, subject, count: until - from, same: repeated > from, open };
  return [...rows.slice(0, from), fold, ...rows.slice(open ? from : until)];
}

/** The rows of the answers. */
export function outputRows(subject: Subject, prefix: string): Row[] {
  return subject.conversation.output_messages.map((message, index) => ({
    kind: "message",
    key: `${prefix}o${index}`,
    subject,
    side: "output",
    index,
    message,
    isNew: false,
    same: false,
  }));
}

/** The rows of what is no message: a tool's use, a retrieval, an embedding. */
export function workRows(subject: Subject, prefix: string): Row[] {
  const { tool, retrieval, embeddings, missing } = subject.conversation;
  const rows: Row[] = [];
  // Where nothing was recorded, that is said once, with what would bring it.
  const untold = missing !== null && tool?.arguments === null && tool.result === null;
  if (tool && !untold) rows.push({ kind: "tool", key: `${prefix}tool`, subject });
  if (retrieval) {
    rows.push({ kind: "query", key: `${prefix}query`, subject });
    for (const index of retrieval.documents.keys())
      rows.push({ kind: "document", key: `${prefix}d${index}`, subject, index });
  }
  if (embeddings) {
    rows.push({ kind: "embeddings", key: `${prefix}embeddings`, subject });
    for (const index of embeddings.inputs.keys())
      rows.push({ kind: "embedded", key: `${prefix}e${index}`, subject, index });
  }
  return rows;
}

/** What the call was made with, by the word that opens it. */
export const OFFERED = ["tools", "prompt", "parameters"] as const;

/** The fold of one of them. */
export const offeredKey = (kind: (typeof OFFERED)[number]) => `offered ${kind}`;

/** Whether there is anything to offer in folds: definitions, parameters, a template. */
export function offers(conversation: Conversation): boolean {
  return conversation.tools.length > 0 || conversation.parameters.length > 0 || conversation.prompt !== null;
}

/** Whether the conversation says anything at all. */
export function saysAnything(conversation: Conversation): boolean {
  const { input_messages, output_messages, tool, retrieval, embeddings } = conversation;
  return (
    input_messages.length > 0 ||
    output_messages.length > 0 ||
    tool !== null ||
    retrieval !== null ||
    embeddings !== null ||
    offers(conversation)
  );
}

/** Whether a span of that kind has tokens to speak of. */
export function hasUsage({ genai, type }: Subject): boolean {
  if (!genai) return false;
  const { usage } = genai;
  const said = Object.values(usage).some((tokens) => tokens !== null);
  return said || type === "model" || type === "embedding" || genai.reported_cost !== null;
}

/** The rows of one span read by itself. */
export function spanRows(subject: Subject, isOpen: IsOpen, prefix = ""): Row[] {
  const { conversation } = subject;
  const rows: Row[] = conversation.notes.map((text, n) => ({
    kind: "note",
    key: `${prefix}note${n}`,
    subject,
    text,
  }));
  if (offers(conversation) && OFFERED.some((kind) => isOpen(offeredKey(kind))))
    rows.unshift({ kind: "offered", key: `${prefix}offered`, subject });
  rows.push(
    ...inputRows(subject, prefix, isOpen),
    ...workRows(subject, prefix),
    ...outputRows(subject, prefix),
  );
  if (conversation.missing) rows.push({ kind: "missing", key: `${prefix}missing`, subject });
  if (subject.error !== null) rows.push({ kind: "error", key: `${prefix}error`, subject });
  if (hasUsage(subject)) rows.push({ kind: "usage", key: `${prefix}usage`, subject });
  return rows;
}

/** The row that should be in sight first: the answer, else what failed. Null when nothing says so. */
export function answerKey(rows: readonly Row[]): string | null {
  const answer = rows.find((row) => row.kind === "message" && row.side === "output");
  return (answer ?? rows.find((row) => row.kind === "error"))?.key ?? null;
}

/** Characters of a message, to guess its height. */
function weight(message: Message): number {
  return message.parts.reduce((sum, part) => {
    if ("text" in part) return sum + part.text.length;
    if (part.kind === "tool_call") return sum + part.arguments.length + 60;
    if (part.kind === "tool_result") return sum + part.result.length + 60;
    return sum + 400;
  }, 0);
}

/** About how high a row is, in pixels: what keeps the scroll bar honest before rows are measured. */
export function estimate(row: Row): number {
  if (row.kind === "message") {
    const lines = Math.ceil(weight(row.message) / 60);
    return 46 + 18 * Math.min(lines, row.side === "output" ? 40 : 11);
  }
  if (row.kind === "document" || row.kind === "tool") return 110;
  if (row.kind === "embedded") return 40;
  if (row.kind === "turn") return 34;
  return 28;
}
