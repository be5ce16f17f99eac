/**
 * A list that grows while it is read. Owns what is shown, what waits behind the "12 new" pill, and how pages join.
 * Pure: no requests, no clock. Never moves a shown row unless told to follow.
 */

/** A page as the list endpoints answer it. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
  total: number | null;
}

export interface Feed<Row> {
  /** Names the question these rows answer: another key, another list. */
  key: string;
  rows: Row[];
  /** Cursor of the page after the last row; null at the end. */
  next: string | null;
  /** How many match in all; null when the server did not count. */
  total: number | null;
  /** The newest first page, shown or not. */
  head: Page<Row>;
  /** Rows of the first page that are not shown yet. */
  waiting: number;
  /** More may wait than the first page holds. */
  waitingMore: boolean;
}

/** Past this many rows a list that follows starts again from its first page: the user is at the top and sees no difference. */
const FOLLOW_CAP = 500;

/** A list from its first page. */
export function startFeed<Row>(key: string, head: Page<Row>): Feed<Row> {
  return { key, rows: head.rows, next: head.next, total: head.total, head, waiting: 0, waitingMore: false };
}

/**
 * Takes a newer first page. Rows already shown get their newest facts in place. New ones are put on top when
 * `follow`, else counted.
 */
export function takeHead<Row>(
  feed: Feed<Row>,
  answer: Page<Row>,
  id: (row: Row) => string,
  follow: boolean,
): Feed<Row> {
  const shown = new Map(feed.rows.map((row) => [id(row), row]));
  const head = { ...answer, rows: answer.rows.map((row) => unchanged(shown.get(id(row)), row)) };
  const fresh = head.rows.filter((row) => !shown.has(id(row)));
  // No row in common: what lies between is unknown, so the page can't be joined to the rows.
  const gap = head.next !== null && feed.rows.length > 0 && fresh.length === head.rows.length;

  if (follow) {
    if (gap || head.next === null || feed.rows.length > FOLLOW_CAP) return startFeed(feed.key, head);
    const inHead = new Set(head.rows.map(id));
    const rest = feed.rows.filter((row) => !inHead.has(id(row)));
    return { ...startFeed(feed.key, head), rows: [...head.rows, ...rest], next: feed.next };
  }

  const newest = new Map(head.rows.map((row) => [id(row), row]));
  // A first page without a next one is all there is: a row missing from it was deleted.
  const kept = head.next === null ? feed.rows.filter((row) => newest.has(id(row))) : feed.rows;
  return {
    ...feed,
    rows: kept.map((row) => newest.get(id(row)) ?? row),
    next: head.next === null ? null : feed.next,
    total: head.total,
    head,
    waiting: fresh.length,
    waitingMore: gap,
  };
}

/** The row already shown when the new one says the same: what did not change is not drawn again. */
function unchanged<Row>(shown: Row | undefined, row: Row): Row {
  return shown !== undefined && JSON.stringify(shown) === JSON.stringify(row) ? shown : row;
}

/** Shows what waits. */
export function releaseFeed<Row>(feed: Feed<Row>, id: (row: Row) => string): Feed<Row> {
  return takeHead(feed, feed.head, id, true);
}

/** Adds the page that follows the last row. */
export function appendPage<Row>(feed: Feed<Row>, page: Page<Row>, id: (row: Row) => string): Feed<Row> {
  const shown = new Set(feed.rows.map(id));
  return {
    ...feed,
    rows: [...feed.rows, ...page.rows.filter((row) => !shown.has(id(row)))],
    next: page.next,
    total: page.total ?? feed.total,
  };
}
