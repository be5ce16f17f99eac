/**
 * The line at the bottom: is it listening, is something coming in, how much is kept, what went wrong last. Each part
 * leads to its page. Says it in words too: colour alone means nothing.
 */
import { Tooltip } from "@mantine/core";
import type { Door, Problem, Status } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useConnection } from "../api/changes";
import { statusQuery } from "../api/status";
import { bytes, count, plural, rate } from "../base/format";
import { nanos, relative } from "../base/time";
import { useNow } from "../widgets/clock";
import classes from "./frame.module.css";

const DOOR_NAMES = { grpc: "gRPC", http: "HTTP", ui: "UI" } as const;

export function StatusLine() {
  const status = useQuery(statusQuery());
  const connection = useConnection();
  const lost = connection === "lost" || (status.isError && !status.data);
  return (
    <footer className={classes.status}>
      {lost ? (
        <span className={classes.bad} role="alert">
          <i className={classes.light} aria-hidden /> Waterglass does not answer; trying again
        </span>
      ) : (
        status.data && <Facts status={status.data} />
      )}
    </footer>
  );
}

function Facts({ status }: { status: Status }) {
  const { rate: now, counts, database, problems } = status;
  return (
    <>
      <Doors doors={status.doors.filter((door) => door.kind !== "ui")} />
      <Tooltip
        label={`Stored a second, over the last five: ${rate(now.spans)} spans, ${rate(now.logs)} log records, ${rate(now.metric_points)} metric points`}
      >
        <Link to="/traces">{rate(now.spans)} spans/s</Link>
      </Tooltip>
      <Tooltip
        label={`${plural(counts.traces, "trace")}, ${plural(counts.logs, "log record")}, ${plural(counts.metric_points, "metric point")} in ${database.path}`}
      >
        <Link to="/settings">
          {plural(counts.spans, "span")} · {bytes(database.bytes)}
        </Link>
      </Tooltip>
      <Work progress={status.progress} />
      {database.problem ? (
        <Link to="/settings" className={`${classes.bad} ${classes.problem}`}>
          Nothing can be stored: {database.problem}
        </Link>
      ) : (
        problems[0] && <LastProblem problem={problems[0]} rejected={status.rejected} />
      )}
      <span className={classes.grow} />
      <span className={classes.version}>Waterglass {status.version}</span>
    </>
  );
}

function Doors({ doors }: { doors: readonly Door[] }) {
  const shut = doors.filter((door) => !door.listening);
  return (
    <Tooltip
      label={shut.length > 0 ? "A door is shut: see why, and the way out" : "Listening on this machine only"}
    >
      <Link to="/connect" className={shut.length > 0 ? classes.bad : classes.good}>
        <i className={classes.light} aria-hidden />
        {doors
          .map((door) => `${DOOR_NAMES[door.kind]} ${door.port}${door.listening ? "" : " shut"}`)
          .join(" · ")}
        <span className="visually-hidden">{shut.length > 0 ? "" : "listening"}</span>
      </Link>
    </Tooltip>
  );
}

/** What is being worked through in the background, while it is; what is not done yet shows what held before. */
function Work({ progress: { derived, priced } }: { progress: Status["progress"] }) {
  const parts = [
    derived < 1 && `${percent(derived)} read anew by this version's rules`,
    priced < 1 && `${percent(priced)} priced anew`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return (
    <Tooltip label="Worked through in the background. What is not done yet shows what held before">
      <Link to="/settings">
        <i className={classes.work} aria-hidden />
        {parts.join(" · ")}
      </Link>
    </Tooltip>
  );
}

/** `42 %`; never 100 before it is done. */
function percent(share: number): string {
  return `${Math.floor(Math.max(0, share) * 100)} %`;
}

function LastProblem({ problem, rejected }: { problem: Problem; rejected: string }) {
  const nowMs = useNow();
  return (
    <Tooltip label={`${problem.place}: ${problem.message}`} multiline maw={460}>
      <Link to="/connect" hash="problems" className={`${classes.warn} ${classes.problem}`}>
        {rejected === "0" ? "" : `${count(rejected)} refused · `}
        {problem.message} · {relative(nanos(problem.at), nowMs)}
      </Link>
    </Tooltip>
  );
}
