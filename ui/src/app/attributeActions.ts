/** What the inspector's buttons do to the list of traces: its filter goes on from where the user left it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { languageQuery } from "../api/query";
import { defined } from "../base/object";
import { negated, withTerm } from "../base/terms";
import type { AttributeActions } from "../features/inspector/attributeActions";
import { togglePin, usePins } from "../features/traces/pins";
import { fieldList } from "../features/traces/search";
import { lastList } from "./lastList";

export function useAttributeActions(): AttributeActions {
  const navigate = useNavigate();
  const pinned = usePins();
  const { data: language } = useQuery(languageQuery());
  return useMemo(() => {
    const list = (change: (was: { q: string; columns: string[] }) => { q?: string; columns?: string }) => {
      const last = lastList();
      const next = change({ q: last.q ?? "", columns: fieldList(last.columns) });
      void navigate({
        to: "/traces",
        search: ({ project, range, live }) => ({ ...last, ...defined({ project, range, live }), ...next }),
      });
    };
    return {
      shortNames: new Set(language?.fields.flatMap(({ names }) => names.map((name) => name.toLowerCase()))),
      pinned,
      filter: (term) => list(({ q }) => ({ q: withTerm(q, term) })),
      exclude: (term) => list(({ q }) => ({ q: withTerm(q, negated(term)) })),
      addColumn: (field) => list(({ columns }) => ({ columns: [...new Set([...columns, field])].join(",") })),
      pin: togglePin,
    };
  }, [navigate, pinned, language]);
}
