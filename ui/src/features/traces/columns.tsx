/** The columns of the list of traces: what each says and how. Never fetches; unknown numbers are said to be unknown. */

import type { TraceRow } from "@proto";
import { IconNote } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { categoryColour } from "../../base/colour";
import { compact, count, duration, plural, shortId } from "../../base/format";
import { nanos } from "../../base/time";
import { costSaid, type Said, saysTokens, tokensSaid } from "../../base/usage";
import type { Column } from "../../widgets/table/columns";
import { Pill, Time } from "../../widgets/text";
import { PreviewCell } from "./PreviewCell";
import classes from "./traces.module.css";

/** Whether there is anything to say of models. */
const hasCalls = (row: TraceRow) =>
  row.models.length > 0 || saysTokens(row.totals) || row.totals.tokens_at_least || row.totals.cost !== null;

/** The columns. `exact`: clock times instead of "12 s ago"; `start`: the width of times. */
export function traceColumns(exact: boolean, start: number): Column<TraceRow>[] {
  return [
    {
      id: "start",
      header: "Start",
      width: start,
      align: "right",
      sortable: true,
      fixed: true,
      explain: "Start of the trace's earliest span, local time",
      cell: (row) => (
        <span className={classes.start}>
          <Time ns={nanos(row.start)} exact={exact} />
        </span>
      ),
    },
    {
      id: "name",
      header: "Name",
      width: 150,
      grow: 3,
      sortable: true,
      firstOrder: "asc",
      fixed: true,
      explain: "The root span's name; the earliest span's while no root has arrived",
      cell: (row) => <Name row={row} />,
    },
    {
      id: "input",
      header: "Input",
      width: 140,
      wants: 180,
      grow: 4,
      rank: 2,
      explain: "The first prompt, from whichever span has it",
      present: hasCalls,
      cell: (row) => <PreviewCell traceId={row.trace_id} side="input" />,
    },
    {
      id: "output",
      header: "Output",
      width: 140,
      wants: 180,
      grow: 4,
      rank: 5,
      explain: "The last answer, from whichever span has it",
      present: hasCalls,
      cell: (row) => <PreviewCell traceId={row.trace_id} side="output" />,
    },
    {
      id: "service",
      header: "Service",
      width: 116,
      grow: 1.4,
      rank: 7,
      sortable: true,
      firstOrder: "asc",
      explain: "The root's service, and how many others took part",
      cell: (row) => <Services row={row} />,
    },
    {
      id: "duration",
      header: "Duration",
      width: 128,
      rank: 0,
      align: "right",
      sortable: true,
      explain: "From the earliest start to the latest end. The bar's length is logarithmic: 10 µs to 10 min",
      cell: (row) => <Duration ns={Number(row.duration)} />,
    },
    {
      id: "spans",
      header: "Spans",
      width: 62,
      rank: 9,
      align: "right",
      sortable: true,
      cell: (row) => (
        <span className="dim" title={plural(row.spans, "span")}>
          {compact(row.spans)}
        </span>
      ),
    },
    {
      id: "errors",
      header: "Status",
      width: 80,
      rank: 1,
      sortable: true,
      explain:
        "Failed: the root span ended in an error. Errors: a span inside did. Sorts by the number of failed spans",
      cell: (row) => <Status row={row} />,
    },
    {
      id: "models",
      header: "Model",
      width: 104,
      rank: 6,
      grow: 1.2,
      explain: "Models that answered, else that were asked",
      present: (row) => row.models.length > 0,
      cell: (row) => <More items={row.models} />,
    },
    {
      id: "tokens",
      header: "Tokens",
      width: 108,
      rank: 3,
      align: "right",
      sortable: true,
      explain: "Tokens read → written, summed over the trace's model calls, each counted once",
      present: hasCalls,
      cell: (row) => <Sum said={tokensSaid(row.totals, row.models.length > 0)} />,
    },
    {
      id: "cost",
      header: "Cost",
      width: 112,
      rank: 4,
      align: "right",
      sortable: true,
      explain: "US dollars by the price table, each model call counted once. ≥: part of it is not known",
      present: hasCalls,
      cell: (row) => <Sum said={costSaid(row.totals, row.models.length > 0)} />,
    },
    {
      id: "session",
      header: "Session",
      width: 116,
      rank: 10,
      explain: "Session or conversation, when a span says one",
      present: (row) => row.session !== null,
      cell: (row) =>
        row.session && (
          <Link
            to="/session/$project/$session"
            params={{ project: row.project, session: row.session }}
            search={{ turn: row.trace_id }}
            className={`${classes.session} mono ellipsis`}
            tabIndex={-1}
            title={`Read session ${row.session}`}
          >
            {shortId(row.session, 8, 4)}
          </Link>
        ),
    },
    {
      id: "user",
      header: "User",
      width: 96,
      rank: 11,
      explain: "Who the program served, when a span says it",
      present: (row) => row.user !== null,
      cell: (row) =>
        row.user && (
          <span className="dim ellipsis" title={row.user}>
            {row.user}
          </span>
        ),
    },
    {
      id: "project",
      header: "Project",
      width: 92,
      rank: 8,
      // Where everything belongs to the one default project, the column would only repeat the word.
      present: (row) => row.project !== "default",
      cell: (row) => <span className="dim ellipsis">{row.project}</span>,
    },
  ];
}

