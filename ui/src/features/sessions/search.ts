/** What of the list of sessions and of one session stands in the address. */
import type { Order } from "@proto";
import { searchText, searchWord } from "../../base/url";

/** What the server sorts by. */
const SORTS = ["last", "first", "traces", "errors", "tokens", "cost"] as const;

export interface SessionsSearch {
  /** The query, asked of the sessions' traces. */
  q?: string;
  /** A column's id. Absent = last. */
  sort?: string;
  /** Absent = desc. */
  order?: Order;
  /** Columns not to show, by id, with commas; `none`: show all. Absent = as many as fit. */
  hide?: string;
}

/** Reads the list's part of an address; what is not understood is left out. */
export function validateSessionsSearch(search: Record<string, unknown>): SessionsSearch {
  const valid: SessionsSearch = {};
  const q = searchText(search.q);
  if (q) valid.q = q;
  const sort = searchWord(search.sort, SORTS);
  if (sort && sort !== "last") valid.sort = sort;
  const order = searchWord(search.order, ["desc", "asc"] as const);
  if (order && order !== "desc") valid.order = order;
  const hide = searchText(search.hide);
  if (hide) valid.hide = hide;
  return valid;
}

export interface SessionSearch {
  /** The trace whose turn is looked at, 32 hex digits. Absent = the first. */
  turn?: string | undefined;
}

/** Reads one session's part of an address. */
export function validateSessionSearch(search: Record<string, unknown>): SessionSearch {
  const turn = searchText(search.turn)?.toLowerCase();
  return turn && /^[0-9a-f]{32}$/.test(turn) ? { turn } : {};
}
