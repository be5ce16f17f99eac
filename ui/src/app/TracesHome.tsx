/** The list of traces, with the Connect page in its place while there is no trace at all. Joins the two features. */
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { defined } from "../base/object";
import { TracesPage } from "../features/traces/TracesPage";
import { keepList } from "./lastList";

const route = getRouteApi("/traces");
const ConnectPage = lazy(() =>
  import("../features/connect/ConnectPage").then((m) => ({ default: m.ConnectPage })),
);

export function TracesHome() {
  const { q, on, service, sort, order, hide, columns } = route.useSearch();
  useEffect(
    () => keepList(defined({ q, on, service, sort, order, hide, columns })),
    [q, on, service, sort, order, hide, columns],
  );
  return (
    <TracesPage
      welcome={
        <Suspense>
          <ConnectPage welcome />
        </Suspense>
      }
    />
  );
}
