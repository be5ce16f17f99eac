/**
 * One session read as one conversation: its turns in order, each with the way to its trace, and beside them the list of
 * turns and how the context grew. Owns which turn is looked at (the address says it) and the page's states; what a turn
 * says is drawn by whoever is handed in.
 */
import { Button } from "@mantine/core";
import type { SessionTrace } from "@proto";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useActions } from "../../widgets/actions";
import { SplitPanel } from "../../widgets/split";
import { Empty, Failed, Loading, Notice } from "../../widgets/states";
import { useSessionPages } from "./pages";
import { Reading, type ReadingHandle } from "./Reading";
import { SessionHeader } from "./SessionHeader";
import classes from "./sessions.module.css";
import { TurnList } from "./TurnList";

export interface SessionPageProps {
  project: string;
  session: string;
  /** The trace whose turn is chosen. */
  turn: string | undefined;
  onTurn: (traceId: string) => void;
  onOpen: (traceId: string) => void;
  onBack: () => void;
  /** What a turn says. */
  says: (trace: SessionTrace) => ReactNode;
  /** What changes how it is said. */
  tools?: ReactNode;
}

export function SessionPage(props: SessionPageProps) {
  const { project, session, turn, onBack } = props;
  const pages = useSessionPages(project, session, turn);
  const { summary, error } = pages;
  useEffect(() => {
    document.title = `Session ${session} · Waterglass`;
  }, [session]);
  if (error?.code === "not_found" || !summary) {
    return (
      <>
        <h1 className="visually-hidden">Session</h1>
        {error?.code === "not_found" ? (
          <NotHere session={session} onBack={onBack} />
        ) : error ? (
          <Failed what="The session could not be read" error={error} onRetry={pages.retry} />
        ) : (
          <Loading what="the session" />
        )}
      </>
    );
  }
  return (
    <div className={classes.page}>
      {error && <Notice tone="bad">What is shown may be out of date: {error.message}</Notice>}
      <SessionHeader summary={summary} onBack={onBack} tools={props.tools} />
      <Turns {...props} pages={pages} />
    </div>
  );
}

function Turns({
  turn,
  onTurn,
  onOpen,
  onBack,
  says,
  pages,
}: SessionPageProps & { pages: ReturnType<typeof useSessionPages> }) {
  const { turns } = pages;
  const reading = useRef<ReadingHandle>(null);
  const chosen = useMemo(
    () => (turn === undefined ? -1 : turns.findIndex(({ trace_id }) => trace_id === turn)),
    [turns, turn],
  );
  const go = (at: number) => {
    const next = turns[Math.max(0, Math.min(turns.length - 1, at))];
    if (!next) return false;
    onTurn(next.trace_id);
    reading.current?.show(turns.indexOf(next));
  };
  // A turn that came by the address (a link, back, forward) is scrolled to once it is here.
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (chosen < 0 || shown.current === turn) return;
    shown.current = turn;
    reading.current?.show(chosen);
  }, [chosen, turn]);
  useActions({
    "row-next": () => go(chosen + 1),
    "row-previous": () => go(chosen - 1),
    "row-first": () => go(0),
    "row-last": () => go(turns.length - 1),
    "row-open": () => {
      const open = turns[chosen];
      if (!open) return false;
      onOpen(open.trace_id);
    },
    back: onBack,
  });
  const choose = (at: number) => {
    shown.current = turns[at]?.trace_id;
    go(at);
  };
  return (
    <div className={classes.main}>
      <SplitPanel
        name="the list of turns"
        initial={Math.min(400, Math.round(window.innerWidth * 0.3))}
        min={280}
        minRest={420}
        side={<TurnList pages={pages} chosen={chosen} onChoose={choose} onOpen={onOpen} />}
      >
        <Reading handle={reading} pages={pages} chosen={chosen} says={says} />
      </SplitPanel>
    </div>
  );
}

function NotHere({ session, onBack }: { session: string; onBack: () => void }) {
  return (
    <Empty
      title="This session is not stored here"
      action={
        <Button variant="default" onClick={onBack}>
          Back to the sessions
        </Button>
      }
    >
      <p>Its traces may have been deleted, or the first is still on the way: then it opens here by itself.</p>
      <p className="mono">{session}</p>
    </Empty>
  );
}
