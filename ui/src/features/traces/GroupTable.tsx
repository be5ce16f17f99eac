/** Rows put together by a field's value, with what they add up to; a click on a group goes to its rows. */
import type { Group } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { ApiFailure } from "../../api/client";
import { groupsQuery } from "../../api/query";
import { count, duration, plural } from "../../base/format";
import { defined } from "../../base/object";
import { withTerm } from "../../base/terms";
import { parseRange, rangeBounds } from "../../base/url";
import { exact, tokensShort, usd } from "../../base/usage";
import { Failed, Loading } from "../../widgets/states";
import type { Column } from "../../widgets/table/columns";
import { DataTable } from "../../widgets/table/DataTable";
import { ListPage } from "../../widgets/table/ListPage";
import { NoMatch } from "./NoMatch";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");
const rowId = (group: Group) => group.value ?? "";

interface GroupTableProps {
  by: string;
  on: "traces" | "spans";
  pickers: ReactNode;
  tools: ReactNode;
  aside: ReactNode;
}

type By = "count" | "errors" | "p50" | "p95" | "tokens" | "cost" | "value";

const size: Record<Exclude<By, "value">, (group: Group) => number> = {
  count: (group) => Number(group.count),
  errors: (group) => Number(group.errors),
  p50: (group) => Number(group.p50),
  p95: (group) => Number(group.p95),
  tokens: (group) => Number(group.input_tokens ?? -1) + Number(group.output_tokens ?? 0),
  cost: (group) => Number(group.cost ?? -1),
};

export function GroupTable({ by, on, pickers, tools, aside }: GroupTableProps) {
  const { project, service, range, q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const bounds = rangeBounds(parseRange(range), Math.floor(Date.now() / 60_000) * 60_000);
  const answer = useQuery(
    groupsQuery({ ...defined({ on, project, service, q, ...bounds, limit: 1000 }), by }),
  );
  const [sort, setSort] = useState<{ by: string; order: "asc" | "desc" }>({ by: "count", order: "desc" });
  const [selected, setSelected] = useState<string | null>(null);
  const groups = [...(answer.data?.groups ?? [])].sort((one, other) => {
    const order =
      sort.by === "value"
        ? (one.value ?? "").localeCompare(other.value ?? "")
        : size[sort.by as Exclude<By, "value">](one) - size[sort.by as Exclude<By, "value">](other);
    return sort.order === "asc" ? order : -order;
  });
  const said = answer.data
    ? `${plural(answer.data.total, "group")}${answer.data.partial ? ", not all told apart" : ""}`
    : "";
  const { error } = answer;
  return (
    <ListPage title={`Grouped by ${by}`} pickers={pickers} said={said} tools={tools}>
      <div className={classes.split}>
        {aside}
        <div className={classes.main}>
          {error && (
            <Failed
              what="The groups could not be counted"
              error={error instanceof ApiFailure ? error : Object.assign(error, { hint: null })}
              onRetry={() => void answer.refetch()}
            />
          )}
          {!error && !answer.data && <Loading what="groups" />}
          {!error && answer.data && groups.length === 0 && <NoMatch />}
          {!error && groups.length > 0 && (
            <DataTable
              label={`Groups of ${on}`}
              rows={groups}
              columns={columns(
                by,
                on,
                groups.some((group) => group.cost !== null),
              )}
              rowId={rowId}
              total={groups.length}
              sort={sort}
              onSort={setSort}
              selected={selected}
              onSelect={(row) => setSelected(row && rowId(row))}
              onOpen={(group) =>
                void navigate({
                  search: (was) => ({ ...was, group: undefined, q: withTerm(q, group.term) }),
                })
              }
              stale={answer.isPlaceholderData}
            />
          )}
        </div>
      </div>
    </ListPage>
  );
}

function columns(by: string, on: string, priced: boolean): Column<Group>[] {
  const number = (
    id: By,
    header: string,
    width: number,
    cell: (group: Group) => ReactNode,
  ): Column<Group> => ({
    id,
    header,
    width,
    align: "right",
    sortable: true,
    cell,
  });
  return [
    {
      id: "value",
      header: by,
      width: 200,
      grow: 3,
      sortable: true,
      firstOrder: "asc",
      cell: (group) => (
        <span className="ellipsis">
          {group.value === null ? <span className="faint">without one</span> : group.value || "(empty)"}
        </span>
      ),
    },
    number("count", on === "spans" ? "Spans" : "Traces", 90, (group) => count(group.count)),
    number("errors", "Errors", 90, (group) =>
      group.errors === "0" ? (
        <span className="faint">0</span>
      ) : (
        <span className={classes.bad}>{count(group.errors)}</span>
      ),
    ),
    number("p50", "p50", 90, (group) => duration(Number(group.p50))),
    number("p95", "p95", 90, (group) => duration(Number(group.p95))),
    number("tokens", "Tokens", 120, (group) =>
      group.input_tokens === null && group.output_tokens === null ? (
        <span className="faint">–</span>
      ) : (
        <span className="dim">{tokensShort(group.input_tokens, group.output_tokens)}</span>
      ),
    ),
    ...(priced ? [number("cost", "Cost", 112, (group) => <Cost dollars={group.cost} />)] : []),
  ];
}

/** A sum of dollars, its exact value on hover. */
function Cost({ dollars }: { dollars: number | null }) {
  if (dollars === null) return <span className="faint">–</span>;
  return <span title={exact(dollars)}>{usd(dollars)}</span>;
}
