/** The table of single spans under a filter. */
import type { SpanList, SpanQuery, SpanRow } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useKept } from "../../api/kept";
import { getSpans } from "../../api/query";
import { useSettings } from "../../api/settings";
import { useFeed } from "../../api/useFeed";
import { categoryColour } from "../../base/colour";
import { duration } from "../../base/format";
import { defined } from "../../base/object";
import { nanos } from "../../base/time";
import { parseRange, rangeBounds } from "../../base/url";
import { exact, tokensShort, usd } from "../../base/usage";
import { useHidden } from "../../widgets/table/choose";
import { type Column, shownColumns, timeWidth } from "../../widgets/table/columns";
import { useFollow } from "../../widgets/table/follow";
import { howMany, ListPage } from "../../widgets/table/ListPage";
import { LiveTable } from "../../widgets/table/LiveTable";
import { Pill, Time } from "../../widgets/text";
import { TypeIcon } from "../../widgets/typeIcon";
import { Columns } from "./ColumnTools";
import { fieldColumns } from "./fieldColumns";
import { NoMatch } from "./NoMatch";
import { fieldList } from "./search";
import { sortSearch } from "./TraceTable";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");
const rowId = (row: SpanRow) => `${row.trace_id}${row.span_id}`;
const rowTone = (row: SpanRow) => (row.status === 2 ? "bad" : undefined);

export function SpanTable({
  pickers,
  tools,
  aside,
}: {
  pickers: ReactNode;
  tools: ReactNode;
  aside: ReactNode;
}) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { absolute_times: exactTimes } = useSettings();
  const { project, service, range, q, sort = "start", order = "desc", columns: fields } = search;
  const question = defined({ project, service, range, q, sort, order, columns: fields, on: "spans" });
  const ask = useCallback(
    (more: SpanQuery, signal: AbortSignal): Promise<SpanList> => {
      const bounds = rangeBounds(parseRange(range), Date.now());
      return getSpans(
        defined({ project, service, q, sort, order, columns: fields, ...bounds, ...more }),
        signal,
      );
    },
    [project, service, range, q, sort, order, fields],
  );
  const fetchPage = useCallback(
    async (cursor: string | null, signal: AbortSignal) => ({
      ...(await ask(defined({ cursor: cursor ?? undefined, count: false }), signal)),
      total: null,
    }),
    [ask],
  );
  const total = useQuery({
    queryKey: ["spans", "total", defined({ project, service, range, q })],
    queryFn: async ({ signal }) => {
      const found = await ask({ limit: 1, count: true, columns: "" }, signal);
      return found.total === null ? null : Number(found.total);
    },
    meta: { kinds: ["traces"], calm: true },
  });
  const kept = useKept("spans", JSON.stringify(question));
  const follow = useFollow(search.live !== "off", kept.offset === 0);
  const list = useFeed<SpanRow>({
    queryKey: ["spans", question],
    kinds: ["traces"],
    fetchPage,
    id: rowId,
    follow: follow.follow,
  });
  const [selected, setSelected] = useState<string | null>(kept.selected);
  const rows = list.feed?.rows;
  const main = useRef<HTMLDivElement>(null);
  const start = timeWidth(rows?.map((row) => row.start) ?? []);
  const usual = useMemo(() => spanColumns(exactTimes, start), [exactTimes, start]);
  const extra = useMemo(() => fieldColumns<SpanRow>(fieldList(fields), (row) => row.values), [fields]);
  const taken = extra.reduce((sum, { width }) => sum + width, 0);
  const hidden = useHidden(search.hide, usual, rows, main, taken);
  const columns = useMemo(
    () => shownColumns([...usual, ...extra], rows ?? [], hidden),
    [usual, extra, rows, hidden],
  );
  const counted = list.feed && { ...list.feed, total: total.data ?? null };
  return (
    <ListPage
      title="Spans"
      pickers={pickers}
      said={!list.stale && howMany(counted, "span")}
      tools={
        <>
          {tools}
          <Columns on="spans" all={[...usual, ...extra]} hidden={hidden} />
        </>
      }
    >
      <div className={classes.split}>
        {aside}
        <div ref={main} className={classes.main}>
          <LiveTable
            label="Spans"
            what="spans"
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
                  span: row.span_id,
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

function Tokens({ row }: { row: SpanRow }) {
  const said = tokensShort(row.input_tokens, row.output_tokens, row.span_type !== "embedding");
  if (said === null) return null;
  return row.counted === false ? (
    <span className="faint" title="Not in its trace's total: another span has these tokens">
      ({said})
    </span>
  ) : (
    <span className="dim">{said}</span>
  );
}

function Cost({ row }: { row: SpanRow }) {
  if (row.counted !== true) return null;
  if (row.cost === null)
    return (
      <span className="faint" title="Its model is not in the price table">
        unpriced
      </span>
    );
  return (
    <span className="dim" title={exact(row.cost)}>
      {usd(row.cost)}
    </span>
  );
}

function spanColumns(exactTimes: boolean, start: number): Column<SpanRow>[] {
  return [
    {
      id: "start",
      header: "Start",
      width: start,
      align: "right",
      sortable: true,
      fixed: true,
      cell: (row) => (
        <span className={classes.start}>
          <Time ns={nanos(row.start)} exact={exactTimes} />
        </span>
      ),
    },
    {
      id: "name",
      header: "Name",
      width: 170,
      grow: 3,
      sortable: true,
      firstOrder: "asc",
      fixed: true,
      cell: (row) => (
        <span className={classes.service}>
          <TypeIcon type={row.span_type} />
          <Link
            to="/trace/$traceId"
            params={{ traceId: row.trace_id }}
            search={{ span: row.span_id }}
            className={`${classes.name} ellipsis`}
            tabIndex={-1}
            title={row.name}
          >
            {row.name || <span className="faint">unnamed span</span>}
          </Link>
        </span>
      ),
    },
    {
      id: "service",
      header: "Service",
      rank: 5,
      width: 116,
      grow: 1.4,
      sortable: true,
      firstOrder: "asc",
      cell: (row) => (
        <span className={classes.service}>
          <i className={classes.dot} style={{ background: categoryColour(row.service) }} />
          <span className="ellipsis">{row.service}</span>
        </span>
      ),
    },
    {
      id: "duration",
      header: "Duration",
      rank: 0,
      width: 90,
      align: "right",
      sortable: true,
      cell: (row) => <span>{duration(Number(row.duration))}</span>,
    },
    {
      id: "status",
      header: "Status",
      rank: 1,
      width: 70,
      sortable: true,
      cell: (row) => (row.status === 2 ? <Pill tone="bad">error</Pill> : <span className="faint">ok</span>),
    },
    {
      id: "model",
      header: "Model",
      rank: 2,
      width: 120,
      grow: 1,
      sortable: true,
      present: (row) => row.model !== null,
      cell: (row) => row.model && <span className="dim ellipsis">{row.model}</span>,
    },
    {
      id: "tokens",
      header: "Tokens",
      rank: 3,
      width: 108,
      align: "right",
      sortable: true,
      present: (row) => row.input_tokens !== null || row.output_tokens !== null,
      explain:
        "Tokens the span says: read → written. Faint where its trace's total has them from another span",
      cell: (row) => <Tokens row={row} />,
    },
    {
      id: "cost",
      header: "Cost",
      width: 112,
      rank: 4,
      align: "right",
      sortable: true,
      explain: "US dollars by the price table, of tokens that count",
      present: (row) => row.counted !== null,
      cell: (row) => <Cost row={row} />,
    },
  ];
}
