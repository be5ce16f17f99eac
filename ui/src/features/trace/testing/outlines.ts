/**
 * Outlines for tests: small ones written as a list of spans, large ones generated with every shape that hurts (a chain
 * 500 deep, a fan of thousands, many services, missing and remote parents, a circle). Same seed, same trace.
 * Never shipped: only tests import it.
 */
import type { SpanType, Totals, TraceOutline, TraceRow } from "@proto";
import { PARENT, SPAN_TYPES } from "../outline";

/** A span as tests write it. Times in nanoseconds from the trace's start. */
export interface TestSpan {
  id?: string;
  /** Index of the parent, or a code of `PARENT`. */
  parent?: number;
  /** Span id of a parent that has not arrived. */
  missing?: string;
  name?: string;
  service?: string;
  type?: SpanType;
  kind?: number;
  status?: number;
  start?: number;
  duration?: number;
  model?: string;
  detail?: string;
  input?: number;
  output?: number;
  counted?: boolean;
  cost?: number;
  firstToken?: number;
  ticks?: { at: number; error?: boolean }[];
}

/** Sums of a trace of which nobody said anything. */
export const NO_TOTALS: Totals = {
  input_tokens: null,
  output_tokens: null,
  cached_input_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  audio_input_tokens: null,
  audio_output_tokens: null,
  cost: null,
  tokens_at_least: false,
  cost_at_least: false,
};

/** 16 hex digits that name span `n`. */
export const testId = (n: number): string => (n + 1).toString(16).padStart(16, "0");

/** An outline of the spans, in the order given. */
export function testOutline(spans: readonly TestSpan[], summary: Partial<TraceRow> = {}): TraceOutline {
  const strings: string[] = [];
  const known = new Map<string, number>();
  const intern = (text: string) => {
    let index = known.get(text);
    if (index === undefined) {
      index = strings.push(text) - 1;
      known.set(text, index);
    }
    return index;
  };
  const missing: [number, string][] = [];
  const columns: TraceOutline["spans"] = {
    span_id: spans.map((span, i) => span.id ?? testId(i)),
    parent: spans.map((span, i) => {
      if (span.missing === undefined) return span.parent ?? PARENT.none;
      missing.push([i, span.missing]);
      return PARENT.missing;
    }),
    name: spans.map((span, i) => intern(span.name ?? `span ${i}`)),
    service: spans.map((span) => intern(span.service ?? "shop")),
    span_type: spans.map((span) => span.type ?? "function"),
    kind: spans.map((span) => span.kind ?? 1),
    status: spans.map((span) => span.status ?? 0),
    start: spans.map((span) => span.start ?? 0),
    duration: spans.map((span) => span.duration ?? 0),
    model: spans.map((span) => (span.model === undefined ? -1 : intern(span.model))),
    detail: spans.map((span) => (span.detail === undefined ? -1 : intern(span.detail))),
    input_tokens: spans.map((span) => span.input ?? null),
    output_tokens: spans.map((span) => span.output ?? null),
    counted: spans.map((span) => span.counted ?? null),
    cost: spans.map((span) => span.cost ?? null),
    first_token: spans.map((span) => span.firstToken ?? null),
    tick_span: spans.flatMap((span, i) => (span.ticks ?? []).map(() => i)),
    tick_at: spans.flatMap((span) => (span.ticks ?? []).map((tick) => tick.at)),
    tick_error: spans.flatMap((span) => (span.ticks ?? []).map((tick) => tick.error ?? false)),
  };
  return {
    summary: testSummary(columns, strings, summary),
    strings,
    spans: columns,
    missing_parents: missing,
    logs: 0,
    as_of: "1",
  };
}

