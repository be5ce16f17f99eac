/** What of the lists of traces and spans stands in the address. */
import type { Order } from "@proto";
import { searchText, searchWord } from "../../base/url";

export interface TracesSearch {
  /** The query, as typed. */
  q?: string;
  /** Absent = traces. */
  on?: "spans";
  service?: string;
  /** A column's id: a field or attribute key of the filter language. Absent = start. */
  sort?: string;
  /** Absent = desc. */
  order?: Order;
  /** Columns not to show, by id, with commas; `none`: show all. Absent = as many as fit. */
  hide?: string;
  /** Columns beside the usual ones: fields or attribute keys, with commas. */
  columns?: string;
  /** The field by which rows are grouped. */
  group?: string;
}

/** Reads the list's part of an address; what is not understood is left out. An address silent about columns means `usual`. */
export function validateTracesSearch(
  search: Record<string, unknown>,
  usual: (on: "traces" | "spans") => Pick<TracesSearch, "columns" | "hide"> = () => ({}),
): TracesSearch {
  const valid: TracesSearch = {};
  const q = searchText(search.q);
  if (q) valid.q = q;
  if (search.on === "spans") valid.on = "spans";
  const sort = searchText(search.sort);
  if (sort && sort !== "start") valid.sort = sort;
  const order = searchWord(search.order, ["desc", "asc"] as const);
  if (order && order !== "desc") valid.order = order;
  for (const key of ["service", "hide", "columns", "group"] as const) {
    const text = searchText(search[key]);
    if (text) valid[key] = text;
  }
  if (valid.columns || valid.hide) return valid;
  return { ...valid, ...usual(valid.on ?? "traces") };
}

/** The fields of a list in the address. */
export function fieldList(text: string | undefined): string[] {
  return (text ?? "")
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((field) => field.trim())
    .filter(Boolean);
}
