/** The SQL console: a question, its answer as a table and a chart, and what can be asked. Reading only: the server sees to it. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { schemaQuery } from "../../api/sql";
import { AnswerTable } from "./AnswerTable";
import { drawing } from "./answer";
import { RunBar } from "./RunBar";
import { SidePanel } from "./SidePanel";
import classes from "./sql.module.css";
import { useConsole } from "./useConsole";

const Editor = lazy(() => import("./editor"));
const Chart = lazy(() => import("./Chart"));

export function SqlPage() {
  const schema = useQuery(schemaQuery()).data;
  const { text, setText, run, cancel, running, answer, failure, mistake } = useConsole();
  const [charted, setCharted] = useState(false);
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
        <RunBar
          running={running}
          answer={failure ? null : answer}
          onRun={(limit) => void run(text, limit)}
          onCancel={cancel}
          charted={charted}
          onChart={drawn ? setCharted : null}
        />
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
        <div className={classes.answer} data-stale={running || undefined}>
          {answer && !failure && <AnswerTable answer={answer} />}
          {!answer && !failure && !running && (
            <p className={classes.none}>
              The answer stands here. A statement can only read, for at most a few seconds; begin with one of
              the examples, or with <code>SELECT * FROM spans_v LIMIT 10</code>.
            </p>
          )}
        </div>
      </div>
      <SidePanel
        schema={schema}
        onExample={(sql) => {
          setText(sql);
          void run(sql);
        }}
      />
    </div>
  );
}
