/** A table's head: names, sort marks, and borders that can be dragged. Knows nothing of rows. */
import { Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useRef } from "react";
import { type Column, nextSort, type Sort } from "./columns";
import classes from "./table.module.css";

interface HeaderRowProps<Row> {
  columns: readonly Column<Row>[];
  tracks: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onWidth: (id: string, width: number) => void;
  onWidthReset: (id: string) => void;
}

export function HeaderRow<Row>({
  columns,
  tracks,
  sort,
  onSort,
  onWidth,
  onWidthReset,
}: HeaderRowProps<Row>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtual grid
    <div role="rowgroup" className={classes.head}>
      {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its cells hold the buttons */}
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: tracks }}>
        {columns.map((column, index) => {
          const sorted = column.sortable && sort.by === column.id ? sort.order : null;
          return (
            // biome-ignore lint/a11y/useSemanticElements: part of a virtual grid
            // biome-ignore lint/a11y/useFocusableInteractive: it holds a button when it does something
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
              className={classes.headCell}
              data-align={column.align}
            >
              <Explained text={column.explain}>
                {column.sortable ? (
                  <button
                    type="button"
                    className={classes.sort}
                    onClick={() => onSort(nextSort(column, sort))}
                  >
                    <span className="ellipsis">{column.header}</span>
                    {sorted === "desc" && <IconArrowDown size={12} aria-hidden />}
                    {sorted === "asc" && <IconArrowUp size={12} aria-hidden />}
                  </button>
                ) : (
                  <span className={column.unnamed ? "visually-hidden" : "ellipsis"}>{column.header}</span>
                )}
              </Explained>
              <Edge onWidth={(width) => onWidth(column.id, width)} onReset={() => onWidthReset(column.id)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Explained({ text, children }: { text: string | undefined; children: React.ReactElement }) {
  if (!text) return children;
  return (
    <Tooltip label={text} multiline maw={280}>
      {children}
    </Tooltip>
  );
}

/** The border right of a column. Pointer only: widths are comfort, nothing is out of reach without them. */
function Edge({ onWidth, onReset }: { onWidth: (width: number) => void; onReset: () => void }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  return (
    <span
      className={classes.edge}
      aria-hidden
      onDoubleClick={onReset}
      onPointerDown={(event) => {
        const cell = event.currentTarget.parentElement;
        if (!cell) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: cell.getBoundingClientRect().width };
      }}
      onPointerMove={(event) => {
        if (from.current) onWidth(Math.round(from.current.width + event.clientX - from.current.x));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
    />
  );
}
