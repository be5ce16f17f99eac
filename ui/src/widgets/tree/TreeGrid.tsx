// biome-ignore-all lint/a11y/useSemanticElements: a <table> of absolutely placed rows is none to a browser; ARIA roles are
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row (aria-activedescendant)
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: row properties of a treegrid
/**
 * A tree of any size as an ARIA treegrid: rows of one height, only those near the sight in the DOM, one row active.
 * Owns windowing, roles, levels and positions, and the keyboard's focus (one tab stop; the active row is named by
 * aria-activedescendant). Knows nothing of what rows show; never handles keys, which belong to the key map.
 */
import { memo, type PointerEvent, type ReactNode, type RefObject, useId } from "react";
import type { Rows, Tree } from "./tree";
import classes from "./tree.module.css";
import { type RowWindow, useRowWindow } from "./window";

interface TreeGridProps {
  label: string;
  tree: Tree;
  rows: Rows;
  rowHeight: number;
  /** The active node, or -1. It keeps its row in the DOM even out of sight, so that focus is never lost. */
  active: number;
  isFolded: (node: number) => boolean;
  /** The cells of a row. Its identity decides when rows are drawn again: keep it stable. */
  cells: (node: number) => ReactNode;
  /** The head row's cells; they stay at the top. */
  head: ReactNode;
  headHeight: number;
  /** What is drawn over the rows, told which rows there are (a canvas of bars, say). */
  over?: (window: RowWindow) => ReactNode;
  scroller: RefObject<HTMLDivElement | null>;
  /** A row was pressed and released on one spot. */
  onRow: (node: number, event: PointerEvent<HTMLElement>) => void;
  /** A row's fold mark (any element with data-fold) was pressed; `mark` is what its data-fold says. */
  onFold: (node: number, mark: string) => void;
}

export function TreeGrid(props: TreeGridProps) {
  const { tree, rows, rowHeight, active, scroller } = props;
  const id = useId();
  const window = useRowWindow(scroller, rows.nodes.length, rowHeight);
  const activeRow = active >= 0 ? (rows.rowOf[active] ?? -1) : -1;
  const drawn: number[] = [];
  for (let row = window.first; row < window.first + window.count; row++) drawn.push(row);
  if (activeRow >= 0 && (activeRow < window.first || activeRow >= window.first + window.count))
    drawn.push(activeRow);

  return (
    <div
      ref={scroller}
      className={classes.grid}
      role="treegrid"
      aria-label={props.label}
      aria-rowcount={rows.nodes.length + 1}
      aria-activedescendant={activeRow >= 0 ? `${id}${active}` : undefined}
      tabIndex={0}
    >
      <div role="rowgroup" className={classes.head} style={{ height: props.headHeight }}>
        <div role="row" aria-rowindex={1} className={classes.headRow}>
          {props.head}
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: rows.nodes.length * rowHeight }}>
        {drawn.map((row) => {
          const node = rows.nodes[row];
          if (node === undefined) return null;
          return (
            <Row
              key={node}
              id={`${id}${node}`}
              node={node}
              row={row}
              tree={tree}
              height={rowHeight}
              active={node === active}
              folded={(tree.children[node] ?? 0) > 0 ? props.isFolded(node) : undefined}
              cells={props.cells}
              onRow={props.onRow}
              onFold={props.onFold}
            />
          );
        })}
        {props.over?.(window)}
      </div>
    </div>
  );
}

interface RowProps {
  id: string;
  node: number;
  row: number;
  tree: Tree;
  height: number;
  active: boolean;
  /** Undefined on a leaf. */
  folded: boolean | undefined;
  cells: (node: number) => ReactNode;
  onRow: TreeGridProps["onRow"];
  onFold: TreeGridProps["onFold"];
}

const Row = memo(function Row({
  id,
  node,
  row,
  tree,
  height,
  active,
  folded,
  cells,
  onRow,
  onFold,
}: RowProps) {
  return (
    <div
      id={id}
      role="row"
      className={classes.row}
      style={{ top: row * height, height }}
      aria-level={(tree.depth[node] ?? 0) + 1}
      aria-posinset={tree.position[node]}
      aria-setsize={tree.siblings[node]}
      aria-expanded={folded === undefined ? undefined : !folded}
      aria-selected={active}
      aria-rowindex={row + 2}
      onPointerUp={(event) => {
        if (event.button !== 0 || event.defaultPrevented) return;
        const mark =
          event.target instanceof Element ? event.target.closest<HTMLElement>("[data-fold]") : null;
        if (mark) onFold(node, mark.dataset.fold ?? "");
        else onRow(node, event);
      }}
    >
      {cells(node)}
    </div>
  );
});
