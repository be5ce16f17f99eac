/** The SQL console. One function per endpoint. */
import type { SqlAnswer, SqlSchema } from "@proto";
import { queryOptions } from "@tanstack/react-query";
import { getJson, request } from "./client";

/** `POST /api/sql`: one statement that reads. */
export async function askSql(sql: string, limit: number, signal: AbortSignal): Promise<SqlAnswer> {
  const response = await request("/api/sql", {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ sql, limit }),
    signal,
  });
  return (await response.json()) as SqlAnswer;
}

/** `GET /api/sql/schema`. */
export const schemaQuery = () =>
  queryOptions({
    queryKey: ["sql-schema"],
    queryFn: ({ signal }) => getJson<SqlSchema>("/api/sql/schema", signal),
    staleTime: 60_000,
  });
