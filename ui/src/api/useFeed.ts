/**
 * A growing list on the screen: asks for its first page whenever its kinds of data change, for more pages as the
 * reader scrolls, and survives leaving the view and coming back. The joining itself is feed.ts.
 */

import type { ChangeKind } from "@proto";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ApiFailure } from "./client";
import { appendPage, type Feed, type Page, releaseFeed, startFeed, takeHead } from "./feed";

interface FeedOptions<Row> {
  /** What the list is a list of, and the question asked: `["traces", {...}]`. */
  queryKey: readonly [string, object];
  kinds: readonly ChangeKind[];
  /** Fetches the page at a cursor; null = the first. */
  fetchPage: (cursor: string | null, signal: AbortSignal) => Promise<Page<Row>>;
  id: (row: Row) => string;
  /** New rows may go on top now. */
  follow: boolean;
}

export interface LiveFeed<Row> {
  /** Null until the first answer. */
  feed: Feed<Row> | null;
  /** The rows shown answer an earlier question; the present one is on its way. */
  stale: boolean;
  /** The first page could not be fetched. With `feed`: older rows are still shown. */
  error: ApiFailure | null;
  /** A further page could not be fetched. */
  moreError: Error | null;
  loadingMore: boolean;
  loadMore: () => void;
  /** Shows what waits. */
  release: () => void;
  retry: () => void;
}

export function useFeed<Row>(options: FeedOptions<Row>): LiveFeed<Row> {
  const { queryKey, kinds, fetchPage, id, follow } = options;
  const client = useQueryClient();
  const key = JSON.stringify(queryKey);
  const kept = [...queryKey, "feed"];

  const head = useQuery({
    queryKey: [...queryKey, "head"],
    queryFn: async ({ signal }) => ({ key, page: await fetchPage(null, signal) }),
    meta: { kinds },
  });
  const [feed, setFeed] = useState<Feed<Row> | null>(() => client.getQueryData<Feed<Row>>(kept) ?? null);
  const [moreError, setMoreError] = useState<Error | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  const running = useRef<AbortController | null>(null);

  // Joined while rendering, not in an effect: the rows must be in the first paint that knows of them.
  const answer = head.data;
  const [joined, setJoined] = useState<{ answer: unknown; follow: boolean } | null>(null);
  if (answer && (joined?.answer !== answer || joined.follow !== follow)) {
    setJoined({ answer, follow });
    setFeed(
      feed?.key === answer.key ? takeHead(feed, answer.page, id, follow) : startFeed(answer.key, answer.page),
    );
  }

  // Another question makes a page under way worthless.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the reason, not an input
  useEffect(() => {
    setMoreError(null);
    setLoadingMore(false);
    return () => running.current?.abort();
  }, [key]);

  useEffect(() => {
    if (feed) client.setQueryData([...(JSON.parse(feed.key) as unknown[]), "feed"], feed);
  }, [client, feed]);

  const loadMore = useCallback(() => {
    if (!feed?.next || loadingMore || feed.key !== key) return;
    const abort = new AbortController();
    running.current = abort;
    setLoadingMore(true);
    setMoreError(null);
    fetchPage(feed.next, abort.signal)
      .then((page) =>
        setFeed((now) => (now?.key === key && now.next === feed.next ? appendPage(now, page, id) : now)),
      )
      .catch((error: Error) => abort.signal.aborted || setMoreError(error))
      .finally(() => abort.signal.aborted || setLoadingMore(false));
  }, [feed, loadingMore, key, fetchPage, id]);

  return {
    feed,
    stale: feed !== null && feed.key !== key,
    error: head.error,
    moreError,
    loadingMore,
    loadMore,
    release: useCallback(() => setFeed((now) => now && releaseFeed(now, id)), [id]),
    retry: () => void head.refetch(),
  };
}
