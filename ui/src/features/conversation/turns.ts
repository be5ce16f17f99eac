/**
 * A trace, or a session, as one dialogue: each turn says what those before it did not. Owns what is not said twice: a tool's
 * result that its own span showed already, and an agent's messages that its model calls say (its line opens to them).
 * What is left out is always one press away: each turn leads to its span. Pure.
 */
import type { Conversation, Message } from "@proto";
import { type IsOpen, inputRows, outputRows, parting, type Row, workRows } from "./rows";
import type { Subject } from "./subject";
import { partText } from "./words";

/** Whether a turn only wraps others: an agent or a chain with model calls within its time. */
export function wraps(subject: Subject, among: readonly Subject[]): boolean {
  if (subject.type !== "agent" && subject.type !== "chain") return false;
  const end = subject.start + subject.duration;
  return among.some(
    (one) =>
      one !== subject &&
      one.type === "model" &&
      one.start >= subject.start &&
      one.start + one.duration <= end,
  );
}

/** Calls whose results the tools' own spans show. */
function answeredBySpans(subjects: readonly Subject[]): Set<string> {
  return new Set(
    subjects.flatMap(({ conversation: { tool } }) => (tool?.call_id && tool.result ? [tool.call_id] : [])),
  );
}

/** Whether all a message says are results shown elsewhere. */
function saidElsewhere(message: Message, answered: ReadonlySet<string>): boolean {
  return (
    message.parts.length > 0 &&
    message.parts.every((part) => part.kind === "tool_result" && part.id !== null && answered.has(part.id))
  );
}

/** What tells messages apart, whatever their texts were cut to. */
const trace = ({ role, parts }: Message) =>
  `${role}|${parts.map((part) => `${part.kind} ${partText(part).slice(0, 200)}`).join("|")}`;

/** What turns before said, while a list is made. */
class Said {
  readonly #said = new Set<string>();
  /** @param before whether what the list does not hold was said before it: the turns of a session's earlier traces. */
  constructor(readonly before: boolean) {}

  all(messages: readonly Message[]): boolean {
    return this.before || messages.every((message) => this.here(message));
  }

  /** Whether this very list says it. */
  here(message: Message): boolean {
    return this.#said.has(trace(message));
  }

  add({ input_messages, output_messages }: Conversation): void {
    for (const message of input_messages) this.#said.add(trace(message));
    for (const message of output_messages) this.#said.add(trace(message));
  }
}

/**
 * The rows of what went in that turns before did not say. History that they said is left out, other history folded. Of what is
 * shown although nothing about it is new (a question, so that its answer has one), what stands in this list already is left out.
 */
function newRows(
  subject: Subject,
  prefix: string,
  answered: ReadonlySet<string>,
  said: Said,
  isOpen: IsOpen,
): Row[] {
  const { conversation } = subject;
  const { input_messages: messages } = conversation;
  const { from, until } = parting(conversation);
  const known = said.all(messages.slice(from, until));
  return inputRows(subject, prefix, isOpen, { from, until }).filter((row) => {
    if (row.kind === "fold") return !(row.same && known);
    if (row.kind !== "message") return true;
    if (row.index < from) return !(row.same && said.all([row.message]));
    if (row.index < until) return true;
    const asksAgain = row.index === messages.length - 1;
    return !(saidElsewhere(row.message, answered) || (row.same && !asksAgain && said.here(row.message)));
  });
}

/** The rows of one turn under its own line. */
function bodyRows(
  subject: Subject,
  prefix: string,
  answered: ReadonlySet<string>,
  said: Said,
  isOpen: IsOpen,
): Row[] {
  const { conversation } = subject;
  const rows: Row[] = conversation.notes.map((text, n) => ({
    kind: "note",
    key: `${prefix}note${n}`,
    subject,
    text,
  }));
  rows.push(
    ...newRows(subject, prefix, answered, said, isOpen),
    ...workRows(subject, prefix),
    ...outputRows(subject, prefix),
  );
  if (conversation.missing) rows.push({ kind: "missing", key: `${prefix}missing`, subject });
  if (subject.error !== null) rows.push({ kind: "error", key: `${prefix}error`, subject });
  return rows;
}

/**
 * The rows of all turns, one under the other.
 * @param goesOn whether the list goes on from others, as a session's traces do: their history stands above.
 */
export function turnRows(subjects: readonly Subject[], isOpen: IsOpen, goesOn = false): Row[] {
  const answered = answeredBySpans(subjects);
  const said = new Said(goesOn);
  return subjects.flatMap((subject) => {
    const prefix = `${subject.spanId} `;
    const wrapper = wraps(subject, subjects);
    const open = !wrapper || isOpen(`${prefix}turn`);
    const line: Row = { kind: "turn", key: `${prefix}turn`, subject, folded: wrapper ? !open : null };
    if (open) {
      const body = bodyRows(subject, prefix, answered, said, isOpen);
      if (!wrapper) said.add(subject.conversation);
      return [line, ...body];
    }
    const failed: Row = { kind: "error", key: `${prefix}error`, subject };
    return subject.error === null ? [line] : [line, failed];
  });
}
