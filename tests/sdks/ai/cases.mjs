// The table of AI libraries that are run: a row is a program, where it is installed, what a user would set, and what the library is known
// not to say. Owns the list; adding a library is adding a row, its program and its pins.
//
// `expected` names what is particular: `unsaid` classes of tokens that the library's attributes never say, `partly` such as it says of some
// calls only · `untold(call)` calls whose usage it does not say though the server did · `unseen` APIs that it does not record · `adds(call)`
// tokens it says too much of a call's output · `unnamed` facts it leaves out or says wrongly (`asked` the model asked for, `model` the one
// that answered, `id` of the response, `end` why it ended), perhaps only `of streams` or `of embeddings` · `streams: false` where nothing
// tells a stream from a plain answer · `tools` spans of the tool, 3 unless said · `toolContent: false` where they say neither what it was
// given nor what it gave · `ids: false` where calls and results bear no ids · `refused` false where nothing tells what was asked in the
// refused call, 'agent' where only the agent above it does · `silentBreaks` where a stream that broke off is not called failed · `instructed: false` where nothing says the
// instructions · `session: false`, `user: false` where it says none · `missing` the setting that would bring
// the content, where it is left off.

const DETAILS = ['cached_input_tokens', 'cache_write_tokens', 'reasoning_tokens'];
const LATEST = { SUPPORT_INSTRUMENT: 'opentelemetry', OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT' };
const CONTENT = { SUPPORT_INSTRUMENT: 'opentelemetry', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };

const isStream = (call) => call.stream;
const isEmbedding = (call) => call.api === 'embeddings';
// OpenLLMetry adds the one output token of a stream's first event to those of its last.
const firstEvent = (call) => (call.stream ? 1 : 0);

const python = (name, program, expected = {}, env = {}, pins = 'main') => ({ name, pins, program: `python/${program}.py`, env, expected });
const js = (name, env, expected = {}) => ({ name, program: 'js/vercel.mjs', env, expected });

// What each content switch is called, as the API should name it.
const CAPTURE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=';
const AZURE = 'AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=';
const ANTHROPIC = 'ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=';
const OPENLLMETRY = { SUPPORT_INSTRUMENT: 'openllmetry' };
const OPENINFERENCE = { SUPPORT_INSTRUMENT: 'openinference' };

const AZURE_INFERENCE = { unsaid: DETAILS, unseen: ['embeddings'], streams: false };
const OPENAI_V2 = { unsaid: DETAILS, streams: false };
const ANTHROPIC_SELF = { unsaid: ['reasoning_tokens'] };
// LangChain's streams name neither the model that answered nor the response.
const LANGCHAIN = { unnamed: ['model of streams', 'id of streams'], streams: false };
const LANGGRAPH_OPENLLMETRY = { ...LANGCHAIN, unsaid: ['reasoning_tokens'] };
// Gemini stops with STOP where it asks for a tool; ADK passes on neither the model that answered nor the response's id.
const ADK = { unnamed: ['model', 'id', 'end'], streams: false };
const AGENT_FRAMEWORK = { streams: false };
const SEMANTIC_KERNEL = { unsaid: DETAILS, unnamed: ['model'], streams: false };
const VERCEL = { unnamed: ['model of embeddings'] };
const LITELLM = { tools: 0, session: false, unnamed: ['model of streams', 'id of embeddings'] };

const OFF = { SUPPORT_CONTENT: 'off' };
// Of a plain answer it says no reason to have ended, of the model only who answered.
const LANGFUSE = { unnamed: ['asked', 'id', 'end'] };
// Each call names the response before it; what was said there is not said again, and the instructions never.
const PROJECTS = { unsaid: DETAILS, unnamed: ['end'], streams: false, ids: false, instructed: false };

const TOLD = [
  python('azure-ai-inference', 'azure_inference', AZURE_INFERENCE, { AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED: 'true' }),
  python('openai-v2', 'openai_watched', OPENAI_V2, CONTENT),
  python('openai-v2 latest', 'openai_watched', OPENAI_V2, LATEST),
  python('openai-v2 latest async', 'openai_watched', OPENAI_V2, { ...LATEST, SUPPORT_ASYNC: '1' }),
  python('openai openllmetry', 'openai_watched', { partly: ['reasoning_tokens'], silentBreaks: true }, OPENLLMETRY),
  python('openai openinference', 'openai_watched', {}, OPENINFERENCE),
  python('openai openllmetry async', 'openai_watched', { partly: ['reasoning_tokens'], silentBreaks: true }, { ...OPENLLMETRY, SUPPORT_ASYNC: '1' }),
  python('openai openinference async', 'openai_watched', {}, { ...OPENINFERENCE, SUPPORT_ASYNC: '1' }),
  python('openai logfire', 'openai_watched', { unnamed: LANGCHAIN.unnamed, silentBreaks: true }, { SUPPORT_INSTRUMENT: 'logfire' }),
  python('openai-agents openinference', 'openai_agents', { unsaid: DETAILS, unnamed: ['asked', 'model', 'id', 'end'], streams: false }),
  // What it was asked for is known only from the answer.
  python('openai-agents openinference responses', 'openai_agents', { unnamed: ['asked', 'end'], streams: false, refused: false }, { SUPPORT_API: 'responses' }),
  python('anthropic', 'anthropic_agent', ANTHROPIC_SELF, { ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'content' }),
  python('anthropic openllmetry', 'anthropic_agent', { ...ANTHROPIC_SELF, adds: firstEvent, streams: false }, { ...OPENLLMETRY, ANTHROPIC_OPEN_TELEMETRY: 'false' }),
  python('anthropic traced twice', 'anthropic_agent', ANTHROPIC_SELF, OPENLLMETRY),
  python(
    'anthropic opentelemetry',
    'anthropic_agent',
    ANTHROPIC_SELF,
    { SUPPORT_INSTRUMENT: 'opentelemetry', ANTHROPIC_OPEN_TELEMETRY: 'false', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT' },
    'agent-framework',
  ),
  python('langgraph openllmetry', 'langgraph_agent', LANGGRAPH_OPENLLMETRY, OPENLLMETRY),
  python('langgraph openinference', 'langgraph_agent', LANGCHAIN, OPENINFERENCE),
  python('pydantic-ai', 'pydantic_agent', { refused: 'agent' }),
  python('prompty', 'prompty_agent', { tools: 0 }),
  // Its plain OTLP leaves the session out, though the program sets one; of a stream that ends in calls it says `stop`.
  python(
    'mlflow',
    'mlflow_trace',
    { unsaid: ['reasoning_tokens'], untold: isEmbedding, unnamed: ['end of streams'], session: false },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
  ),
  python('promptflow', 'promptflow_trace', { untold: isStream, tools: 0 }, { PF_DISABLE_TRACING: 'false' }, 'promptflow'),
  // The tool's words go into its spans only where the current convention is asked for.
  python('google-adk', 'google_adk', { ...ADK, toolContent: false }, CONTENT, 'google-adk'),
  python('google-adk latest', 'google_adk', ADK, LATEST, 'google-adk'),
  python('agent-framework', 'agent_framework_agent', AGENT_FRAMEWORK, {}, 'agent-framework'),
  python('litellm', 'litellm_calls', LITELLM, { LITELLM_LOCAL_MODEL_COST_MAP: 'True' }, 'litellm'),
  python('semantic-kernel', 'semantic_kernel_agent', SEMANTIC_KERNEL, { SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE: 'true' }, 'semantic-kernel'),
  python('azure-ai-projects', 'azure_projects', PROJECTS, { AZURE_EXPERIMENTAL_ENABLE_GENAI_TRACING: 'true', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' }, 'semantic-kernel'),
  python('langfuse', 'langfuse_openai', LANGFUSE),
  js('vercel-ai-sdk', {}, VERCEL),
  js('vercel-ai-sdk responses', { SUPPORT_API: 'responses' }, VERCEL),
];

/** The same programs with the content left off: all of it holds but the words, and each call names the switch. */
const SILENT = [
  python('azure-ai-inference', 'azure_inference', { ...AZURE_INFERENCE, missing: AZURE }),
  python('openai-v2', 'openai_watched', { ...OPENAI_V2, missing: CAPTURE }, { SUPPORT_INSTRUMENT: 'opentelemetry' }),
  python('openai-v2 latest', 'openai_watched', { ...OPENAI_V2, unnamed: ['end of streams'], missing: CAPTURE }, { ...LATEST, OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: undefined }),
  python('anthropic', 'anthropic_agent', { ...ANTHROPIC_SELF, missing: ANTHROPIC }),
  python('langgraph openllmetry', 'langgraph_agent', { ...LANGGRAPH_OPENLLMETRY, missing: 'TRACELOOP_TRACE_CONTENT=' }, { ...OPENLLMETRY, TRACELOOP_TRACE_CONTENT: 'false' }),
  python(
    'langgraph openinference',
    'langgraph_agent',
    { ...LANGCHAIN, unnamed: ['model of streams', 'id'], missing: 'OPENINFERENCE_HIDE_INPUTS=' },
    { ...OPENINFERENCE, OPENINFERENCE_HIDE_INPUTS: 'true', OPENINFERENCE_HIDE_OUTPUTS: 'true' },
  ),
  python('pydantic-ai', 'pydantic_agent', { missing: 'include_content=' }, OFF),
  python('google-adk', 'google_adk', { ...ADK, user: false, missing: CAPTURE }, {}, 'google-adk'),
  python('agent-framework', 'agent_framework_agent', { ...AGENT_FRAMEWORK, missing: 'ENABLE_SENSITIVE_DATA=' }, OFF, 'agent-framework'),
  python('litellm', 'litellm_calls', { ...LITELLM, unnamed: [...LITELLM.unnamed, 'end'], missing: 'turn_off_message_logging=' }, { ...OFF, LITELLM_LOCAL_MODEL_COST_MAP: 'True' }, 'litellm'),
  python(
    'semantic-kernel',
    'semantic_kernel_agent',
    { ...SEMANTIC_KERNEL, missing: 'SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=' },
    { SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS: 'true' },
    'semantic-kernel',
  ),
  python('azure-ai-projects', 'azure_projects', { ...PROJECTS, missing: CAPTURE }, { AZURE_EXPERIMENTAL_ENABLE_GENAI_TRACING: 'true' }, 'semantic-kernel'),
  js('vercel-ai-sdk', OFF, { ...VERCEL, missing: 'recordInputs: true' }),
].map((one) => ({ ...one, name: `${one.name} without content` }));

export const AI_CASES = [...TOLD, ...SILENT];
