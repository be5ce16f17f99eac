/** What of the list of traces stands in the address. */
import type { Order, TraceSort } from "@proto";
import { searchText, searchWord } from "../../base/url";

export const TRACE_SORTS = [
  "start",
  "duration",
  "name",
  "service",
  "spans",
  "errors",
  "tokens",
] as const satisfies readonly TraceSort[];

export interface TracesSearch {
  /** The text filter, as typed. */
  q?: string;
  service?: string;
  /** Absent = start. */
  sort?: TraceSort;
  /** Absent = desc. */
  order?: Order;
  /** Columns not to show, by id, with commas. */
  hide?: string;
}

/** Reads the list's part of an address; what is not understood is left out. */
export function validateTracesSearch(search: Record<string, unknown>): TracesSearch {
  const valid: TracesSearch = {};
  const q = searchText(search.q);
  if (q) valid.q = q;
  const service = searchText(search.service);
  if (service) valid.service = service;
  const sort = searchWord(search.sort, TRACE_SORTS);
  if (sort && sort !== "start") valid.sort = sort;
  const order = searchWord(search.order, ["desc", "asc"] as const);
  if (order && order !== "desc") valid.order = order;
  const hide = searchText(search.hide);
  if (hide) valid.hide = hide;
  return valid;
}
