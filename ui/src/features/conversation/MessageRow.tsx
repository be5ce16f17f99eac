/** One message: who speaks, what is new about it, its parts, and its copy. Instructions that were there before are one line. */
import { IconChevronRight } from "@tabler/icons-react";
import { getPart } from "../../api/conversations";
import { CopyButton } from "../../widgets/copy";
import { JsonText } from "../../widgets/json/JsonText";
import { Pill } from "../../widgets/text";
import { PIECE, useFold } from "./context";
import classes from "./conversation.module.css";
import { useForm } from "./form";
import { PartView } from "./PartView";
import { readWhole } from "./pieces";
import { isSystem, onlyResults, type Row } from "./rows";
import { messageText, oneLine, partText, roleWord, textOf } from "./words";

export type MessageRowData = Extract<Row, { kind: "message" }>;

export function MessageRow({ row }: { row: MessageRowData }) {
  const { message, same, subject, side, index } = row;
  const folds = same && isSystem(message) && message.parts.length > 0;
  const [open, toggle] = useFold(`${row.key} open`);
  const label = labelOf(row);
  return (
    <article
      className={classes.message}
      data-role={onlyResults(message) ? "tool" : message.role}
      data-answer={side === "output" || undefined}
      aria-label={label}
    >
      <header className={classes.role}>
        {folds ? (
          <button type="button" className={classes.fold} aria-expanded={open} onClick={toggle}>
            <IconChevronRight size={12} stroke={2.25} aria-hidden />
            <span className={classes.foldWord}>{label}</span>
            <span className={classes.brief}>
              {open
                ? "same as in the call before"
                : `same as in the call before · ${oneLine(messageText(message), 80)}`}
            </span>
          </button>
        ) : (
          <>
            <span className={classes.who}>{label}</span>
            {row.isNew && <Pill tone="accent">new</Pill>}
            {message.finish_reason && finishes(message.finish_reason) && (
              <Pill tone="warn" title="Why the model stopped">
                {message.finish_reason}
              </Pill>
            )}
          </>
        )}
        <span className={classes.grow} />
        <span className={classes.copy}>
          <CopyButton text={() => wholeText(row)} label="Copy the message" size={18} />
        </span>
      </header>
      {(!folds || open) && <Parts row={row} label={label} key={`${subject.spanId} ${side} ${index}`} />}
    </article>
  );
}

function Parts({ row, label }: { row: MessageRowData; label: string }) {
  const form = useForm();
  const { message } = row;
  if (form === "json") return <JsonText label={label} text={JSON.stringify(message, withoutNulls)} />;
  if (message.parts.length === 0) return <span className={classes.nothing}>empty</span>;
  return (
    <div className={classes.parts}>
      {message.parts.map((part, index) => (
        <PartView
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never move
          key={index}
          subject={row.subject}
          side={row.side}
          message={row.index}
          index={index}
          part={part}
          row={row.key}
          label={label}
        />
      ))}
    </div>
  );
}

/** What was not said is left out. */
const withoutNulls = (_: string, value: unknown) => (value === null ? undefined : value);

/** `Assistant`, `User (ada)`, `Answer 2 of 3`. */
function labelOf({ message, side, index, subject }: MessageRowData): string {
  const answers = subject.conversation.output_messages.length;
  // Some providers let the user say what tools answered.
  const who = roleWord(onlyResults(message) ? "tool" : message.role);
  if (side === "output" && answers > 1) return `${who} ${index + 1} of ${answers}`;
  return message.name ? `${who} (${message.name})` : who;
}

/** Whether the reason is worth a word: that an answer simply ended is what one expects. */
function finishes(reason: string): boolean {
  return !/^(stop|end_turn|tool[-_]calls?|tool_use|function_call|eos|completed?)$/i.test(reason);
}

/** All of a message as text, what was cut read to its end. */
async function wholeText({ message, subject, side, index }: MessageRowData): Promise<string> {
  const parts: string[] = [];
  for (const [p, part] of message.parts.entries()) {
    const said = textOf(part);
    const { traceId, spanId } = subject;
    const read = (offset: number) =>
      getPart({ traceId, spanId, side, message: index, part: p, offset, limit: PIECE });
    parts.push(partText(part, said ? await readWhole({ ...said, read }) : undefined));
  }
  return parts.filter(Boolean).join("\n\n");
}
