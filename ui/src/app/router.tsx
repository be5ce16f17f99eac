/**
 * The addresses of the app. Owns which feature answers which path and what each address may say; features never
 * import this file (they use getRouteApi). The list of traces is in the first bundle, every other view comes on demand.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { validateConnectSearch } from "../features/connect/search";
import { validateLogsSearch } from "../features/logs/search";
import { validateSessionSearch, validateSessionsSearch } from "../features/sessions/search";
import { validateSettingsSearch } from "../features/settings/search";
import { validateSqlSearch } from "../features/sql/search";
import { readTraceSearch } from "../features/trace/url";
import { keptColumns } from "../features/traces/habit";
import { validateTracesSearch } from "../features/traces/search";
import { Frame } from "./Frame";
import { NotFound } from "./NotFound";
import { type AppSearch, parseSearch, stringifySearch, validateAppSearch } from "./search";
import { TracesHome } from "./TracesHome";
import { ViewError } from "./ViewError";

const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  validateSearch: validateAppSearch,
  search: { middlewares: [retainSearchParams<AppSearch>(["project", "range", "live"])] },
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/traces", search, replace: true });
  },
});

const traces = createRoute({
  getParentRoute: () => root,
  path: "/traces",
  validateSearch: (search: Record<string, unknown>) => validateTracesSearch(search, keptColumns),
  // What is shown stands in the address, so that a link shows the same elsewhere.
  beforeLoad: ({ search, location }) => {
    const said = new URLSearchParams(location.searchStr);
    if ((search.columns && !said.has("columns")) || (search.hide && !said.has("hide")))
      throw redirect({ to: "/traces", search, replace: true });
  },
  component: TracesHome,
});

const trace = createRoute({
  getParentRoute: () => root,
  path: "/trace/$traceId",
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(() => import("./TraceRoute"), "TraceRoute"),
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  validateSearch: validateSessionsSearch,
  component: lazyRouteComponent(() => import("../features/sessions/SessionsPage"), "SessionsPage"),
});

const session = createRoute({
  getParentRoute: () => root,
  path: "/session/$project/$session",
  validateSearch: validateSessionSearch,
  component: lazyRouteComponent(() => import("./SessionRoute"), "SessionRoute"),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: "/logs",
  validateSearch: validateLogsSearch,
  component: lazyRouteComponent(() => import("../features/logs/LogsPage"), "LogsPage"),
});

const metrics = createRoute({
  getParentRoute: () => root,
  path: "/metrics",
  component: lazyRouteComponent(() => import("../features/metrics/MetricsPage"), "MetricsPage"),
});

const sql = createRoute({
  getParentRoute: () => root,
  path: "/sql",
  validateSearch: validateSqlSearch,
  component: lazyRouteComponent(() => import("../features/sql/SqlPage"), "SqlPage"),
});

const connect = createRoute({
  getParentRoute: () => root,
  path: "/connect",
  validateSearch: validateConnectSearch,
  component: lazyRouteComponent(() => import("../features/connect/ConnectPage"), "ConnectPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: validateSettingsSearch,
  component: lazyRouteComponent(() => import("../features/settings/SettingsPage"), "SettingsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    traces,
    trace,
    sessions,
    session,
    logs,
    metrics,
    sql,
    connect,
    settings,
  ]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: ViewError,
  // Code of the next view is fetched when the pointer rests on its link: the click then shows it at once.
  defaultPreload: "intent",
  defaultPreloadStaleTime: Number.POSITIVE_INFINITY,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
