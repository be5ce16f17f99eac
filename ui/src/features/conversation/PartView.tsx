/** One part of a message, whatever its kind. A kind nobody has words for is shown as it was sent. */
import type { Part } from "@proto";
import { IconChevronRight } from "@tabler/icons-react";
import { plural } from "../../base/format";
import { useFold, usePartReader, useReading } from "./context";
import classes from "./conversation.module.css";
import { placeOf } from "./links";
import { MediaPart } from "./MediaPart";
import type { Cut } from "./pieces";
import type { Subject } from "./subject";
import { TextPart } from "./TextPart";
import { ToolHead } from "./ToolParts";
import { oneLine, textOf } from "./words";

interface PartViewProps {
  subject: Subject;
  side: "input" | "output";
  /** The message's place, and the part's in it. */
  message: number;
  index: number;
  part: Part;
  /** The row's key. */
  row: string;
  /** Names the message. */
  label: string;
}

export function PartView({ subject, side, message, index, part, row, label }: PartViewProps) {
  const { pairAt } = useReading();
  const read = usePartReader(subject, { side, message, part: index });
  const said = textOf(part);
  const id = `${row} p${index}`;
  if (!said) return isMedia(part) ? <MediaPart kind={part.kind} media={part} read={read} /> : null;
  const cut: Cut = { ...said, read };
  const answer = side === "output";
  const pair = pairAt(subject, placeOf(side, message, index));
  switch (part.kind) {
    case "reasoning":
      return <Reasoning id={id} cut={cut} />;
    case "tool_call":
      return (
        <div className={classes.tool} data-pair={pair?.key}>
          <ToolHead subject={subject} name={part.name} id={part.id} pair={pair} side="call" />
          {noArguments(cut.text) ? (
            <span className={classes.quiet}>no arguments</span>
          ) : (
            <TextPart id={id} label={`Arguments of ${part.name}`} cut={cut} whole={answer} prose={false} />
          )}
        </div>
      );
    case "tool_result":
      return (
        <div className={classes.tool} data-pair={pair?.key}>
          <ToolHead
            subject={subject}
            name={part.name ?? pair?.name ?? ""}
            id={part.id}
            pair={pair}
            side="result"
          />
          <TextPart id={id} label="Result" cut={cut} whole={answer} />
        </div>
      );
    case "refusal":
      return (
        <div className={classes.refusal}>
          <span className={classes.tiny}>The model declined</span>
          <TextPart id={id} label="Refusal" cut={cut} whole />
        </div>
      );
    case "other":
      return (
        <div>
          <span className={classes.tiny}>A part of type “{part.part_type}”, as it was sent</span>
          <TextPart id={id} label={`Part of type ${part.part_type}`} cut={cut} whole={answer} prose={false} />
        </div>
      );
    default:
      return <TextPart id={id} label={label} cut={cut} whole={answer} />;
  }
}

const isMedia = (part: Part): part is Extract<Part, { kind: "image" | "audio" | "video" | "file" }> =>
  part.kind === "image" || part.kind === "audio" || part.kind === "video" || part.kind === "file";

const noArguments = (text: string) => text.trim() === "" || text.trim() === "{}";

/** What the model thought, folded: one line that opens. */
function Reasoning({ id, cut }: { id: string; cut: Cut }) {
  const [open, toggle] = useFold(`${id} open`);
  if (cut.text === "")
    return <span className={classes.quiet}>Reasoned; the provider keeps the text to itself.</span>;
  return (
    <div className={classes.reasoning}>
      <button type="button" className={classes.fold} aria-expanded={open} onClick={toggle}>
        <IconChevronRight size={12} stroke={2.25} aria-hidden />
        <span className={classes.foldWord}>Reasoning</span>
        <span className={classes.brief}>
          {open ? plural(cut.bytes ?? cut.text.length, "character") : oneLine(cut.text)}
        </span>
      </button>
      {open && (
        <div className={classes.foldBody}>
          <TextPart id={id} label="Reasoning" cut={cut} whole />
        </div>
      )}
    </div>
  );
}
