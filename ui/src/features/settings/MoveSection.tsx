/** Data in, out and away: import, export of everything, and clearing with a typed confirmation. */
import { Button, Modal, TextInput } from "@mantine/core";
import type { Status } from "@proto";
import { IconDownload, IconFileImport, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { clearData } from "../../api/data";
import { count, plural } from "../../base/format";
import { inWindow } from "../../host";
import { runAction } from "../../widgets/actions";
import { Item, Section } from "./Section";
import classes from "./settings.module.css";

export function MoveSection({ status }: { status: Status }) {
  const [clearing, setClearing] = useState(false);
  const empty = Object.values(status.counts).every((n) => n === "0");
  return (
    <Section id="move" title="Move">
      <Item
        label="Import"
        note="OTLP JSON lines, OTLP JSON or OTLP protobuf. Dropping a file on any page does the same"
      >
        <Button
          variant="default"
          leftSection={<IconFileImport size={14} />}
          onClick={() => runAction("import")}
        >
          Import a file…
        </Button>
      </Item>
      <Item label="Export" note="Everything that came in, exactly, as OTLP JSON lines">
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={empty}
          onClick={() => runAction("export")}
        >
          Export everything{inWindow ? "…" : ""}
        </Button>
      </Item>
      <Item label="Clear" note="Deletes all traces, logs and metrics from the database. Settings stay">
        <Button
          variant="default"
          className={classes.danger ?? ""}
          leftSection={<IconTrash size={14} />}
          disabled={empty}
          onClick={() => setClearing(true)}
        >
          Clear all data…
        </Button>
      </Item>
      <ClearDialog opened={clearing} onClose={() => setClearing(false)} status={status} />
    </Section>
  );
}

const WORD = "clear";

function ClearDialog({ opened, onClose, status }: { opened: boolean; onClose: () => void; status: Status }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const clear = useMutation({
    mutationFn: clearData,
    onSuccess: async () => {
      close();
      await client.invalidateQueries();
    },
  });
  const close = () => {
    setTyped("");
    clear.reset();
    onClose();
  };
  const sure = typed.trim().toLowerCase() === WORD;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sure) clear.mutate();
  };
  const { counts } = status;
  return (
    <Modal opened={opened} onClose={close} title="Clear all data?">
      <form onSubmit={submit}>
        <p className={classes.warnText}>
          {plural(counts.traces, "trace")} with {plural(counts.spans, "span")},{" "}
          {plural(counts.logs, "log record")} and {plural(counts.metric_points, "metric point")} are deleted
          for good. Export first what you want to keep.
        </p>
        <TextInput
          label={
            <>
              Type <b>{WORD}</b> to go on
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
          error={clear.error?.message}
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={close}>
            Keep the data
          </Button>
          <Button type="submit" color="red" disabled={!sure} loading={clear.isPending}>
            Delete {count(counts.spans)} spans
          </Button>
        </div>
      </form>
    </Modal>
  );
}
