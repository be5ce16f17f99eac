/** What the user wrote on a trace: its tags and its note, shown and changed in the header. */
import { Button, Popover, TagsInput, Textarea } from "@mantine/core";
import type { TraceRow } from "@proto";
import { IconNote, IconTag } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { putNote, tagsQuery, tagTraces } from "../../api/selection";
import classes from "./header.module.css";

const LONGEST_NOTE = 10_000;

interface WrittenProps {
  summary: TraceRow;
  onSaid: (text: string, bad?: boolean) => void;
}

export function Written({ summary, onSaid }: WrittenProps) {
  return (
    <div className={classes.both}>
      <Tags summary={summary} onSaid={onSaid} />
      <Note summary={summary} onSaid={onSaid} />
    </div>
  );
}

function Tags({ summary, onSaid }: WrittenProps) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [tags, setTags] = useState<string[]>(summary.tags);
  const known = useQuery({ ...tagsQuery(), enabled: open }).data?.choices.map(({ name }) => name) ?? [];
  const save = useMutation({
    mutationFn: (next: readonly string[]) =>
      tagTraces(
        { traces: [summary.trace_id] },
        next.filter((tag) => !summary.tags.includes(tag)),
        summary.tags.filter((tag) => !next.includes(tag)),
      ),
    onSuccess: () => void client.invalidateQueries(),
    onError: (error) => onSaid(error.message, true),
  });
  return (
    <Popover
      opened={open}
      position="bottom-start"
      width={280}
      trapFocus
      onChange={(next) => {
        setOpen(next);
        if (next) setTags(summary.tags);
        else if (tags.join() !== summary.tags.join()) save.mutate(tags);
      }}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.written}
          onClick={() => {
            setTags(summary.tags);
            setOpen(true);
          }}
        >
          <IconTag size={13} aria-hidden />
          {summary.tags.length === 0 ? "Tag" : ""}
          {summary.tags.map((tag) => (
            <span key={tag} className={classes.tag}>
              {tag}
            </span>
          ))}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput
          label="Tags of this trace"
          description="Enter adds one; kept when this closes"
          size="xs"
          data={known}
          value={tags}
          onChange={setTags}
          maxTags={64}
          comboboxProps={{ withinPortal: false }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Note({ summary, onSaid }: WrittenProps) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const save = useMutation({
    mutationFn: () => putNote(summary.trace_id, text.trim()),
    onSuccess: () => {
      setOpen(false);
      void client.invalidateQueries();
    },
    onError: (error) => onSaid(error.message, true),
  });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={340} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.written}
          title={summary.note ?? undefined}
          onClick={() => {
            setText(summary.note ?? "");
            setOpen(!open);
          }}
        >
          <IconNote size={13} aria-hidden />
          <span className="ellipsis">{summary.note?.split("\n")[0] || "Note"}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Textarea
          label="Note on this trace"
          size="xs"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={LONGEST_NOTE}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={classes.saving}>
          <Button size="compact-xs" loading={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
