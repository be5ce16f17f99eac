/**
 * The columns of a table: what a feature declares, and how their widths share the space. Pure. Knows no telemetry.
 */
import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  header: string;
  /** Width in pixels until the user drags it. */
  width: number;
  /** Takes a share of the space that is left, at least `width`. */
  grow?: number;
  align?: "right";
  /** The header sorts by this column. */
  sortable?: boolean;
  /** First click sorts this way. */
  firstOrder?: SortOrder;
  /** The header is said to screen readers only. */
  unnamed?: boolean;
  /** What the column means, on hover of its header. */
  explain?: string;
  /** False when the row has nothing to say here; a column with nothing in any row is not shown. */
  present?: (row: Row) => boolean;
  /** Always shown: the table makes no sense without it. */
  fixed?: boolean;
  /** While nobody has chosen columns, those with the lowest rank are shown as far as they fit; without one it always is. */
  rank?: number;
  /** Pixels it wants before columns of higher rank that want nothing are shown beside it. */
  wants?: number;
  cell: (row: Row) => ReactNode;
}

export type SortOrder = "asc" | "desc";
export interface Sort {
  by: string;
  order: SortOrder;
}

const MIN_WIDTH = 44;

/** Width of a column of `Time`s in the monospaced font: room for another year's `2024-11-21 07:29`. */
export const TIME_WIDTH = 138;

/** The same where all times are of this year: room for `Nov 20, 14:48`. */
const THIS_YEAR_WIDTH = 112;

/** The width of a column of these times, Unix nanoseconds as decimals. */
export function timeWidth(times: readonly string[]): number {
  const year = new Date().getFullYear();
  const other = times.some((ns) => new Date(Number(ns) / 1e6).getFullYear() !== year);
  return other ? TIME_WIDTH : THIS_YEAR_WIDTH;
}

/** Widths the user set, by column. */
export type Widths = Readonly<Record<string, number>>;

/** CSS grid tracks for the columns. A width the user set is kept as it is; the growing ones share what is left. */
export function gridTracks<Row>(columns: readonly Column<Row>[], widths: Widths): string {
  return columns
    .map(({ id, width, grow }) => {
      const set = widths[id];
      if (set !== undefined) return `${Math.max(MIN_WIDTH, set)}px`;
      return grow ? `minmax(${width}px, ${grow}fr)` : `${width}px`;
    })
    .join(" ");
}

/** The least width the columns need; below it the table scrolls sideways. */
export function leastWidth<Row>(columns: readonly Column<Row>[], widths: Widths): number {
  return columns.reduce((sum, { id, width }) => sum + Math.max(MIN_WIDTH, widths[id] ?? width), 0);
}

/** Columns to show: those not hidden by the user and, unless the list is empty, with something to say in some row. */
export function shownColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  hidden: ReadonlySet<string>,
): Column<Row>[] {
  return columns.filter(({ id, present, fixed }) => {
    if (fixed) return true;
    if (hidden.has(id)) return false;
    return !present || rows.some(present);
  });
}

/**
 * Columns that do not fit a table of `room` pixels, while nobody has chosen: the lowest ranks stay. Those with nothing to
 * say take no room. 0 = the room is not known, so all fit.
 */
export function unfitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  room: number,
): ReadonlySet<string> {
  const unfit = new Set<string>();
  if (room <= 0) return unfit;
  const inPlay = columns.filter(({ present, fixed }) => fixed || !present || rows.some(present));
  const rankOf = ({ fixed, rank }: Column<Row>) => (fixed ? -1 : (rank ?? -1));
  let left = room;
  let wanted = 0;
  for (const column of [...inPlay].sort((a, b) => rankOf(a) - rankOf(b))) {
    const free = column.wants === undefined ? left - wanted : left;
    if (rankOf(column) >= 0 && column.width > free) {
      unfit.add(column.id);
      continue;
    }
    left -= column.width;
    wanted += Math.max(0, (column.wants ?? 0) - column.width);
  }
  return unfit;
}

/** What a click on a header asks for. */
export function nextSort<Row>(column: Column<Row>, sort: Sort): Sort {
  if (sort.by !== column.id) return { by: column.id, order: column.firstOrder ?? "desc" };
  return { by: column.id, order: sort.order === "desc" ? "asc" : "desc" };
}
