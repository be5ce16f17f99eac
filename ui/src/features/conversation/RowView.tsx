/** A row of a conversation, whatever it is. Owns nothing but the choice. */
import { IconAlertTriangle, IconAlertTriangleFilled, IconChevronRight } from "@tabler/icons-react";
import { memo } from "react";
import { plural } from "../../base/format";
import { CopyButton } from "../../widgets/copy";
import { useReading } from "./context";
import classes from "./conversation.module.css";
import { MessageRow } from "./MessageRow";
import { Offered } from "./Offered";
import type { Row } from "./rows";
import { TurnLine } from "./TurnLine";
import { Usage } from "./Usage";
import { Document, Embedded, Embeddings, Missing, Query, ToolUse } from "./Work";

/** Drawn anew only when the row is another: while a list scrolls, its rows stay what they are. */
export const RowView = memo(function RowView({ row }: { row: Row }) {
  return (
    <div className={classes.row}>
      <Content row={row} />
    </div>
  );
});

function Content({ row }: { row: Row }) {
  const { subject, key } = row;
  switch (row.kind) {
    case "message":
      return <MessageRow row={row} />;
    case "fold":
      return <History row={row} />;
    case "turn":
      return <TurnLine row={row} />;
    case "note":
      return (
        <p className={classes.note} role="note">
          <IconAlertTriangle size={14} aria-hidden />
          <span>{row.text}</span>
        </p>
      );
    case "missing":
      return <Missing subject={subject} />;
    case "offered":
      return <Offered subject={subject} row={key} />;
    case "error":
      return <Failure message={subject.error ?? ""} />;
    case "tool":
      return <ToolUse subject={subject} row={key} />;
    case "query":
      return <Query subject={subject} row={key} />;
    case "document":
      return <Document subject={subject} row={key} index={row.index} />;
    case "embeddings":
      return <Embeddings subject={subject} />;
    case "embedded":
      return <Embedded subject={subject} row={key} index={row.index} />;
    case "usage":
      return subject.genai && <Usage genai={subject.genai} />;
  }
}

/** The line that stands for what was said before. */
function History({ row }: { row: Extract<Row, { kind: "fold" }> }) {
  const { toggle } = useReading();
  return (
    <button
      type="button"
      className={classes.fold}
      data-history
      aria-expanded={row.open}
      onClick={() => toggle(row.key)}
    >
      <IconChevronRight size={12} stroke={2.25} aria-hidden />
      <span className={classes.foldWord}>{plural(row.count, "earlier message")}</span>
      {row.same && <span className={classes.brief}>same as in the call before</span>}
    </button>
  );
}

/** In place of an answer: with which words it failed. */
function Failure({ message }: { message: string }) {
  return (
    <div className={classes.failure} role="note" aria-label="Failure">
      <IconAlertTriangleFilled size={14} aria-hidden />
      <span className={classes.plain}>
        {message || "It failed, and no message was sent with the failed status."}
      </span>
      {message && <CopyButton text={message} label="Copy the message" size={18} />}
    </div>
  );
}
