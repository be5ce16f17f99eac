/** The list of traces, with the Connect page in its place while there is no trace at all. Joins the two features. */
import { lazy, Suspense } from "react";
import { TracesPage } from "../features/traces/TracesPage";

const ConnectPage = lazy(() =>
  import("../features/connect/ConnectPage").then((m) => ({ default: m.ConnectPage })),
);

export function TracesHome() {
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