function testSummary(columns: TraceOutline["spans"], strings: string[], given: Partial<TraceRow>): TraceRow {
  const errors = columns.status.filter((status) => status === 2).length;
  const end = columns.start.reduce(
    (latest, start, i) => Math.max(latest, start + (columns.duration[i] ?? 0)),
    0,
  );
  const services = [...new Set(columns.service)].map((index) => strings[index] ?? "");
  return {
    trace_id: "0af7651916cd43dd8448eb211c80319c",
    name: strings[columns.name[0] ?? -1] ?? "",
    has_root: columns.parent.includes(PARENT.none),
    service: services[0] ?? "",
    services,
    project: "default",
    start: "1795272534306000000",
    duration: String(end),
    spans: columns.span_id.length,
    errors,
    status: errors === 0 ? "ok" : columns.status[0] === 2 ? "failed" : "has_errors",
    models: [],
    totals: NO_TOTALS,
    session: null,
    user: null,
    received: "1795272534306000000",
    tags: [],
    note: null,
    values: [],
    ...given,
  };
}

/** A small deterministic generator of numbers in [0, 1) (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How a large test trace is made up. The rest of its spans are bushes of three to eight. */
export interface LargeShape {
  spans: number;
  chain?: number;
  fan?: number;
  services?: number;
  missing?: number;
  seed?: number;
}

/** A large trace with every shape that hurts. Spans come in start order, as the API promises. */
export function largeOutline(shape: LargeShape): TraceOutline {
  const {
    spans: count,
    chain = 500,
    fan = Math.floor(count * 0.4),
    services = 40,
    missing = 3,
    seed = 7,
  } = shape;
  const random = randomNumbers(seed);
  const total = count * 1e6;
  const spans: TestSpan[] = [
    { name: "POST /v1/batch", type: "http", kind: 2, service: "gateway", start: 0, duration: total },
  ];
  const add = (span: TestSpan) => spans.push(span) - 1;
  let at = 0;
  const step = () => {
    at += random() * (total / count);
    return Math.floor(at);
  };
  let last = 0;
  for (let i = 0; i < chain && spans.length < count; i++) {
    last = add({
      parent: last,
      name: `step ${i}`,
      type: "function",
      service: "engine",
      start: step(),
      duration: total * 0.2,
    });
  }
  const fanRoot = add({
    parent: 0,
    name: "invoke_agent fan",
    type: "agent",
    service: "engine",
    start: step(),
    duration: total * 0.6,
  });
  for (let i = 0; i < fan && spans.length < count; i++) {
    add({
      ...bush(random, i, services),
      parent: fanRoot,
      start: step(),
      duration: Math.floor(random() ** 4 * 4e9) + 1000,
    });
  }
  for (let i = 0; i < missing; i++) {
    add({
      missing: `dead00000000000${i}`,
      name: `late ${i}`,
      service: "worker",
      start: step(),
      duration: 5e6,
    });
  }
  add({
    parent: PARENT.remote,
    name: "GET /callback",
    type: "http",
    kind: 2,
    service: "edge",
    start: step(),
    duration: 9e6,
  });
  add({ parent: PARENT.circle, name: "turns in a circle", service: "odd", start: step(), duration: 2e6 });
  let parent = 0;
  while (spans.length < count) {
    if (random() < 0.2) parent = Math.max(0, spans.length - 1 - Math.floor(random() * 5));
    add({
      ...bush(random, spans.length, services),
      parent,
      start: step(),
      duration: Math.floor(random() ** 3 * 2e9) + 500,
    });
  }
  return testOutline(spans, { name: "POST /v1/batch", has_root: true });
}

function bush(random: () => number, n: number, services: number): TestSpan {
  const type = SPAN_TYPES[Math.floor(random() * SPAN_TYPES.length)] ?? "function";
  const service = `service-${Math.floor(random() * services)}`;
  const failed = random() < 0.01;
  const span: TestSpan = { name: `${type} ${n % 97}`, type, service, status: failed ? 2 : 0 };
  if (type === "model")
    Object.assign(span, {
      model: "gpt-4o",
      input: Math.floor(random() * 9000),
      output: Math.floor(random() * 900),
    });
  if (type === "tool") span.detail = `tool_${n % 9}`;
  return span;
}
