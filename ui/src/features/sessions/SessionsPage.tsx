/** The list of sessions: the one last active first, live. Owns the question asked; a session itself is SessionPage. */
import type { Order, SessionRow } from "@proto";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useKept } from "../../api/kept";
import { getSessions } from "../../api/sessions";
import { useSettings } from "../../api/settings";
import { useFeed } from "../../api/useFeed";
import { defined } from "../../base/object";
import { parseRange, rangeBounds } from "../../base/url";
import { ColumnMenu } from "../../widgets/table/ColumnMenu";
import { hideText, useHidden } from "../../widgets/table/choose";
import { shownColumns, timeWidth } from "../../widgets/table/columns";
import { useFollow } from "../../widgets/table/follow";
import { howMany, ListPage } from "../../widgets/table/ListPage";
import { LiveTable } from "../../widgets/table/LiveTable";
import { sessionColumns, sessionKey } from "./columns";
import { NoMatch, NoSession } from "./NoSession";
import classes from "./sessions.module.css";

const route = getRouteApi("/sessions");
const rowTone = (row: SessionRow) => (row.errors > 0 ? "bad" : undefined);

interface Question {
  project: string | undefined;
  range: string | undefined;
  q: string | undefined;
  sort: string;
  order: Order;
}

/** The rows that answer a question, as they come and go, and where the reader left them last. */
function useSessions({ project, range, q, sort, order }: Question, live: boolean) {
  const question = defined({ project, range, q, sort, order });
  const fetchPage = useCallback(
    async (cursor: string | null, signal: AbortSignal) => {
      const bounds = rangeBounds(parseRange(range), Date.now());
      const query = defined({ project, filter: q, sort, order, cursor: cursor ?? undefined, ...bounds });
      return getSessions(query, signal);
    },
    [project, range, q, sort, order],
  );
  const kept = useKept("sessions", JSON.stringify(question));
  const follow = useFollow(live, kept.offset === 0);
  const list = useFeed<SessionRow>({
    queryKey: ["sessions", question],
    kinds: ["traces"],
    fetchPage,
    id: sessionKey,
    follow: follow.follow,
  });
  return { list, follow, kept };
}

export function SessionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { absolute_times: exact } = useSettings();
  const { project, range, q, sort = "last", order = "desc" } = search;
  const { list, follow, kept } = useSessions({ project, range, q, sort, order }, search.live !== "off");
  const [selected, setSelected] = useState<string | null>(kept.selected);
  const rows = list.feed?.rows;
  const times = timeWidth(rows?.map((row) => row.first) ?? []);
  const all = useMemo(() => sessionColumns(exact, times), [exact, times]);
  const place = useRef<HTMLDivElement>(null);
  const hidden = useHidden(search.hide, all, rows, place, 0);
  const columns = useMemo(() => shownColumns(all, rows ?? [], hidden), [all, rows, hidden]);
  const asked = Boolean(project || range || q);
  if (rows?.length === 0 && !asked && !list.stale && !list.error) return <NoSession />;
  return (
    <ListPage
      title="Sessions"
      pickers={null}
      said={!list.stale && howMany(list.feed, "session")}
      tools={
        <>
          <Link
            to="/traces"
            search={{ group: "user" }}
            className={classes.byUser}
            title="What each user's traces add up to"
          >
            By user
          </Link>
          <ColumnMenu
            columns={all}
            hidden={hidden}
            onChange={(next) =>
              void navigate({
                search: (was) => ({ ...was, hide: hideText(next) }),
                replace: true,
              })
            }
          />
        </>
      }
    >
      <div ref={place} className={classes.place}>
        <LiveTable
          label="Sessions"
          what="sessions"
          list={list}
          follow={follow}
          columns={columns}
          rowId={sessionKey}
          rowTone={rowTone}
          sort={{ by: sort, order }}
          onSort={(next) =>
            void navigate({
              search: (was) => ({
                ...was,
                sort: next.by === "last" ? undefined : next.by,
                order: next.order === "asc" ? "asc" : undefined,
              }),
            })
          }
          selected={selected}
          onSelect={setSelected}
          onOpen={(row) =>
            void navigate({
              to: "/session/$project/$session",
              params: { project: row.project, session: row.session },
              search: (was) => ({ project: was.project, range: was.range, live: was.live }),
            })
          }
          empty={<NoMatch />}
          initialOffset={kept.offset}
          onLeave={(offset) => kept.keep({ offset, selected })}
        />
      </div>
    </ListPage>
  );
}
