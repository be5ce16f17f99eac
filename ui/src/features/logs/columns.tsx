/** The columns of the list of logs: what each says and how. */

import type { LogRow } from "@proto";
import { IconTimeline } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { categoryColour } from "../../base/colour";
import { shortId } from "../../base/format";
import { nanos } from "../../base/time";
import type { Column } from "../../widgets/table/columns";
import { LogTime } from "../../widgets/text";
import classes from "./logs.module.css";
import { Severity } from "./Severity";

export const LOG_COLUMNS: Column<LogRow>[] = [
  {
    id: "time",
    header: "Time",
    width: 160,
    sortable: true,
    fixed: true,
    explain: "The record's time, or the time it was observed when it has none; local",
    cell: (row) => (
      <span className="mono dim">
        <LogTime ns={nanos(row.time)} />
      </span>
    ),
  },
  {
    id: "severity",
    header: "Severity",
    width: 82,
    present: (row) => row.severity > 0 || row.severity_text !== "",
    cell: (row) => <Severity severity={row.severity} text={row.severity_text} />,
  },
  {
    id: "service",
    header: "Service",
    width: 140,
    present: (row) => row.service !== "",
    cell: (row) => (
      <span className={classes.service} title={row.service}>
        <i className={classes.dot} style={{ background: categoryColour(row.service) }} />
        <span className="ellipsis dim">{row.service}</span>
      </span>
    ),
  },
  {
    id: "body",
    header: "Message",
    width: 260,
    grow: 1,
    fixed: true,
    cell: (row) => (
      <span className={`${classes.body} ellipsis`} title={row.body}>
        {row.event_name && <span className={classes.event}>{row.event_name}</span>}
        {row.body || (!row.event_name && <span className="faint">no body</span>)}
      </span>
    ),
  },
  {
    id: "trace",
    header: "Trace",
    width: 104,
    present: (row) => row.trace_id !== null,
    explain: "The trace the record names, at its span",
    cell: (row) => row.trace_id && <TraceLink row={row} traceId={row.trace_id} />,
  },
];

function TraceLink({ row, traceId }: { row: LogRow; traceId: string }) {
  if (!row.trace_known) {
    return (
      <span className="mono faint" title={`${traceId}: no span of this trace is stored here`}>
        {shortId(traceId, 4, 4)}
      </span>
    );
  }
  return (
    <Link
      to="/trace/$traceId"
      params={{ traceId }}
      search={row.span_id ? { span: row.span_id } : {}}
      className={classes.trace}
      tabIndex={-1}
      title={`Open trace ${traceId}`}
    >
      <IconTimeline size={13} aria-hidden />
      <span className="mono">{shortId(traceId, 4, 4)}</span>
    </Link>
  );
}
