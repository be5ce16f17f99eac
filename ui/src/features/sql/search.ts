/** What of the SQL console stands in the address: the statement. */
import { searchText } from "../../base/url";

export interface SqlSearch {
  sql?: string;
}

export function validateSqlSearch(search: Record<string, unknown>): SqlSearch {
  const sql = searchText(search.sql);
  return sql ? { sql } : {};
}
