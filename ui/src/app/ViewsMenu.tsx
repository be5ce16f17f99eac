/** Saved views beside the filter: open, save, rename, delete, to a file and from one. savedViews.ts says what a view keeps. */
import { Button, Popover, TextInput } from "@mantine/core";
import type { SavedView } from "@proto";
import { IconBookmark, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { addViews, deleteView, putView, viewsQuery } from "../api/views";
import { inWindow } from "../host";
import { copyText } from "../widgets/copy";
import { ToolButton } from "../widgets/toolbutton";
import { isShown, type Place, placeOf, readViews, viewOf } from "./savedViews";
import classes from "./views.module.css";

const LONGEST_NAME = 100;

export function ViewsMenu({ place }: { place: Place }) {
  const [open, setOpen] = useState(false);
  const views = useQuery(viewsQuery()).data?.views ?? [];
  const change = useChanges();
  const navigate = useNavigate();
  const shown = views.find((view) => isShown(view, place));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.button}
          aria-expanded={open}
          aria-label={shown ? `Views: ${shown.name}` : "Views"}
          title={shown ? `Saved view: ${shown.name}` : "Saved views"}
          onClick={() => setOpen(!open)}
        >
          <IconBookmark size={14} aria-hidden />
          <span className={classes.shown}>{shown?.name ?? "Views"}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views" className={classes.menu ?? ""}>
        <Save
          known={views}
          busy={change.save.isPending}
          onSave={(name, then) => change.save.mutate(viewOf(name, place), { onSuccess: then })}
        />
        {change.error && (
          <p className={classes.failed} role="alert">
            {change.error.message}
          </p>
        )}
        {views.length === 0 && <p className={classes.none}>No view is saved yet</p>}
        <ul className={classes.list}>
          {views.map((view) => (
            <View
              key={view.name}
              view={view}
              shown={view === shown}
              onOpen={() => {
                setOpen(false);
                const { to, search } = placeOf(view);
                void navigate({
                  to,
                  search: (was) => ({ live: was.live, project: undefined, range: undefined, ...search }),
                });
              }}
              onRename={(name) => change.rename.mutate({ view, name })}
              onDelete={() => change.drop.mutate(view.name)}
            />
          ))}
        </ul>
        <Files views={views} onFile={(file) => change.read.mutate(file)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** What can be done to the kept views, and what of it failed last. */
function useChanges() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["views"] });
  const save = useMutation({ mutationFn: putView, onSettled });
  const drop = useMutation({ mutationFn: deleteView, onSettled });
  const rename = useMutation({
    mutationFn: async ({ view, name }: { view: SavedView; name: string }) => {
      await putView({ ...view, name });
      await deleteView(view.name);
    },
    onSettled,
  });
  const read = useMutation({
    mutationFn: async (file: File) => addViews(readViews(await file.text())),
    onSettled,
  });
  const error = [save, drop, rename, read]
    .filter((one) => one.error)
    .sort((one, other) => other.submittedAt - one.submittedAt)[0]?.error;
  return { save, drop, rename, read, error };
}

interface SaveProps {
  known: readonly SavedView[];
  busy: boolean;
  onSave: (name: string, then: () => void) => void;
}

function Save({ known, busy, onSave }: SaveProps) {
  const [name, setName] = useState("");
  const same = known.some((view) => view.name === name.trim());
  return (
    <form
      className={classes.saving}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onSave(name, () => setName(""));
      }}
    >
      <TextInput
        size="xs"
        aria-label="Name of the view"
        placeholder="Save this list as…"
        data-autofocus
        value={name}
        maxLength={LONGEST_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" disabled={!name.trim()} loading={busy}>
        {same ? "Replace" : "Save"}
      </Button>
    </form>
  );
}

interface ViewProps {
  view: SavedView;
  shown: boolean;
  onOpen: () => void;
  onRename: (name: string) => void;
  onDelete: () => void;
}

function View({ view, shown, onOpen, onRename, onDelete }: ViewProps) {
  const [name, setName] = useState<string | null>(null);
  if (name !== null) {
    const done = () => {
      if (name.trim() && name.trim() !== view.name) onRename(name.trim());
      setName(null);
    };
    return (
      <li className={classes.view}>
        <TextInput
          size="xs"
          className={classes.renaming ?? ""}
          aria-label={`New name of ${view.name}`}
          value={name}
          maxLength={LONGEST_NAME}
          ref={(input) => input?.focus()}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key === "Enter") done();
            if (event.key === "Escape") {
              event.stopPropagation();
              setName(null);
            }
          }}
        />
      </li>
    );
  }
  return (
    <li className={classes.view} data-shown={shown || undefined}>
      <button type="button" className={classes.open} aria-current={shown || undefined} onClick={onOpen}>
        <span className="ellipsis">{view.name}</span>
        <code className="ellipsis">
          {view.on}: {view.q || "everything"}
        </code>
      </button>
      <ToolButton label={`Rename the view ${view.name}`} onClick={() => setName(view.name)}>
        <IconPencil size={13} aria-hidden />
      </ToolButton>
      <ToolButton label={`Delete the view ${view.name}`} onClick={onDelete}>
        <IconTrash size={13} aria-hidden />
      </ToolButton>
    </li>
  );
}

function Files({ views, onFile }: { views: readonly SavedView[]; onFile: (file: File) => void }) {
  const file = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.files}>
      {inWindow ? (
        <Button
          size="compact-xs"
          variant="default"
          disabled={views.length === 0}
          onClick={async () => setCopied(await copyText(JSON.stringify({ views }, null, 2)))}
        >
          {copied ? "Copied" : "Copy all as JSON"}
        </Button>
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          component="a"
          href="/api/views"
          download="waterglass-views.json"
        >
          Export all
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={() => file.current?.click()}>
        Import…
      </Button>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        aria-label="File of saved views"
        hidden
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (chosen) onFile(chosen);
        }}
      />
    </div>
  );
}
