/**
 * A text that is too long to stand in the page: a box in which only the rows in sight exist, read on while it is scrolled.
 * Never cuts: its end is within reach.
 */
import { bytes as sayBytes } from "../../base/format";
import { JsonText } from "../../widgets/json/JsonText";
import { looksLikeJson } from "../../widgets/json/pretty";
import { heightOf, TextView } from "../../widgets/json/TextView";
import { useLines } from "../../widgets/json/useLines";
import classes from "./conversation.module.css";
import { type Cut, useLongText } from "./pieces";

/** Rows of the box: the answer's is taller. It can be pulled taller. */
const ROWS = { answer: 26, other: 12 };

interface LongTextProps {
  label: string;
  cut: Cut;
  /** Lays it out where it is JSON. */
  json: boolean;
  answer: boolean;
  /** Why it is shown like this. */
  note?: string | undefined;
}

export function LongText({ label, cut, json, answer, note }: LongTextProps) {
  const long = useLongText(cut);
  const laidOut = json && looksLikeJson(cut.text);
  const made = useLines(long, false);
  const { loaded, whole, failed, more } = long;
  return (
    <div className={classes.long}>
      <p className={classes.tiny}>{[note, size(loaded, whole)].filter(Boolean).join(" · ")}</p>
      {laidOut ? (
        <JsonText label={label} text={cut.text} rest={{ pieces: long, more }} />
      ) : (
        <div className={classes.longBox} style={{ height: heightOf(answer ? ROWS.answer : ROWS.other) }}>
          <TextView
            label={label}
            lines={made.lines}
            continued={made.continued}
            version={made}
            onNearEnd={more}
          />
        </div>
      )}
      {failed && (
        <p className={classes.bad} role="alert">
          {failed}{" "}
          <button type="button" className={classes.link} onClick={more}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}

/** How much there is, and how much of it is here. */
function size(loaded: number, whole: number): string {
  if (loaded >= whole) return sayBytes(loaded);
  return Number.isFinite(whole)
    ? `${sayBytes(loaded)} of ${sayBytes(whole)} read`
    : `${sayBytes(loaded)} read, scroll for the rest`;
}
