/** A column's value as one line of text. Pure. */
import type { Value } from "@proto";

/** What a cell says; null when there is no value. */
export function valueText(value: Value | null | undefined): string | null {
  if (!value) return null;
  switch (value.type) {
    case "string":
      return value.bytes === undefined ? value.value : `${value.value}…`;
    case "int":
    case "double":
      return value.value;
    case "bool":
      return String(value.value);
    case "array":
      return value.values.map((one) => valueText(one) ?? "").join(", ");
    case "map":
      return `{${value.entries.map(({ key, value: one }) => `${key}: ${valueText(one) ?? ""}`).join(", ")}}`;
    case "bytes":
      return `${value.bytes} bytes`;
    default:
      return "";
  }
}

/** Whether a value is a number: it stands on the right. */
export function isNumber(value: Value | null | undefined): boolean {
  return value?.type === "int" || value?.type === "double";
}
