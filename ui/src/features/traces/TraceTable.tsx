/** The table of traces under a filter: its rows as they arrive, its columns, its selection. */
import type { Selection, TraceList, TraceQuery, TraceRow } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useKept } from "../../api/kept";
import { useSettings } from "../../api/settings";
import { getTraces } from "../../api/traces";
import { useFeed } from "../../api/useFeed";
import { defined } from "../../base/object";
import { freeText } from "../../base/terms";
import { parseRange, rangeBounds } from "../../base/url";
import { useActions } from "../../widgets/actions";
import { useHidden } from "../../widgets/table/choose";
import { type Sort, shownColumns, timeWidth } from "../../widgets/table/columns";
import { useFollow } from "../../widgets/table/follow";
import { howMany, ListPage } from "../../widgets/table/ListPage";
import { LiveTable } from "../../widgets/table/LiveTable";
import { Columns } from "./ColumnTools";
import { traceColumns } from "./columns";
import { fieldColumns } from "./fieldColumns";
import { NoMatch } from "./NoMatch";
import { SelectionBar } from "./SelectionBar";
import { fieldList } from "./search";
import { SELECT_WIDTH, selectColumn, useSelected } from "./selected";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");
const rowId = (row: TraceRow) => row.trace_id;
const rowTone = (row: TraceRow) => (row.status === "ok" ? undefined : "bad");

interface TraceTableProps {
  welcome: ReactNode;
  pickers: ReactNode;
  tools: ReactNode;
  aside: ReactNode;
}

export function TraceTable({ welcome, pickers, tools, aside }: TraceTableProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { absolute_times: exact } = useSettings();

  const { project, service, range, q, sort = "start", order = "desc", columns: fields } = search;
  const question = defined({ project, service, range, q, sort, order, columns: fields });
  const ask = useCallback(
    (more: TraceQuery, signal: AbortSignal): Promise<TraceList> => {
      const bounds = rangeBounds(parseRange(range), Date.now());
      return getTraces(
        defined({ project, service, q, sort, order, columns: fields, ...bounds, ...more }),
        signal,
      );
    },
    [project, service, range, q, sort, order, fields],
  );
  // Rows first: counting looks at everything, a page seldom does.
  const fetchPage = useCallback(
    (cursor: string | null, signal: AbortSignal) =>
      ask(defined({ cursor: cursor ?? undefined, count: false }), signal),
    [ask],
  );
  const total = useQuery({
    queryKey: ["traces", "total", defined({ project, service, range, q })],
    queryFn: async ({ signal }) => (await ask({ limit: 1, count: true, columns: "" }, signal)).total,
    meta: { kinds: ["traces"], calm: true },
  });
  const kept = useKept("traces", JSON.stringify(question));
  const follow = useFollow(search.live !== "off", kept.offset === 0);
  const list = useFeed<TraceRow>({
    queryKey: ["traces", question],
    kinds: ["traces"],
    fetchPage,
    id: rowId,
    follow: follow.follow,
  });
  const [selected, setSelected] = useState<string | null>(kept.selected);
  const chosen = useSelected(JSON.stringify({ project, service, range, q }));

  const rows = list.feed?.rows;
  const main = useRef<HTMLDivElement>(null);
  const start = timeWidth(rows?.map((row) => row.start) ?? []);
  const usual = useMemo(() => traceColumns(exact, start), [exact, start]);
  const extra = useMemo(() => fieldColumns<TraceRow>(fieldList(fields), (row) => row.values), [fields]);
  const taken = SELECT_WIDTH + extra.reduce((sum, { width }) => sum + width, 0);
  const hidden = useHidden(search.hide, usual, rows, main, taken);
  const columns = useMemo(
    () => [
      selectColumn<TraceRow>(chosen, rowId, rows ?? []),
      ...shownColumns([...usual, ...extra], rows ?? [], hidden),
    ],
    [usual, extra, rows, hidden, chosen],
  );
  useActions({
    "row-select": () => {
      if (selected === null) return false;
      chosen.toggle(selected);
    },
  });

  const asked = Boolean(project || service || range || q);
  if (rows?.length === 0 && !asked && !list.stale && !list.error) return welcome;

  const matching = (): Selection => {
    const bounds = rangeBounds(parseRange(range), Date.now());
    return { matching: defined({ project, service, q, ...bounds }) as TraceQuery };
  };
  const words = freeText(q ?? "");
  const counted = list.feed && { ...list.feed, total: total.data ?? null };
  return (
    <ListPage
      title="Traces"
      // In place of the line: the table must not move under the pointer that chooses.
      pickers={
        chosen.count > 0 ? (
          <SelectionBar chosen={chosen} total={total.data ?? null} matching={matching} />
        ) : (
          pickers
        )
      }
      said={chosen.count === 0 && !list.stale && howMany(counted, "trace")}
      tools={
        chosen.count === 0 && (
          <>
            {tools}
            <Columns on="traces" all={[...usual, ...extra]} hidden={hidden} />
          </>
        )
      }
    >
      <div className={classes.split}>
        {aside}
        <div ref={main} className={classes.main}>
          <LiveTable
            label="Traces"
            what="traces"
            list={list}
            follow={follow}
            columns={columns}
            rowId={rowId}
            rowTone={rowTone}
            sort={{ by: sort, order }}
            onSort={(next) => void navigate({ search: (was) => ({ ...was, ...sortSearch(next) }) })}
            selected={selected}
            onSelect={setSelected}
            onOpen={(row) =>
              void navigate({
                to: "/trace/$traceId",
                params: { traceId: row.trace_id },
                search: (was) => ({
                  project: was.project,
                  range: was.range,
                  live: was.live,
                  ...(words ? { find: words } : {}),
                }),
              })
            }
            empty={<NoMatch />}
            initialOffset={kept.offset}
            onLeave={(offset) => kept.keep({ offset, selected })}
          />
        </div>
      </div>
    </ListPage>
  );
}

/** A sort as the address says it: the usual one is not written. */
export function sortSearch({ by, order }: Sort): { sort: string | undefined; order: "asc" | undefined } {
  return { sort: by === "start" ? undefined : by, order: order === "asc" ? "asc" : undefined };
}
