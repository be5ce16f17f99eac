/** What may stand at the cursor of a filter box: asked with every key, the newest question only; before the first key, what was asked before. */
import { useEffect, useRef, useState } from "react";
import { recent } from "./asked";
import type { Stretch } from "./querytext";

/** What may stand at the cursor. */
export interface Suggestion {
  /** As shown. */
  label: string;
  /** What is put in. */
  insert: string;
  /** What it is, in words. */
  note: string;
  /** How often it occurs. */
  count?: string;
}

export interface Offer {
  /** The text it was asked for: what is typed since then is not in it. */
  text?: string;
  /** What a suggestion taken replaces. */
  replace: Stretch;
  items: readonly Suggestion[];
}

export type Complete = (text: string, at: number, signal: AbortSignal) => Promise<Offer>;

/** Before anything is typed, so many earlier queries come first. */
const EARLIER = 5;

export function useOffer(complete: Complete, history: string) {
  const [offer, setOffer] = useState<Offer>({ replace: { from: 0, to: 0 }, items: [] });
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);

  /** Asks what may stand at a place of a text. */
  const ask = (text: string, at: number) => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    const empty = text.trim() === "";
    const earlier = empty ? recent(history).slice(0, EARLIER).map(asEarlier) : [];
    if (empty) setOffer({ text, replace: { from: 0, to: text.length }, items: earlier });
    complete(text, at, abort.signal).then(
      (found) => {
        if (abort.signal.aborted) return;
        // What was asked before replaces the whole text, which holds nothing but spaces.
        const replace = earlier.length > 0 ? { from: 0, to: text.length } : found.replace;
        setOffer({ text, replace, items: [...earlier, ...found.items] });
      },
      () => {},
    );
  };
  return { offer, ask };
}

function asEarlier(insert: string): Suggestion {
  return { label: insert, insert, note: "asked before" };
}

/** What of an offer still fits a text that was typed on since it was asked for: until the next one comes, nothing else may be taken. */
export function fitting({ replace, text: asked, items }: Offer, text: string): readonly Suggestion[] {
  if (asked === undefined || asked === text) return items;
  const to = Math.max(replace.from, replace.to + text.length - asked.length);
  const word = text.slice(replace.from, to).trim().toLowerCase();
  return items.filter(({ insert, label }) => `${insert}\n${label}`.toLowerCase().includes(word));
}

/** The text with a suggestion in it, and where the cursor then stands. `open`: its value is still to come. */
export function accept(
  text: string,
  { replace, text: asked = text }: Offer,
  { insert }: Suggestion,
): { text: string; at: number; open: boolean } {
  const open = /[:<>=~(]$/.test(insert);
  const end = open ? "" : " ";
  // Letters typed while the offer was on its way belong to the word it replaces.
  const to = Math.max(replace.from, replace.to + text.length - asked.length);
  const next = `${text.slice(0, replace.from)}${insert}${end}${text.slice(to).trimStart()}`;
  return { text: next, at: replace.from + insert.length + end.length, open };
}

/** Words of the language that stand alone: none is the beginning of a word to search for. */
const KEYWORDS = /^(and|or|not|in|exists)$/i;

/**
 * What to search for while a word is being typed at the end: words that begin with it. `text` as it is when it ends in anything else
 * than a bare word.
 */
export function asBeginning(text: string): string {
  const word = /(?:^|[\s(])([\p{L}\p{N}_][\p{L}\p{N}_.-]*)$/u.exec(text)?.[1];
  const quotes = text.split('"').length - 1;
  return word === undefined || quotes % 2 === 1 || KEYWORDS.test(word) ? text : `${text}*`;
}

/** Whether the word before the cursor may be the beginning of an offered name, and is nothing else yet. */
export function isHalf(text: string, at: number, offered: readonly Suggestion[]): boolean {
  const word = /(?:^|[\s(])[-!]?([\p{L}_][\p{L}\p{N}_.]*)$/u.exec(text.slice(0, at))?.[1]?.toLowerCase();
  if (word === undefined) return false;
  return offered.some(({ insert }) => /[:<>=]$/.test(insert) && insert.toLowerCase().startsWith(word));
}
