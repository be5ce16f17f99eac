/** The whole app on a fake server: each view comes up, says what it should, and axe finds nothing in it. */

import type { LogRow, MetricRow, SessionDetail, SessionRow, Settings, Status, TraceRow } from "@proto";
import { act, render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "./App";
import { router } from "./router";

const NOW = `${Date.now()}000000`;
const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

const trace: TraceRow = {
  trace_id: ID,
  name: "POST /v1/refunds",
  has_root: true,
  service: "checkout",
  services: ["checkout", "payments"],
  project: "default",
  start: NOW,
  duration: "1460000000",
  spans: 18,
  errors: 2,
  status: "has_errors",
  models: ["gpt-4o"],
  totals: {
    input_tokens: 14200,
    output_tokens: null,
    cached_input_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    audio_input_tokens: null,
    audio_output_tokens: null,
    cost: null,
    tokens_at_least: false,
    cost_at_least: false,
  },
  session: null,
  user: null,
  received: NOW,
  tags: [],
  note: null,
  values: [],
};
const log: LogRow = {
  id: "7",
  time: NOW,
  severity: 17,
  severity_text: "ERROR",
  service: "checkout",
  event_name: null,
  body: "gateway timeout",
  trace_id: ID,
  span_id: "00f067aa0ba902b7",
  trace_known: true,
};
const metric: MetricRow = {
  name: "gen_ai.client.token.usage",
  unit: "{token}",
  description: "Tokens used",
  kind: "histogram",
  service: "checkout",
  scope: "openai",
  points: "12",
  first: NOW,
  last: NOW,
};
const status: Status = {
  version: "0.1.0",
  started: NOW,
  pid: 1,
  doors: [
    {
      kind: "grpc",
      listening: false,
      url: "http://127.0.0.1:4317",
      port: 4317,
      problem: {
        message: "address in use",
        holder: "jaeger, pid 991",
        free_port: 4320,
        setting: "WATERGLASS_GRPC_PORT=4320",
      },
    },
    { kind: "http", listening: true, url: "http://127.0.0.1:5318", port: 5318, problem: null },
    { kind: "ui", listening: true, url: "http://127.0.0.1:4319", port: 4319, problem: null },
  ],
  database: { path: "/home/ada/waterglass.db", bytes: "141000000", disk_free: null, problem: null },
  counts: { traces: "1", spans: "412906", logs: "1", metric_points: "12" },
  rate: { spans: 38, logs: 0, metric_points: 0 },
  checklist: {
    span: { at: NOW, service: "checkout", client: "otel-python" },
    model_call: null,
    log: null,
    metric: null,
  },
  problems: [
    {
      at: NOW,
      times: 3,
      place: "OTLP/gRPC traces",
      message: "a trace id has 8 bytes",
      client: "old-sdk/1",
      rejected: "3",
    },
  ],
  rejected: "3",
  progress: { derived: 1, priced: 0.4257 },
};
const settings: Settings = { theme: "light", colour_by_service: false, absolute_times: false };

const session: SessionRow = {
  session: "chat-4417",
  project: "default",
  users: ["ada"],
  services: ["checkout"],
  models: ["gpt-4o"],
  traces: 1,
  spans: 18,
  errors: 0,
  first: NOW,
  first_trace: ID,
  last: NOW,
  totals: { ...trace.totals, output_tokens: 812, cost: 0.00437, cost_at_least: true },
};
const preview = { trace_id: ID, input: "Where is my refund?", output: "On its\n way." };
const detail: SessionDetail = {
  summary: session,
  traces: [
    {
      trace_id: ID,
      name: trace.name,
      start: NOW,
      duration: trace.duration,
      errors: 0,
      totals: session.totals,
      context_tokens: 9600,
      preview,
      turns: [],
    },
  ],
  more: 0,
  as_of: "1",
};

let traces: TraceRow[] = [];
let sessions: SessionRow[] = [];
const page = (rows: unknown[]) => ({ rows, next: null, total: rows.length, as_of: "1" });
const answers: Record<string, () => unknown> = {
  "/api/status": () => status,
  "/api/settings": () => settings,
  "/api/traces": () => page(traces),
  "/api/previews": () => ({ previews: [preview] }),
  "/api/sessions": () => page(sessions),
  "/api/sessions/default/chat-4417": () => detail,
  "/api/logs": () => page([log]),
  "/api/metrics": () => ({ rows: [metric] }),
  "/api/projects": () => ({
    choices: [
      { name: "default", traces: 1 },
      { name: "evals", traces: 1 },
    ],
  }),
  "/api/services": () => ({ choices: [{ name: "checkout", traces: 1 }] }),
};

beforeEach(() => {
  traces = [trace];
  sessions = [session];
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(560);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1100);
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const path = String(input).split("?")[0] ?? "";
    if (path === "/api/changes") {
      if (!String(input).includes("after")) {
        return Promise.resolve(Response.json({ cursor: "1", kinds: [], trace_ids: [], complete: true }));
      }
      return new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new DOMException("stop", "AbortError")));
      });
    }
    const answer = answers[path];
    return Promise.resolve(answer ? Response.json(answer()) : new Response(null, { status: 404 }));
  });
});

