/** The shape of a view that is one list: a line of pickers and counts, then the rest. */
import type { ReactNode } from "react";
import { count, plural } from "../../base/format";
import classes from "./table.module.css";

interface ListPageProps {
  title: string;
  /** Pickers on the left. */
  pickers: ReactNode;
  /** Beside them: how many rows. */
  said: ReactNode;
  /** On the right. */
  tools?: ReactNode;
  children: ReactNode;
}

export function ListPage({ title, pickers, said, tools, children }: ListPageProps) {
  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">{title}</h1>
      <div className={classes.tools}>
        {pickers}
        <span className={classes.count}>{said}</span>
        <span className={classes.grow} />
        {tools}
      </div>
      <div className={classes.rest}>{children}</div>
    </div>
  );
}

/** How many there are. The server does not count when that takes too long; then what is loaded is "at least". */
export function howMany(
  feed: { rows: readonly unknown[]; total: number | null; next: string | null } | null,
  one: string,
): string {
  if (!feed) return "";
  if (feed.total !== null) return plural(feed.total, one);
  return feed.next === null ? plural(feed.rows.length, one) : `at least ${count(feed.rows.length)} ${one}s`;
}
