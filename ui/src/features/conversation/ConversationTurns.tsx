/**
 * Turns of one trace as a dialogue, in the flow of whatever page they stand on: for the reading of a session, which scrolls by
 * itself. Owns how many are drawn at once. Never fetches turns; TraceConversation.tsx does for a trace.
 */
import { Button } from "@mantine/core";
import type { Turn } from "@proto";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { plural } from "../../base/format";
import { warmMarkdown } from "../../widgets/markdown/Markdown";
import { ReadingProvider, useLight, type Ways } from "./context";
import classes from "./conversation.module.css";
import { RowView } from "./RowView";
import type { IsOpen, Row } from "./rows";
import { type Subject, turnSubject } from "./subject";
import { turnRows } from "./turns";
import { useReadingOf } from "./useReadingOf";

/** Rows drawn at once; the rest at a press. */
const STRETCH = 60;

/** The rows without what their head says already, and without what the turns above, in other traces, have said. */
function headedRows(subjects: readonly Subject[], isOpen: IsOpen): Row[] {
  return turnRows(subjects, isOpen, true)
    .filter((row) => row.kind !== "turn" || subjects.length > 1)
    .map((row) => (row.kind === "message" && row.isNew ? { ...row, isNew: false } : row));
}

interface ConversationTurnsProps extends Ways {
  turns: readonly Turn[];
  /** The span that is selected. */
  chosen?: string | undefined;
  /** Under a head that says what these turns took, where nothing but what is new stands: a single turn needs no line of its own. */
  headed?: boolean;
}

export function ConversationTurns({ turns, chosen, headed = false, onSpan, hrefOf }: ConversationTurnsProps) {
  useEffect(warmMarkdown, []);
  const container = useRef<HTMLDivElement>(null);
  const subjects = useMemo(() => turns.map(turnSubject), [turns]);
  const rowsOf = useCallback(
    (isOpen: IsOpen) => (headed ? headedRows(subjects, isOpen) : turnRows(subjects, isOpen)),
    [subjects, headed],
  );
  const showRow = useCallback((key: string) => {
    container.current?.querySelector(`[data-row="${CSS.escape(key)}"]`)?.scrollIntoView({ block: "nearest" });
  }, []);
  const { reading, rows } = useReadingOf({ subjects, rowsOf, many: true, chosen, onSpan, hrefOf, showRow });
  const light = useLight();
  const [most, setMost] = useState(STRETCH);
  return (
    <ReadingProvider value={reading}>
      <div ref={container} className={classes.flow} {...light}>
        {rows.slice(0, most).map((row) => (
          <div key={row.key} data-row={row.key}>
            <RowView row={row} />
          </div>
        ))}
        {rows.length > most && (
          <Button size="compact-xs" variant="default" onClick={() => setMost(most + 4 * STRETCH)}>
            Show {plural(rows.length - most, "more line")}
          </Button>
        )}
      </div>
    </ReadingProvider>
  );
}