async function show(path: string) {
  const view = render(<App />);
  await act(async () => router.history.push(path));
  return view.container;
}

/** jsdom lays nothing out, so colours and sizes can't be judged here (the browser tests do), nor does it read index.html. */
async function expectAccessible(container: Element) {
  const { violations } = await axe.run(container.ownerDocument, {
    rules: { "color-contrast": { enabled: false }, "html-has-lang": { enabled: false } },
  });
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`)).toEqual([]);
}

describe("the app", () => {
  it("lists traces with what each column says", async () => {
    const container = await show("/traces?hide=none");
    const row = await screen.findByRole("row", { name: /POST \/v1\/refunds/ });
    expect(row).toHaveTextContent("checkout+1");
    expect(row).toHaveTextContent("1.46 s");
    expect(row).toHaveTextContent("2 errors");
    expect(row).toHaveTextContent("14.2k → ?");
    expect(row).toHaveTextContent("unpriced");
    expect(row).toHaveTextContent("gpt-4o");
    await waitFor(() => expect(row).toHaveTextContent("Where is my refund?"));
    expect(row).toHaveTextContent("On its way.");
    // Nobody named a session and all is in one project: no such columns.
    expect(screen.queryByRole("columnheader", { name: "Session" })).toBeNull();
    expect(screen.queryByRole("columnheader", { name: "Project" })).toBeNull();
    expect(screen.getByRole("link", { name: /gRPC 4317 shut · HTTP 5318/ })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "42 % priced anew" })).toBeInTheDocument();
    await expectAccessible(container);
  });

  it("shows the columns that fit until others are chosen", async () => {
    await show("/traces");
    await screen.findByRole("row", { name: /POST \/v1\/refunds/ });
    for (const name of ["Input", "Output", "Tokens", "Cost", "Duration", "Status"])
      expect(screen.getByRole("columnheader", { name: new RegExp(`^${name}`) })).toBeInTheDocument();
    expect(screen.queryByRole("columnheader", { name: /^Service/ })).toBeNull();
  });

  it("lists sessions, and reads one turn by turn", async () => {
    const container = await show("/sessions");
    const row = await screen.findByRole("row", { name: /chat-4417/ });
    expect(row).toHaveTextContent("ada");
    expect(row).toHaveTextContent("≥ $0.0044");
    expect(row).toHaveTextContent("14.2k → 812");
    await expectAccessible(container);
    await act(async () => router.history.push("/session/default/chat-4417"));
    expect(await screen.findByRole("article", { name: "Turn 1" })).toHaveTextContent("POST /v1/refunds");
    expect(screen.getByRole("option", { name: /Where is my refund/ })).toHaveTextContent("context 9.6k");
    expect(screen.getByText("1 turn")).toBeInTheDocument();
    await expectAccessible(container);
  });

  it("says how a session is named while there is none", async () => {
    sessions = [];
    const container = await show("/sessions");
    expect(await screen.findByRole("heading", { name: "No session yet" })).toBeInTheDocument();
    expect(screen.getByText(/gen_ai\.conversation\.id", conversation_id/)).toBeInTheDocument();
    await expectAccessible(container);
  });

  it("shows how to connect while there is no trace", async () => {
    traces = [];
    const container = await show("/traces");
    expect(await screen.findByRole("heading", { name: "No traces yet" })).toBeInTheDocument();
    await expectAccessible(container);
  });

  it("names the filters that leave nothing", async () => {
    traces = [];
    await show("/traces?service=checkout&range=1h");
    expect(await screen.findByText("No trace matches")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Without service checkout" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Without last 1 h" })).toBeInTheDocument();
  });

  it("lists logs with severity in words", async () => {
    const container = await show("/logs");
    const row = await screen.findByRole("row", { name: /gateway timeout/ });
    expect(row).toHaveTextContent("error");
    await expectAccessible(container);
  });

  it("says which door is shut, why, and what to set", async () => {
    const container = await show("/connect");
    expect(await screen.findByText(/address in use/)).toHaveTextContent(
      "Port 4317 is held by jaeger, pid 991.",
    );
    expect(screen.getByText("WATERGLASS_GRPC_PORT=4320")).toBeInTheDocument();
    expect(screen.getByText("old-sdk/1")).toBeInTheDocument();
    // The door that listens stands in for the shut one.
    expect(screen.getByRole("tabpanel")).toHaveTextContent(
      "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:5318",
    );
    await expectAccessible(container);
  });

  it("shows the settings, and unknown sizes as unknown", async () => {
    const container = await show("/settings");
    expect(await screen.findByText("/home/ada/waterglass.db")).toBeInTheDocument();
    expect(screen.getByText("the system does not say")).toBeInTheDocument();
    await expectAccessible(container);
  });

  it("lists instruments", async () => {
    const container = await show("/metrics");
    expect(await screen.findByRole("row", { name: /gen_ai.client.token.usage/ })).toBeInTheDocument();
    await expectAccessible(container);
  });

  it("says that nobody answers, and what to do", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("refused"));
    await show("/traces");
    await waitFor(() => expect(screen.getByText("The traces could not be read")).toBeInTheDocument(), {
      timeout: 4_000,
    });
    expect(screen.getByText(/Start it again/)).toBeInTheDocument();
  });
});
