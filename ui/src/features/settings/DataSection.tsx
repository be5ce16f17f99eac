/** Where the data is, how much there is, and whether more fits. */
import { Button } from "@mantine/core";
import type { Status } from "@proto";
import { bytes, count } from "../../base/format";
import { inWindow, revealFile } from "../../host";
import { CopyButton } from "../../widgets/copy";
import { Notice } from "../../widgets/states";
import { Item, Section } from "./Section";
import classes from "./settings.module.css";

/** Under this much free space a disk is called nearly full. */
const LOW_DISK = 2_000_000_000;

export function DataSection({ status: { database, counts } }: { status: Status }) {
  const free = database.disk_free;
  return (
    <Section id="data" title="Data">
      {database.problem && <Notice tone="bad">{database.problem}</Notice>}
      <Item label="Database file">
        <code className={classes.path}>{database.path}</code>
        <CopyButton text={database.path} label="Copy the path" />
        {inWindow && (
          <Button size="compact-xs" variant="default" onClick={() => void revealFile(database.path)}>
            Show
          </Button>
        )}
      </Item>
      <Item label="Size" note="The file and its write-ahead log">
        <span className="num">{bytes(database.bytes)}</span>
      </Item>
      <Item label="Free on its disk">
        {free === null ? (
          <span className="faint">the system does not say</span>
        ) : (
          <span className={Number(free) < LOW_DISK ? classes.warn : undefined}>
            {bytes(free)}
            {Number(free) < LOW_DISK && ", nearly full"}
          </span>
        )}
      </Item>
      <Item label="Stored">
        <dl className={classes.counts}>
          {(
            [
              ["traces", counts.traces],
              ["spans", counts.spans],
              ["log records", counts.logs],
              ["metric points", counts.metric_points],
            ] as const
          ).map(([what, n]) => (
            <div key={what}>
              <dd className="num">{count(n)}</dd>
              <dt>{what}</dt>
            </div>
          ))}
        </dl>
      </Item>
    </Section>
  );
}
