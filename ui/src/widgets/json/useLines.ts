/**
 * Lines of a text that are made in slices of a few milliseconds, so that megabytes appear from the top at once and the
 * page never freezes. Owns the slicing; where pieces come from is the caller's business, what a line is the maker's.
 */
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { type LineMaker, type Lines, PlainLines } from "./lines";
import { JsonLayout } from "./pretty";

/** A slice of work: well under a frame. */
const SLICE_MS = 6;
/** Characters between two looks at the clock. */
const STEP = 64 * 1024;

export interface MadeLines extends Lines {
  /** False while more lines are coming. */
  readonly done: boolean;
}

/** A text in pieces, some of which may still be on their way. */
export interface Pieces {
  /** Only ever grows, in place. */
  readonly pieces: readonly string[];
  /** How many there are now: changes with every piece. */
  readonly count: number;
  readonly complete: boolean;
}

const NONE: MadeLines = { lines: [], continued: new Set(), done: true };

interface Work {
  readonly pieces: readonly string[];
  readonly json: boolean;
  readonly maker: LineMaker;
  /** The piece that is being taken, and how far. */
  piece: number;
  at: number;
  done: boolean;
}

/** Takes pieces for a slice of time. True when none is left. */
function advance(work: Work, count: number): boolean {
  const until = performance.now() + SLICE_MS;
  do {
    const text = work.pieces[work.piece];
    if (work.piece >= count || text === undefined) return true;
    work.at = work.maker.push(text, work.at, STEP);
    if (work.at >= text.length) {
      work.piece += 1;
      work.at = 0;
    }
  } while (performance.now() < until);
  return work.piece >= count;
}

/** The lines of a text that comes in pieces: laid out as JSON, or as they are. Null: no lines. */
export function useLines(source: Pieces | null, json: boolean): MadeLines {
  const [state, setState] = useState<MadeLines>(NONE);
  const kept = useRef<Work | null>(null);
  const pieces = source?.pieces ?? null;
  const count = source?.count ?? 0;
  const complete = source?.complete ?? true;
  // Before the browser paints: what is here already is in the first picture.
  useLayoutEffect(() => {
    if (pieces === null) {
      kept.current = null;
      setState(NONE);
      return;
    }
    let work = kept.current;
    if (work?.pieces !== pieces || work.json !== json) {
      const maker = json ? new JsonLayout() : new PlainLines();
      work = { pieces, json, maker, piece: 0, at: 0, done: false };
      kept.current = work;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slice = () => {
      const idle = advance(work, count);
      if (idle && complete && !work.done) {
        work.maker.end();
        work.done = true;
      }
      // The lines grow in place; a new wrapper tells React that they did.
      const { lines, continued } = work.maker;
      setState({ lines, continued, done: work.done });
      if (!idle) timer = setTimeout(slice, 0);
    };
    slice();
    return () => clearTimeout(timer);
  }, [pieces, count, complete, json]);
  return state;
}

/** `text` laid out as JSON. Null text: no lines. */
export function usePretty(text: string | null): MadeLines {
  return useLines(
    useMemo(() => (text === null ? null : { pieces: [text], count: 1, complete: true }), [text]),
    true,
  );
}
