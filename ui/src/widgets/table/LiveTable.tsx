/**
 * A table of rows that keep arriving: the table, the "12 new" pill, the page under way at its end, and its faces
 * while there are no rows. Never fetches: it is handed rows and says what it wants.
 */
import { Button } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useActions } from "../actions";
import { NewPill } from "../newpill";
import { Failed, Loading, Notice } from "../states";
import type { Column, Sort } from "./columns";
import { DataTable, type TableHandle } from "./DataTable";
import type { Follow } from "./follow";
import { ListEnd } from "./ListEnd";
import classes from "./table.module.css";

/** Rows as a feed hands them over. */
export interface LiveRows<Row> {
  /** Null until the first answer. */
  feed: {
    rows: Row[];
    next: string | null;
    total: number | null;
    waiting: number;
    waitingMore: boolean;
  } | null;
  stale: boolean;
  error: (Error & { hint: string | null }) | null;
  moreError: Error | null;
  loadingMore: boolean;
  loadMore: () => void;
  release: () => void;
  retry: () => void;
}

interface LiveTableProps<Row> {
  label: string;
  /** In sentences: "traces". */
  what: string;
  list: LiveRows<Row>;
  follow: Follow;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: string | null;
  onSelect: (id: string | null) => void;
  onOpen: (row: Row) => void;
  rowTone?: (row: Row) => "bad" | "warn" | undefined;
  /** Shown when nothing matches. */
  empty: ReactNode;
  initialOffset: number;
  onLeave: (offset: number) => void;
}

export function LiveTable<Row>(props: LiveTableProps<Row>) {
  const { label, what, list, follow, rowId } = props;
  const { feed, error } = list;
  const table = useRef<TableHandle>(null);
  const showNew = () => {
    follow.settle();
    list.release();
    table.current?.toTop();
  };
  useActions({ "show-new": () => (feed && feed.waiting > 0 ? showNew() : false) });

  if (!feed) {
    return error ? (
      <Failed what={`The ${what} could not be read`} error={error} onRetry={list.retry} />
    ) : (
      <Loading what={what} />
    );
  }
  const { rows } = feed;
  return (
    <div className={classes.live}>
      {error && (
        <Notice
          tone="bad"
          action={
            <Button size="compact-xs" variant="default" onClick={list.retry}>
              Try again
            </Button>
          }
        >
          {error.message} {error.hint} {rows.length > 0 && "The rows below are from before."}
        </Notice>
      )}
      <div className={classes.liveRows}>
        {rows.length === 0 && !list.stale && !error && props.empty}
        {rows.length > 0 && (
          <>
            <NewPill waiting={feed.waiting} more={feed.waitingMore} onShow={showNew} />
            <DataTable
              ref={table}
              label={label}
              rows={rows}
              columns={props.columns}
              rowId={rowId}
              total={feed.total}
              sort={props.sort}
              onSort={props.onSort}
              selected={props.selected}
              onSelect={(row) => props.onSelect(row === null ? null : rowId(row))}
              onOpen={props.onOpen}
              onNearEnd={list.loadMore}
              onAtTop={follow.setAtTop}
              onTouch={follow.touch}
              {...(props.rowTone ? { rowTone: props.rowTone } : {})}
              stale={list.stale}
              initialOffset={props.initialOffset}
              onLeave={props.onLeave}
              footer={
                <ListEnd
                  loading={list.loadingMore}
                  error={list.moreError}
                  onRetry={list.loadMore}
                  done={feed.next === null}
                />
              }
            />
          </>
        )}
      </div>
    </div>
  );
}
