/** What of the Connect page stands in the address. */
import { searchWord } from "../../base/url";
import { SNIPPETS } from "./snippets";

export interface ConnectSearch {
  /** Which client's snippet is shown. Absent = the plain environment. */
  client?: string;
}

/** Reads the page's part of an address. */
export function validateConnectSearch(search: Record<string, unknown>): ConnectSearch {
  const client = searchWord(
    search.client,
    SNIPPETS.map((s) => s.id),
  );
  return client && client !== SNIPPETS[0]?.id ? { client } : {};
}
