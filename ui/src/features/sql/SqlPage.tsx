/** The SQL console: a question, its answer as a table and a chart, and what can be asked. Reading only: the server sees to it. */
import { Button } from "@mantine/core";
import type { SqlAnswer, SqlValue } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { ApiFailure } from "../../api/client";
import { askSql, schemaQuery } from "../../api/sql";
import { count, plural } from "../../base/format";
import type { Column } from "../../widgets/table/columns";
import { DataTable } from "../../widgets/table/DataTable";
import { Keys } from "../../widgets/text";
import { cellText, drawing, isNumber, toCsv, toJson } from "./answer";
import classes from "./sql.module.css";

const Editor = lazy(() => import("./editor"));
const Chart = lazy(() => import("./Chart"));
const route = getRouteApi("/sql");
const LIMIT = 1000;
const START =
  "SELECT name, count(*) AS spans, round(avg(duration_ms), 1) AS mean_ms\nFROM spans_v\nGROUP BY name\nORDER BY spans DESC\nLIMIT 20";

interface Line {
  id: string;
  cells: SqlValue[];
}

export function SqlPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const schema = useQuery(schemaQuery()).data;
  const [text, setText] = useState(search.sql ?? START);
  const [answer, setAnswer] = useState<SqlAnswer | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [mistake, setMistake] = useState<{ from: number; to: number } | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const [charted, setCharted] = useState(false);

  const run = async (sql = text, limit = LIMIT) => {
    running?.abort();
    const abort = new AbortController();
    setRunning(abort);
    setFailure(null);
    setMistake(null);
    void navigate({ search: (was) => ({ ...was, sql }), replace: true });
    try {
      setAnswer(await askSql(sql, limit, abort.signal));
    } catch (error) {
      if (abort.signal.aborted) return;
      const failed =
        error instanceof ApiFailure ? error : new ApiFailure("unexpected", String(error), null, 0);
      setFailure(failed);
      setMistake(failed.at);
    } finally {
      if (!abort.signal.aborted) setRunning(null);
    }
  };
  const cancel = () => {
    running?.abort();
    setRunning(null);
  };
  // A link to a question shows its answer.
  const first = useRef(true);
  useEffect(() => {
    if (first.current && search.sql) void run(search.sql);
    first.current = false;
  });
  const drawn = useMemo(() => (answer ? drawing(answer) : null), [answer]);

  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">SQL</h1>
      <div className={classes.work}>
        <div className={classes.editor}>
          <Suspense fallback={<textarea aria-label="SQL" value={text} readOnly className={classes.plain} />}>
            <Editor
              value={text}
              onChange={setText}
              onRun={() => void run()}
              schema={schema}
              mistake={mistake}
            />
          </Suspense>
        </div>
        <div className={classes.bar}>
          {running ? (
            <Button size="compact-sm" variant="default" onClick={cancel}>
              Cancel
            </Button>
          ) : (
            <Button size="compact-sm" onClick={() => void run()}>
              Run
            </Button>
          )}
          <span className={classes.keys}>
            <Keys caps={["Ctrl", "Enter"]} />
          </span>
          <span className={classes.said} role="status">
            {running
              ? "Running…"
              : answer &&
                !failure &&
                `${plural(answer.rows.length, "row")} in ${answer.took_ms < 10 ? answer.took_ms.toFixed(1) : count(Math.round(answer.took_ms))} ms`}
            {answer?.truncated && !failure && (
              <>
                {" "}
                · there are more{" "}
                <button type="button" className={classes.link} onClick={() => void run(text, 100_000)}>
                  get up to 100,000
                </button>
              </>
            )}
          </span>
          <span className={classes.grow} />
          {answer && !failure && answer.rows.length > 0 && (
            <>
              {drawn && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-pressed={charted}
                  onClick={() => setCharted(!charted)}
                >
                  Chart
                </Button>
              )}
              <Copied label="Copy CSV" value={() => toCsv(answer)} />
              <Copied label="Copy JSON" value={() => toJson(answer)} />
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => save("answer.csv", "text/csv", toCsv(answer))}
              >
                Download CSV
              </Button>
            </>
          )}
        </div>
        {failure && (
          <div className={classes.failure} role="alert">
            {failure.message} {failure.hint}
          </div>
        )}
        {answer && !failure && charted && drawn && (
          <div className={classes.chart}>
            <Suspense>
              <Chart drawing={drawn} />
            </Suspense>
          </div>
        )}
        <div className={classes.answer} data-stale={running !== null || undefined}>
          {answer && !failure && <AnswerTable answer={answer} />}
        </div>
      </div>
      <aside className={classes.side} aria-label="What can be asked">
        <h2>Start from</h2>
        {schema?.examples.map((example) => (
          <button
            key={example.about}
            type="button"
            className={classes.example}
            title={example.sql}
            onClick={() => {
              setText(example.sql);
              void run(example.sql);
            }}
          >
            {example.about}
          </button>
        ))}
        <h2>Views</h2>
        {schema?.views.map((view) => (
          <details key={view.name} className={classes.view}>
            <summary>
              <code>{view.name}</code> <span className="faint">{view.about}</span>
            </summary>
            <dl>
              {view.columns.map((column) => (
                <div key={column.name}>
                  <dt>
                    <code>{column.name}</code>
                  </dt>
                  <dd>{column.about}</dd>
                </div>
              ))}
            </dl>
          </details>
        ))}
        <h2>Functions</h2>
        <dl>
          {schema?.functions.map(({ signature, about }) => (
            <div key={signature}>
              <dt>
                <code>{signature}</code>
              </dt>
              <dd>{about}</dd>
            </div>
          ))}
        </dl>
      </aside>
    </div>
  );
}

function AnswerTable({ answer }: { answer: SqlAnswer }) {
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(() => answer.rows.map((cells, at): Line => ({ id: String(at), cells })), [answer]);
  const columns = useMemo(
    () =>
      answer.columns.map((name, at): Column<Line> => {
        const right = answer.rows.slice(0, 50).some((row) => isNumber(row[at]));
        return {
          id: `${at}`,
          header: name,
          width: 120,
          grow: right ? 1 : 2,
          ...(right ? { align: "right" as const } : {}),
          cell: ({ cells }) => {
            const value = cells[at];
            const text = value ? cellText(value) : null;
            if (text === null) return <span className="faint">NULL</span>;
            return (
              <span className={value && value.type !== "text" ? "mono ellipsis" : "ellipsis"} title={text}>
                {text}
              </span>
            );
          },
        };
      }),
    [answer],
  );
  if (rows.length === 0) return <p className={classes.none}>No row.</p>;
  return (
    <DataTable
      label="Answer"
      rows={rows}
      columns={columns}
      rowId={(row) => row.id}
      total={rows.length}
      sort={{ by: "", order: "asc" }}
      onSort={() => {}}
      selected={selected}
      onSelect={(row) => setSelected(row?.id ?? null)}
      onOpen={() => {}}
    />
  );
}

/** The text is made when it is asked for: an answer may be large. */
function Copied({ label, value }: { label: string; value: () => string }) {
  const [done, setDone] = useState(false);
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() =>
        void navigator.clipboard.writeText(value()).then(() => {
          setDone(true);
          setTimeout(() => setDone(false), 1500);
        })
      }
    >
      {done ? "Copied" : label}
    </Button>
  );
}

function save(name: string, type: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
