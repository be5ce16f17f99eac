/**
 * Attribute values as text: what is shown, what is copied, and how much of a value is not here. Keeps every digit:
 * integers and doubles arrive as text and stay text. Pure.
 */
import type { Value } from "@proto";
import { utf8Length } from "../../base/utf8";

/** The value's OTLP type as a word. */
export function valueType(value: Value): string {
  switch (value.type) {
    case "array":
      return "list";
    default:
      return value.type;
  }
}

/** The value as plain text: a string as it is, lists and maps as JSON. */
export function valueText(value: Value): string {
  switch (value.type) {
    case "string":
    case "int":
    case "double":
    case "bytes":
      return value.value;
    case "bool":
      return String(value.value);
    case "empty":
      return "";
    default:
      return valueJson(value);
  }
}

/** The value as JSON on one line. Integers keep all digits; what JSON cannot say (NaN, bytes) stands in quotes. */
export function valueJson(value: Value): string {
  switch (value.type) {
    case "string":
    case "bytes":
      return JSON.stringify(value.value);
    case "int":
      return value.value;
    case "double":
      return /^-?(\d|\.)/.test(value.value) ? value.value : JSON.stringify(value.value);
    case "bool":
      return String(value.value);
    case "empty":
      return "null";
    case "array":
      return `[${value.values.map(valueJson).join(", ")}]`;
    case "map":
      return `{${value.entries.map((entry) => `${JSON.stringify(entry.key)}: ${valueJson(entry.value)}`).join(", ")}}`;
  }
}

/** Bytes of a text or of bytes that are not here; of a list or map, of all in it. 0 when all of it is. */
export function cutBytes(value: Value): number {
  switch (value.type) {
    case "string":
      return value.bytes === undefined ? 0 : Math.max(0, value.bytes - utf8Length(value.value));
    case "bytes":
      return Math.max(0, value.bytes - base64Length(value.value));
    case "array":
      return value.values.reduce((sum, inner) => sum + cutBytes(inner), 0);
    case "map":
      return value.entries.reduce((sum, entry) => sum + cutBytes(entry.value), 0);
    default:
      return 0;
  }
}

/** Bytes of the whole value as it is shown: of bytes their number, of everything else the length of its text. */
export function sizeOf(value: Value): number {
  if (value.type === "bytes") return value.bytes;
  return utf8Length(valueText(value)) + cutBytes(value);
}

/** How many bytes a base64 text stands for. */
export function base64Length(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.floor(text.length / 4) * 3 - padding;
}

/** Longer texts are shown by their beginning. */
const PREVIEW_CHARS = 360;
const PREVIEW_LINES = 6;

/** The beginning of a text that is too long for a row, or null when it is short enough to stand there whole. */
export function preview(text: string): string | null {
  let end = 0;
  for (let line = 0; line < PREVIEW_LINES; line++) {
    const next = text.indexOf("\n", end);
    if (next < 0 || next > PREVIEW_CHARS) {
      end = text.length;
      break;
    }
    end = next + 1;
  }
  if (end >= text.length && text.length <= PREVIEW_CHARS) return null;
  return text.slice(0, Math.min(end, PREVIEW_CHARS)).trimEnd();
}
