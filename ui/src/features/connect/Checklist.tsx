/** What has arrived at least once, and from whom. Ticks by itself as the status changes. */

import type { Arrival, Checklist as Facts } from "@proto";
import { IconCircleCheckFilled, IconCircleDashed } from "@tabler/icons-react";
import { nanos } from "../../base/time";
import { Time } from "../../widgets/text";
import classes from "./connect.module.css";

const STEPS: readonly { key: keyof Facts; label: string; waiting: string }[] = [
  { key: "span", label: "First span", waiting: "Run your program, or send a sample" },
  { key: "model_call", label: "First model call", waiting: "A span with gen_ai attributes" },
  { key: "log", label: "First log record", waiting: "Needs a log exporter in the program" },
  { key: "metric", label: "First metric", waiting: "SDKs send these once a minute" },
];

export function Checklist({ checklist }: { checklist: Facts }) {
  return (
    <section aria-label="What has arrived">
      <h2 className={classes.subhead}>Has it arrived?</h2>
      <ul className={classes.steps} aria-live="polite">
        {STEPS.map(({ key, label, waiting }) => (
          <Step key={key} label={label} waiting={waiting} arrival={checklist[key]} />
        ))}
      </ul>
    </section>
  );
}

function Step({ label, waiting, arrival }: { label: string; waiting: string; arrival: Arrival | null }) {
  return (
    <li className={classes.step}>
      {arrival ? (
        <IconCircleCheckFilled size={17} className={classes.good} aria-label="Arrived" />
      ) : (
        <IconCircleDashed size={17} className="faint" aria-label="Not yet" />
      )}
      <span className={arrival ? undefined : "dim"}>{label}</span>
      <span className={`${classes.stepNote} faint`}>
        {arrival ? (
          <>
            <Time ns={nanos(arrival.at)} /> from {arrival.service || "a service without a name"}
            {arrival.client && (
              <span className={classes.client} title={arrival.client}>
                {arrival.client}
              </span>
            )}
          </>
        ) : (
          waiting
        )}
      </span>
    </li>
  );
}