function Name({ row }: { row: TraceRow }) {
  return (
    <>
      <Link
        to="/trace/$traceId"
        params={{ traceId: row.trace_id }}
        className={`${classes.name} ellipsis`}
        tabIndex={-1}
        title={row.name}
      >
        {row.name || <span className="faint">unnamed span</span>}
      </Link>
      {row.tags.map((tag) => (
        <span key={tag} className={`${classes.tag} ellipsis ${classes.aside}`} title={`Tag: ${tag}`}>
          {tag}
        </span>
      ))}
      {row.note && (
        <span className={classes.aside} title={row.note}>
          <IconNote size={13} aria-label="Has a note" />
        </span>
      )}
      {!row.has_root && (
        <span className={classes.aside}>
          <Pill title="No span without a parent has arrived yet; the name is the earliest span's">
            no root yet
          </Pill>
        </span>
      )}
    </>
  );
}

function Services({ row }: { row: TraceRow }) {
  const others = row.services.length - 1;
  return (
    <span className={classes.service} title={row.services.join("\n")}>
      <i className={classes.dot} style={{ background: categoryColour(row.service) }} />
      <span className="ellipsis">{row.service || <span className="faint">no service name</span>}</span>
      {others > 0 && <span className="faint">+{others}</span>}
    </span>
  );
}

const BAR_LEAST = Math.log10(1e4);
const BAR_MOST = Math.log10(6e11);

/** Share of the bar's track for a duration, 0 to 1: logarithmic from 10 µs to 10 minutes. */
export function barShare(ns: number): number {
  if (ns <= 0) return 0;
  return Math.max(0.04, Math.min(1, (Math.log10(ns) - BAR_LEAST) / (BAR_MOST - BAR_LEAST)));
}

function Duration({ ns }: { ns: number }) {
  return (
    <>
      <span title={`${count(ns)} ns`}>{duration(ns)}</span>
      <span className={classes.track} aria-hidden>
        <span className={classes.fill} style={{ width: `${barShare(ns) * 100}%` }} />
      </span>
    </>
  );
}

function Status({ row }: { row: TraceRow }) {
  const failed = plural(row.errors, "failed span");
  if (row.status === "failed") {
    return (
      <Pill tone="bad" title={`The root span failed; ${failed} in all`}>
        failed
      </Pill>
    );
  }
  if (row.status === "has_errors") {
    return (
      <Pill tone="bad" title={`${failed}; the root span itself did not fail`}>
        {plural(row.errors, "error")}
      </Pill>
    );
  }
  return <span className="faint">ok</span>;
}

function More({ items }: { items: readonly string[] }) {
  const [first, ...rest] = items;
  if (first === undefined) return null;
  return (
    <span className={classes.service} title={items.join("\n")}>
      <span className="dim ellipsis">{first}</span>
      {rest.length > 0 && <span className="faint">+{rest.length}</span>}
    </span>
  );
}

/** What sums say, in words for who asks; faint where it is not known. */
function Sum({ said }: { said: Said | null }) {
  if (!said) return null;
  return (
    <span className={said.known ? "dim" : "faint"} title={said.long}>
      {said.short}
    </span>
  );
}
