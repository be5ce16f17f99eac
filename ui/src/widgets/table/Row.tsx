// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid of 100,000 rows can't be a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
/**
 * One row of a table. Drawn again only when something of its own changes: scrolling must cost the rows that come into
 * sight, not all that are.
 */
import { memo } from "react";
import type { Column } from "./columns";
import classes from "./table.module.css";

interface RowProps<Row> {
  row: Row;
  id: string;
  /** Place among all rows, from 0. */
  index: number;
  /** Offset from the first row, in pixels. */
  start: number;
  columns: readonly Column<Row>[];
  tracks: string;
  selected: boolean;
  tone: "bad" | "warn" | undefined;
}

function PlainRow<Row>({ row, id, index, start, columns, tracks, selected, tone }: RowProps<Row>) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      data-tone={tone}
      className={classes.row}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: tracks }}
    >
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + 1}
          className={classes.cell}
          data-align={column.align}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

export const TableRow = memo(PlainRow) as typeof PlainRow;
