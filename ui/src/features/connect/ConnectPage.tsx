/**
 * How to get telemetry in: addresses, code for each client, what has arrived so far, a sample, an import, and what
 * was refused. Also the first thing a user without data sees (`welcome`).
 */
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../api/status";
import { Failed, Loading } from "../../widgets/states";
import { Checklist } from "./Checklist";
import classes from "./connect.module.css";
import { Doors } from "./Doors";
import { ImportHint } from "./ImportHint";
import { Problems } from "./Problems";
import { Sample } from "./Sample";
import { Snippets } from "./Snippets";

export function ConnectPage({ welcome = false }: { welcome?: boolean }) {
  const { data: status, error, refetch } = useQuery(statusQuery());
  if (!status) {
    return error ? (
      <Failed what="The addresses could not be read" error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the addresses" />
    );
  }
  return (
    <div className={classes.page}>
      <div className={classes.columns}>
        <div className={classes.main}>
          <header className={classes.head}>
            <h1>{welcome ? "No traces yet" : "Connect a program"}</h1>
            <p>
              Send OpenTelemetry traces, logs and metrics to one of these addresses. They stay on this
              machine, and show up here within a moment.
            </p>
          </header>
          <Doors doors={status.doors} />
          <Snippets doors={status.doors} />
        </div>
        <aside className={classes.side} aria-label="Arrivals">
          <Checklist checklist={status.checklist} />
          <Sample />
          <ImportHint />
        </aside>
      </div>
      <Problems problems={status.problems} rejected={status.rejected} />
    </div>
  );
}
