/** The order of instruments. Sorted here because the API gives them all at once. Pure. */
import type { MetricRow } from "@proto";
import type { Sort } from "../../widgets/table/columns";

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const ORDERS: Record<string, (a: MetricRow, b: MetricRow) => number> = {
  name: (a, b) => byText(a.name, b.name),
  kind: (a, b) => byText(a.kind, b.kind),
  service: (a, b) => byText(a.service, b.service),
  points: (a, b) => Number(BigInt(a.points) - BigInt(b.points)),
  last: (a, b) => Number(BigInt(a.last) - BigInt(b.last)),
};

/** A sorted copy; equal ones stay by name, then service. */
export function sortMetrics(rows: readonly MetricRow[], { by, order }: Sort): MetricRow[] {
  const compare = ORDERS[by] ?? (() => 0);
  const sign = order === "asc" ? 1 : -1;
  return [...rows].sort(
    (a, b) => sign * compare(a, b) || byText(a.name, b.name) || byText(a.service, b.service),
  );
}
