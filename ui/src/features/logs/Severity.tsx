/** A severity: its word, in its colour. What the sender called it stands on hover when that differs. */
import { severityBand, severityColour } from "../../base/colour";
import classes from "./logs.module.css";

export function Severity({ severity, text }: { severity: number; text: string }) {
  const band = severityBand(severity);
  // Without a number the sender's own word is all there is.
  const word = band === "none" ? text.toLowerCase() : band;
  if (word === "")
    return (
      <span className="faint" title="The record says no severity">
        not said
      </span>
    );
  return (
    <span
      className={classes.severity}
      data-band={band}
      style={{ color: severityColour(severity) }}
      title={`Severity number ${severity}${text ? `, sent as “${text}”` : ""}`}
    >
      {word}
    </span>
  );
}
