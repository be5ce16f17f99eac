/**
 * A virtual table: any number of rows, one line each, some forty in the DOM. Owns scrolling, the selected row, sort
 * clicks and column widths, with the ARIA roles of a grid. Never fetches and never sorts: rows come in their order.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useActions } from "../actions";
import { type Column, gridTracks, leastWidth, type Sort, type Widths } from "./columns";
import { HeaderRow } from "./HeaderRow";
import { TableRow } from "./Row";
import classes from "./table.module.css";

export const ROW_HEIGHT = 28;

export interface TableHandle {
  /** Scrolls to the first row. */
  toTop: () => void;
}

interface DataTableProps<Row> {
  /** What is listed; remembers column widths under it. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** How many rows there are in all, when known; else as many as loaded. */
  total: number | null;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: string | null;
  onSelect: (row: Row | null) => void;
  /** Enter or click. */
  onOpen: (row: Row) => void;
  /** The reader nears the end of what is loaded. */
  onNearEnd?: () => void;
  /** Whether the list stands at its top. */
  onAtTop?: (atTop: boolean) => void;
  /** The reader's hand is on the list (pointer over rows, keys): not a moment to move them. */
  onTouch?: (kind: "pointer" | "keys") => void;
  /** A mark at the row's left edge. The row must also say it in words. */
  rowTone?: (row: Row) => "bad" | "warn" | undefined;
  /** Shown after the last row: loading, failed, the end. */
  footer?: ReactNode;
  /** Rows answer an earlier question: shown, but dimmed. */
  stale?: boolean;
  /** Where to start, in pixels: coming back to a list finds it where it was left. */
  initialOffset?: number;
  onLeave?: (offset: number) => void;
  ref?: Ref<TableHandle>;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowId, selected, onSelect, onOpen, onNearEnd, footer } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const base = useId();
  const [widths, setWidths] = useWidths(label);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    initialOffset: props.initialOffset ?? 0,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowId(row);
    },
  });
  const items = virtual.getVirtualItems();

  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 40) onNearEnd?.();
  }, [lastShown, rows.length, onNearEnd]);

  const leave = useRef(props.onLeave);
  leave.current = props.onLeave;
  // A layout effect: its cleanup runs while the element still stands in the page and knows its offset.
  useLayoutEffect(() => {
    const element = scroller.current;
    return () => leave.current?.(element?.scrollTop ?? 0);
  }, []);

  useImperativeHandle(props.ref, () => ({ toTop: () => scroller.current?.scrollTo({ top: 0 }) }), []);

  const at = selected === null ? -1 : rows.findIndex((row) => rowId(row) === selected);
  const move = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (row === undefined) return false;
    props.onTouch?.("keys");
    onSelect(row);
    virtual.scrollToIndex(index, { align: "auto" });
    return true;
  };
  useActions({
    "row-next": () => move(at + 1),
    "row-previous": () => move(at < 0 ? 0 : at - 1),
    "row-first": () => move(0),
    "row-last": () => move(rows.length - 1),
    "row-open": () => {
      const row = rows[at];
      if (row === undefined) return false;
      onOpen(row);
    },
    back: () => {
      if (selected === null) return false;
      onSelect(null);
    },
  });

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as Element;
    // A link in the row opens itself (and in a new tab with the modifier); selecting text is not a click.
    if (event.defaultPrevented || target.closest("a, button") || window.getSelection()?.toString()) return;
    const row = rows[Number(target.closest("[role=row]")?.getAttribute("data-index") ?? -1)];
    if (row === undefined) return;
    onSelect(row);
    onOpen(row);
  };

  const tracks = gridTracks(columns, widths);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid of 100,000 rows can't be a <table>
    <div
      className={classes.scroller}
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={(props.total ?? rows.length) + 1}
      aria-colcount={columns.length}
      aria-activedescendant={at >= 0 ? `${base}-${at}` : undefined}
      aria-busy={props.stale || undefined}
      tabIndex={0}
      onScroll={(event) => props.onAtTop?.(event.currentTarget.scrollTop <= 1)}
    >
      <div style={{ minWidth: leastWidth(columns, widths) }}>
        <HeaderRow
          columns={columns}
          tracks={tracks}
          sort={props.sort}
          onSort={props.onSort}
          onWidth={(id, width) => setWidths({ ...widths, [id]: width })}
          onWidthReset={(id) => setWidths(without(widths, id))}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens through the key map */}
        <div
          role="rowgroup"
          className={classes.body}
          data-stale={props.stale || undefined}
          style={{ height: virtual.getTotalSize() }}
          onPointerMove={() => props.onTouch?.("pointer")}
          onClick={onClick}
        >
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <TableRow
                key={item.key}
                id={`${base}-${item.index}`}
                row={row}
                index={item.index}
                start={item.start}
                columns={columns}
                tracks={tracks}
                selected={item.index === at}
                tone={props.rowTone?.(row)}
              />
            );
          })}
        </div>
        {footer && <div className={classes.footer}>{footer}</div>}
      </div>
    </div>
  );
}

function without(widths: Widths, id: string): Widths {
  const { [id]: _, ...rest } = widths;
  return rest;
}

/** Column widths, kept by the table's name on this machine: they depend on the screen, not on what is looked at. */
function useWidths(label: string): [Widths, (widths: Widths) => void] {
  const key = `widths.${label}`;
  const [widths, setWidths] = useState<Widths>(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "{}") as Widths;
    } catch {
      return {};
    }
  });
  return [
    widths,
    (next) => {
      setWidths(next);
      localStorage.setItem(key, JSON.stringify(next));
    },
  ];
}
