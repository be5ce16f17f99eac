/** How the list of traces was asked last, so that what is done elsewhere (the inspector's filter buttons) goes on from there. */
import type { TracesSearch } from "../features/traces/search";

let last: TracesSearch = {};

/** The list's part of the address when it was last on the screen; empty before that. */
export const lastList = (): TracesSearch => last;

export function keepList(search: TracesSearch) {
  last = search;
}
