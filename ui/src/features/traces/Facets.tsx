/**
 * The facets beside a list: which values there are under the filter and how often. A click adds one to the query, another takes it
 * away; a second value of the same field is an alternative, so a field that is filtered by counts as if it were not.
 */
import { Tooltip } from "@mantine/core";
import type { Facet, FacetValue } from "@proto";
import { IconCircleMinus, IconPinnedOff } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { facetsQuery } from "../../api/query";
import { compact, count } from "../../base/format";
import { defined } from "../../base/object";
import { hasValue, negated, withoutField, withoutValue, withValue } from "../../base/terms";
import { FieldPicker } from "./FieldPicker";
import classes from "./facets.module.css";
import { togglePin, usePins } from "./pins";

/** Fields that always stand there, when they have values. */
const USUAL = [
  "status",
  "service",
  "kind",
  "model",
  "provider",
  "operation",
  "tool",
  "agent",
  "tag",
  "project",
];
const FEW = 6;
const MANY = 50;

interface FacetsProps {
  on: "traces" | "spans";
  project: string | undefined;
  service: string | undefined;
  bounds: { from?: string; to?: string };
  q: string;
  onQuery: (q: string) => void;
}

export function Facets({ on, project, service, bounds, q, onQuery }: FacetsProps) {
  const pins = usePins();
  const fields = [...new Set([...USUAL, ...pins])];
  const asked = { on, project, service, ...bounds, values: MANY };
  const answer = useQuery(facetsQuery({ ...defined({ ...asked, q }), fields: fields.join(",") }));
  // Under its own filter a field has just the values that were chosen: the others are what one looks for here.
  const others = fields.flatMap((field, at) => {
    const rest = withoutField(q, field);
    return rest === withoutField(q, "") ? [] : [{ at, field, rest }];
  });
  const own = useQueries({
    queries: others.map(({ field, rest }) =>
      facetsQuery({ ...defined({ ...asked, q: rest }), fields: field }),
    ),
  });
  const facets = (answer.data?.facets ?? []).map((facet, at) => {
    const other = others.findIndex((one) => one.at === at);
    return own[other]?.data?.facets[0] ?? facet;
  });
  const shown = facets.filter(
    ({ field, values }, at) =>
      // Where everything belongs to one project, it parts nothing.
      pins.includes(fields[at] ?? "") || values.length > (field === "project" ? 1 : 0),
  );
  return (
    <aside className={classes.panel} aria-label="Facets">
      {answer.isError && <p className={classes.failed}>The facets could not be counted.</p>}
      {answer.data && shown.length === 0 && (
        <p className={classes.none}>Nothing matches, so nothing to count.</p>
      )}
      {shown.map((facet) => (
        <FacetList
          key={facet.field}
          facet={facet}
          pinned={pins.includes(facet.field)}
          q={q}
          onQuery={onQuery}
        />
      ))}
      <div className={classes.add}>
        <FieldPicker on={on} label="Pin an attribute" onPick={togglePin} taken={fields} />
      </div>
    </aside>
  );
}

interface FacetListProps {
  facet: Facet;
  pinned: boolean;
  q: string;
  onQuery: (q: string) => void;
}

function FacetList({ facet, pinned, q, onQuery }: FacetListProps) {
  const [all, setAll] = useState(false);
  const [part, setPart] = useState("");
  const fitting = facet.values.filter(({ value }) => value.toLowerCase().includes(part.toLowerCase()));
  const values = all ? fitting : fitting.slice(0, FEW);
  const most = Math.max(1, ...facet.values.map((value) => Number(value.count)));
  const toggle = (term: string) => onQuery(hasValue(q, term) ? withoutValue(q, term) : withValue(q, term));
  return (
    <section className={classes.facet} aria-label={facet.field}>
      <h2 className={classes.head}>
        <span className="ellipsis" title={facet.field}>
          {facet.field}
        </span>
        {facet.partial && (
          <Tooltip label="Counted over the newest data, or over the first 10,000 different values">
            <span className={classes.partial}>partial</span>
          </Tooltip>
        )}
        {pinned && (
          <button
            type="button"
            className={classes.unpin}
            aria-label={`Unpin ${facet.field}`}
            onClick={() => togglePin(facet.field)}
          >
            <IconPinnedOff size={12} aria-hidden />
          </button>
        )}
      </h2>
      {all && facet.values.length > FEW && (
        <input
          className={classes.search}
          aria-label={`Search in ${facet.field}`}
          placeholder="Search values"
          value={part}
          onChange={(event) => setPart(event.currentTarget.value)}
        />
      )}
      {facet.values.length === 0 && <p className={classes.none}>no values here</p>}
      {values.map((value) => (
        <FacetRow key={value.value} value={value} most={most} q={q} onToggle={toggle} />
      ))}
      {facet.values.length > FEW && (
        <button type="button" className={classes.more} onClick={() => setAll(!all)}>
          {all ? "Fewer" : `${count(facet.distinct - Math.min(FEW, facet.values.length))} more`}
        </button>
      )}
    </section>
  );
}

/** A value in people's words: OpenTelemetry's "unset" says that nobody said. */
function said(value: string): string {
  if (value === "unset" || value === "unspecified") return "not said";
  return value || "(empty)";
}

interface FacetRowProps {
  value: FacetValue;
  most: number;
  q: string;
  onToggle: (term: string) => void;
}

function FacetRow({ value, most, q, onToggle }: FacetRowProps) {
  const { term } = value;
  const chosen = hasValue(q, term);
  const excluded = hasValue(q, negated(term));
  return (
    <div className={classes.row} data-chosen={chosen || undefined} data-excluded={excluded || undefined}>
      <span className={classes.bar} aria-hidden style={{ width: `${(Number(value.count) / most) * 100}%` }} />
      <button
        type="button"
        className={classes.value}
        aria-pressed={chosen}
        title={`${value.value}: ${count(value.count)}. Click filters for it, Shift-click filters it out`}
        onClick={(event) => onToggle(event.shiftKey ? negated(term) : term)}
      >
        <span className="ellipsis">{said(value.value)}</span>
        <span className={classes.count}>{compact(value.count)}</span>
      </button>
      <button
        type="button"
        className={classes.minus}
        aria-label={`Filter out ${value.value}`}
        aria-pressed={excluded}
        onClick={() => onToggle(negated(term))}
      >
        <IconCircleMinus size={13} aria-hidden />
      </button>
    </div>
  );
}
