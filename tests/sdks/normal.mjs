// One plain form for telemetry, whoever wrote it down: OTLP/JSON as an SDK or `waterglass export` prints it, and the answers of
// the API. Two items are the same telemetry exactly when their plain forms are the same JSON text.
// Rules of OTLP/JSON: opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Owns reading; it never decides what is right.

/** Exact text of a double: -0, NaN and the infinities stay what they are. */
const double = (value) => (Object.is(Number(value), -0) ? '-0' : String(Number(value)));
/** Exact text of a 64-bit integer written as a number or as text. */
const int = (value) => BigInt(value ?? 0).toString();
const optional = (read, value) => (value === undefined || value === null ? null : read(value));
const byKey = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);

/** An OTLP AnyValue. A map's entries have no order in OTLP, so they are sorted. */
function value(any) {
  if (any?.stringValue != null) return { string: any.stringValue };
  if (any?.boolValue != null) return { bool: any.boolValue };
  if (any?.intValue != null) return { int: int(any.intValue) };
  if (any?.doubleValue != null) return { double: double(any.doubleValue) };
  if (any?.bytesValue != null) return { bytes: any.bytesValue };
  if (any?.arrayValue) return { array: (any.arrayValue.values ?? []).map(value) };
  if (any?.kvlistValue) return { map: attributes(any.kvlistValue.values).sort(byKey) };
  return { empty: true };
}

const attributes = (list) => (list ?? []).map((one) => [one.key, value(one.value)]);

const resource = (group) => ({
  attributes: attributes(group.resource?.attributes),
  dropped: group.resource?.droppedAttributesCount ?? 0,
  schema: group.schemaUrl ?? '',
});

const scope = (group) => ({
  name: group.scope?.name ?? '',
  version: group.scope?.version ?? '',
  attributes: attributes(group.scope?.attributes),
  dropped: group.scope?.droppedAttributesCount ?? 0,
  schema: group.schemaUrl ?? '',
});

const event = (one) => ({
  time: int(one.timeUnixNano),
  name: one.name ?? '',
  attributes: attributes(one.attributes),
  dropped: one.droppedAttributesCount ?? 0,
});

const link = (one) => ({
  trace: one.traceId,
  span: one.spanId,
  state: one.traceState ?? '',
  flags: one.flags ?? 0,
  attributes: attributes(one.attributes),
  dropped: one.droppedAttributesCount ?? 0,
});

const span = (one) => ({
  trace: one.traceId,
  span: one.spanId,
  parent: one.parentSpanId ?? '',
  state: one.traceState ?? '',
  flags: one.flags ?? 0,
  name: one.name ?? '',
  kind: one.kind ?? 0,
  start: int(one.startTimeUnixNano),
  end: int(one.endTimeUnixNano),
  status: [one.status?.code ?? 0, one.status?.message ?? ''],
  attributes: attributes(one.attributes),
  events: (one.events ?? []).map(event),
  links: (one.links ?? []).map(link),
  dropped: [one.droppedAttributesCount ?? 0, one.droppedEventsCount ?? 0, one.droppedLinksCount ?? 0],
});

const log = (one) => ({
  time: int(one.timeUnixNano),
  observed: int(one.observedTimeUnixNano),
  severity: [one.severityNumber ?? 0, one.severityText ?? ''],
  event: one.eventName ?? '',
  body: value(one.body),
  attributes: attributes(one.attributes),
  dropped: one.droppedAttributesCount ?? 0,
  flags: one.flags ?? 0,
  trace: one.traceId ?? '',
  span: one.spanId ?? '',
});

const number = (one) => (one.asInt != null ? { int: int(one.asInt) } : one.asDouble != null ? { double: double(one.asDouble) } : null);

const exemplar = (one) => ({
  time: int(one.timeUnixNano),
  value: number(one),
  trace: one.traceId ?? '',
  span: one.spanId ?? '',
  attributes: attributes(one.filteredAttributes),
});

const buckets = (one) => ({ offset: one?.offset ?? 0, counts: (one?.bucketCounts ?? []).map(int) });

const POINT = {
  gauge: (one) => ({ value: number(one) }),
  sum: (one) => ({ value: number(one) }),
  histogram: (one) => ({ counts: (one.bucketCounts ?? []).map(int), bounds: (one.explicitBounds ?? []).map(double) }),
  exponentialHistogram: (one) => ({
    scale: one.scale ?? 0,
    zeros: [int(one.zeroCount), double(one.zeroThreshold ?? 0)],
    positive: buckets(one.positive),
    negative: buckets(one.negative),
  }),
  summary: (one) => ({ quantiles: (one.quantileValues ?? []).map((q) => [double(q.quantile ?? 0), double(q.value ?? 0)]) }),
};

/** The data points of one metric, each with the metric's own words. */
function points(metric) {
  const kind = Object.keys(POINT).find((key) => metric[key]);
  if (!kind) return [];
  const data = metric[kind];
  return (data.dataPoints ?? []).map((one) => ({
    name: metric.name,
    unit: metric.unit ?? '',
    description: metric.description ?? '',
    kind,
    temporality: data.aggregationTemporality ?? 0,
    monotonic: data.isMonotonic ?? false,
    attributes: attributes(one.attributes),
    start: int(one.startTimeUnixNano),
    time: int(one.timeUnixNano),
    flags: one.flags ?? 0,
    count: int(one.count),
    sum: optional(double, one.sum),
    range: [optional(double, one.min), optional(double, one.max)],
    ...POINT[kind](one),
    exemplars: (one.exemplars ?? []).map(exemplar),
  }));
}

function* items(groups, scopes, list, read) {
  for (const outer of groups ?? []) {
    for (const inner of outer[scopes] ?? []) {
      for (const one of inner[list] ?? []) {
        for (const item of read(one)) yield { ...item, resource: resource(outer), scope: scope(inner) };
      }
    }
  }
}

/** A line that is no JSON is shown by its end only: messages can be megabytes long. */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`a line of ${line.length} characters is no JSON; it ends in ${JSON.stringify(line.slice(-80))}`);
  }
}

/** Everything in lines of OTLP/JSON: `{ spans, logs, points }`, each a list of plain forms. */
export function fromOtlp(text) {
  const all = { spans: [], logs: [], points: [] };
  for (const line of text.split('\n').filter((one) => one.trim())) {
    const message = parse(line);
    all.spans.push(...items(message.resourceSpans, 'scopeSpans', 'spans', (one) => [span(one)]));
    all.logs.push(...items(message.resourceLogs, 'scopeLogs', 'logRecords', (one) => [log(one)]));
    all.points.push(...items(message.resourceMetrics, 'scopeMetrics', 'metrics', points));
  }
  return all;
}

/** The name a service gave itself. */
export const service = (item) => item.resource.attributes.find(([key]) => key === 'service.name')?.[1].string;

/** Only what one service sent. */
export const ofService = (all, name) =>
  Object.fromEntries(Object.entries(all).map(([kind, list]) => [kind, list.filter((item) => service(item) === name)]));
