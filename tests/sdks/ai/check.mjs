// The verdict on a run of an AI library: what the API says of it beside what the model server knows it answered.
// Owns what must hold for every library; what one of them does not say is named in cases.mjs. Each problem is a line a person can act on.
import { conversation, dialogue, missing } from './told.mjs';
import { ORDERS } from './model.mjs';

const CLASSES = ['input_tokens', 'output_tokens', 'cached_input_tokens', 'cache_write_tokens', 'reasoning_tokens'];
const USER = 'customer-12';
const short = (value) => JSON.stringify(value ?? null).slice(0, 200);
const sum = (list) => list.reduce((total, one) => total + one, 0);
const spansOf = (documents) => documents.flatMap((document) => document.spans);
const isCall = (span) => ['model', 'embedding'].includes(span.genai.type);

/** Totals: the sum over the traces is what the server answered; a part that the library leaves out is null and never 0. */
function totals(documents, told, { unsaid = [], partly = [] }) {
  const problems = [];
  for (const field of CLASSES) {
    const said = documents.map((one) => one.totals[field]).filter((one) => one !== null);
    const truth = sum(told.map((call) => call.usage[field]));
    if (unsaid.includes(field)) {
      if (said.length > 0) problems.push(`totals.${field}: ${sum(said)}, but the library does not say it`);
    } else if (partly.includes(field)) {
      if (sum(said) > truth) problems.push(`totals.${field}: ${sum(said)}, more than the ${truth} that the model server says`);
    } else if (said.length === 0 ? truth !== 0 : sum(said) !== truth) {
      problems.push(`totals.${field}: ${said.length === 0 ? 'null' : sum(said)}, the model server says ${truth}`);
    }
  }
  return problems;
}

const numbers = ({ input_tokens, output_tokens }) => `${input_tokens}/${output_tokens || 0}`;

/** Each answered call is one counted span: its numbers are its own, so the pairing is sure. */
function calls(documents, answered, expected) {
  const counted = spansOf(documents).filter((span) => span.genai.counted === true);
  const problems = counted.filter((span) => !isCall(span)).map((span) => `${span.name} is counted as ${span.genai.type}`);
  const told = answered.filter((call) => call.told);
  const found = counted.map((span) => numbers(span.genai.usage)).sort();
  const truth = told.map((call) => numbers(call.usage)).sort();
  if (found.join() !== truth.join()) return [...problems, `counted spans say ${found}, the model server ${truth}`];
  for (const call of told) {
    const span = counted.find((one) => numbers(one.genai.usage) === numbers(call.usage));
    problems.push(...one(span, call, expected).map((problem) => `${call.id}, ${span.name}: ${problem}`));
  }
  return problems;
}

/** One call beside its span. */
function one({ genai, duration_ns: duration }, call, { unsaid = [], partly = [], unnamed = [], streams = true }) {
  const problems = [];
  const want = (holds, what) => holds || problems.push(what);
  const embeds = call.api === 'embeddings';
  const leaves = (fact) => unnamed.some((name) => name === fact || (name === `${fact} of streams` && call.stream) || (name === `${fact} of embeddings` && embeds));
  for (const field of CLASSES.filter((name) => !unsaid.includes(name))) {
    const [said, truth] = [genai.usage[field], call.usage[field]];
    const silent = said === null && (truth === 0 || partly.includes(field));
    want(said === truth || silent, `${field} ${said}, the model server says ${truth}`);
  }
  want(genai.type === (embeds ? 'embedding' : 'model'), `its type is ${genai.type}`);
  want(leaves('asked') || genai.request_model?.endsWith(call.model), `the model asked for is ${genai.request_model}, not ${call.model}`);
  want(leaves('model') ? genai.response_model !== call.dated : genai.response_model === call.dated, `the model that answered is ${genai.response_model}, not ${call.dated}`);
  if (!embeds) {
    want(leaves('id') ? genai.response_id !== call.id : genai.response_id === call.id, `its response is ${genai.response_id}`);
    const ended = call.calls > 0 ? /tool|function/i : /stop|end_turn/i;
    want(leaves('end') || genai.finish_reasons.some((reason) => ended.test(reason)), `it ended with ${genai.finish_reasons}`);
  }
  want((genai.streaming === true) === (call.stream && streams), `streaming is ${genai.streaming}`);
  const first = genai.time_to_first_token;
  want(first === null || (call.stream && Number(first) > 0 && Number(first) <= Number(duration)), `its first piece came after ${first} of ${duration} ns`);
  return problems;
}

