/** The list when filters leave nothing: says which are on and takes each off with a click. */
import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { clock, day } from "../../base/time";
import { parseRange } from "../../base/url";
import { Empty } from "../../widgets/states";

const route = getRouteApi("/traces");

export function NoMatch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filters = [
    search.q && { key: "q", label: `“${search.q}”` },
    search.service && { key: "service", label: `service ${search.service}` },
    search.project && { key: "project", label: `project ${search.project}` },
    search.range && { key: "range", label: rangeWords(search.range) },
  ].filter((filter) => typeof filter === "object");
  const without = (keys: string[]) =>
    void navigate({
      search: (was) => ({ ...was, ...Object.fromEntries(keys.map((key) => [key, undefined])) }),
    });
  return (
    <Empty
      title="No trace matches"
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
      New traces that match appear here by themselves.
    </Empty>
  );
}

function rangeWords(text: string): string {
  const range = parseRange(text);
  if (range.kind === "last") return range.label.toLowerCase();
  if (range.kind === "any") return "any time";
  const at = (ns: bigint | null) => (ns === null ? "…" : `${day(ns)} ${clock(ns)}`);
  return `${at(range.from)} to ${at(range.to)}`;
}
