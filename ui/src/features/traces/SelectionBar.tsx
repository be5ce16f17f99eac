/** What can be done with the chosen traces: tag, export, delete. */
import { Button, Modal, Popover, TagsInput } from "@mantine/core";
import type { Selection } from "@proto";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  deleteTraces,
  exportSelectionTo,
  exportSelectionUrl,
  tagsQuery,
  tagTraces,
} from "../../api/selection";
import { count, plural } from "../../base/format";
import { chooseSavePath, download, inWindow } from "../../host";
import type { Chosen } from "./selected";
import classes from "./traces.module.css";

interface SelectionBarProps {
  chosen: Chosen;
  /** How many match; null when not known. */
  total: number | null;
  matching: () => Selection;
}

export function SelectionBar({ chosen, total, matching }: SelectionBarProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const selection = (): Selection => (chosen.all ? matching() : { traces: [...chosen.ids] });
  const many = chosen.all ? total : chosen.ids.size;
  const said = many === null ? "all matching traces" : plural(many, "trace");
  const remove = useMutation({
    mutationFn: () => deleteTraces(selection()),
    onSuccess: () => {
      setAsking(false);
      chosen.clear();
      void client.invalidateQueries();
    },
  });
  const write = useMutation({ mutationFn: () => exportSelection(selection()) });
  return (
    <div className={classes.selection} role="toolbar" aria-label="Selection">
      <b>{chosen.all ? `All ${many === null ? "" : count(many)} matching selected` : `${said} selected`}</b>
      {!chosen.all && (total ?? 0) > chosen.ids.size && (
        <button type="button" className={classes.tool} onClick={chosen.chooseAll}>
          Select all {count(total ?? 0)} matching
        </button>
      )}
      {write.isError && (
        <span className={classes.bad} role="alert">
          Export failed: {write.error.message}
        </span>
      )}
      <span className={classes.grow} />
      <Tagging selection={selection} />
      <Button size="compact-xs" variant="default" loading={write.isPending} onClick={() => write.mutate()}>
        Export
      </Button>
      <Button size="compact-xs" variant="default" color="red" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      <button type="button" className={classes.tool} onClick={chosen.clear}>
        Clear
      </button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Delete ${said}?`} centered>
        <p>
          Their spans, log records, tags and notes are taken out of the file for good. What a program sends of
          them later is stored anew.
        </p>
        {remove.isError && <p className={classes.failed}>{remove.error.message}</p>}
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep them
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete {said}
          </Button>
        </div>
      </Modal>
    </div>
  );
}

/** As OTLP JSON lines: through the native dialog in the window, as a download in a browser. */
async function exportSelection(selection: Selection): Promise<void> {
  const name = "traces.jsonl";
  if (!inWindow) return download(exportSelectionUrl(selection), name);
  const path = await chooseSavePath(name);
  if (path) await exportSelectionTo(path, selection);
}

function Tagging({ selection }: { selection: () => Selection }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [tags, setTags] = useState<string[]>([]);
  const known = useQuery({ ...tagsQuery(), enabled: open }).data?.choices.map(({ name }) => name) ?? [];
  const tag = useMutation({
    mutationFn: (remove: boolean) => tagTraces(selection(), remove ? [] : tags, remove ? tags : []),
    onSuccess: () => {
      setOpen(false);
      setTags([]);
      void client.invalidateQueries();
    },
  });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <Button size="compact-xs" variant="default" onClick={() => setOpen(!open)}>
          Tag
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput
          label="Tags"
          classNames={{ inputField: classes.tagInput ?? "" }}
          size="xs"
          data={known}
          value={tags}
          onChange={setTags}
          maxTags={16}
          // Beside, not below: the buttons are there.
          comboboxProps={{ withinPortal: false, position: "left-start", offset: 18, width: 180 }}
        />
        {tag.isError && <p className={classes.failed}>{tag.error.message}</p>}
        <div className={classes.buttons}>
          <Button
            size="compact-xs"
            variant="default"
            disabled={tags.length === 0}
            onClick={() => tag.mutate(true)}
          >
            Take away
          </Button>
          <Button
            size="compact-xs"
            disabled={tags.length === 0}
            loading={tag.isPending}
            onClick={() => tag.mutate(false)}
          >
            Add
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
