/**
 * A trace, or a session, as one dialogue: each turn says what those before it did not. Owns what is not said twice: a tool's
 * result that its own span showed already, and an agent's messages that its model calls say (its line opens to them).
 * What is left out is always one press away: each turn leads to its span. Pure.
 */
import type { Message } from "@proto";
import { type IsOpen, inputRows, outputRows, type Row, workRows } from "./rows";
import type { Subject } from "./subject";

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

/** The rows of one turn under its own line. */
function bodyRows(subject: Subject, prefix: string, answered: ReadonlySet<string>, isOpen: IsOpen): Row[] {
  const { conversation } = subject;
  const rows: Row[] = conversation.notes.map((text, n) => ({
    kind: "note",
    key: `${prefix}note${n}`,
    subject,
    text,
  }));
  // What the turns before said is not said again: its span's own page has it.
  const said = inputRows(subject, prefix, isOpen).filter(
    (row) =>
      !(row.kind === "message" && (row.same || saidElsewhere(row.message, answered))) &&
      !(row.kind === "fold" && row.same),
  );
  rows.push(...said, ...workRows(subject, prefix), ...outputRows(subject, prefix));
  if (conversation.missing) rows.push({ kind: "missing", key: `${prefix}missing`, subject });
  if (subject.error !== null) rows.push({ kind: "error", key: `${prefix}error`, subject });
  return rows;
}

/** The rows of all turns, one under the other. */
export function turnRows(subjects: readonly Subject[], isOpen: IsOpen): Row[] {
  const answered = answeredBySpans(subjects);
  return subjects.flatMap((subject) => {
    const prefix = `${subject.spanId} `;
    const wrapper = wraps(subject, subjects);
    const open = !wrapper || isOpen(`${prefix}turn`);
    const line: Row = { kind: "turn", key: `${prefix}turn`, subject, folded: wrapper ? !open : null };
    if (open) return [line, ...bodyRows(subject, prefix, answered, isOpen)];
    const failed: Row = { kind: "error", key: `${prefix}error`, subject };
    return subject.error === null ? [line] : [line, failed];
  });
}
