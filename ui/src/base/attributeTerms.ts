/**
 * Terms of a query for what one looks at: an attribute's name as the language calls it, and "this value of it". Pure; the reserved
 * short names are handed in.
 */
import type { Value } from "@proto";

/** Whose attribute it is: a span's or its resource's, an event's, a link's. */
export type Reach = "span" | "event" | "link";

/** Longer texts are no filter: nobody reads them in a line. */
const LONGEST = 300;
const SCOPES = ["span.", "resource.", "event.", "link.", "log.", "trace.", "attributes.", "attr."];
const KEYWORDS = ["and", "or", "not", "in", "exists", "has", "same", "parent", "child", "under"];

/** The field a query calls an attribute by. A key that is also a short name or begins like a scope is quoted: quoted, it is an attribute. */
export function fieldOf(key: string, reach: Reach, shortNames: ReadonlySet<string>): string {
  const prefix = reach === "span" ? "" : `${reach}.`;
  if (reach === "span" && key === "service.name") return "service";
  const small = key.toLowerCase();
  const taken =
    prefix === "" &&
    (shortNames.has(small) || KEYWORDS.includes(small) || SCOPES.some((scope) => small.startsWith(scope)));
  const plain = /^[\p{L}\p{N}_/@$.][\p{L}\p{N}._\-/@$]*$/u.test(key);
  return plain && !taken ? `${prefix}${key}` : `${prefix}${quoted(key)}`;
}

/** The term for a value of a field; null when the language can't ask for it. */
export function termOf(field: string, value: Value): string | null {
  switch (value.type) {
    case "string":
      return value.bytes !== undefined || value.value.length > LONGEST
        ? null
        : `${field}:${textOf(value.value)}`;
    case "int":
    case "double":
      return /^[-\d.]/.test(value.value) ? `${field}:${value.value}` : null;
    case "bool":
      return `${field}:${value.value}`;
    case "array":
      return listTerm(field, value.values);
    default:
      return null;
  }
}

/** A list is found by its elements: all of them, when they are few. */
function listTerm(field: string, values: readonly Value[]): string | null {
  if (values.length === 0 || values.length > 4) return null;
  const terms = values.map((value) => (value.type === "array" ? null : termOf(field, value)));
  const known = [...new Set(terms.filter((term) => term !== null))];
  if (known.length < new Set(terms).size) return null;
  return known.length === 1 ? (known[0] ?? null) : `(${known.join(" ")})`;
}

/** As the server writes a facet's value, so that both are the same term. */
function textOf(text: string): string {
  return /^[\p{L}\p{N}._/@][\p{L}\p{N}._\-/@+]*$/u.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
