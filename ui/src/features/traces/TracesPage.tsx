/**
 * The list of traces: newest first, live. Owns the question asked and what is shown when nothing answers it. The
 * joining of arrivals is api/feed, the drawing widgets/table.
 */

import type { TraceRow, TraceSort } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { servicesQuery } from "../../api/choices";
import { useKept } from "../../api/kept";
import { useSettings } from "../../api/settings";
import { getTraces } from "../../api/traces";
import { useFeed } from "../../api/useFeed";
import { count } from "../../base/format";
import { defined } from "../../base/object";
import { parseRange, rangeBounds } from "../../base/url";
import { Picker } from "../../widgets/picker";
import { ColumnMenu } from "../../widgets/table/ColumnMenu";
import { type Sort, shownColumns } from "../../widgets/table/columns";
import { useFollow } from "../../widgets/table/follow";
import { howMany, ListPage } from "../../widgets/table/ListPage";
import { LiveTable } from "../../widgets/table/LiveTable";
import { traceColumns } from "./columns";
import { NoMatch } from "./NoMatch";

const route = getRouteApi("/traces");
const rowId = (row: TraceRow) => row.trace_id;
const rowTone = (row: TraceRow) => (row.status === "ok" ? undefined : "bad");

/** `welcome` is what a database without any trace shows: how to connect. */
export function TracesPage({ welcome }: { welcome: ReactNode }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { absolute_times: exact } = useSettings();

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
  const follow = useFollow(search.live !== "off", kept.offset === 0);
  const list = useFeed<TraceRow>({
    queryKey: ["traces", question],
    kinds: ["traces"],
    fetchPage,
    id: rowId,
    follow: follow.follow,
  });
  const [selected, setSelected] = useState<string | null>(kept.selected);

  const rows = list.feed?.rows;
  const hidden = useMemo(() => new Set(search.hide?.split(",")), [search.hide]);
  const all = useMemo(() => traceColumns(exact), [exact]);
  const columns = useMemo(() => shownColumns(all, rows ?? [], hidden), [all, rows, hidden]);

  const asked = Boolean(project || service || range || q);
  if (rows?.length === 0 && !asked && !list.stale && !list.error) return welcome;

  return (
    <ListPage
      title="Traces"
      pickers={<ServicePicker project={project} service={service} />}
      said={!list.stale && howMany(list.feed, "trace")}
      tools={
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
      }
    >
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
        onOpen={(row) => void navigate({ to: "/trace/$traceId", params: { traceId: row.trace_id } })}
        empty={<NoMatch />}
        initialOffset={kept.offset}
        onLeave={(offset) => kept.keep({ offset, selected })}
      />
    </ListPage>
  );
}

function ServicePicker({ project, service }: { project: string | undefined; service: string | undefined }) {
  const navigate = route.useNavigate();
  const choices = useQuery(servicesQuery(project)).data?.choices ?? [];
  return (
    <Picker
      name="Service"
      all="All services"
      value={service}
      options={choices.map((c) => ({ value: c.name, label: c.name, note: count(c.traces) }))}
      onChange={(value) => void navigate({ search: (was) => ({ ...was, service: value }) })}
    />
  );
}

/** A sort as the address says it: the usual one is not written. */
function sortSearch({ by, order }: Sort): { sort: TraceSort | undefined; order: "asc" | undefined } {
  return { sort: by === "start" ? undefined : (by as TraceSort), order: order === "asc" ? "asc" : undefined };
}
