/**
 * Puts together what the pieces of one list share: folds, pairs of calls and results, the way to tools' spans, and bringing
 * a part into sight even where a fold hides it.
 */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { traceQuery } from "../../api/traces";
import { type Reading, useFolds, type Ways } from "./context";
import { callsMade, type Pair, type Place, pairsOf, toolSpans } from "./links";
import type { IsOpen, Row } from "./rows";
import type { Subject } from "./subject";
import { toolSpanOf } from "./toolSpan";

interface Parts extends Ways {
  subjects: readonly Subject[];
  rowsOf: (isOpen: IsOpen) => Row[];
  many: boolean;
  chosen?: string | undefined;
  /** Brings a row into sight. */
  showRow: (key: string) => void;
}

export function useReadingOf({ subjects, rowsOf, many, chosen, onSpan, hrefOf, showRow }: Parts): {
  reading: Reading;
  rows: Row[];
} {
  const { isOpen, toggle } = useFolds();
  const rows = useMemo(() => rowsOf(isOpen), [rowsOf, isOpen]);
  const pairs = usePairs();
  const [fetched] = useState(() => new Map<string, string>());
  const spans = useMemo(() => toolSpans(subjects), [subjects]);
  const made = useMemo(() => callsMade(subjects), [subjects]);
  const called = useCallback((id: string | null) => id !== null && made.has(id), [made]);
  // What the trace view has fetched already is used; for this alone it is not fetched.
  const traceId = subjects[0]?.traceId ?? "";
  const { data: outline } = useQuery({ ...traceQuery(traceId), enabled: false });
  const toolSpan = useCallback(
    (subject: Subject, { id, name }: Pair) => {
      const sure = id === null ? undefined : spans.get(id);
      return sure ? { spanId: sure, others: [] } : outline ? toolSpanOf(outline, subject, name) : null;
    },
    [spans, outline],
  );
  const latest = useRef({ rows, toggle });
  latest.current = { rows, toggle };
  const show = useCallback(
    (subject: Subject, place: Place) => {
      const key = rowKey(latest.current.rows, subject, place);
      if (key !== null) return showRow(key);
      const fold = latest.current.rows.find((row) => row.kind === "fold" && row.subject === subject);
      if (!fold) return;
      latest.current.toggle(fold.key);
      // Once the fold's messages are there.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          const now = rowKey(latest.current.rows, subject, place);
          if (now !== null) showRow(now);
        }),
      );
    },
    [showRow],
  );
  const reading = useMemo<Reading>(
    () => ({
      isOpen,
      toggle,
      pairAt: pairs,
      toolSpan,
      called,
      show,
      showRow,
      fetched,
      many,
      chosen,
      onSpan,
      hrefOf,
    }),
    [isOpen, toggle, pairs, toolSpan, called, show, showRow, fetched, many, chosen, onSpan, hrefOf],
  );
  return { reading, rows };
}

/** Pairs are worked out once for each conversation, when its first part is drawn. */
function usePairs(): Reading["pairAt"] {
  const known = useRef(new WeakMap<object, Map<Place, Pair>>());
  return useCallback(({ conversation }, place) => {
    let pairs = known.current.get(conversation);
    if (!pairs) {
      pairs = pairsOf(conversation.input_messages, conversation.output_messages);
      known.current.set(conversation, pairs);
    }
    return pairs.get(place);
  }, []);
}

/** The row on which a part stands. */
function rowKey(rows: readonly Row[], subject: Subject, place: Place): string | null {
  const [side, message] = place.split(" ");
  const row = rows.find(
    (one) =>
      one.kind === "message" && one.subject === subject && one.side === side && one.index === Number(message),
  );
  return row?.key ?? null;
}
