/**
 * The list of logs: newest first, live, with the selected record beside it. Owns the question asked; the joining of
 * arrivals is api/feed, the drawing widgets/table.
 */
import { Button } from "@mantine/core";
import type { LogQuery, LogRow } from "@proto";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { servicesQuery } from "../../api/choices";
import { useKept } from "../../api/kept";
import { getLogs } from "../../api/logs";
import { useFeed } from "../../api/useFeed";
import { severityBand } from "../../base/colour";
import { shortId } from "../../base/format";
import { defined } from "../../base/object";
import { parseRange, rangeBounds } from "../../base/url";
import { useActions } from "../../widgets/actions";
import { Picker } from "../../widgets/picker";
import { SplitPanel } from "../../widgets/split";
import { Empty } from "../../widgets/states";
import { shownColumns } from "../../widgets/table/columns";
import { useFollow } from "../../widgets/table/follow";
import { howMany, ListPage } from "../../widgets/table/ListPage";
import { LiveTable } from "../../widgets/table/LiveTable";
import { LOG_COLUMNS } from "./columns";
import { LogPanel } from "./LogPanel";
import classes from "./logs.module.css";
import type { LogsSearch } from "./search";

const route = getRouteApi("/logs");
const rowId = (row: LogRow) => row.id;
const NONE: ReadonlySet<string> = new Set();
const rowTone = (row: LogRow) => {
  const band = severityBand(row.severity);
  if (band === "error" || band === "fatal") return "bad";
  return band === "warn" ? "warn" : undefined;
};

export function LogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { project, service, range, q, severity, trace, span, order = "desc" } = search;
  const question = defined({ project, service, range, q, severity, trace_id: trace, span_id: span, order });
  const asked = JSON.stringify(question);
  const ask = useCallback(
    (more: LogQuery, signal: AbortSignal) => {
      const { range: text, ...rest } = JSON.parse(asked) as typeof question;
      return getLogs(defined({ ...rest, ...rangeBounds(parseRange(text), Date.now()), ...more }), signal);
    },
    [asked],
  );
  // Rows first: counting looks at everything, a page seldom does.
  const fetchPage = useCallback(
    (cursor: string | null, signal: AbortSignal) =>
      ask(defined({ cursor: cursor ?? undefined, count: false }), signal),
    [ask],
  );
  const total = useQuery({
    queryKey: ["logs", "total", { ...question, order: undefined }],
    queryFn: async ({ signal }) => (await ask({ limit: 1, count: true }, signal)).total,
    meta: { kinds: ["logs"], calm: true },
  });

  const kept = useKept("logs", asked);
  const follow = useFollow(search.live !== "off", kept.offset === 0);
  const list = useFeed<LogRow>({
    queryKey: ["logs", question],
    kinds: ["logs"],
    fetchPage,
    id: rowId,
    follow: follow.follow && search.log === undefined,
  });
  const [selected, setSelected] = useState<string | null>(search.log ?? kept.selected);

  // With the panel open it shows the selected row; without it, moving the selection opens nothing.
  const show = (id: string | null, replace: boolean) =>
    void navigate({ search: (was) => ({ ...was, log: id ?? undefined }), replace });
  const select = (id: string | null) => {
    setSelected(id);
    if (search.log !== undefined) show(id, true);
  };
  useActions({ back: () => (search.log === undefined ? false : show(null, false)) });

  const rows = list.feed?.rows;
  const columns = useMemo(() => shownColumns(LOG_COLUMNS, rows ?? [], NONE), [rows]);

  return (
    <ListPage
      title="Logs"
      pickers={<Pickers search={search} />}
      said={!list.stale && howMany(list.feed && { ...list.feed, total: total.data ?? null }, "log record")}
    >
      <SplitPanel
        name="the log record"
        side={
          search.log === undefined ? null : <LogPanel id={search.log} onClose={() => show(null, false)} />
        }
      >
        <LiveTable
          label="Logs"
          what="logs"
          list={list}
          follow={follow}
          columns={columns}
          rowId={rowId}
          rowTone={rowTone}
          sort={{ by: "time", order }}
          onSort={(next) =>
            void navigate({ search: (was) => ({ ...was, order: next.order === "asc" ? "asc" : undefined }) })
          }
          selected={selected}
          onSelect={select}
          onOpen={(row) => show(row.id, search.log !== undefined)}
          empty={<NoLogs filtered={Boolean(project || service || range || q || severity || trace)} />}
          initialOffset={kept.offset}
          onLeave={(offset) => kept.keep({ offset, selected })}
        />
      </SplitPanel>
    </ListPage>
  );
}

const SEVERITIES = [
  { value: "5", label: "Debug and above" },
  { value: "9", label: "Info and above" },
  { value: "13", label: "Warn and above" },
  { value: "17", label: "Error and above" },
  { value: "21", label: "Fatal" },
];

function Pickers({ search }: { search: LogsSearch & { project?: string } }) {
  const navigate = route.useNavigate();
  const choices = useQuery(servicesQuery(search.project)).data?.choices ?? [];
  return (
    <>
      <Picker
        name="Service"
        all="All services"
        value={search.service}
        options={choices.map((c) => ({ value: c.name, label: c.name }))}
        onChange={(service) => void navigate({ search: (was) => ({ ...was, service }) })}
      />
      <Picker
        name="Severity"
        all="Any severity"
        value={search.severity === undefined ? undefined : String(search.severity)}
        options={SEVERITIES}
        onChange={(value) =>
          void navigate({
            search: (was) => ({ ...was, severity: value === undefined ? undefined : Number(value) }),
          })
        }
      />
      {search.trace && (
        <button
          type="button"
          className={classes.chip}
          title={`Only records of trace ${search.trace}. Click for all`}
          onClick={() => void navigate({ search: (was) => ({ ...was, trace: undefined, span: undefined }) })}
        >
          {search.span ? `span ${shortId(search.span, 4, 4)} of ` : ""}trace{" "}
          <span className="mono">{shortId(search.trace, 4, 4)}</span>
          <IconX size={12} aria-label="Remove" />
        </button>
      )}
    </>
  );
}

function NoLogs({ filtered }: { filtered: boolean }) {
  const navigate = route.useNavigate();
  if (!filtered) {
    return (
      <Empty
        title="No logs yet"
        action={
          <Button component={Link} to="/connect" variant="default">
            How to send logs
          </Button>
        }
      >
        Log records sent over OTLP show up here within a moment. Many SDKs send traces only until a log
        exporter is switched on.
      </Empty>
    );
  }
  return (
    <Empty
      title="No log record matches"
      action={
        <Button
          variant="default"
          onClick={() => void navigate({ search: { project: undefined, range: undefined } })}
        >
          Without filters
        </Button>
      }
    >
      New records that match appear here by themselves.
    </Empty>
  );
}
