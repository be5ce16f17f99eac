/** The list without rows: nothing has named a session yet, and how each SDK does; or filters leave none. */
import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { Code } from "../../widgets/code";
import { Empty } from "../../widgets/states";
import { NAMINGS } from "./naming";
import classes from "./sessions.module.css";

const route = getRouteApi("/sessions");

/** No session at all. */
export function NoSession() {
  const [chosen, choose] = useState(NAMINGS[0]?.id ?? "");
  const naming = NAMINGS.find(({ id }) => id === chosen);
  return (
    <div className={classes.none}>
      <h1 className={classes.noneTitle}>No session yet</h1>
      <p className={classes.noneText}>
        Traces that name the same session or conversation are read here as one dialogue. So far no span has
        named one; a program does it like this:
      </p>
      <fieldset className={classes.sdks} aria-label="SDK">
        {NAMINGS.map(({ id, label }) => (
          <button key={id} type="button" aria-pressed={id === chosen} onClick={() => choose(id)}>
            {label}
          </button>
        ))}
      </fieldset>
      {naming && <Code name={`Arrives as ${naming.attribute}`} text={naming.code} />}
      <p className={classes.noneText}>
        Another attribute can be read as the session: <Link to="/settings">Settings</Link> lists which. The
        first trace that names one appears here by itself.
      </p>
    </div>
  );
}

/** Filters leave none: each can be taken off with a click. */
export function NoMatch() {
  const { q, project, range } = route.useSearch();
  const navigate = route.useNavigate();
  const filters = [
    q && { key: "q", label: `“${q}”` },
    project && { key: "project", label: `project ${project}` },
    range && { key: "range", label: "the time range" },
  ].filter((filter) => typeof filter === "object");
  const without = (keys: string[]) =>
    void navigate({
      search: (was) => ({ ...was, ...Object.fromEntries(keys.map((key) => [key, undefined])) }),
    });
  return (
    <Empty
      title="No session matches"
      action={
        <>
          {filters.map(({ key, label }) => (
            <Button key={key} variant="default" onClick={() => without([key])}>
              Without {label}
            </Button>
          ))}
          {filters.length > 1 && (
            <Button onClick={() => without(filters.map((f) => f.key))}>Without all</Button>
          )}
        </>
      }
    >
      A session matches when one of its traces does.
    </Empty>
  );
}
