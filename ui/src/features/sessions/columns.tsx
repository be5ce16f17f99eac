/** The columns of the list of sessions: what each says and how. Never fetches; unknown sums are said to be unknown. */
import type { SessionRow } from "@proto";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { termOf } from "../../base/attributeTerms";
import { compact, count, duration, plural, shortId } from "../../base/format";
import { nanos } from "../../base/time";
import { costSaid, type Said, tokensSaid } from "../../base/usage";
import type { Column } from "../../widgets/table/columns";
import { Pill, Time } from "../../widgets/text";
import { AboutCell } from "./AboutCell";
import classes from "./sessions.module.css";

/** Names a row: one id in two projects is two sessions. */
export const sessionKey = ({ project, session }: Pick<SessionRow, "project" | "session">) =>
  JSON.stringify([project, session]);

/** The columns. `exact`: clock times instead of "12 s ago"; `times`: the width of times. */
export function sessionColumns(exact: boolean, times: number): Column<SessionRow>[] {
  const time = (id: "last" | "first", header: string, explain: string): Column<SessionRow> => ({
    id,
    header,
    width: times,
    align: "right",
    sortable: true,
    fixed: id === "last",
    rank: 9,
    explain,
    cell: (row) => (
      <span className={classes.time}>
        <Time ns={nanos(row[id])} exact={exact} />
      </span>
    ),
  });
  const number = (
    rank: number,
    id: string,
    header: string,
    width: number,
    explain: string,
    cell: (row: SessionRow) => ReactNode,
  ): Column<SessionRow> => ({ id, header, width, rank, align: "right", sortable: true, explain, cell });
  return [
    time("last", "Last", "End of its latest span, local time"),
    {
      id: "session",
      header: "Session",
      width: 170,
      grow: 1.6,
      fixed: true,
      explain: "The session's or conversation's id, as sent",
      cell: (row) => (
        <Link
          to="/session/$project/$session"
          params={{ project: row.project, session: row.session }}
          className={`${classes.name} mono ellipsis`}
          tabIndex={-1}
          title={row.session}
        >
          {shortId(row.session, 24, 12)}
        </Link>
      ),
    },
    {
      id: "about",
      header: "Began with",
      width: 150,
      wants: 220,
      grow: 4,
      rank: 2,
      explain: "The first prompt of its first trace",
      cell: (row) => <AboutCell traceId={row.first_trace} />,
    },
    {
      id: "project",
      header: "Project",
      rank: 7,
      width: 92,
      present: (row) => row.project !== "default",
      cell: (row) => <span className="dim ellipsis">{row.project}</span>,
    },
    {
      id: "users",
      header: "User",
      rank: 4,
      width: 110,
      grow: 1,
      explain: "Who the program served",
      present: (row) => row.users.length > 0,
      cell: (row) => <Users users={row.users} />,
    },
    {
      id: "services",
      header: "Service",
      rank: 6,
      width: 110,
      grow: 1,
      cell: (row) => <More items={row.services} />,
    },
    number(1, "traces", "Turns", 68, "Traces that name the session", (row) => (
      <span title={`${plural(row.traces, "trace")}, ${plural(row.spans, "span")}`}>
        {compact(row.traces)}
      </span>
    )),
    number(0, "errors", "Errors", 76, "Spans that failed", (row) =>
      row.errors === 0 ? (
        <span className="faint">0</span>
      ) : (
        <Pill tone="bad" title={plural(row.errors, "failed span")}>
          {plural(row.errors, "error")}
        </Pill>
      ),
    ),
    {
      id: "models",
      header: "Model",
      rank: 5,
      width: 120,
      grow: 1.2,
      present: (row) => row.models.length > 0,
      cell: (row) => <More items={row.models} />,
    },
    number(2, "tokens", "Tokens", 116, "Tokens read → written, each model call counted once", (row) => (
      <Sum said={tokensSaid(row.totals, row.models.length > 0)} />
    )),
    number(3, "cost", "Cost", 112, "US dollars by the price table. ≥: part of it is not known", (row) => (
      <Sum said={costSaid(row.totals, row.models.length > 0)} />
    )),
    {
      id: "lasted",
      header: "Lasted",
      rank: 8,
      width: 84,
      align: "right",
      explain: "From its first span to its last",
      cell: (row) => {
        const ns = nanos(row.last) - nanos(row.first);
        return (
          <span className="dim" title={`${count(ns)} ns`}>
            {duration(ns)}
          </span>
        );
      },
    },
    time("first", "First", "Start of its earliest span, local time"),
  ];
}

/** What sums say, in words for who asks; faint where it is not known. */
export function Sum({ said }: { said: Said | null }) {
  if (!said) return <span className="faint">–</span>;
  return (
    <span className={said.known ? "dim" : "faint"} title={said.long}>
      {said.short}
    </span>
  );
}

/** Users, the first as a link to the sessions of that user. */
export function Users({ users }: { users: readonly string[] }) {
  const [first, ...rest] = users;
  if (first === undefined) return null;
  return (
    <span className={classes.more} title={users.join("\n")}>
      <Link
        to="/sessions"
        search={{ q: termOf("user", { type: "string", value: first }) ?? "" }}
        className={`${classes.user} ellipsis`}
        tabIndex={-1}
      >
        {first}
      </Link>
      {rest.length > 0 && <span className="faint">+{rest.length}</span>}
    </span>
  );
}

function More({ items }: { items: readonly string[] }) {
  const [first, ...rest] = items;
  if (first === undefined) return null;
  return (
    <span className={classes.more} title={items.join("\n")}>
      <span className="dim ellipsis">{first}</span>
      {rest.length > 0 && <span className="faint">+{rest.length}</span>}
    </span>
  );
}
