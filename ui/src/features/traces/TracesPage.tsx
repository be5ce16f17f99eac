/**
 * The list of traces: newest first, live. Owns the question asked, the selected row and what is shown when there are
 * no rows. The joining of arrivals is api/feed, the drawing widgets/table.
 */
import { Button } from "@mantine/core";
import type { TraceRow, TraceSort } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { servicesQuery } from "../../api/choices";
import { useKept } from "../../api/kept";
import { useSettings } from "../../api/settings";
import { getTraces } from "../../api/traces";
import { useFeed } from "../../api/useFeed";
import { count, plural } from "../../base/format";
import { defined } from "../../base/object";
import { parseRange, rangeBounds } from "../../base/url";
import { useActions } from "../../widgets/actions";
import { NewPill } from "../../widgets/newpill";
import { Picker } from "../../widgets/picker";
import { useQuiet } from "../../widgets/quiet";
import { Failed, Loading, Notice } from "../../widgets/states";
import { ColumnMenu } from "../../widgets/table/ColumnMenu";
import type { Sort } from "../../widgets/table/columns";
import { shownColumns } from "../../widgets/table/columns";
import { DataTable, type TableHandle } from "../../widgets/table/DataTable";
import { ListEnd } from "../../widgets/table/ListEnd";
import { traceColumns } from "./columns";
import { NoMatch } from "./NoMatch";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");
const rowId = (row: TraceRow) => row.trace_id;
const rowTone = (row: TraceRow) => (row.status === "ok" ? undefined : "bad");

/** `welcome` is what a database without any trace shows: how to connect. */
export function TracesPage({ welcome }: { welcome: ReactNode }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { absolute_times: exact } = useSettings();
  const services = useQuery(servicesQuery(search.project)).data;

  const { project, service, range, q, sort = "start", order = "desc" } = search;
  const fetchPage = useCallback(
    (cursor: string | null, signal: AbortSignal) => {
      const bounds = rangeBounds(parseRange(range), Date.now());
      return getTraces(defined({ project, service, q, sort, order, cursor, ...bounds }), signal);
    },
    [project, service, range, q, sort, order],
  );

  const question = defined({ project, service, range, q, sort, order });
  const kept = useKept("traces", JSON.stringify(question));
  const [atTop, setAtTop] = useState(kept.offset === 0);
  const { quiet, touch, settle } = useQuiet();
  const follow = search.live !== "off" && atTop && quiet;
  const list = useFeed<TraceRow>({
    queryKey: ["traces", question],
    kinds: ["traces"],
    fetchPage,
    id: rowId,
    follow,
  });

  const [selected, setSelected] = useState<string | null>(kept.selected);
  const table = useRef<TableHandle>(null);
  const showNew = () => {
    settle();
    list.release();
    table.current?.toTop();
  };
  const waiting = list.feed?.waiting ?? 0;
  useActions({ "show-new": () => (waiting > 0 ? showNew() : false) });

  const rows = list.feed?.rows ?? [];
  const hidden = useMemo(() => new Set(search.hide?.split(",")), [search.hide]);
  const all = useMemo(() => traceColumns(exact), [exact]);
  const columns = useMemo(() => shownColumns(all, rows, hidden), [all, rows, hidden]);

  const filtered = Boolean(project || service || range || q);
  if (list.feed && rows.length === 0 && !filtered && !list.stale && !list.error) return welcome;

  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">Traces</h1>
      <div className={classes.tools}>
        <Picker
          name="Service"
          all="All services"
          value={service}
          options={(services?.choices ?? []).map((c) => ({
            value: c.name,
            label: c.name,
            note: count(c.traces),
          }))}
          onChange={(value) => void navigate({ search: (was) => ({ ...was, service: value }) })}
        />
        <span className={classes.count} aria-live="polite">
          {list.feed && !list.stale && said(list.feed.total, rows.length, list.feed.next !== null)}
        </span>
        <span className={classes.grow} />
        <ColumnMenu
          columns={all}
          hidden={hidden}
          onChange={(next) =>
            void navigate({
              search: (was) => ({ ...was, hide: [...next].join(",") || undefined }),
              replace: true,
            })
          }
        />
      </div>
      {list.error && list.feed && (
        <Notice
          tone="bad"
          action={
            <Button size="compact-xs" variant="default" onClick={list.retry}>
              Try again
            </Button>
          }
        >
          {list.error.message} {list.error.hint ?? "The rows below are from before."}
        </Notice>
      )}
      <div className={classes.list}>
        {!list.feed && !list.error && <Loading what="traces" />}
        {!list.feed && list.error && (
          <Failed what="The traces could not be read" error={list.error} onRetry={list.retry} />
        )}
        {list.feed && rows.length === 0 && !list.stale && <NoMatch />}
        {rows.length > 0 && (
          <>
            <NewPill waiting={waiting} more={list.feed?.waitingMore ?? false} onShow={showNew} />
            <DataTable
              ref={table}
              label="Traces"
              rows={rows}
              columns={columns}
              rowId={rowId}
              total={list.feed?.total ?? null}
              sort={{ by: sort, order }}
              onSort={(next) => void navigate({ search: (was) => ({ ...was, ...sortSearch(next) }) })}
              selected={selected}
              onSelect={(row) => setSelected(row ? row.trace_id : null)}
              onOpen={(row) => void navigate({ to: "/trace/$traceId", params: { traceId: row.trace_id } })}
              onNearEnd={list.loadMore}
              onAtTop={setAtTop}
              onTouch={touch}
              rowTone={rowTone}
              stale={list.stale}
              initialOffset={kept.offset}
              onLeave={(offset) => kept.keep({ offset, selected })}
              footer={
                <ListEnd
                  loading={list.loadingMore}
                  error={list.moreError}
                  onRetry={list.loadMore}
                  done={list.feed?.next === null}
                />
              }
            />
          </>
        )}
      </div>
    </div>
  );
}

/** A sort as the address says it: the usual one is not written. */
function sortSearch({ by, order }: Sort): { sort: TraceSort | undefined; order: "asc" | undefined } {
  return { sort: by === "start" ? undefined : (by as TraceSort), order: order === "asc" ? "asc" : undefined };
}

/** How many there are. The server does not count when it would take too long; then what is loaded is "at least". */
function said(total: number | null, loaded: number, more: boolean): string {
  if (total !== null) return plural(total, "trace");
  return more ? `${count(loaded)}+ traces` : plural(loaded, "trace");
}
