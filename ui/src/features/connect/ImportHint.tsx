/** Says that a file can be dropped anywhere, and offers a dialog to those who don't drag. The import itself is the app's. */
import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { runAction } from "../../widgets/actions";
import classes from "./connect.module.css";

export function ImportHint() {
  return (
    <section aria-label="Import">
      <h2 className={classes.subhead}>Have a file?</h2>
      <p className={classes.hint}>
        Drop it anywhere on this page: OTLP JSON lines (as the Collector's file exporter and “Export” here
        write them), OTLP JSON or OTLP protobuf.
      </p>
      <div className={classes.row}>
        <Button
          variant="default"
          leftSection={<IconFileImport size={14} />}
          onClick={() => runAction("import")}
        >
          Choose a file…
        </Button>
      </div>
    </section>
  );
}