/** A stream that broke off: its trace has the call, which says no usage that the server never sent. `silentBreaks`: the library does not call it failed. */
function broken(documents, log, { silentBreaks = false }) {
  if (!log.some((call) => call.broken)) return [];
  const calls = documents.filter((document) => document.name === 'turn 4').flatMap((document) => document.spans.filter(isCall));
  if (calls.length !== 1) return [`the broken stream is ${calls.length} calls: ${short(calls.map((span) => span.name))}`];
  const [{ status, status_message: words, genai }] = calls;
  const problems = genai.counted === true ? [`the broken stream is counted: ${numbers(genai.usage)}`] : [];
  return (status === 'error') === !silentBreaks ? problems : [...problems, `the broken stream's status is ${status} ${words}`];
}

/** A total is "at least" where a call says no usage, and nowhere else. Traces of refused calls are known by their failed spans. */
function unknown(documents, answered) {
  const open = documents.filter((document) => document.totals.tokens_at_least && !document.spans.some((span) => isCall(span) && span.status === 'error'));
  const untold = answered.filter((call) => !call.told).length;
  return (untold > 0) === open.length > 0 ? [] : [`${untold} answered calls without usage, but ${open.length} traces say "at least"`];
}

/** The tool ran once for each order, and its spans say with what and what came of it. */
function tools(documents, { tools: wanted = 3, missing: without, toolContent = !without }) {
  const found = spansOf(documents).filter((span) => span.genai.type === 'tool' && (span.genai.tool?.name ?? '').includes('lookup_order'));
  if (found.length !== wanted) {
    return [`${found.length} tool spans of lookup_order, not ${wanted}: ${short(spansOf(documents).map((span) => `${span.name} ${span.genai.type}`))}`];
  }
  if (wanted === 0 || !toolContent) return [];
  const ran = ([order, result]) => found.some(({ genai: { tool } }) => tool.arguments?.includes(order) && tool.result?.includes(result));
  return Object.entries(ORDERS).filter((order) => !ran(order)).map(([order]) => `no tool span has ${order} and its result: ${short(found.map((span) => span.genai.tool))}`);
}

/** The refused turn, tried again or not, is one trace with a failed call, and nothing failed in the others. */
function errors(documents, refused) {
  const failed = (document) => document.spans.filter((span) => span.status === 'error');
  const where = documents.filter((document) => failed(document).some(isCall));
  const problems = where.length === Math.min(refused.length, 1) ? [] : [`${where.length} traces have a failed call, the model server refused ${refused.length}`];
  const others = documents.filter((document) => !where.includes(document)).flatMap(failed);
  return [...problems, ...others.map((span) => `${span.name} failed: ${span.status_message}`)];
}

function sessions(documents, listed, session, { user = true }) {
  const problems = [];
  const named = documents.filter((document) => document.session === session);
  if (named.length < 3) problems.push(`${named.length} traces name the session, not 3`);
  const row = listed.rows.find((each) => each.session === session);
  if (!row) return [...problems, `the session is not in the list: ${short(listed.rows.map((each) => each.session))}`];
  if (row.traces !== named.length) problems.push(`the session has ${row.traces} traces in the list and ${named.length} by their documents`);
  const tokens = sum(named.map((document) => document.totals.input_tokens ?? 0));
  if ((row.totals.input_tokens ?? 0) !== tokens) problems.push(`the session says ${row.totals.input_tokens} input tokens, its traces ${tokens}`);
  const users = user ? [USER] : [];
  if (row.users.join() !== users.join()) problems.push(`the session's users are ${short(row.users)}`);
  return problems;
}

/** Everything that is wrong with a run. */
export function problemsOf({ documents, listed, detail, log, session }, expected) {
  const { unseen = [], untold = () => false, adds = () => 0 } = expected;
  const seen = log.filter((call) => !unseen.includes(call.api)).map((call) => ({ ...call, told: call.told && !untold(call) }));
  const recorded = seen.map((call) => (call.told ? { ...call, usage: { ...call.usage, output_tokens: call.usage.output_tokens + adds(call) } } : call));
  const answered = recorded.filter((call) => call.status === 200 && !call.broken);
  const whole = documents.filter((document) => document.name !== 'turn 4');
  if (documents.length === 0) return ['nothing was stored'];
  return [
    ...(answered.length < 4 ? [`the model was asked ${answered.length} times only`] : []),
    ...totals(documents, answered.filter((call) => call.told), expected),
    ...calls(documents, answered, expected),
    ...unknown(whole, answered),
    ...broken(documents, log, expected),
    ...(expected.missing ? missing(documents, expected.missing) : conversation(documents, expected)),
    ...tools(documents, expected),
    ...errors(whole, recorded.filter((call) => call.status !== 200)),
    ...(expected.session === false ? [] : sessions(documents, listed, session, expected)),
    ...(expected.session === false || expected.missing ? [] : dialogue(detail, expected)),
  ];
}
