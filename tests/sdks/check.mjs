// Compares what a program sent with what can be read back: item by item through the API, and all of it through `waterglass export`.
// Owns the verdict. A difference is reported as a line a person can act on: the item, the place inside it, both values.
import { asShown, logAnswer, spanAnswer } from './answers.mjs';
import { until } from './instance.mjs';

const short = (value) => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
};

/** The first place where two plain forms differ, in words; null when they are the same. */
export function difference(sent, got, place = '') {
  if (JSON.stringify(sent) === JSON.stringify(got)) return null;
  const nested = (one) => typeof one === 'object' && one !== null;
  if (!nested(sent) || !nested(got)) return `${place || 'item'}: sent ${short(sent)}, got ${short(got)}`;
  for (const key of new Set([...Object.keys(sent), ...Object.keys(got)])) {
    const found = difference(sent[key], got[key], place ? `${place}.${key}` : key);
    if (found) return found;
  }
  return `${place || 'item'}: same parts in another order`;
}

/** What makes two items candidates for being the same one, so that a difference names a field and not "gone". */
const CLUE = {
  spans: (one) => `${one.trace}/${one.span}`,
  logs: (one) => `${one.observed}/${one.time}/${short(one.body)}`,
  points: (one) => `${one.name}/${one.time}/${JSON.stringify(one.attributes)}`,
};

/** Every item sent, exactly once, and nothing else. */
export function sameItems(kind, sent, got) {
  const problems = [];
  const left = new Map();
  for (const item of got) left.set(CLUE[kind](item), [...(left.get(CLUE[kind](item)) ?? []), item]);
  for (const item of sent) {
    const candidates = left.get(CLUE[kind](item)) ?? [];
    const same = Math.max(0, candidates.findIndex((one) => JSON.stringify(one) === JSON.stringify(item)));
    const [found] = candidates.splice(same, 1);
    const what = `${kind} ${short(item.name ?? item.body)}`;
    if (!found) problems.push(`${what}: not there`);
    else {
      const differs = difference(item, found);
      if (differs) problems.push(`${what}: ${differs}`);
    }
  }
  const extra = [...left.values()].flat().length;
  if (extra > 0) problems.push(`${kind}: ${extra} more than were sent`);
  return problems;
}

/** Whether all of `sent` is exactly in `got`: both as normal.mjs gives them. */
export const sameTelemetry = (sent, got) => Object.keys(sent).flatMap((kind) => sameItems(kind, sent[kind], got[kind]));

async function spansThroughApi(instance, spans) {
  const problems = [];
  for (const sent of spans) {
    const got = spanAnswer(await instance.api(`/api/traces/${sent.trace}/spans/${sent.span}`));
    const differs = difference(asShown(sent, got), got);
    if (differs) problems.push(`API span ${sent.name}: ${differs}`);
  }
  return problems;
}

/** The list and the outline: every trace of the service, with every span under its parent. */
async function tracesThroughApi(instance, service, spans) {
  const problems = [];
  const ids = [...new Set(spans.map((one) => one.trace))];
  const list = await instance.api(`/api/traces?service=${encodeURIComponent(service)}`);
  const listed = list.rows.map((one) => one.trace_id);
  if (listed.sort().join() !== [...ids].sort().join()) problems.push(`API list: ${short(listed)} instead of ${short(ids)}`);
  for (const id of ids) {
    const outline = await instance.api(`/api/traces/${id}`);
    const columns = outline.spans;
    for (const sent of spans.filter((one) => one.trace === id)) {
      const at = columns.span_id.indexOf(sent.span);
      if (at < 0) {
        problems.push(`API outline of ${id}: ${sent.name} is missing`);
        continue;
      }
      const above = columns.parent[at] >= 0 ? columns.span_id[columns.parent[at]] : '';
      const known = columns.span_id.includes(sent.parent) ? sent.parent : '';
      if (above !== known) problems.push(`API outline: ${sent.name} hangs under ${above || 'nothing'} instead of ${known || 'nothing'}`);
      const start = BigInt(outline.summary.start) + BigInt(columns.start[at]);
      if (start.toString() !== sent.start) problems.push(`API outline: ${sent.name} starts at ${start} instead of ${sent.start}`);
    }
  }
  return problems;
}

async function logsThroughApi(instance, service, logs) {
  const { rows } = await instance.api(`/api/logs?service=${encodeURIComponent(service)}&limit=1000`);
  const got = [];
  for (const row of rows) got.push(logAnswer(await instance.api(`/api/logs/${encodeURIComponent(row.id)}`)));
  const shown = logs.map((sent) => {
    const near = got.find((one) => CLUE.logs(one) === CLUE.logs(sent));
    // A severity without a text is shown with our word for it.
    const text = sent.severity[1] === '' && near ? near.severity[1] : sent.severity[1];
    return { ...asShown(sent, near), severity: [sent.severity[0], text] };
  });
  return sameItems('logs', shown, got).map((one) => `API ${one}`);
}

async function metricsThroughApi(instance, service, points) {
  const { rows } = await instance.api('/api/metrics');
  const problems = [];
  // Two scopes may use one name: Java's SDK measures the queues of its own processors so.
  for (const key of new Set(points.map((one) => `${one.scope.name} ${one.name}`))) {
    const sent = points.filter((one) => `${one.scope.name} ${one.name}` === key);
    const [{ name, scope }] = sent;
    const row = rows.find((one) => one.name === name && one.service === service && one.scope === scope.name);
    const got = row && [row.points, row.unit, row.kind.replace('exponential_histogram', 'exponentialHistogram'), row.scope];
    const differs = difference([String(sent.length), sent[0].unit, sent[0].kind, scope.name], got);
    if (differs) problems.push(`API metric ${name}: ${differs}`);
  }
  return problems;
}

/** Everything a program sent, read back through the API. The export is compared for all cases together at the end. */
export async function throughApi(instance, service, { spans, logs, points }) {
  const arrived = async () => {
    const { rows } = await instance.api(`/api/logs?service=${encodeURIComponent(service)}&limit=1000`);
    return rows.length >= logs.length;
  };
  await until(arrived, 3_000);
  return [
    ...(await tracesThroughApi(instance, service, spans)),
    ...(await spansThroughApi(instance, spans)),
    ...(await logsThroughApi(instance, service, logs)),
    ...(await metricsThroughApi(instance, service, points)),
  ];
}
