// How each provider's API is written: what a request asks, and an answer as a whole and as a stream of events.
// Owns shapes alone; what is answered and what it costs is decided in model.mjs. A wire gives:
// path · read(body) → { model, stream, told, tools, last: { text, results } } · whole(call, said, asked) ·
// stream(call, said, read, asked) · error(said).
import { pieces } from './model.mjs';

const CREATED = 1_790_000_000;
const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? part.content ?? '').filter((one) => typeof one === 'string').join(' ');

/** The text of the last thing a user said, and the results of tools after it. */
function lastOf(messages, { user, result }) {
  const last = { text: '', results: [] };
  for (const message of messages) {
    const results = result(message);
    if (results.length > 0) last.results.push(...results);
    else if (user(message)) Object.assign(last, { text: textOf(message.content), results: [] });
  }
  return last;
}

const openaiUsage = (usage) => ({
  prompt_tokens: usage.input_tokens,
  completion_tokens: usage.output_tokens,
  total_tokens: usage.input_tokens + usage.output_tokens,
  prompt_tokens_details: { cached_tokens: usage.cached_input_tokens, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: usage.reasoning_tokens, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
});
const openaiError = ({ status, message }) => ({ error: { message, type: status === 429 ? 'rate_limit_error' : 'server_error', param: null, code: null } });
const toolCalls = (said) =>
  said.calls?.map(({ id, name, arguments: given }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(given) } }));

const chat = {
  path: /\/chat\/completions$/,
  read: (asked) => ({
    // Azure AI Inference leaves the model to the deployment.
    model: asked.model ?? 'support-model',
    stream: asked.stream === true,
    told: asked.stream !== true || asked.stream_options?.include_usage === true,
    tools: (asked.tools ?? []).map((tool) => tool.function?.name ?? ''),
    last: lastOf(asked.messages, {
      user: (message) => message.role === 'user',
      result: (message) => (message.role === 'tool' ? [textOf(message.content)] : []),
    }),
  }),
  whole: (call, said) => ({
    id: call.id,
    object: 'chat.completion',
    created: CREATED,
    model: call.dated,
    system_fingerprint: 'fp_local',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: said.text ?? null, refusal: null, ...(said.calls ? { tool_calls: toolCalls(said) } : {}) },
        finish_reason: said.calls ? 'tool_calls' : 'stop',
        logprobs: null,
      },
    ],
    usage: openaiUsage(call.usage),
  }),
  *stream(call, said, { told }) {
    const chunk = (delta, finish = null) => ({
      id: call.id,
      object: 'chat.completion.chunk',
      created: CREATED,
      model: call.dated,
      system_fingerprint: 'fp_local',
      choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
      ...(told ? { usage: null } : {}),
    });
    yield chunk({ role: 'assistant', content: said.calls ? null : '' });
    for (const text of said.text ? pieces(said.text) : []) yield chunk({ content: text });
    for (const [index, { id, name, arguments: given }] of (said.calls ?? []).entries()) {
      yield chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
      for (const piece of JSON.stringify(given).match(/.{1,8}/g)) yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
    yield chunk({}, said.calls ? 'tool_calls' : 'stop');
    if (told) yield { ...chunk({}), choices: [], usage: openaiUsage(call.usage) };
  },
  end: 'data: [DONE]\n\n',
  error: openaiError,
};

const embeddings = {
  path: /\/embeddings$/,
  fixed: {},
  usage: (n) => ({ input_tokens: 5 + n, output_tokens: 0, cached_input_tokens: 0, cache_write_tokens: 0, reasoning_tokens: 0 }),
  read: (asked) => ({ model: asked.model ?? 'embedding-model', stream: false, told: true, tools: [], last: { text: '', results: [] } }),
  whole: (call, _, asked) => ({
    object: 'list',
    model: call.dated,
    data: [asked.input].flat().map((_, index) => ({ object: 'embedding', index, embedding: vector(asked, [0.25, -0.5, 0.125, 1]) })),
    usage: { prompt_tokens: call.usage.input_tokens, total_tokens: call.usage.input_tokens },
  }),
  error: openaiError,
};
const vector = ({ encoding_format }, numbers) =>
  encoding_format === 'base64' ? Buffer.from(Float32Array.from(numbers).buffer).toString('base64') : numbers;

const responses = {
  path: /\/responses$/,
  named: true,
  read: (asked) => ({
    model: asked.model,
    stream: asked.stream === true,
    told: true,
    tools: (asked.tools ?? []).map((tool) => tool.name ?? ''),
    last: lastOf(typeof asked.input === 'string' ? [{ role: 'user', content: asked.input }] : asked.input, {
      user: (item) => item.role === 'user',
      result: (item) => (item.type === 'function_call_output' ? [textOf(item.output)] : []),
    }),
  }),
  whole: (call, said, asked) => ({
    id: call.id,
    object: 'response',
    created_at: CREATED,
    status: 'completed',
    model: call.dated,
    output: outputItems(call, said),
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    error: null,
    incomplete_details: null,
    instructions: asked.instructions ?? null,
    metadata: {},
    usage: {
      input_tokens: call.usage.input_tokens,
      input_tokens_details: { cached_tokens: call.usage.cached_input_tokens },
      output_tokens: call.usage.output_tokens,
      output_tokens_details: { reasoning_tokens: call.usage.reasoning_tokens },
      total_tokens: call.usage.input_tokens + call.usage.output_tokens,
    },
  }),
  *stream(call, said, _, asked) {
    const whole = responses.whole(call, said, asked);
    let sequence_number = 0;
    const event = (type, more) => ({ type, sequence_number: sequence_number++, ...more });
    yield event('response.created', { response: { ...whole, status: 'in_progress', output: [], usage: null } });
    for (const [output_index, item] of whole.output.entries()) {
      const place = { output_index, item_id: item.id };
      if (item.type === 'function_call') {
        yield event('response.output_item.added', { output_index, item: { ...item, arguments: '', status: 'in_progress' } });
        yield event('response.function_call_arguments.delta', { ...place, delta: item.arguments });
        yield event('response.function_call_arguments.done', { ...place, name: item.name, arguments: item.arguments });
      } else {
        const [part] = item.content;
        yield event('response.output_item.added', { output_index, item: { ...item, content: [], status: 'in_progress' } });
        yield event('response.content_part.added', { ...place, content_index: 0, part: { ...part, text: '' } });
        for (const delta of pieces(part.text)) yield event('response.output_text.delta', { ...place, content_index: 0, delta, logprobs: [] });
        yield event('response.output_text.done', { ...place, content_index: 0, text: part.text, logprobs: [] });
        yield event('response.content_part.done', { ...place, content_index: 0, part });
      }
      yield event('response.output_item.done', { output_index, item });
    }
    yield event('response.completed', { response: whole });
  },
  error: openaiError,
};
const outputItems = (call, said) =>
  said.calls?.map(({ id, name, arguments: given }) => ({
    type: 'function_call',
    id: `fc_${id}`,
    call_id: id,
    name,
    arguments: JSON.stringify(given),
    status: 'completed',
  })) ?? [
    {
      type: 'message',
      id: `msg_${call.n}`,
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: said.text, annotations: [], logprobs: [] }],
    },
  ];

