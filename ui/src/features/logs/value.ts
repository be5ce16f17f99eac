/**
 * OTLP values as text that people read: JSON-like, with 64-bit integers and doubles exactly as sent. Pure. Not JSON to
 * parse again: "Raw" gives that.
 */
import type { Value } from "@proto";

/** One value. Texts stand without quotes at the top, quoted inside lists and maps. */
export function printValue(value: Value): string {
  return value.type === "string" ? value.value : print(value, "");
}

function print(value: Value, indent: string): string {
  switch (value.type) {
    case "string":
      return JSON.stringify(value.value);
    case "bool":
      return String(value.value);
    case "int":
    case "double":
      return value.value;
    case "bytes":
      return `base64 ${value.value}`;
    case "empty":
      return "empty";
    case "array":
      return block(
        value.values.map((item) => print(item, `${indent}  `)),
        "[",
        "]",
        indent,
      );
    case "map":
      return block(
        value.entries.map(({ key, value: item }) => `${JSON.stringify(key)}: ${print(item, `${indent}  `)}`),
        "{",
        "}",
        indent,
      );
  }
}

/** Short content on one line, else one line each. */
function block(items: string[], open: string, close: string, indent: string): string {
  if (items.length === 0) return open + close;
  const line = `${open}${items.join(", ")}${close}`;
  if (line.length <= 60 && !line.includes("\n")) return line;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}

/** How many bytes are not shown here, when the value is only the head of a long one; else 0. */
export function hiddenBytes(value: Value): number {
  if (value.type === "string" && value.bytes !== undefined) {
    return Math.max(0, value.bytes - new TextEncoder().encode(value.value).length);
  }
  if (value.type === "bytes")
    return Math.max(0, value.bytes - Math.floor((value.value.replace(/=+$/, "").length * 3) / 4));
  return 0;
}
