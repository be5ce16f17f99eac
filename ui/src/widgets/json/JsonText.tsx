/**
 * JSON that stands in a text flow: laid out and tinted, as high as it is while short, in a box of its own with only the
 * rows in sight when long. Takes text that is no JSON as well. Never fetches.
 */
import { useMemo } from "react";
import { JsonLayout } from "./pretty";
import { heightOf, TextView } from "./TextView";
import classes from "./text.module.css";
import { tinted } from "./tint";
import { type Pieces, useLines } from "./useLines";

/** Characters, and lines, up to which all of it is in the page. */
const SHORT = 6_000;
const FEW_LINES = 160;
/** Characters that may stand on one line, as they are. */
const ONE_LINE = 64;
/** Pixels of the tallest box. */
const TALLEST = 440;

interface JsonTextProps {
  label: string;
  text: string;
  /** What is here of it when it is long, and how to read on. Absent: `text` is all. */
  rest?: { pieces: Pieces; more: () => void } | undefined;
}

export function JsonText({ label, text, rest }: JsonTextProps) {
  const lines = useMemo(() => {
    if (rest || text.length > SHORT) return null;
    const layout = new JsonLayout();
    layout.push(text);
    layout.end();
    return layout.lines.length > FEW_LINES ? null : layout.lines;
  }, [text, rest]);
  if (!lines) return <LongJson label={label} text={text} rest={rest} />;
  // A handful of fields is read faster as it stands.
  if (text.length <= ONE_LINE && lines.length <= 6) {
    return (
      <div className={classes.short} data-flat>
        <div className={classes.line}>{lines.map((line) => line.trim()).join(" ")}</div>
      </div>
    );
  }
  return (
    <div className={classes.short} data-flat>
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
        <Line key={row} line={line} />
      ))}
    </div>
  );
}

/** A line; what wraps stands under its first character. */
function Line({ line }: { line: string }) {
  const indent = line.length - line.trimStart().length;
  return (
    <div className={classes.line} style={{ paddingLeft: `${indent + 2}ch`, textIndent: "-2ch" }}>
      {tinted(line.trimStart(), true).map((piece, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never move
        <span key={i} className={classes[piece.tint]}>
          {piece.text}
        </span>
      ))}
    </div>
  );
}

function LongJson({ label, text, rest }: JsonTextProps) {
  const whole = useMemo<Pieces>(() => ({ pieces: [text], count: 1, complete: true }), [text]);
  const made = useLines(rest?.pieces ?? whole, true);
  const rows = Math.min(60, Math.max(3, made.lines.length));
  return (
    <div className={classes.box} style={{ height: Math.min(TALLEST, heightOf(rows)) }}>
      <TextView
        label={label}
        lines={made.lines}
        continued={made.continued}
        version={made}
        json
        onNearEnd={rest?.more}
      />
    </div>
  );
}
