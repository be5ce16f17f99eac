// biome-ignore-all lint/a11y/useSemanticElements: a <table> of absolutely placed rows is none to a browser; ARIA roles are
// biome-ignore-all lint/a11y/useFocusableInteractive: links inside the rows take the focus
/**
 * The trace's log records, oldest first, each with the span it names. Virtual and paged: a trace may have a million.
 * Leads to the span in the tree and to the record in Logs; shows one line a record and nothing of its attributes.
 */

import type { LogRow } from "@proto";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { getLogs } from "../../api/logs";
import { severityColour } from "../../base/colour";
import { duration } from "../../base/format";
import { absolute, nanos } from "../../base/time";
import { Empty, Failed, Loading } from "../../widgets/states";
import { useRowWindow } from "../../widgets/tree/window";
import classes from "./logs.module.css";
import { nameOf, nodeOf, type TraceModel } from "./outline";

const ROW = 26;
const PAGE = 200;

export function TraceLogs({ model, onSpan }: { model: TraceModel; onSpan: (spanId: string) => void }) {
  const traceId = model.outline.summary.trace_id;
  const query = useInfiniteQuery({
    queryKey: ["trace", traceId, "logs"],
    queryFn: ({ pageParam, signal }) =>
      getLogs(
        { trace_id: traceId, order: "asc", limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    meta: { kinds: ["logs"] },
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const scroller = useRef<HTMLDivElement>(null);

  if (query.isPending) return <Loading what="the logs" />;
  if (query.isError) {
    return (
      <Failed what="The logs could not be read" error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (rows.length === 0) {
    return (
      <Empty title="No log record names this trace">
        Log records appear here when they are sent with this trace's id: most SDKs add it by themselves to
        records written while a span is active.
      </Empty>
    );
  }
  return (
    <div ref={scroller} className={classes.scroller}>
      <LogRows
        rows={rows}
        model={model}
        scroller={scroller}
        onSpan={onSpan}
        onEnd={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
      />
    </div>
  );
}

function LogRows({
  rows,
  model,
  scroller,
  onSpan,
  onEnd,
}: {
  rows: readonly LogRow[];
  model: TraceModel;
  scroller: React.RefObject<HTMLDivElement | null>;
  onSpan: (spanId: string) => void;
  onEnd: () => void;
}) {
  const window = useRowWindow(scroller, rows.length, ROW);
  const nearEnd = window.first + window.count >= rows.length - 20;
  useEffect(() => {
    if (nearEnd) onEnd();
  });
  return (
    <div role="table" aria-label="Logs of this trace" aria-rowcount={rows.length + 1}>
      <div role="rowgroup" className={classes.head}>
        <div role="row" aria-rowindex={1} className={classes.row}>
          {["Time", "Severity", "Service", "Message", "Span"].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: rows.length * ROW }}>
        {rows.slice(window.first, window.first + window.count).map((row, i) => (
          <LogLine key={row.id} row={row} at={window.first + i} model={model} onSpan={onSpan} />
        ))}
      </div>
    </div>
  );
}

function LogLine({
  row,
  at,
  model,
  onSpan,
}: {
  row: LogRow;
  at: number;
  model: TraceModel;
  onSpan: (spanId: string) => void;
}) {
  const time = nanos(row.time);
  const offset = Number(time - model.epoch);
  const node = nodeOf(model, row.span_id ?? undefined);
  const span = node >= 0 && node < model.spans ? nameOf(model, node) : null;
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      className={classes.row}
      style={{ top: at * ROW, height: ROW }}
      data-line
    >
      <span role="cell" className="num dim" title={absolute(time)}>
        {offset < 0 ? "−" : "+"}
        {duration(Math.abs(offset))}
      </span>
      <span role="cell" style={{ color: severityColour(row.severity) }}>
        {row.severity_text || "–"}
      </span>
      <span role="cell" className="ellipsis dim" title={row.service}>
        {row.service}
      </span>
      <span role="cell" className="ellipsis">
        <Link
          to="/logs"
          search={{ trace: model.outline.summary.trace_id, log: row.id }}
          className={classes.message}
          title={row.body}
        >
          {row.event_name && <span className={classes.event}>{row.event_name}</span>}
          {row.body || (row.event_name ? "" : "empty message")}
        </Link>
      </span>
      <span role="cell" className="ellipsis">
        {span !== null && row.span_id ? (
          <button
            type="button"
            className={classes.span}
            onClick={() => onSpan(row.span_id as string)}
            title={`Show ${span} in the waterfall`}
          >
            {span}
          </button>
        ) : (
          <span className="faint">{row.span_id ? "span not received" : "no span"}</span>
        )}
      </span>
    </div>
  );
}