/** Anthropic's own input count leaves out what came from the cache and went into it. */
const anthropicUsage = ({ input_tokens, output_tokens, cached_input_tokens, cache_write_tokens }) => ({
  input_tokens: input_tokens - cached_input_tokens - cache_write_tokens,
  cache_creation_input_tokens: cache_write_tokens,
  cache_read_input_tokens: cached_input_tokens,
  output_tokens,
  service_tier: 'standard',
});
const blocks = (said) =>
  said.calls?.map(({ id, name, arguments: input }) => ({ type: 'tool_use', id, name, input })) ?? [{ type: 'text', text: said.text }];

const messages = {
  path: /\/v1\/messages$/,
  named: true,
  writesCache: true,
  hidesReasoning: true,
  read: (asked) => ({
    model: asked.model,
    stream: asked.stream === true,
    told: true,
    tools: (asked.tools ?? []).map((tool) => tool.name),
    last: lastOf(asked.messages, {
      user: (message) => message.role === 'user',
      result: (message) =>
        Array.isArray(message.content) ? message.content.filter((part) => part.type === 'tool_result').map((part) => textOf(part.content)) : [],
    }),
  }),
  whole: (call, said) => ({
    id: call.id,
    type: 'message',
    role: 'assistant',
    model: call.dated,
    content: blocks(said),
    stop_reason: said.calls ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: anthropicUsage(call.usage),
  }),
  *stream(call, said) {
    const whole = messages.whole(call, said);
    yield { type: 'message_start', message: { ...whole, content: [], stop_reason: null, usage: { ...whole.usage, output_tokens: 1 } } };
    for (const [index, block] of whole.content.entries()) {
      const empty = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
      yield { type: 'content_block_start', index, content_block: empty };
      const deltas =
        block.type === 'text'
          ? pieces(block.text).map((text) => ({ type: 'text_delta', text }))
          : JSON.stringify(block.input).match(/.{1,8}/g).map((partial_json) => ({ type: 'input_json_delta', partial_json }));
      for (const delta of deltas) yield { type: 'content_block_delta', index, delta };
      yield { type: 'content_block_stop', index };
    }
    const usage = { output_tokens: whole.usage.output_tokens };
    yield { type: 'message_delta', delta: { stop_reason: whole.stop_reason, stop_sequence: null }, usage };
    yield { type: 'message_stop' };
  },
  error: ({ status, message }) => ({ type: 'error', error: { type: status === 429 ? 'rate_limit_error' : 'api_error', message } }),
};

/** Gemini's own output count leaves reasoning out. */
const gemini = {
  path: /\/models\/[^/]+:(generateContent|streamGenerateContent)$/,
  read: (asked, path) => ({
    model: path.match(/\/models\/([^/:]+):/)[1],
    stream: path.includes(':stream'),
    told: true,
    tools: (asked.tools ?? []).flatMap((tool) => (tool.functionDeclarations ?? tool.function_declarations ?? []).map((one) => one.name)),
    last: lastOf(asked.contents.map((content) => ({ ...content, content: content.parts })), {
      user: (content) => content.role === 'user',
      result: (content) =>
        content.parts.flatMap((part) => (part.functionResponse ? [textOf(Object.values(part.functionResponse.response ?? {}).map((text) => ({ text })))] : [])),
    }),
  }),
  whole: (call, said) => ({
    responseId: call.id,
    modelVersion: call.dated,
    candidates: [{ index: 0, finishReason: 'STOP', content: { role: 'model', parts: geminiParts(said) } }],
    usageMetadata: {
      promptTokenCount: call.usage.input_tokens,
      cachedContentTokenCount: call.usage.cached_input_tokens,
      candidatesTokenCount: call.usage.output_tokens - call.usage.reasoning_tokens,
      thoughtsTokenCount: call.usage.reasoning_tokens,
      totalTokenCount: call.usage.input_tokens + call.usage.output_tokens,
    },
  }),
  *stream(call, said) {
    yield gemini.whole(call, said);
  },
  error: ({ status, message }) => ({ error: { code: status, message, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'INTERNAL' } }),
};
const geminiParts = (said) => said.calls?.map(({ name, arguments: args }) => ({ functionCall: { name, args } })) ?? [{ text: said.text }];

export const WIRES = { chat, embeddings, responses, messages, gemini };
