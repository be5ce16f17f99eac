/** What of the list of logs stands in the address. */
import type { Order } from "@proto";
import { searchText, searchWord } from "../../base/url";

export interface LogsSearch {
  /** The text filter, as typed. */
  q?: string;
  service?: string;
  /** Severity number at least: 1, 5, 9, 13, 17 or 21. Absent = any. */
  severity?: number;
  /** Only records that name this trace. */
  trace?: string;
  /** Only records that name this span (with `trace`). */
  span?: string;
  /** Absent = desc, newest first. */
  order?: Order;
  /** The record shown beside the list. */
  log?: string;
}

/** Reads the list's part of an address; what is not understood is left out. */
export function validateLogsSearch(search: Record<string, unknown>): LogsSearch {
  const valid: LogsSearch = {};
  const text = (key: "q" | "service" | "trace" | "span" | "log") => {
    const value = searchText(search[key]);
    if (value) valid[key] = value;
  };
  text("q");
  text("service");
  text("trace");
  text("span");
  text("log");
  const severity = Number(search.severity);
  if (Number.isInteger(severity) && severity >= 1 && severity <= 24) valid.severity = severity;
  const order = searchWord(search.order, ["desc", "asc"] as const);
  if (order && order !== "desc") valid.order = order;
  return valid;
}
