/** Saved views. One function per endpoint. */
import type { SavedView, SavedViews } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { getJson, request } from "./client";

/** `GET /api/views`. */
export const viewsQuery = () =>
  queryOptions({
    queryKey: ["views"],
    queryFn: ({ signal }) => getJson<SavedViews>("/api/views", signal),
  });

const send = (method: string, path: string, body?: unknown) =>
  request(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });

/** `PUT /api/views/{name}`: keeps a view, replacing one of that name. */
export async function putView(view: SavedView): Promise<void> {
  await send("PUT", `/api/views/${encodeURIComponent(view.name)}`, view);
}

/** `DELETE /api/views/{name}`. */
export async function deleteView(name: string): Promise<void> {
  await send("DELETE", `/api/views/${encodeURIComponent(name)}`);
}

/** `POST /api/views`: adds views from a file, replacing those of the same names. */
export async function addViews(views: SavedViews): Promise<void> {
  await send("POST", "/api/views", views);
}
