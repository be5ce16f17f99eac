/** The instruments that have sent data: a plain list. Charts come later; nothing here pretends to be one. */
import { Button } from "@mantine/core";
import type { MetricRow } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { metricsQuery } from "../../api/metrics";
import { categoryColour } from "../../base/colour";
import { compact, count } from "../../base/format";
import { nanos } from "../../base/time";
import { Empty, Failed, Loading } from "../../widgets/states";
import { type Column, type Sort, shownColumns, TIME_WIDTH } from "../../widgets/table/columns";
import { DataTable } from "../../widgets/table/DataTable";
import { howMany, ListPage } from "../../widgets/table/ListPage";
import { Pill, Time } from "../../widgets/text";
import classes from "./metrics.module.css";
import { sortMetrics } from "./sort";

const KINDS: Record<MetricRow["kind"], string> = {
  gauge: "gauge",
  sum: "sum",
  histogram: "histogram",
  exponential_histogram: "exponential histogram",
  summary: "summary",
};
const NONE: ReadonlySet<string> = new Set();
const rowId = (row: MetricRow) => JSON.stringify([row.service, row.scope, row.name, row.kind, row.unit]);

const COLUMNS: Column<MetricRow>[] = [
  {
    id: "name",
    header: "Instrument",
    width: 210,
    grow: 1.4,
    sortable: true,
    firstOrder: "asc",
    fixed: true,
    cell: (row) => (
      <span className="mono ellipsis" title={row.name}>
        {row.name}
      </span>
    ),
  },
  {
    id: "description",
    header: "What it measures",
    width: 130,
    grow: 1.6,
    present: (row) => row.description !== "",
    cell: (row) => (
      <span className="dim ellipsis" title={row.description}>
        {row.description}
      </span>
    ),
  },
  {
    id: "kind",
    header: "Kind",
    width: 146,
    sortable: true,
    firstOrder: "asc",
    cell: (row) => <Pill>{KINDS[row.kind]}</Pill>,
  },
  {
    id: "unit",
    header: "Unit",
    width: 74,
    present: (row) => row.unit !== "",
    explain: "As sent, in UCUM notation: s = seconds, By = bytes, {token} = tokens",
    cell: (row) => <span className="mono dim">{row.unit}</span>,
  },
  {
    id: "service",
    header: "Service",
    width: 120,
    sortable: true,
    firstOrder: "asc",
    cell: (row) => (
      <span className={classes.service}>
        <i className={classes.dot} style={{ background: categoryColour(row.service) }} />
        <span className="ellipsis">{row.service || <span className="faint">no service name</span>}</span>
      </span>
    ),
  },
  {
    id: "scope",
    header: "Scope",
    width: 100,
    grow: 1,
    present: (row) => row.scope !== "",
    explain: "The instrumentation that made it",
    cell: (row) => (
      <span className="dim ellipsis" title={row.scope}>
        {row.scope}
      </span>
    ),
  },
  {
    id: "points",
    header: "Points",
    width: 70,
    align: "right",
    sortable: true,
    explain: "Data points stored",
    cell: (row) => <span title={count(row.points)}>{compact(row.points)}</span>,
  },
  {
    id: "last",
    header: "Last",
    width: TIME_WIDTH,
    align: "right",
    sortable: true,
    explain: "Time of the latest point",
    cell: (row) => (
      <span className="mono dim">
        <Time ns={nanos(row.last)} />
      </span>
    ),
  },
];

export function MetricsPage() {
  const { data, error, refetch } = useQuery(metricsQuery());
  const [sort, setSort] = useState<Sort>({ by: "name", order: "asc" });
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(() => sortMetrics(data?.rows ?? [], sort), [data, sort]);
  const columns = useMemo(() => shownColumns(COLUMNS, rows, NONE), [rows]);

  if (!data) {
    return error ? (
      <Failed what="The metrics could not be read" error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="metrics" />
    );
  }
  if (rows.length === 0) {
    return (
      <Empty
        title="No metrics yet"
        action={
          <Button component={Link} to="/connect" variant="default">
            How to send metrics
          </Button>
        }
      >
        SDKs send metrics once a minute, so the first takes a while.
      </Empty>
    );
  }
  return (
    <ListPage
      title="Metrics"
      pickers={null}
      said={howMany({ rows, total: rows.length, next: null }, "instrument")}
      tools={<span className="faint">Points are stored and can be exported; charts are not here yet.</span>}
    >
      <DataTable
        label="Metrics"
        rows={rows}
        columns={columns}
        rowId={rowId}
        total={rows.length}
        sort={sort}
        onSort={setSort}
        selected={selected}
        onSelect={(row) => setSelected(row && rowId(row))}
        onOpen={(row) => setSelected(rowId(row))}
      />
    </ListPage>
  );
}
