/**
 * A trace read as one conversation: its model calls, tools and agents in order, each with the way to its span. Owns fetching
 * page by page as one reads on, and the states of the pane.
 */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { getTraceConversation } from "../../api/conversations";
import { plural } from "../../base/format";
import { LongList, type LongListHandle } from "../../widgets/longlist";
import { warmMarkdown } from "../../widgets/markdown/Markdown";
import { Empty, Failed, Loading, Notice } from "../../widgets/states";
import { ReadingProvider, useLight, type Ways } from "./context";
import classes from "./conversation.module.css";
import { FormSwitch } from "./FormSwitch";
import { RowView } from "./RowView";
import { estimate, type IsOpen } from "./rows";
import { turnSubject } from "./subject";
import { turnRows } from "./turns";
import { useReadingOf } from "./useReadingOf";

/** Turns fetched at a time. */
const PAGE = 40;
const FEW = 30;

interface TraceConversationProps extends Ways {
  traceId: string;
  /** The selected span: its turn is marked, and in sight when the tab opens. */
  spanId: string | undefined;
}

/** The pages of a trace's conversation. */
function useTurns(traceId: string) {
  const query = useInfiniteQuery({
    queryKey: ["trace", traceId, "conversation", "pages"],
    queryFn: ({ pageParam, signal }) => getTraceConversation(traceId, pageParam, PAGE, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) =>
      last.more > 0 && last.turns.length > 0
        ? pages.reduce((sum, { turns }) => sum + turns.length, 0)
        : undefined,
    meta: { kinds: ["traces", "logs"], traceId },
    placeholderData: undefined,
    structuralSharing: false,
  });
  const pages = query.data?.pages;
  const subjects = useMemo(() => pages?.flatMap(({ turns }) => turns.map(turnSubject)), [pages]);
  return { ...query, subjects, more: pages?.at(-1)?.more ?? 0 };
}

export function TraceConversation(props: TraceConversationProps) {
  useEffect(warmMarkdown, []);
  const turns = useTurns(props.traceId);
  const { subjects, error, refetch } = turns;
  if (!subjects) {
    return error ? (
      <Failed what="The conversation could not be read" error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the conversation" />
    );
  }
  if (subjects.length === 0)
    return (
      <Empty title="Nobody speaks in this trace">
        No model, agent or tool was called in it, or none that a convention we know describes.
      </Empty>
    );
  return <Read {...props} turns={turns} subjects={subjects} />;
}

interface ReadProps extends TraceConversationProps {
  turns: ReturnType<typeof useTurns>;
  subjects: NonNullable<ReturnType<typeof useTurns>["subjects"]>;
}

function Read({ spanId, onSpan, hrefOf, turns, subjects }: ReadProps) {
  const list = useRef<LongListHandle>(null);
  const rowsOf = useCallback((isOpen: IsOpen) => turnRows(subjects, isOpen), [subjects]);
  const showRow = useCallback((key: string) => list.current?.show(key), []);
  const parts = { subjects, rowsOf, many: true, chosen: spanId, onSpan, hrefOf, showRow };
  const { reading, rows } = useReadingOf(parts);
  const light = useLight();
  const { more, hasNextPage, isFetchingNextPage, fetchNextPage, error } = turns;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, error, fetchNextPage]);
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (spanId) showRow(`${spanId} turn`);
  }, [spanId, showRow]);
  return (
    <ReadingProvider value={reading}>
      <div className={classes.pane} {...light}>
        <div className={classes.bar}>
          <span className={classes.tiny}>
            {more > 0
              ? `${plural(subjects.length, "turn")} read, ${more} to come`
              : plural(subjects.length, "turn")}
          </span>
          <span className={classes.grow} />
          <FormSwitch />
        </div>
        {error && (
          <Notice
            tone="bad"
            action={
              <Button size="compact-xs" variant="default" onClick={() => void fetchNextPage()}>
                Try again
              </Button>
            }
          >
            More could not be read: {error.message}
          </Notice>
        )}
        <div className={classes.rows}>
          <LongList
            label="Conversation of the trace"
            items={rows}
            keyOf={({ key }) => key}
            estimate={estimate}
            render={(row) => <RowView row={row} />}
            few={FEW}
            handle={list}
            onNearEnd={onNearEnd}
          />
        </div>
      </div>
    </ReadingProvider>
  );
}
