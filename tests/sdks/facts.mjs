// What each program must have put on the wire, as plain facts: a guard that the scenario keeps exercising what it is there for.
// Without it an SDK update could quietly stop sending exemplars or 64-bit integers, and the comparison would still be content.
// Owns the list of features; what arrived is compared elsewhere.

const attribute = (key, kind, text) => (item) => item.attributes.some(([k, v]) => k === key && (text === undefined ? kind in v : v[kind] === text));
const some = (list, test) => list.some(test);

const EVERYWHERE = {
  'five kinds of span': ({ spans }) => [1, 2, 3, 4, 5].every((kind) => some(spans, (one) => one.kind === kind)),
  'three statuses': ({ spans }) => [0, 1, 2].every((code) => some(spans, (one) => one.status[0] === code)),
  'a status message': ({ spans }) => some(spans, (one) => one.status[1].includes('the index is gone')),
  'an exception': ({ spans }) => some(spans, (one) => some(one.events, (e) => e.name === 'exception')),
  'links with attributes': ({ spans }) => some(spans, (one) => one.links.length === 2 && some(one.links, (l) => l.attributes.length === 2)),
  'a parent elsewhere': ({ spans }) => some(spans, (one) => one.parent === 'b7ad6b7169203331' && one.state !== ''),
  'nanoseconds': ({ spans }) => some(spans, (one) => one.start === '1700000000123456789'),
  'dropped attributes': ({ spans }) => some(spans, (one) => one.dropped[0] === 12),
  'every type of attribute': ({ spans }) =>
    some(spans, (one) => [['t.empty_string', 'string', ''], ['t.false', 'bool', false], ['t.zero', 'int', '0'], ['t.double_least', 'double', '5e-324'], ['t.no_elements', 'array']].every((fact) => attribute(...fact)(one))),
  'a long text': ({ spans }) => some(spans, (one) => some(one.attributes, ([, v]) => v.string?.length > 100_000)),
  'logs in and out of a span': ({ logs }) => some(logs, (one) => one.trace && one.span) && some(logs, (one) => !one.trace),
  'bodies of all sorts': ({ logs }) => ['string', 'map', 'int', 'bytes', 'empty'].every((kind) => some(logs, (one) => kind in one.body)),
  'an event': ({ logs }) => some(logs, (one) => one.event === 'gen_ai.user.message'),
  'four kinds of metric': ({ points }) => ['gauge', 'sum', 'histogram', 'exponentialHistogram'].every((kind) => some(points, (one) => one.kind === kind)),
  'a falling sum': ({ points }) => some(points, (one) => one.kind === 'sum' && !one.monotonic),
  'filled buckets': ({ points }) => some(points, (one) => one.positive?.counts.includes('1') && one.zeros[0] === '1'),
  'schema addresses': ({ logs, spans }) => some(spans, (one) => one.scope.schema !== '') && some(logs, (one) => one.resource.schema !== ''),
};

const PAST_DOUBLE = {
  '64-bit integers': ({ spans, points }) =>
    some(spans, (one) => attribute('t.int_min', 'int', '-9223372036854775808')(one) && attribute('t.int_max', 'int', '9223372036854775807')(one)) &&
    some(points, (one) => one.value?.int === '1152921504606846977'),
};

const LINK_STATE = { 'trace state of a link': ({ spans }) => some(spans, (one) => some(one.links, (l) => l.state.includes('vendor='))) };

const EXEMPLARS = { exemplars: ({ points }) => some(points, (one) => some(one.exemplars, (e) => e.trace && e.value)) };

const ODD_DOUBLES = {
  'NaN, infinity, minus zero': ({ spans }) =>
    some(spans, (one) => attribute('t.nan', 'double', 'NaN')(one) && attribute('t.infinity', 'double', '-Infinity')(one) && attribute('t.negative_zero', 'double', '-0')(one)),
};

const OF_SDK = {
  python: { ...PAST_DOUBLE, ...EXEMPLARS, ...ODD_DOUBLES },
  rust: { ...PAST_DOUBLE, ...LINK_STATE },
  js: LINK_STATE,
  go: { ...PAST_DOUBLE, ...EXEMPLARS, ...ODD_DOUBLES },
  java: { ...PAST_DOUBLE, ...LINK_STATE, ...EXEMPLARS, ...ODD_DOUBLES },
};

/** The features of the scenario that are missing from what a program said it sent. */
export function missing(sdk, sent) {
  return Object.entries({ ...EVERYWHERE, ...OF_SDK[sdk] }).filter(([, test]) => !test(sent)).map(([name]) => name);
}
