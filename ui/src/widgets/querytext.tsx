/**
 * A text that somebody else reads: what its pieces are, where it is wrong, and the text drawn in those colours. Asks for the newest text
 * only, and once. Knows no language.
 */
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import classes from "./filterbox.module.css";

/** A stretch of the text. */
export interface Stretch {
  from: number;
  to: number;
}

/** How a text reads. */
export interface Reading {
  /** The pieces that have a colour. */
  tokens: readonly { at: Stretch; kind: string }[];
  mistake: { at: Stretch; message: string; hint: string | null } | null;
  /** It only stops too early: what is shown stays. */
  unfinished: boolean;
  hints: readonly { at: Stretch; message: string }[];
}

type Read = (text: string, signal: AbortSignal) => Promise<Reading>;

export const NOTHING: Reading = { tokens: [], mistake: null, unfinished: false, hints: [] };

/** Asks `read`, but not twice about the same text, and gives up what a newer text makes idle. */
export function useReader(read: Read): (text: string) => Promise<Reading> {
  const last = useRef<{ read: Read; text: string; answer: Promise<Reading>; abort: AbortController } | null>(
    null,
  );
  useEffect(() => () => last.current?.abort.abort(), []);
  return useCallback(
    (text) => {
      const was = last.current;
      if (was?.text === text && was.read === read && !was.abort.signal.aborted) return was.answer;
      was?.abort.abort();
      const abort = new AbortController();
      const answer = text.trim() === "" ? Promise.resolve(NOTHING) : read(text, abort.signal);
      last.current = { read, text, answer, abort };
      // Nobody answered: the same text may be asked again.
      answer.catch(() => {
        if (last.current?.answer === answer) last.current = null;
      });
      return answer;
    },
    [read],
  );
}

/** How the text reads; what is on its way colours nothing until it is there. */
export function useReading(text: string, reader: (text: string) => Promise<Reading>): Reading {
  const [reading, setReading] = useState<{ text: string; read: Reading }>({ text: "", read: NOTHING });
  useEffect(() => {
    let over = false;
    reader(text).then(
      (read) => !over && setReading({ text, read }),
      () => {},
    );
    return () => {
      over = true;
    };
  }, [text, reader]);
  if (reading.text === text) return reading.read;
  // Until the new text is read, the pieces before the change keep their colours.
  let same = 0;
  while (same < text.length && text[same] === reading.text[same]) same += 1;
  return { ...NOTHING, tokens: reading.read.tokens.filter(({ at }) => at.to < same) };
}

interface ColouredProps {
  text: string;
  tokens: Reading["tokens"];
  /** What is underlined. */
  wrong: Stretch | null;
  box: RefObject<HTMLDivElement | null>;
}

/** The text in its colours, behind the input that holds it. */
export function Coloured({ text, tokens, wrong, box }: ColouredProps) {
  const parts: ReactNode[] = [];
  let at = 0;
  const put = (from: number, to: number, kind: string) => {
    if (from >= to) return;
    const bad = wrong !== null && from < Math.max(wrong.to, wrong.from + 1) && to > wrong.from;
    parts.push(
      <span key={from} data-kind={kind} data-wrong={bad || undefined}>
        {text.slice(from, to)}
      </span>,
    );
  };
  for (const token of tokens) {
    put(at, token.at.from, "space");
    put(Math.max(at, token.at.from), token.at.to, token.kind);
    at = Math.max(at, token.at.to);
  }
  put(at, text.length, "rest");
  return (
    <div ref={box} className={classes.backdrop} dir="auto" aria-hidden>
      {parts}
    </div>
  );
}
