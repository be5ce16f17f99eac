/**
 * The Conversation tab of one span: what the model saw and said, or what a tool, a retrieval, an embedding did. Owns fetching it,
 * the page's states, and that the answer is in sight when it opens.
 */
import type { Span } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { conversationQuery } from "../../api/conversations";
import { LongList, type LongListHandle } from "../../widgets/longlist";
import { warmMarkdown } from "../../widgets/markdown/Markdown";
import { Failed, Loading } from "../../widgets/states";
import { ReadingProvider, useLight, type Ways } from "./context";
import classes from "./conversation.module.css";
import { FormSwitch } from "./FormSwitch";
import { OfferedLine } from "./Offered";
import { RowView } from "./RowView";
import { answerKey, estimate, type IsOpen, saysAnything, spanRows } from "./rows";
import type { Subject } from "./subject";
import { useReadingOf } from "./useReadingOf";

/** More rows than this are virtual: each may hold a page of Markdown. */
const FEW = 30;

interface SpanConversationProps extends Ways {
  span: Span;
}

export function SpanConversation({ span, onSpan, hrefOf }: SpanConversationProps) {
  useEffect(warmMarkdown, []);
  const query = useQuery({ ...conversationQuery(span.trace_id, span.span_id), structuralSharing: false });
  const conversation = query.data;
  const subject = useMemo<Subject | null>(
    () =>
      conversation
        ? {
            traceId: span.trace_id,
            spanId: span.span_id,
            name: span.name,
            type: span.span_type,
            start: BigInt(span.start),
            duration: BigInt(span.end) - BigInt(span.start),
            error: span.status === 2 ? span.status_message : null,
            genai: span.genai,
            conversation,
          }
        : null,
    [span, conversation],
  );
  if (subject) return <Read key={span.span_id} subject={subject} onSpan={onSpan} hrefOf={hrefOf} />;
  return query.error ? (
    <Failed
      what="The conversation could not be read"
      error={query.error}
      onRetry={() => void query.refetch()}
    />
  ) : (
    <Loading what="the conversation" />
  );
}

function Read({ subject, onSpan, hrefOf }: { subject: Subject } & Ways) {
  const list = useRef<LongListHandle>(null);
  const subjects = useMemo(() => [subject], [subject]);
  const rowsOf = useCallback((isOpen: IsOpen) => spanRows(subject, isOpen), [subject]);
  const showRow = useCallback((key: string) => list.current?.show(key), []);
  const { reading, rows } = useReadingOf({ subjects, rowsOf, many: false, onSpan, hrefOf, showRow });
  const light = useLight();
  const answer = answerKey(rows);
  // Once: from then on it is the reader who scrolls.
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current || answer === null) return;
    begun.current = true;
    showRow(answer);
  }, [answer, showRow]);
  const said = saysAnything(subject.conversation);
  return (
    <ReadingProvider value={reading}>
      <div className={classes.pane} {...light}>
        {said && (
          <div className={classes.bar}>
            <OfferedLine subject={subject} />
            <FormSwitch />
          </div>
        )}
        {!said && subject.conversation.missing === null && (
          <p className={classes.none}>This span recorded no messages, no tool's use and no documents.</p>
        )}
        <div className={classes.rows}>
          <LongList
            label="Conversation"
            items={rows}
            keyOf={({ key }) => key}
            estimate={estimate}
            render={(row) => <RowView row={row} />}
            few={FEW}
            handle={list}
          />
        </div>
      </div>
    </ReadingProvider>
  );
}
