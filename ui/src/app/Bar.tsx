/**
 * The bar on top: project, time range, filter, live, palette. Shows and writes the address; which filter it offers
 * depends on the view. Never fetches rows.
 */
import { Tooltip } from "@mantine/core";
import { IconCommand, IconHelp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { projectsQuery } from "../api/choices";
import { LONGEST_QUERY } from "../api/query";
import { count } from "../base/format";
import { actionCaps } from "../base/keymap";
import { isMac } from "../host";
import { runAction, useActions } from "../widgets/actions";
import { FilterBox } from "../widgets/filterbox";
import { Picker } from "../widgets/picker";
import { Keys } from "../widgets/text";
import { assistOf } from "./assist";
import classes from "./frame.module.css";
import { RangePicker } from "./RangePicker";
import type { Place } from "./savedViews";
import { ViewsMenu } from "./ViewsMenu";

export function Bar() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery()).data?.choices ?? [];
  const set = (change: {
    project?: string | undefined;
    range?: string | undefined;
    live?: "off" | undefined;
  }) => void navigate({ to: ".", search: (was) => ({ ...was, ...change }) });
  const live = search.live !== "off";
  const toggleLive = () => set({ live: live ? "off" : undefined });
  useActions({ "toggle-live": toggleLive });

  return (
    <header className={classes.bar}>
      {(projects.length > 1 || search.project) && (
        <Picker
          name="Project"
          all="All projects"
          value={search.project}
          options={projects.map((p) => ({ value: p.name, label: p.name, note: count(p.traces) }))}
          onChange={(project) => set({ project })}
        />
      )}
      <RangePicker value={search.range} onChange={(range) => set({ range })} />
      <Filter path={path} />
      {(path === "/traces" || path === "/logs") && (
        <ViewsMenu place={{ to: path, search: search as Place["search"] } as Place} />
      )}
      <Tooltip label={live ? "New rows appear by themselves" : "New rows wait until you ask for them"}>
        <button type="button" className={classes.live} aria-pressed={live} onClick={toggleLive}>
          <i aria-hidden />
          {live ? "Live" : "Paused"}
        </button>
      </Tooltip>
      <Tooltip label="Command palette">
        <button type="button" className={classes.palette} onClick={() => runAction("palette")}>
          <span className="visually-hidden">Command palette</span>
          {isMac ? <IconCommand size={13} aria-hidden /> : null}
          <Keys caps={isMac ? ["K"] : actionCaps("palette")} />
        </button>
      </Tooltip>
    </header>
  );
}

/** The filter that belongs to the view. */
function Filter({ path }: { path: string }) {
  if (path === "/logs") return <LogsFilter />;
  if (path === "/sessions") return <SessionsFilter />;
  return <TracesFilter live={path === "/traces"} />;
}

/** Sessions are filtered by what their traces say. */
function SessionsFilter() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const assist = useMemo(() => assistOf("traces", search.project), [search.project]);
  return (
    <FilterBox
      label="Filter sessions"
      placeholder="Filter: words, user:…, session:…, model:…, status:error: sessions with such a trace"
      value={search.q ?? ""}
      live
      assist={assist}
      longest={LONGEST_QUERY}
      history="sessions"
      tools={<LanguageButton />}
      onChange={(q, final) =>
        void navigate({ to: "/sessions", search: (was) => ({ ...was, q: q || undefined }), replace: !final })
      }
    />
  );
}

/** On the list it filters as one types; elsewhere Enter goes to the filtered list. */
function TracesFilter({ live }: { live: boolean }) {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const on = live && search.on === "spans" ? "spans" : "traces";
  const assist = useMemo(() => assistOf(on, search.project), [on, search.project]);
  return (
    <FilterBox
      key={live ? on : "elsewhere"}
      label={`Filter ${on}`}
      placeholder={
        live
          ? "Filter: words, service:…, model:…, status:error, duration>2s, any.attribute:…"
          : "Find in all traces"
      }
      value={live ? (search.q ?? "") : ""}
      live={live}
      assist={assist}
      longest={LONGEST_QUERY}
      history={on}
      tools={<LanguageButton />}
      onChange={(q, final) =>
        void navigate({ to: "/traces", search: (was) => ({ ...was, q: q || undefined }), replace: !final })
      }
    />
  );
}

function LogsFilter() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const assist = useMemo(() => assistOf("logs", search.project), [search.project]);
  return (
    <FilterBox
      label="Filter logs"
      placeholder="Filter: words, severity>=warn, service:…, body~…, any.attribute:…"
      value={search.q ?? ""}
      live
      assist={assist}
      longest={LONGEST_QUERY}
      history="logs"
      tools={<LanguageButton />}
      onChange={(text, final) =>
        void navigate({ to: "/logs", search: (was) => ({ ...was, q: text || undefined }), replace: !final })
      }
    />
  );
}

function LanguageButton() {
  return (
    <Tooltip label="What can be written here">
      <button
        type="button"
        className={classes.language}
        aria-label="The filter language"
        onClick={() => runAction("help-language")}
      >
        <IconHelp size={15} aria-hidden />
      </button>
    </Tooltip>
  );
}
