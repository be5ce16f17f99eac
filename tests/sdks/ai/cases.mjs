// The table of AI libraries that are run: a row is a program, where it is installed, what a user would set, and what the library is known
// not to say. Owns the list; adding a library is adding a row, its program and its pins.
//
// `expected` names what is particular: `unsaid` classes of tokens that the library's attributes never say, `partly` such as it says of some
// calls only · `untold(call)` calls whose usage it does not say though the server did · `unseen` APIs that it does not record · `adds(call)`
// tokens it says too much of a call's output · `tools` spans of the tool, 2 unless said · `ids: false` where calls and results bear no ids ·
// `session: false` where it says none · `missing` the variable that would bring the content, where it is left off.

const DETAILS = ['cached_input_tokens', 'cache_write_tokens', 'reasoning_tokens'];
const LATEST = { SUPPORT_INSTRUMENT: 'opentelemetry', OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT' };
const CONTENT = { SUPPORT_INSTRUMENT: 'opentelemetry', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };

const isStream = (call) => call.stream;
const isEmbedding = (call) => call.api === 'embeddings';
// OpenLLMetry adds the one output token of a stream's first event to those of its last.
const firstEvent = (call) => (call.stream ? 1 : 0);

const python = (name, program, expected = {}, env = {}, pins = 'main') => ({ name, pins, program: `python/${program}.py`, env, expected });
const js = (name, env, expected = {}) => ({ name, program: 'js/vercel.mjs', env, expected });

export const AI_CASES = [
  python('azure-ai-inference', 'azure_inference', { unsaid: DETAILS, unseen: ['embeddings'] }, { AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED: 'true' }),
  python('azure-ai-inference without content', 'azure_inference', {
    unsaid: DETAILS,
    unseen: ['embeddings'],
    missing: 'AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=',
  }),
  python('openai-v2', 'openai_watched', { unsaid: DETAILS }, CONTENT),
  python('openai-v2 latest', 'openai_watched', { unsaid: DETAILS }, LATEST),
  python(
    'openai-v2 without content',
    'openai_watched',
    { unsaid: DETAILS, missing: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=' },
    { SUPPORT_INSTRUMENT: 'opentelemetry' },
  ),
  python('openai openllmetry', 'openai_watched', { partly: ['reasoning_tokens'] }, { SUPPORT_INSTRUMENT: 'openllmetry' }),
  python('openai openinference', 'openai_watched', {}, { SUPPORT_INSTRUMENT: 'openinference' }),
  python('openai logfire', 'openai_watched', { unsaid: DETAILS }, { SUPPORT_INSTRUMENT: 'logfire' }),
  python('openai-agents openinference', 'openai_agents', { unsaid: DETAILS }),
  python('openai-agents openinference responses', 'openai_agents', {}, { SUPPORT_API: 'responses' }),
  python('anthropic', 'anthropic_agent', { unsaid: ['reasoning_tokens'] }, { ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'content' }),
  python('anthropic without content', 'anthropic_agent', { unsaid: ['reasoning_tokens'], missing: 'ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=' }),
  python('anthropic openllmetry', 'anthropic_agent', { unsaid: ['reasoning_tokens'], adds: firstEvent }, { SUPPORT_INSTRUMENT: 'openllmetry', ANTHROPIC_OPEN_TELEMETRY: 'false' }),
  python('anthropic traced twice', 'anthropic_agent', { unsaid: ['reasoning_tokens'] }, { SUPPORT_INSTRUMENT: 'openllmetry' }),
  python(
    'anthropic opentelemetry',
    'anthropic_agent',
    { unsaid: ['reasoning_tokens'] },
    { SUPPORT_INSTRUMENT: 'opentelemetry', ANTHROPIC_OPEN_TELEMETRY: 'false', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT' },
    'agent-framework',
  ),
  python('langgraph openllmetry', 'langgraph_agent', { unsaid: ['reasoning_tokens'] }, { SUPPORT_INSTRUMENT: 'openllmetry' }),
  python('langgraph openinference', 'langgraph_agent', {}, { SUPPORT_INSTRUMENT: 'openinference' }),
  python('pydantic-ai', 'pydantic_agent'),
  python('prompty', 'prompty_agent', { tools: 0 }),
  // Its plain OTLP leaves the session out, though the program sets one.
  python('mlflow', 'mlflow_trace', { unsaid: ['reasoning_tokens'], untold: isEmbedding, session: false }, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }),
  python('promptflow', 'promptflow_trace', { untold: isStream, tools: 0 }, { PF_DISABLE_TRACING: 'false' }, 'promptflow'),
  python('google-adk', 'google_adk', {}, CONTENT, 'google-adk'),
  python('google-adk latest', 'google_adk', {}, LATEST, 'google-adk'),
  python('agent-framework', 'agent_framework_agent', {}, {}, 'agent-framework'),
  python('litellm', 'litellm_calls', { tools: 0, session: false }, { LITELLM_LOCAL_MODEL_COST_MAP: 'True' }, 'litellm'),
  python('semantic-kernel', 'semantic_kernel_agent', { unsaid: DETAILS }, { SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE: 'true' }, 'semantic-kernel'),
  js('vercel-ai-sdk', {}),
  js('vercel-ai-sdk responses', { SUPPORT_API: 'responses' }),
];
