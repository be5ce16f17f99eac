/** What the console asks and hears: one statement at a time, the newest wins. The statement stands in the address once it was asked. */
import type { SqlAnswer } from "@proto";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { ApiFailure } from "../../api/client";
import { askSql } from "../../api/sql";

const route = getRouteApi("/sql");
const LIMIT = 1000;
const START =
  "SELECT name, count(*) AS spans, round(avg(duration_ms), 1) AS mean_ms\nFROM spans_v\nGROUP BY name\nORDER BY spans DESC\nLIMIT 20";

export function useConsole() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(search.sql ?? START);
  const [answer, setAnswer] = useState<SqlAnswer | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [running, setRunning] = useState(false);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);

  const run = async (sql = text, limit = LIMIT) => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setRunning(true);
    setFailure(null);
    void navigate({ search: (was) => ({ ...was, sql }), replace: true });
    try {
      const found = await askSql(sql, limit, abort.signal);
      if (!abort.signal.aborted) setAnswer(found);
    } catch (error) {
      if (abort.signal.aborted) return;
      setFailure(error instanceof ApiFailure ? error : new ApiFailure("unexpected", String(error), null, 0));
    } finally {
      if (!abort.signal.aborted) setRunning(false);
    }
  };
  const cancel = () => {
    asking.current?.abort();
    setRunning(false);
  };
  // A link to a question shows its answer.
  const first = useRef(true);
  useEffect(() => {
    if (first.current && search.sql) void run(search.sql);
    first.current = false;
  });
  return { text, setText, run, cancel, running, answer, failure, mistake: failure?.at ?? null };
}
