/** The line between question and answer: run, cancel, how it went, and what can be done with the answer. */
import { Button } from "@mantine/core";
import type { SqlAnswer } from "@proto";
import { useState } from "react";
import { count, plural } from "../../base/format";
import { download, inWindow, isMac } from "../../host";
import { copyText } from "../../widgets/copy";
import { Keys } from "../../widgets/text";
import { toCsv, toJson } from "./answer";
import classes from "./sql.module.css";

/** Rows asked for when the usual number was not all. */
const MANY = 100_000;

interface RunBarProps {
  running: boolean;
  answer: SqlAnswer | null;
  onRun: (limit?: number) => void;
  onCancel: () => void;
  charted: boolean;
  /** Null when the answer can't be drawn. */
  onChart: ((charted: boolean) => void) | null;
}

export function RunBar({ running, answer, onRun, onCancel, charted, onChart }: RunBarProps) {
  return (
    <div className={classes.bar}>
      {running ? (
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      ) : (
        <Button size="compact-sm" onClick={() => onRun()}>
          Run
        </Button>
      )}
      <span className={classes.keys}>
        <Keys caps={isMac ? ["⌘", "Enter"] : ["Ctrl", "Enter"]} />
      </span>
      <span className={classes.said} role="status">
        {running ? "Running…" : answer && `${plural(answer.rows.length, "row")} in ${took(answer)}`}
        {answer?.truncated && !running && (
          <>
            {" "}
            · there are more{" "}
            <button type="button" className={classes.link} onClick={() => onRun(MANY)}>
              get up to {count(MANY)}
            </button>
          </>
        )}
      </span>
      <span className={classes.grow} />
      {answer && answer.rows.length > 0 && (
        <>
          {onChart && (
            <Button
              size="compact-sm"
              variant="default"
              aria-pressed={charted}
              onClick={() => onChart(!charted)}
            >
              Chart
            </Button>
          )}
          <Copied label="Copy CSV" value={() => toCsv(answer)} />
          <Copied label="Copy JSON" value={() => toJson(answer)} />
          {!inWindow && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => save("answer.csv", "text/csv", toCsv(answer))}
            >
              Download CSV
            </Button>
          )}
        </>
      )}
    </div>
  );
}

const took = ({ took_ms: ms }: SqlAnswer) => `${ms < 10 ? ms.toFixed(1) : count(Math.round(ms))} ms`;

/** The text is made when it is asked for: an answer may be large. */
function Copied({ label, value }: { label: string; value: () => string }) {
  const [said, setSaid] = useState<string | null>(null);
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={async () => {
        setSaid((await copyText(value())) ? "Copied" : "Not copied");
        setTimeout(() => setSaid(null), 1500);
      }}
    >
      {said ?? label}
    </Button>
  );
}

function save(name: string, type: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  download(url, name);
  // Not at once: a browser may read it a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
