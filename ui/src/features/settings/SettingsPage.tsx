/** Settings: looks, where the data is and how much, the doors, and moving data in, out or away. */
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../api/status";
import { Failed, Loading } from "../../widgets/states";
import { DataSection } from "./DataSection";
import { DoorsSection } from "./DoorsSection";
import { LooksSection } from "./LooksSection";
import { MoveSection } from "./MoveSection";
import classes from "./settings.module.css";

export function SettingsPage() {
  const { data: status, error, refetch } = useQuery(statusQuery());
  return (
    <div className={classes.page}>
      <h1 className={classes.heading}>Settings</h1>
      <LooksSection />
      {!status && error && (
        <Failed what="The state could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {!status && !error && <Loading what="the state" />}
      {status && (
        <>
          <DataSection status={status} />
          <MoveSection status={status} />
          <DoorsSection doors={status.doors} />
          <p className={classes.about}>
            Waterglass {status.version}, process {status.pid}. Everything stays on this machine: no account,
            no telemetry about you, no call to any other host.
          </p>
        </>
      )}
    </div>
  );
}
