/** Bringing data in and out, and deleting it. One function per endpoint. */
import type { ImportResult, SampleSent } from "@proto";
import { queryString } from "../base/url";
import { request, sendJson } from "./client";

/** `POST /api/sample`: sends a demo trace through the real receiver. */
export function sendSample(): Promise<SampleSent> {
  return sendJson("POST", "/api/sample");
}

/** `POST /api/import`: the file's bytes as the body. */
export async function importFile(file: Blob): Promise<ImportResult> {
  const response = await request("/api/import", {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/octet-stream" },
    body: file,
  });
  return (await response.json()) as ImportResult;
}

/** `POST /api/import/file`: a file by its path; answers the window only. */
export function importPath(path: string): Promise<ImportResult> {
  return sendJson("POST", "/api/import/file", { path, trace_ids: [] });
}

/** `POST /api/export/file`: writes OTLP JSON lines to a path; answers the window only. No ids = everything. */
export async function exportPath(path: string, traceIds: readonly string[]): Promise<void> {
  await request("/api/export/file", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path, trace_ids: traceIds }),
  });
}

/** `GET /api/export`: the address that downloads OTLP JSON lines. No ids = everything. */
export function exportUrl(traceIds: readonly string[] = []): string {
  return `/api/export${queryString({ trace: traceIds })}`;
}

/** `DELETE /api/data`: clears everything. */
export async function clearData(): Promise<void> {
  await request("/api/data", { method: "DELETE" });
}
