/** An SQL answer as text: cells, CSV, JSON, and what of it can be drawn. Pure. */
import type { SqlAnswer, SqlValue } from "@proto";

/** A cell as a person reads it; null for NULL. */
export function cellText(value: SqlValue): string | null {
  return value.type === "null" ? null : value.value;
}

export const isNumber = (value: SqlValue | undefined) => value?.type === "integer" || value?.type === "real";

/** RFC 4180, with a line for the names. */
export function toCsv({ columns, rows }: SqlAnswer): string {
  const cell = (text: string | null) =>
    text === null ? "" : /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [
    columns.map((name) => cell(name)),
    ...rows.map((row) => row.map((value) => cell(cellText(value)))),
  ];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/** A list of objects. Integers past 2^53 stay exact: numbers are written as the server wrote them. */
export function toJson({ columns, rows }: SqlAnswer): string {
  const cell = (value: SqlValue) => {
    if (value.type === "null") return "null";
    if (value.type === "integer") return value.value;
    if (value.type === "real")
      return Number.isFinite(Number(value.value)) ? value.value : JSON.stringify(value.value);
    return JSON.stringify(value.value);
  };
  const row = (values: SqlValue[]) =>
    `  {${values.map((value, at) => `${JSON.stringify(columns[at] ?? "")}: ${cell(value)}`).join(", ")}}`;
  return `[\n${rows.map(row).join(",\n")}\n]\n`;
}

/** What a quick chart draws. */
export interface Drawing {
  /** Names of the bars, or numbers along the axis. */
  x: { name: string; labels: string[]; numbers: number[] | null };
  series: { name: string; values: (number | null)[] }[];
}

const MOST_POINTS = 5000;
const MOST_SERIES = 6;

/** The first column against the other columns of numbers; null when there is nothing to draw. */
export function drawing({ columns, rows }: SqlAnswer): Drawing | null {
  if (rows.length < 2 || columns.length < 2) return null;
  const some = rows.slice(0, MOST_POINTS);
  const column = (at: number) => some.map((row) => row[at] ?? { type: "null" as const });
  const numeric = (at: number) => {
    const values = column(at).filter((value) => value.type !== "null");
    return values.length > 0 && values.every(isNumber);
  };
  const numbers = (at: number) =>
    column(at).map((value) => (value.type === "null" ? null : Number(value.value)));
  const series = columns
    .map((name, at) => ({ name, at }))
    .filter(({ at }) => at > 0 && numeric(at))
    .slice(0, MOST_SERIES)
    .map(({ name, at }) => ({ name, values: numbers(at) }));
  if (series.length === 0) return null;
  const first = numeric(0) ? numbers(0) : null;
  const rising = first?.every(
    (value, at) => value !== null && (at === 0 || value > (first[at - 1] ?? value)),
  );
  return {
    x: {
      name: columns[0] ?? "",
      labels: column(0).map((value) => cellText(value) ?? "NULL"),
      numbers: rising && first ? first.map((value) => value ?? 0) : null,
    },
    series,
  };
}
