/** The line of a turn among others: what it was, how long, for how much, and the way to its span. */
import { IconChevronRight } from "@tabler/icons-react";
import { duration } from "../../base/format";
import { absolute, clock } from "../../base/time";
import { Explained } from "../../widgets/explained";
import { Pill } from "../../widgets/text";
import { TypeIcon } from "../../widgets/typeIcon";
import { useReading } from "./context";
import classes from "./conversation.module.css";
import { brief } from "./receipt";
import type { Row } from "./rows";
import { SpanLink } from "./SpanLink";
import { Receipt, Tokens } from "./Usage";

export function TurnLine({ row }: { row: Extract<Row, { kind: "turn" }> }) {
  const { toggle, chosen } = useReading();
  const { subject, folded } = row;
  const { genai } = subject;
  const used = genai && brief(genai);
  return (
    <header
      className={classes.turn}
      data-type={subject.type}
      data-chosen={subject.spanId === chosen || undefined}
    >
      <TypeIcon type={subject.type} size={14} named />
      <SpanLink traceId={subject.traceId} spanId={subject.spanId} title={`Select span ${subject.spanId}`}>
        <span className="ellipsis">{subject.name || "Unnamed span"}</span>
      </SpanLink>
      {subject.error !== null && <Pill tone="bad">Failed</Pill>}
      {folded !== null && (
        <button
          type="button"
          className={classes.fold}
          aria-expanded={!folded}
          onClick={() => toggle(row.key)}
        >
          <IconChevronRight size={12} stroke={2.25} aria-hidden />
          <span className={classes.foldWord}>its own messages</span>
        </button>
      )}
      <span className={classes.grow} />
      {used && genai && (
        <Explained
          label="Tokens and cost"
          faint={genai.counted === false}
          why={() => (
            <>
              <Tokens genai={genai} />
              <Receipt genai={genai} />
            </>
          )}
        >
          {used}
        </Explained>
      )}
      <span className={classes.took}>{duration(subject.duration)}</span>
      <time className={classes.at} title={absolute(subject.start)}>
        {clock(subject.start, 3)}
      </time>
    </header>
  );
}
