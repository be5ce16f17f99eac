// The API's answers in the plain form of normal.mjs, so that they compare with what an SDK sent. The shapes read here are those of
// proto/ts/index.ts. Owns reading; it never decides what is right.

/** A value as the API shows it. Long texts come as a head and a length: kept as `{ head, bytes }`. */
function value(one) {
  switch (one.type) {
    case 'string':
      return one.bytes === undefined ? { string: one.value } : { head: one.value, bytes: one.bytes };
    case 'bool':
      return { bool: one.value };
    case 'int':
      return { int: one.value };
    case 'double':
      return { double: Object.is(Number(one.value), -0) ? '-0' : String(Number(one.value)) };
    case 'bytes':
      return { bytes: one.value };
    case 'array':
      return { array: one.values.map(value) };
    case 'map':
      return { map: attributes(one.entries).sort((a, b) => (a[0] < b[0] ? -1 : 1)) };
    default:
      return { empty: true };
  }
}

const attributes = (list) => list.map((one) => [one.key, value(one.value)]);

const resource = (one) => ({ attributes: attributes(one.attributes), dropped: one.dropped_attributes, schema: one.schema_url });

const scope = (one) => ({
  name: one.name,
  version: one.version,
  attributes: attributes(one.attributes),
  dropped: one.dropped_attributes,
  schema: one.schema_url,
});

/** `Span` of the API. */
export const spanAnswer = (one) => ({
  trace: one.trace_id,
  span: one.span_id,
  parent: one.parent_span_id ?? '',
  state: one.trace_state,
  flags: one.flags,
  name: one.name,
  kind: one.kind,
  start: one.start,
  end: one.end,
  status: [one.status, one.status_message],
  attributes: attributes(one.attributes),
  events: one.events.map((e) => ({ time: e.time, name: e.name, attributes: attributes(e.attributes), dropped: e.dropped_attributes })),
  links: one.links.map((l) => ({
    trace: l.trace_id,
    span: l.span_id,
    state: l.trace_state,
    flags: l.flags,
    attributes: attributes(l.attributes),
    dropped: l.dropped_attributes,
  })),
  dropped: [one.dropped_attributes, one.dropped_events, one.dropped_links],
  resource: resource(one.resource),
  scope: scope(one.scope),
});

/** `LogRecord` of the API. */
export const logAnswer = (one) => ({
  time: one.time,
  observed: one.observed,
  severity: [one.row.severity, one.row.severity_text],
  event: one.row.event_name ?? '',
  body: value(one.body),
  attributes: attributes(one.attributes),
  dropped: one.dropped_attributes,
  flags: one.flags,
  trace: one.row.trace_id ?? '',
  span: one.row.span_id ?? '',
  resource: resource(one.resource),
  scope: scope(one.scope),
});

/** `fact` as the API may show it: a long text as its head and length, where `shown` has it so. */
export function asShown(fact, shown) {
  if (typeof shown !== 'object' || shown === null || typeof fact !== 'object' || fact === null) return fact;
  if ('head' in shown && typeof fact.string === 'string') {
    const right = fact.string.startsWith(shown.head) && Buffer.byteLength(fact.string) === shown.bytes && shown.head.length > 0;
    return right ? shown : fact;
  }
  if (Array.isArray(fact)) return fact.map((one, n) => asShown(one, Array.isArray(shown) ? shown[n] : undefined));
  return Object.fromEntries(Object.entries(fact).map(([key, one]) => [key, asShown(one, shown[key])]));
}
