/**
 * The list of traces, or of their spans: newest first, live, beside its facets. Owns the question asked and what is shown when nothing
 * answers it. The joining of arrivals is api/feed, the drawing widgets/table.
 */

import { IconLayoutSidebar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { servicesQuery } from "../../api/choices";
import { count } from "../../base/format";
import { parseRange, rangeBounds } from "../../base/url";
import { Picker } from "../../widgets/picker";
import { Facets } from "./Facets";
import { FieldPicker } from "./FieldPicker";
import { GroupTable } from "./GroupTable";
import { usePanel } from "./pins";
import { SpanTable } from "./SpanTable";
import { TraceTable } from "./TraceTable";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");

/** `welcome` is what a database without any trace shows: how to connect. */
export function TracesPage({ welcome }: { welcome: ReactNode }) {
  const { on = "traces", q = "", group, project, service, range } = route.useSearch();
  const navigate = route.useNavigate();
  const [panel, setPanel] = usePanel();
  const setQuery = (next: string) => void navigate({ search: (was) => ({ ...was, q: next || undefined }) });
  const bounds = rangeBounds(parseRange(range), Math.floor(Date.now() / 60_000) * 60_000);

  const pickers = (
    <>
      <button
        type="button"
        className={classes.tool}
        aria-pressed={panel}
        aria-label="Facets"
        title="Facets: what there is under the filter"
        onClick={() => setPanel(!panel)}
      >
        <IconLayoutSidebar size={15} aria-hidden />
      </button>
      <fieldset className={classes.switch} aria-label="List">
        {(["traces", "spans"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={on === one}
            onClick={() =>
              void navigate({
                search: (was) => ({
                  ...was,
                  on: one === "spans" ? "spans" : undefined,
                  sort: undefined,
                  order: undefined,
                }),
              })
            }
          >
            {one === "traces" ? "Traces" : "Spans"}
          </button>
        ))}
      </fieldset>
      <ServicePicker project={project} service={service} />
    </>
  );
  const tools = (
    <>
      {group ? (
        <button
          type="button"
          className={classes.tool}
          onClick={() => void navigate({ search: (was) => ({ ...was, group: undefined }) })}
        >
          Grouped by <b>{group}</b> ×
        </button>
      ) : (
        <FieldPicker
          on={on}
          label="Group by"
          onPick={(field) => void navigate({ search: (was) => ({ ...was, group: field }) })}
        >
          Group
        </FieldPicker>
      )}
    </>
  );
  const aside = panel && (
    <Facets on={on} project={project} service={service} bounds={bounds} q={q} onQuery={setQuery} />
  );
  if (group) return <GroupTable by={group} on={on} pickers={pickers} tools={tools} aside={aside} />;
  if (on === "spans") return <SpanTable pickers={pickers} tools={tools} aside={aside} />;
  return <TraceTable welcome={welcome} pickers={pickers} tools={tools} aside={aside} />;
}

function ServicePicker({ project, service }: { project: string | undefined; service: string | undefined }) {
  const navigate = route.useNavigate();
  const choices = useQuery(servicesQuery(project)).data?.choices ?? [];
  return (
    <Picker
      name="Service"
      all="All services"
      value={service}
      options={choices.map((c) => ({ value: c.name, label: c.name, note: count(c.traces) }))}
      onChange={(value) => void navigate({ search: (was) => ({ ...was, service: value }) })}
    />
  );
}
