/**
 * A session's turns, joined from pages: the first at once, the next by themselves up to a few hundred turns (the chart of
 * growth wants them all), the rest when the reader comes near. Owns how much is asked for; draws nothing.
 */
import type { SessionRow, SessionTrace } from "@proto";
import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ApiFailure } from "../../api/client";
import { sessionQuery } from "../../api/sessions";

/** Turns a page. */
const PAGE = 20;
/** Turns that are fetched without being asked for. */
const UNASKED = 200;

export interface SessionPages {
  /** Null until the first answer. */
  summary: SessionRow | null;
  /** Turns by start. */
  turns: readonly SessionTrace[];
  /** Turns beyond these. */
  more: number;
  /** The first page could not be read. With `summary`: older ones are still shown. */
  error: ApiFailure | null;
  /** A further page could not be read. */
  moreError: ApiFailure | null;
  loading: boolean;
  loadMore: () => void;
  retry: () => void;
}

/** `wanted`: the turn that must be among them, however far it is. */
export function useSessionPages(project: string, session: string, wanted: string | undefined): SessionPages {
  const [pages, setPages] = useState(1);
  const answers = useQueries({
    queries: Array.from({ length: pages }, (_, page) => sessionQuery(project, session, page * PAGE, PAGE)),
  });
  const first = answers[0];
  const turns: SessionTrace[] = [];
  const seen = new Set<string>();
  let more = 0;
  for (const { data } of answers) {
    if (!data) break;
    // A trace that arrives late shifts the pages under us: nothing is shown twice.
    for (const trace of data.traces) {
      if (seen.has(trace.trace_id)) continue;
      seen.add(trace.trace_id);
      turns.push(trace);
    }
    more = data.more;
  }
  const last = answers[answers.length - 1];
  const ready = last?.data !== undefined && more > 0;
  const unasked = turns.length < UNASKED || (wanted !== undefined && !seen.has(wanted));
  useEffect(() => {
    if (ready && unasked) setPages((now) => (now === pages ? now + 1 : now));
  }, [ready, unasked, pages]);
  return {
    summary: first?.data?.summary ?? null,
    turns,
    more,
    error: first?.error ?? null,
    moreError: (pages > 1 && last?.error) || null,
    loading: last?.isFetching === true && last.data === undefined,
    loadMore: () => {
      if (ready) setPages((now) => (now === pages ? now + 1 : now));
    },
    retry: () => {
      for (const answer of answers) if (answer.error) void answer.refetch();
    },
  };
}
