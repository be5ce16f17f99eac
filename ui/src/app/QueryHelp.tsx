/**
 * The filter language on one page: what can be written, every short name, what values may be. Printed from what the server reads
 * queries with; each example can be tried with a click. Knows no rule itself.
 */
import type { QueryField, QueryTarget } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { languageQuery } from "../api/query";
import { Failed, Loading } from "../widgets/states";
import classes from "./help.module.css";

const TARGETS: readonly { on: QueryTarget; label: string }[] = [
  { on: "traces", label: "Traces" },
  { on: "spans", label: "Spans" },
  { on: "logs", label: "Logs" },
];

export function QueryHelp({ onClose }: { onClose: () => void }) {
  const { data: language, error, refetch } = useQuery(languageQuery());
  const [part, setPart] = useState("");
  const { here, go } = useExamples(onClose);
  if (error) return <Failed what="The page could not be read" error={error} onRetry={() => void refetch()} />;
  if (!language) return <Loading what="the page" />;
  const words = part.trim().toLowerCase();
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(words));
  const examples = language.examples.filter(({ query, about }) => fits(query, about));
  const fields = language.fields.filter(({ names, about, holds }) => fits(...names, about, holds));
  const onlyLogs = new Set(
    language.fields.filter(({ on }) => on.every((one) => one === "logs")).flatMap(({ names }) => names),
  );
  const targetOf = (query: string): QueryTarget =>
    onlyLogs.has(/^[\w.]+/.exec(query)?.[0] ?? "") ? "logs" : here;
  return (
    <>
      <p className={classes.intro}>
        One line finds things in the lists, in the command line and over the API. Terms beside each other must
        all hold. A trace matches when its spans do. Click an example to try it.
      </p>
      <input
        className={classes.find}
        aria-label="Search this page"
        placeholder="Search this page"
        value={part}
        spellCheck={false}
        onChange={(event) => setPart(event.currentTarget.value)}
      />
      {examples.length + fields.length === 0 && <p className={classes.none}>Nothing here says “{part}”.</p>}
      {examples.length > 0 && (
        <section>
          <h3 className={classes.title}>What can be written</h3>
          <dl className={classes.examples}>
            {examples.map(({ query, about }) => (
              <div key={query}>
                <dt>
                  <Example query={query} onClick={() => go(query, targetOf(query))} />
                </dt>
                <dd>{about}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {fields.length > 0 && <Fields fields={fields} here={here} go={go} />}
    </>
  );
}

interface FieldsProps {
  fields: readonly QueryField[];
  here: QueryTarget;
  go: (query: string, on: QueryTarget) => void;
}

function Fields({ fields, here, go }: FieldsProps) {
  return (
    <section>
      <h3 className={classes.title}>Short names. Any attribute key stands for itself</h3>
      <table className={classes.fields}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Is</th>
            <th scope="col">Holds</th>
            <th scope="col">Of</th>
            <th scope="col">Example</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ names, about, holds, on, example }) => (
            <tr key={names[0]}>
              <th scope="row">
                <code>{names[0]}</code>
                {names.length > 1 && <span className="faint"> {names.slice(1).join(", ")}</span>}
              </th>
              <td>{about}</td>
              <td className="dim">{holds}</td>
              <td className="dim">{on.length === TARGETS.length ? "all" : on.join(", ")}</td>
              <td>
                <Example
                  query={example}
                  onClick={() => go(example, on.includes(here) ? here : (on[0] ?? here))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Example({ query, onClick }: { query: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.example} onClick={onClick}>
      {query}
    </button>
  );
}

/** Which list the user looks at, and the way to a list with a query in it. */
function useExamples(onClose: () => void) {
  const navigate = useNavigate();
  const here: QueryTarget = useRouterState({
    select: ({ location }) =>
      location.pathname === "/logs" ? "logs" : location.search.on === "spans" ? "spans" : "traces",
  });
  const go = (q: string, on: QueryTarget) => {
    onClose();
    if (on === "logs") void navigate({ to: "/logs", search: { q } });
    else void navigate({ to: "/traces", search: { q, ...(on === "spans" ? { on } : {}) } });
  };
  return { here, go };
}
