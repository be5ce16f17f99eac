/**
 * Values of which the API sent only the head, read to their end: texts, bytes, and what is cut inside lists and maps.
 * Owns the order of reading; never decides when (values are read on only when somebody asks).
 */
import type { Attribute, Value, ValueRange } from "@proto";
import { utf8Length } from "../../base/utf8";
import { base64Length, cutBytes, valueText } from "./values";

/** Reads a range of a value; `path` leads to it inside a list or map (`0/2`). */
export type ReadValue = (at: { offset: number; length: number; path?: string }) => Promise<ValueRange>;

/** Bytes asked for at a time: here within a frame or two. A multiple of three, so that pieces of base64 join. */
export const PIECE = 3 * 349_525;

/** A text that grows by pieces: what is here of it, and how many bytes that is. */
export interface Part {
  readonly text: string;
  readonly loaded: number;
}

/** What is here of a text or of bytes. Of base64 only whole groups: the rest of the last one comes again. */
export function headOf(value: Value): Part {
  const text = valueText(value);
  if (value.type !== "bytes" || cutBytes(value) === 0) {
    return { text, loaded: value.type === "bytes" ? value.bytes : utf8Length(text) };
  }
  const whole = text.slice(0, Math.floor(text.replace(/=+$/, "").length / 4) * 4);
  return { text: whole, loaded: base64Length(whole) };
}

/** Where a piece ends, in bytes. An empty piece ends everything: it would be asked for again for ever. */
export function endOf(range: ValueRange, isBytes: boolean): number {
  if (range.text === "") return range.bytes;
  return range.offset + (isBytes ? base64Length(range.text) : utf8Length(range.text));
}

/** Reads everything after `part`, onto it. */
export async function readRest(
  part: Part,
  bytes: number,
  isBytes: boolean,
  read: ReadValue,
  path = "",
): Promise<string> {
  const pieces = [part.text];
  let at = part.loaded;
  while (at < bytes) {
    const range = await read({ offset: at, length: PIECE, ...(path ? { path } : {}) });
    pieces.push(range.text);
    at = endOf(range, isBytes);
  }
  return pieces.join("");
}

/** The value with everything that was cut in it. */
export async function wholeValue(value: Value, read: ReadValue, path = ""): Promise<Value> {
  if (cutBytes(value) === 0) return value;
  const inner = (place: number) => (path ? `${path}/${place}` : String(place));
  switch (value.type) {
    case "string":
      return { type: "string", value: await readRest(headOf(value), value.bytes ?? 0, false, read, path) };
    case "bytes":
      return { ...value, value: await readRest(headOf(value), value.bytes, true, read, path) };
    case "array": {
      const values: Value[] = [];
      for (const [place, one] of value.values.entries())
        values.push(await wholeValue(one, read, inner(place)));
      return { type: "array", values };
    }
    case "map": {
      const entries: Attribute[] = [];
      for (const [place, one] of value.entries.entries()) {
        entries.push({ key: one.key, value: await wholeValue(one.value, read, inner(place)) });
      }
      return { type: "map", entries };
    }
    default:
      return value;
  }
}
