// The verdict on a run of an AI library: what the API says of it beside what the model server knows it answered.
// Owns what must hold for every library; what one of them does not say is named in cases.mjs. Each problem is a line a person can act on.

const CLASSES = ['input_tokens', 'output_tokens', 'cached_input_tokens', 'cache_write_tokens', 'reasoning_tokens'];
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

/** Each answered call is one counted span: its numbers are its own, so the pairing is sure. */
function calls(documents, answered) {
  const counted = spansOf(documents).filter((span) => span.genai.counted === true);
  const problems = counted.filter((span) => !isCall(span)).map((span) => `${span.name} is counted as ${span.genai.type}`);
  const numbers = ({ input_tokens, output_tokens }) => `${input_tokens}/${output_tokens || 0}`;
  const found = counted.map((span) => numbers(span.genai.usage)).sort();
  const truth = answered.filter((call) => call.told).map((call) => numbers(call.usage)).sort();
  if (found.join() !== truth.join()) problems.push(`counted spans say ${found}, the model server ${truth}`);
  const untold = answered.length - truth.length;
  if (untold > 0 && !documents.some((one) => one.totals.tokens_at_least)) problems.push('a call without usage, but no total says "at least"');
  for (const span of counted.filter((one) => one.genai.response_model && !one.genai.response_model.startsWith('support') && !one.genai.response_model.startsWith('claude'))) {
    problems.push(`${span.name}: response model ${span.genai.response_model}`);
  }
  return problems;
}

const parts = (messages, kind) => messages.flatMap((message) => message.parts.filter((part) => part.kind === kind).map((part) => ({ ...part, role: message.role })));

/** The conversation of turn one: question, call, its result by the same id, answer. */
function conversation(documents, { ids = true }) {
  const spans = spansOf(documents).filter((span) => span.genai.type === 'model');
  const problems = [];
  const anywhere = (find) => spans.some(({ genai }) => find(genai));
  const text = (messages, role, words) => parts(messages, 'text').some((part) => part.role === role && part.text.includes(words));
  const asks = (part) => part.name.includes('lookup_order') && part.arguments.includes('A-1001');
  const answers = (part) => part.result.includes('shipped, arrives Tuesday');
  const want = (holds, what) => holds || problems.push(`no model call ${what}`);
  want(anywhere((one) => text(one.input_messages, 'system', 'support agent')), 'has the instructions');
  want(anywhere((one) => text(one.input_messages, 'user', 'Where is my order A-1001?')), 'has the question');
  want(anywhere((one) => parts(one.output_messages, 'tool_call').some(asks)), 'answers with the tool call');
  want(anywhere((one) => parts(one.input_messages, 'tool_result').some(answers)), 'has the tool\'s result');
  want(anywhere((one) => text(one.output_messages, 'assistant', 'I looked it up: shipped')), 'has the answer');
  const linked = ({ input_messages: messages }) =>
    parts(messages, 'tool_result').some((result) => parts(messages, 'tool_call').some((call) => result.id?.length > 0 && call.id === result.id && asks(call)));
  if (ids) want(anywhere(linked), 'links the result to its call by id');
  return problems;
}

/** Where no content was recorded, every answered call says which variable would bring it. */
function missing(documents, setting) {
  const calls = spansOf(documents).filter((span) => span.genai.type === 'model' && span.genai.counted === true);
  const silent = calls.filter(({ genai }) => parts([...genai.input_messages, ...genai.output_messages], 'text').length === 0);
  const explained = silent.filter(({ genai }) => genai.missing?.setting.includes(setting));
  return explained.length === calls.length && calls.length > 0
    ? []
    : [`of ${calls.length} calls without content ${explained.length} name ${setting}: ${short(calls.map((one) => one.genai.missing))}`];
}

function tools(documents, wanted) {
  const found = spansOf(documents).filter((span) => span.genai.type === 'tool' && (span.genai.tool?.name ?? '').includes('lookup_order'));
  return found.length === wanted ? [] : [`${found.length} tool spans of lookup_order, not ${wanted}: ${short(spansOf(documents).map((one) => `${one.name} ${one.genai.type}`))}`];
}

function errors(documents, refused) {
  const failed = spansOf(documents).filter((span) => span.status === 'error');
  if (refused.length === 0 || failed.length > 0) return [];
  return ['the refused call is no failed span'];
}

function sessions(documents, listed, session) {
  const problems = [];
  const named = documents.filter((one) => one.session === session);
  if (named.length < 3) problems.push(`${named.length} traces name the session, not 3`);
  const row = listed.rows.find((one) => one.session === session);
  if (!row) return [...problems, `the session is not in the list: ${short(listed.rows.map((one) => one.session))}`];
  if (row.traces !== named.length) problems.push(`the session has ${row.traces} traces in the list and ${named.length} by their documents`);
  const tokens = sum(named.map((one) => one.totals.input_tokens ?? 0));
  if ((row.totals.input_tokens ?? 0) !== tokens) problems.push(`the session says ${row.totals.input_tokens} input tokens, its traces ${tokens}`);
  return problems;
}

/** Everything that is wrong with a run. */
export function problemsOf({ documents, listed, log, session }, expected) {
  const { unseen = [], untold = () => false, adds = () => 0 } = expected;
  const seen = log.filter((call) => !unseen.includes(call.api)).map((call) => ({ ...call, told: call.told && !untold(call) }));
  const recorded = seen.map((call) => (call.told ? { ...call, usage: { ...call.usage, output_tokens: call.usage.output_tokens + adds(call) } } : call));
  const answered = recorded.filter((call) => call.status === 200);
  if (documents.length === 0) return ['nothing was stored'];
  return [
    ...(answered.length < 4 ? [`the model was asked ${answered.length} times only`] : []),
    ...totals(documents, answered.filter((call) => call.told), expected),
    ...calls(documents, answered),
    ...(expected.missing ? missing(documents, expected.missing) : conversation(documents, expected)),
    ...tools(documents, expected.tools ?? 2),
    ...errors(documents, recorded.filter((call) => call.status !== 200)),
    ...(expected.session === false ? [] : sessions(documents, listed, session)),
  ];
}
