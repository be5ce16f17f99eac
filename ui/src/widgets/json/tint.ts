/**
 * Which parts of a laid-out JSON line are key, string, number or word: enough to tint it, from the line alone.
 * Understands only what pretty.ts writes (one key and one value a line). Pure.
 */

export type Tint = "key" | "string" | "number" | "word" | "mark";

/** A piece of a line and what it is. */
export interface Piece {
  readonly text: string;
  readonly tint: Tint;
}

const KEY = /^(\s*)("(?:[^"\\]|\\.)*")(: )/;
const STRING = /^"(?:[^"\\]|\\.)*"?/;
const NUMBER = /^-?[\d.]+(?:[eE][+-]?\d+)?/;
const WORD = /^(?:true|false|null)/;

/** The pieces of a row. Only the first row of a line can hold its key; the rows after it go on inside a string. */
export function tinted(row: string, first: boolean): Piece[] {
  if (!first) return [{ text: row, tint: "string" }];
  const pieces: Piece[] = [];
  let rest = row;
  const key = KEY.exec(rest);
  if (key) {
    pieces.push({ text: `${key[1]}${key[2]}`, tint: "key" }, { text: key[3] as string, tint: "mark" });
    rest = rest.slice(key[0].length);
  } else {
    const space = /^\s*/.exec(rest)?.[0] ?? "";
    if (space) pieces.push({ text: space, tint: "mark" });
    rest = rest.slice(space.length);
  }
  for (const [pattern, tint] of [
    [STRING, "string"],
    [NUMBER, "number"],
    [WORD, "word"],
  ] as const) {
    const found = pattern.exec(rest)?.[0];
    if (!found) continue;
    pieces.push({ text: found, tint });
    rest = rest.slice(found.length);
    break;
  }
  if (rest) pieces.push({ text: rest, tint: "mark" });
  return pieces;
}
