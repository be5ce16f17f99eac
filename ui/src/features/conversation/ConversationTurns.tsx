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
import type { IsOpen } from "./rows";
import { turnSubject } from "./subject";
import { turnRows } from "./turns";
import { useReadingOf } from "./useReadingOf";

/** Rows drawn at once; the rest at a press. */
const STRETCH = 60;

interface ConversationTurnsProps extends Ways {
  turns: readonly Turn[];
  /** The span that is selected. */
  chosen?: string | undefined;
}

export function ConversationTurns({ turns, chosen, onSpan, hrefOf }: ConversationTurnsProps) {
  useEffect(warmMarkdown, []);
  const container = useRef<HTMLDivElement>(null);
  const subjects = useMemo(() => turns.map(turnSubject), [turns]);
  const rowsOf = useCallback((isOpen: IsOpen) => turnRows(subjects, isOpen), [subjects]);
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
