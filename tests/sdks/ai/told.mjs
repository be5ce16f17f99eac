// What was said in a run, as the API tells it: each turn's question, the calls of the tool, their results by the same ids, the answer, and
// the session read from its first question to its last. Where no content was recorded: what would bring it. Owns texts, no numbers.
import { ORDERS } from './model.mjs';

const QUESTIONS = ['Where is my order A-1001?', 'And what about A-1002 and A-1003?', 'Then I want a refund.'];
const ANSWERS = ['I looked it up: shipped, arrives Tuesday', 'I looked it up: delayed until Friday; waiting for payment'];
const short = (value) => JSON.stringify(value ?? null).slice(0, 200);
const modelSpans = (documents) => documents.flatMap((document) => document.spans).filter((span) => span.genai.type === 'model');
const parts = (messages, kind) => messages.flatMap((message) => message.parts.filter((part) => part.kind === kind).map((part) => ({ ...part, role: message.role })));

/** Each turn: question, calls, their results by the same ids, answer. */
export function conversation(documents, { ids = true, refused = true, instructed = true }) {
  const spans = modelSpans(documents);
  const problems = [];
  const anywhere = (find) => spans.some(({ genai }) => find(genai));
  const text = (messages, role, words) => parts(messages, 'text').some((part) => part.role === role && part.text.includes(words));
  const want = (holds, what) => holds || problems.push(`no model call ${what}`);
  if (instructed) want(anywhere((one) => text(one.input_messages, 'system', 'support agent')), 'has the instructions');
  for (const question of QUESTIONS.slice(0, refused === true ? 3 : 2)) {
    want(anywhere((one) => text(one.input_messages, 'user', question)), `has the question ${question}`);
  }
  for (const answer of ANSWERS) want(anywhere((one) => text(one.output_messages, 'assistant', answer)), `answers ${answer}`);
  for (const [order, result] of Object.entries(ORDERS)) {
    const asks = (part) => part.name.includes('lookup_order') && part.arguments.includes(order);
    const answers = (part) => part.result.includes(result);
    const linked = ({ input_messages: messages }) => parts(messages, 'tool_result').some((one) => answers(one) && parts(messages, 'tool_call').some((call) => call.id?.length > 0 && call.id === one.id && asks(call)));
    want(anywhere((one) => parts(one.output_messages, 'tool_call').some(asks)), `answers with the tool call for ${order}`);
    want(anywhere((one) => parts(one.input_messages, 'tool_result').some(answers)), `has the tool's result for ${order}`);
    if (ids) want(anywhere(linked), `links the result for ${order} to its call by id`);
  }
  return problems;
}

/** Where no content was recorded, every answered call says which setting would bring it, and nobody's words are anywhere. */
export function missing(documents, setting) {
  const calls = modelSpans(documents).filter((span) => span.genai.counted === true);
  const silent = calls.filter(({ genai }) => parts([...genai.input_messages, ...genai.output_messages], 'text').length === 0);
  const explained = silent.filter(({ genai }) => genai.missing?.setting.includes(setting) && genai.missing.why.length > 0);
  return explained.length === calls.length && calls.length > 0
    ? []
    : [`of ${calls.length} calls without content ${explained.length} name ${setting}: ${short(calls.map((one) => one.genai.missing))}`];
}

/** The session, read as one dialogue: the questions in their order, each told once, and the answers. */
export function dialogue(detail, { refused = true }) {
  const problems = [];
  if (!detail) return ['the session cannot be read'];
  const told = JSON.stringify(detail.traces.map((trace) => trace.turns));
  const places = QUESTIONS.slice(0, refused ? 3 : 2).map((question) => told.indexOf(question));
  if (places.some((place, at) => place < 0 || place < (places[at - 1] ?? 0))) problems.push(`the session's questions stand at ${places}`);
  for (const answer of ANSWERS) if (!told.includes(answer)) problems.push(`the session does not tell ${answer}`);
  return problems;
}
