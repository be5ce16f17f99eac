/**
 * What of the state stands in every address: project, time range, whether the lists are live. Views add their own
 * (each feature's search.ts). Owns reading them from anything a person or an old link may have typed.
 */
import { parseRange, queryString, searchText, searchWord } from "../base/url";

export interface AppSearch {
  /** Only this project. Absent = all. */
  project?: string;
  /** `1h`, or `FROM-TO` in nanoseconds. Absent = any time. */
  range?: string;
  /** `off` when new rows should wait. Absent = live. */
  live?: "off";
}

/** Reads the shared part of an address. */
export function validateAppSearch(search: Record<string, unknown>): AppSearch {
  const range = searchText(search.range);
  const valid: AppSearch = {};
  const project = searchText(search.project);
  if (project) valid.project = project;
  if (range && parseRange(range).kind !== "any") valid.range = range;
  const live = searchWord(search.live, ["off"] as const);
  if (live) valid.live = live;
  return valid;
}

/** The part of an address after `?`, as plain words: `?q=refund&range=1h`, never quoted JSON. */
export const parseSearch = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));

export const stringifySearch = (search: Record<string, unknown>): string => queryString(search);
