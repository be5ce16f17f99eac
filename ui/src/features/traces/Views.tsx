/** Saved views: the present filter, columns, sort and grouping under a name; chosen, replaced, deleted, taken along as a file. */
import { Button, Menu, TextInput } from "@mantine/core";
import type { SavedView, SavedViews } from "@proto";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { addViews, deleteView, putView, viewsQuery } from "../../api/views";
import { defined } from "../../base/object";
import { fieldList } from "./search";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");

export function Views() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const views = useQuery(viewsQuery()).data?.views ?? [];
  const [name, setName] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const settle = () => void client.invalidateQueries({ queryKey: ["views"] });
  const save = useMutation({ mutationFn: putView, onSuccess: settle });
  const drop = useMutation({ mutationFn: deleteView, onSuccess: settle });
  const add = useMutation({ mutationFn: addViews, onSuccess: settle });
  const failed = save.error ?? drop.error ?? add.error;

  const present = (): SavedView => ({
    ...(defined({
      project: search.project,
      range: search.range,
      sort: search.sort,
      order: search.order,
      group: search.group,
      columns: search.columns ? fieldList(search.columns) : undefined,
    }) as Partial<SavedView>),
    name: name.trim(),
    on: search.on ?? "traces",
    q: search.q ?? "",
  });
  const open = (view: SavedView) =>
    void navigate({
      search: (was) => ({
        live: was.live,
        project: view.project ?? undefined,
        range: view.range ?? undefined,
        q: view.q || undefined,
        on: view.on === "spans" ? "spans" : undefined,
        sort: view.sort ?? undefined,
        order: view.order === "asc" ? "asc" : undefined,
        columns: view.columns?.join(",") || undefined,
        group: view.group ?? undefined,
      }),
    });

  return (
    <Menu position="bottom-end" width={320} closeOnItemClick={false} trapFocus>
      <Menu.Target>
        <button type="button" className={classes.tool}>
          <IconBookmark size={14} aria-hidden /> Views
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <form
          className={classes.saving}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) save.mutate(present(), { onSuccess: () => setName("") });
          }}
        >
          <TextInput
            size="xs"
            aria-label="Name of the view"
            data-autofocus
            placeholder="Save this list as…"
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="compact-sm" type="submit" disabled={!name.trim()} loading={save.isPending}>
            Save
          </Button>
        </form>
        {failed && <p className={classes.failed}>{failed.message}</p>}
        {views.length === 0 && <Menu.Label>No view is saved yet</Menu.Label>}
        {views.map((view) => (
          <div key={view.name} className={classes.view}>
            <Menu.Item closeMenuOnClick onClick={() => open(view)}>
              <span>{view.name}</span>
              <code className={`${classes.viewQuery} ellipsis`}>{view.q || "everything"}</code>
            </Menu.Item>
            <button
              type="button"
              aria-label={`Delete the view ${view.name}`}
              onClick={() => drop.mutate(view.name)}
            >
              <IconTrash size={13} aria-hidden />
            </button>
          </div>
        ))}
        <Menu.Divider />
        <Menu.Item component="a" href="/api/views" download="waterglass-views.json" closeMenuOnClick>
          Export all views
        </Menu.Item>
        <Menu.Item onClick={() => file.current?.click()}>Import views…</Menu.Item>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          hidden
          onChange={async (event) => {
            const chosen = event.currentTarget.files?.[0];
            if (chosen) add.mutate(JSON.parse(await chosen.text()) as SavedViews);
          }}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
