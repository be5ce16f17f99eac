/** Saved views as addresses and back: what of a list's address a view keeps, and where opening one leads. Pure. */
import type { SavedView } from "@proto";
import { termOf } from "../base/attributeTerms";
import { defined } from "../base/object";
import { withTerm } from "../base/terms";
import type { LogsSearch } from "../features/logs/search";
import { fieldList, type TracesSearch } from "../features/traces/search";
import type { AppSearch } from "./search";

export type Place =
  | { to: "/traces"; search: TracesSearch & AppSearch }
  | { to: "/logs"; search: LogsSearch & AppSearch };

/** What stands in the address, as a view. Pickers that a view has no place for become terms of its query. */
export function viewOf(name: string, { to, search }: Place): SavedView {
  let q = search.q ?? "";
  if (search.service) q = withTerm(q, termOf("service", { type: "string", value: search.service }) ?? "");
  const { project, range, order } = search;
  if (to === "/logs") {
    const { severity, trace } = search;
    if (severity) q = withTerm(q, `severity>=${severity}`);
    if (trace) q = withTerm(q, `trace:${trace}`);
    return { name: name.trim(), on: "logs", q, ...defined({ project, range, order }) };
  }
  const { sort, group, columns } = search;
  return {
    name: name.trim(),
    on: search.on ?? "traces",
    q,
    ...defined({ project, range, order, sort, group, columns: columns ? fieldList(columns) : undefined }),
  };
}

/** Where a view is. */
export function placeOf(view: SavedView): Place {
  const { project, range } = view;
  const shared = defined({
    project,
    range,
    q: view.q || undefined,
    order: view.order === "asc" ? ("asc" as const) : undefined,
  });
  if (view.on === "logs") return { to: "/logs", search: shared };
  const { sort, group } = view;
  return {
    to: "/traces",
    search: defined({
      ...shared,
      on: view.on === "spans" ? ("spans" as const) : undefined,
      sort: sort === "start" ? undefined : sort,
      group,
      columns: view.columns?.join(",") || undefined,
    }),
  };
}

/** The view that is looked at: the one that would be saved again without a change. */
export function isShown(view: SavedView, place: Place): boolean {
  const text = (one: SavedView) => JSON.stringify(Object.entries(viewOf("", placeOf(one))).sort());
  const here = viewOf("", place);
  // A view that says nothing of columns is shown with whatever is usual here.
  if (view.columns === undefined) delete here.columns;
  return text(view) === text(here);
}

/** Reads a file of views; throws with what to say. */
export function readViews(text: string): { views: SavedView[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("This file is not JSON.");
  }
  const views = typeof json === "object" && json !== null && "views" in json ? json.views : null;
  if (!Array.isArray(views))
    throw new Error("This file holds no saved views: it has no list called “views”.");
  return { views: views as SavedView[] };
}
