/** The addresses telemetry comes in by, and why one is shut with the way out. */

import type { Door, DoorProblem } from "@proto";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Code } from "../../widgets/code";
import { CopyButton } from "../../widgets/copy";
import classes from "./connect.module.css";

const NAMES = {
  grpc: { label: "OTLP/gRPC", note: "traces, logs and metrics" },
  http: { label: "OTLP/HTTP", note: "protobuf or JSON; traces, logs and metrics" },
  ui: { label: "Browser", note: "these pages, in any browser on this machine" },
} as const;

export function Doors({ doors }: { doors: readonly Door[] }) {
  return (
    <section aria-label="Addresses">
      <ul className={classes.doors}>
        {doors.map((door) => (
          <li key={door.kind} className={classes.door} data-shut={!door.listening || undefined}>
            {door.listening ? (
              <IconCircleCheck size={17} className={classes.good} aria-hidden />
            ) : (
              <IconCircleX size={17} className={classes.bad} aria-hidden />
            )}
            <span className={classes.doorName}>{NAMES[door.kind].label}</span>
            <code className={door.listening ? "mono" : `mono ${classes.shut}`}>{door.url}</code>
            {door.listening ? (
              <CopyButton text={door.url} label={`Copy the ${NAMES[door.kind].label} address`} />
            ) : (
              <span className={classes.bad}>not listening</span>
            )}
            <span className={`${classes.doorNote} faint`}>{NAMES[door.kind].note}</span>
            {door.problem && <WayOut problem={door.problem} port={door.port} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WayOut({ problem, port }: { problem: DoorProblem; port: number }) {
  return (
    <div className={classes.wayOut}>
      <p>
        {problem.message.replace(/\.?$/, ".")}
        {problem.holder ? (
          <>
            {" "}
            Port {port} is held by <b>{problem.holder}</b>.
          </>
        ) : null}{" "}
        {problem.setting
          ? `Stop that program and start Waterglass again, or let Waterglass use port ${problem.free_port ?? "another"}:`
          : "Stop the program that holds it, then start Waterglass again."}
      </p>
      {problem.setting && <Code name="Start Waterglass with" text={problem.setting} />}
    </div>
  );
}
