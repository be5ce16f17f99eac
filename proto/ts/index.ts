// Generated from proto/src by `cargo xtask types`. Do not edit: a test compares it with its source.

/**
 * Nanoseconds: a Unix time or a length of time, as the field's name says. Travels as a decimal string.
 */
export type Nanos = string;

/**
 * A count or a 64-bit integer value that may pass 2^53. Travels as a decimal string.
 */
export type Count = string;

/**
 * The kinds of failure a caller can tell apart.
 */
export type ErrorCode = "bad_request" | "bad_query" | "not_found" | "forbidden" | "timeout" | "too_large" | "busy" | "storage" | "internal";

/**
 * The body of every answer that is not 2xx. The UI decides on `code`, people read `message` and `hint`.
 */
export type ApiError = { 
/**
 * What kind of failure this is.
 */
code: ErrorCode, 
/**
 * What went wrong, in one sentence.
 */
message: string, 
/**
 * What to do about it, when we know.
 */
hint: string | null, 
/**
 * Where in the query (`q` or `sql`) the mistake is.
 */
at?: TextRange, };

/**
 * One attribute. Keys may repeat: OTLP forbids it, some SDKs do it, and we show what came.
 */
export type Attribute = { 
/**
 * The attribute's key, as sent.
 */
key: string, 
/**
 * Its value.
 */
value: Value, };

/**
 * An OTLP AnyValue (opentelemetry/proto/common/v1/common.proto).
 */
export type Value = { "type": "string", 
/**
 * The text, or its head.
 */
value: string, 
/**
 * Length in bytes of the whole text, present only when `value` is its head.
 */
bytes?: number, } | { "type": "bool", 
/**
 * The value.
 */
value: boolean, } | { "type": "int", 
/**
 * Decimal digits, with a sign when negative.
 */
value: string, } | { "type": "double", 
/**
 * Text that parses to the very same double.
 */
value: string, } | { "type": "bytes", 
/**
 * Base64 of the bytes, or of their head.
 */
value: string, 
/**
 * Number of bytes in all.
 */
bytes: number, } | { "type": "array", 
/**
 * Its elements, in order.
 */
values: Array<Value>, } | { "type": "map", 
/**
 * Its entries.
 */
entries: Array<Attribute>, } | { "type": "empty" };

/**
 * What kind of work a span did. Decides colour and icon.
 */
export type SpanType = "agent" | "model" | "tool" | "retrieval" | "embedding" | "evaluator" | "prompt" | "http" | "database" | "messaging" | "chain" | "function";

/**
 * Tokens as one span says them, or their sum. `input_tokens` includes the cached ones and `output_tokens` includes reasoning; null = not
 * said, which is never 0. Counts stay far below 2^53, so they travel as numbers.
 */
export type Usage = { 
/**
 * Read by the model.
 */
input_tokens: number | null, 
/**
 * Written by the model.
 */
output_tokens: number | null, 
/**
 * The part of `input_tokens` that came from a cache.
 */
cached_input_tokens: number | null, 
/**
 * The part of `input_tokens` that was written to a cache.
 */
cache_write_tokens: number | null, 
/**
 * The part of `output_tokens` that was reasoning.
 */
reasoning_tokens: number | null, 
/**
 * The part of `input_tokens` that was audio.
 */
audio_input_tokens: number | null, 
/**
 * The part of `output_tokens` that was audio.
 */
audio_output_tokens: number | null, };

/**
 * Facts read from a span, each with the attribute it came from.
 */
export type GenAi = { 
/**
 * What kind of work it did.
 */
type: SpanType, 
/**
 * The dialect that named itself first, as in the dialects' table.
 */
dialect: string, 
/**
 * `chat`, `execute_tool`, `embeddings`, …, as sent.
 */
operation: string | null, 
/**
 * Who serves the model, as sent (`openai`, `azure.ai.inference`, …).
 */
provider: string | null, 
/**
 * The model asked for.
 */
request_model: string | null, 
/**
 * The model that answered.
 */
response_model: string | null, 
/**
 * The response's id.
 */
response_id: string | null, 
/**
 * The conversation or session the span belongs to.
 */
conversation_id: string | null, 
/**
 * The person the program serves.
 */
user_id: string | null, 
/**
 * The agent's name.
 */
agent_name: string | null, 
/**
 * The tool's name.
 */
tool_name: string | null, 
/**
 * Why the model stopped, as sent.
 */
finish_reasons: Array<string>, 
/**
 * The tokens it says.
 */
usage: Usage, 
/**
 * Whether they are in the trace's total; null when it says none.
 */
counted: boolean | null, 
/**
 * Why, or why not, in one sentence.
 */
why: string, 
/**
 * What it cost.
 */
cost: Cost | null, 
/**
 * What the program says it cost, US dollars. Never added to ours.
 */
reported_cost: number | null, 
/**
 * From the span's start to the first piece of the answer.
 */
time_to_first_token: Nanos | null, 
/**
 * Whether the answer was streamed; null = not said.
 */
streaming: boolean | null, 
/**
 * Which attribute each field above was read from.
 */
sources: { [key in string]: string }, };

/**
 * What a span's tokens cost by the price table, and how that was worked out.
 */
export type Cost = { 
/**
 * US dollars; null = unpriced: the model is not in the table.
 */
usd: number | null, 
/**
 * One line for each class of tokens.
 */
lines: Array<CostLine>, 
/**
 * The row of the table, as `provider/model`; empty when unpriced.
 */
price: string, 
/**
 * Where the price comes from: the table's source, or `override` for the user's own.
 */
source: string, 
/**
 * The table's date, `YYYY-MM-DD`.
 */
date: string, 
/**
 * What is uncertain about it, in one sentence; empty = nothing.
 */
note: string, };

/**
 * One class of tokens on a receipt.
 */
export type CostLine = { 
/**
 * `input`, `cached read`, `cached write`, `output`, `reasoning`, `audio input`, `audio output`.
 */
class: string, 
/**
 * How many.
 */
tokens: number, 
/**
 * US dollars for a million of them.
 */
per_million: number, 
/**
 * US dollars for these.
 */
usd: number, };

/**
 * Sums over a trace or a session: each model call once.
 */
export type Totals = { 
/**
 * US dollars; null when nothing is priced.
 */
cost: number | null, 
/**
 * Some model call said no usage: the tokens are "at least".
 */
tokens_at_least: boolean, 
/**
 * Some counted call has no price, or said no usage: the cost is "at least".
 */
cost_at_least: boolean, 
/**
 * Read by the model.
 */
input_tokens: number | null, 
/**
 * Written by the model.
 */
output_tokens: number | null, 
/**
 * The part of `input_tokens` that came from a cache.
 */
cached_input_tokens: number | null, 
/**
 * The part of `input_tokens` that was written to a cache.
 */
cache_write_tokens: number | null, 
/**
 * The part of `output_tokens` that was reasoning.
 */
reasoning_tokens: number | null, 
/**
 * The part of `input_tokens` that was audio.
 */
audio_input_tokens: number | null, 
/**
 * The part of `output_tokens` that was audio.
 */
audio_output_tokens: number | null, };

/**
 * What one span says of a call.
 */
export type Conversation = { 
/**
 * What went in, system instructions first as a message of role `system`.
 */
input_messages: Array<Message>, 
/**
 * What came out.
 */
output_messages: Array<Message>, 
/**
 * How many of `input_messages`, from the first, the previous call of the session had too (its answer included).
 */
repeated: number, 
/**
 * The tools the model was offered.
 */
tools: Array<ToolDefinition>, 
/**
 * Parameters of the request: name and value as written (`temperature`, `0.7`).
 */
parameters: Array<[string, string]>, 
/**
 * A tool's execution, on tool spans.
 */
tool: ToolUse | null, 
/**
 * A retrieval, on retrieval spans.
 */
retrieval: Retrieval | null, 
/**
 * An embedding, on embedding spans.
 */
embeddings: Embeddings | null, 
/**
 * The prompt template, where one was used.
 */
prompt: Prompt | null, 
/**
 * What could not be read as it should, and what was done instead.
 */
notes: Array<string>, 
/**
 * Why there is no content, when there is none.
 */
missing: MissingContent | null, 
/**
 * Which attribute, event or log record each part was read from: `(field, where)`.
 */
sources: Array<[string, string]>, };

/**
 * One message.
 */
export type Message = { 
/**
 * `system`, `user`, `assistant`, `tool`, or as sent.
 */
role: string, 
/**
 * The participant's name, where one is said.
 */
name: string | null, 
/**
 * Its parts in order.
 */
parts: Array<Part>, 
/**
 * On an answer: why the model stopped, as sent.
 */
finish_reason: string | null, };

/**
 * One part of a message. Long texts are cut: `bytes` is then the whole's length, and the rest can be fetched.
 */
export type Part = { "kind": "text", 
/**
 * The text.
 */
text: string, 
/**
 * Length of the whole in bytes, when `text` is only its beginning.
 */
bytes: number | null, } | { "kind": "reasoning", 
/**
 * The text; empty when the provider hides it.
 */
text: string, 
/**
 * As for text.
 */
bytes: number | null, } | { "kind": "tool_call", 
/**
 * The call's id.
 */
id: string | null, 
/**
 * The tool.
 */
name: string, 
/**
 * The arguments: compact JSON, or text where they are not JSON.
 */
arguments: string, 
/**
 * As for text.
 */
bytes: number | null, } | { "kind": "tool_result", 
/**
 * The call it answers.
 */
id: string | null, 
/**
 * The tool, where said.
 */
name: string | null, 
/**
 * The result: compact JSON, or text where it is not JSON.
 */
result: string, 
/**
 * As for text.
 */
bytes: number | null, } | { "kind": "image" } & Media | { "kind": "audio" } & Media | { "kind": "video" } & Media | { "kind": "file" } & Media | { "kind": "refusal", 
/**
 * What it said.
 */
text: string, 
/**
 * As for text.
 */
bytes: number | null, } | { "kind": "other", 
/**
 * Its type as sent.
 */
part_type: string, 
/**
 * The whole part: JSON.
 */
json: string, 
/**
 * As for text.
 */
bytes: number | null, };

/**
 * What is not text. One of `data`, `uri` and `file_id` is set, or none when the sender left it out.
 */
export type Media = { 
/**
 * `image/png`, …, where said.
 */
mime_type: string | null, 
/**
 * Base64, whole or cut as `bytes` says.
 */
data: string | null, 
/**
 * Where it lies. Fetched only when the user asks.
 */
uri: string | null, 
/**
 * The provider's id of an uploaded file.
 */
file_id: string | null, 
/**
 * What was said, for sound with a transcript; a name, for a file.
 */
caption: string | null, 
/**
 * Length of `data` in bytes when it is only its beginning.
 */
bytes: number | null, };

/**
 * A tool offered to the model.
 */
export type ToolDefinition = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is for.
 */
description: string | null, 
/**
 * JSON schema of its arguments: compact JSON.
 */
parameters: string | null, };

/**
 * A tool's execution.
 */
export type ToolUse = { 
/**
 * The tool.
 */
name: string, 
/**
 * The call it answers.
 */
call_id: string | null, 
/**
 * What it is for.
 */
description: string | null, 
/**
 * What it was given: compact JSON, or text.
 */
arguments: string | null, 
/**
 * What it answered: compact JSON, or text.
 */
result: string | null, };

/**
 * A retrieval.
 */
export type Retrieval = { 
/**
 * What was searched for.
 */
query: string | null, 
/**
 * What was found, in the order sent.
 */
documents: Array<Document>, };

/**
 * A document that was found.
 */
export type Document = { 
/**
 * Its id.
 */
id: string | null, 
/**
 * Its text.
 */
content: string | null, 
/**
 * How well it fits, by the retriever's own scale.
 */
score: number | null, 
/**
 * What else is said of it: compact JSON.
 */
metadata: string | null, };

/**
 * An embedding.
 */
export type Embeddings = { 
/**
 * What was embedded.
 */
inputs: Array<string>, 
/**
 * Length of each vector.
 */
dimensions: number | null, };

/**
 * A prompt template and what was put into it.
 */
export type Prompt = { 
/**
 * Its name.
 */
name: string | null, 
/**
 * Its version.
 */
version: string | null, 
/**
 * The template.
 */
template: string | null, 
/**
 * The variables: name and value.
 */
variables: Array<[string, string]>, };

/**
 * Why a call has no content, and what would bring it.
 */
export type MissingContent = { 
/**
 * One sentence.
 */
why: string, 
/**
 * What to set, exactly: `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`; empty when nothing is known.
 */
setting: string, };

/**
 * A span in a trace's conversation.
 */
export type Turn = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * The span's name.
 */
name: string, 
/**
 * Unix time.
 */
start: Nanos, 
/**
 * Nanoseconds.
 */
duration: Nanos, 
/**
 * Whether it failed, and with which words.
 */
error: string | null, 
/**
 * Its facts.
 */
genai: GenAi, 
/**
 * What it says.
 */
conversation: Conversation, };

/**
 * A trace, or a page of one, read as a conversation: its model calls and tools, in order.
 */
export type TraceConversation = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * The turns by start time.
 */
turns: Array<Turn>, 
/**
 * Turns there are beyond these; fetch with `offset`.
 */
more: number, 
/**
 * Sums over the trace.
 */
totals: Totals, 
/**
 * The change cursor it was read at.
 */
as_of: string, };

/**
 * The beginnings of what a trace was about, for its row in the list.
 */
export type Preview = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * The first prompt, at most 300 characters; null = none was recorded.
 */
input: string | null, 
/**
 * The last answer, at most 300 characters; null = none was recorded.
 */
output: string | null, };

/**
 * Previews of the traces asked for, in that order.
 */
export type Previews = { 
/**
 * One for each trace that is stored.
 */
previews: Array<Preview>, };

/**
 * A whole trace for a program to read: what `waterglass show --format json` prints. Fields are only ever added.
 */
export type TraceDocument = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * The root span's name.
 */
name: string, 
/**
 * The root's `service.name`.
 */
service: string, 
/**
 * Its project.
 */
project: string, 
/**
 * Unix time.
 */
start_ns: Nanos, 
/**
 * Nanoseconds.
 */
duration_ns: Nanos, 
/**
 * `ok`, `has_errors` or `failed`.
 */
status: string, 
/**
 * The session, where one is said.
 */
session: string | null, 
/**
 * The user, where one is said.
 */
user: string | null, 
/**
 * The models that answered.
 */
models: Array<string>, 
/**
 * Sums over the trace.
 */
totals: Totals, 
/**
 * The spans in the order of the tree: each before its children, siblings by start.
 */
spans: Array<DocumentSpan>, };

/**
 * A span of a document.
 */
export type DocumentSpan = { 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * 16 hex digits; null on a root.
 */
parent_span_id: string | null, 
/**
 * How deep in the tree, from 0.
 */
depth: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its `service.name`.
 */
service: string, 
/**
 * Unix time.
 */
start_ns: Nanos, 
/**
 * Nanoseconds.
 */
duration_ns: Nanos, 
/**
 * `ok` or `error`.
 */
status: string, 
/**
 * The status' message.
 */
status_message: string, 
/**
 * What it says of generative AI. Set on every span: `type` is always known.
 */
genai: DocumentGenAi, };

/**
 * A span's facts and messages together.
 */
export type DocumentGenAi = { 
/**
 * What kind of work it did.
 */
type: SpanType, 
/**
 * The dialect that named itself first, as in the dialects' table.
 */
dialect: string, 
/**
 * `chat`, `execute_tool`, `embeddings`, …, as sent.
 */
operation: string | null, 
/**
 * Who serves the model, as sent (`openai`, `azure.ai.inference`, …).
 */
provider: string | null, 
/**
 * The model asked for.
 */
request_model: string | null, 
/**
 * The model that answered.
 */
response_model: string | null, 
/**
 * The response's id.
 */
response_id: string | null, 
/**
 * The conversation or session the span belongs to.
 */
conversation_id: string | null, 
/**
 * The person the program serves.
 */
user_id: string | null, 
/**
 * The agent's name.
 */
agent_name: string | null, 
/**
 * The tool's name.
 */
tool_name: string | null, 
/**
 * Why the model stopped, as sent.
 */
finish_reasons: Array<string>, 
/**
 * The tokens it says.
 */
usage: Usage, 
/**
 * Whether they are in the trace's total; null when it says none.
 */
counted: boolean | null, 
/**
 * Why, or why not, in one sentence.
 */
why: string, 
/**
 * What it cost.
 */
cost: Cost | null, 
/**
 * What the program says it cost, US dollars. Never added to ours.
 */
reported_cost: number | null, 
/**
 * From the span's start to the first piece of the answer.
 */
time_to_first_token: Nanos | null, 
/**
 * Whether the answer was streamed; null = not said.
 */
streaming: boolean | null, 
/**
 * Which attribute each field above was read from.
 */
sources: { [key in string]: string }, 
/**
 * What went in.
 */
input_messages: Array<Message>, 
/**
 * What came out.
 */
output_messages: Array<Message>, 
/**
 * How many of `input_messages`, from the first, an earlier call of the trace had too (its answer included).
 */
repeated: number, 
/**
 * The tools offered.
 */
tools: Array<ToolDefinition>, 
/**
 * Parameters of the request.
 */
parameters: Array<[string, string]>, 
/**
 * A tool's execution.
 */
tool: ToolUse | null, 
/**
 * A retrieval.
 */
retrieval: Retrieval | null, 
/**
 * An embedding.
 */
embeddings: Embeddings | null, 
/**
 * The prompt template.
 */
prompt: Prompt | null, 
/**
 * What could not be read as it should.
 */
notes: Array<string>, 
/**
 * Why there is no content.
 */
missing: MissingContent | null, };

/**
 * The conversation's part of a document's span.
 */
export type DocumentConversation = { 
/**
 * What went in.
 */
input_messages: Array<Message>, 
/**
 * What came out.
 */
output_messages: Array<Message>, 
/**
 * How many of `input_messages`, from the first, an earlier call of the trace had too (its answer included).
 */
repeated: number, 
/**
 * The tools offered.
 */
tools: Array<ToolDefinition>, 
/**
 * Parameters of the request.
 */
parameters: Array<[string, string]>, 
/**
 * A tool's execution.
 */
tool: ToolUse | null, 
/**
 * A retrieval.
 */
retrieval: Retrieval | null, 
/**
 * An embedding.
 */
embeddings: Embeddings | null, 
/**
 * The prompt template.
 */
prompt: Prompt | null, 
/**
 * What could not be read as it should.
 */
notes: Array<string>, 
/**
 * Why there is no content.
 */
missing: MissingContent | null, };

/**
 * A session as a row of the list.
 */
export type SessionRow = { 
/**
 * The session's id, as sent.
 */
session: string, 
/**
 * The project it belongs to. One id in two projects is two sessions.
 */
project: string, 
/**
 * Users named in it, at most 8.
 */
users: Array<string>, 
/**
 * Services in it, at most 8.
 */
services: Array<string>, 
/**
 * Models in it, at most 8.
 */
models: Array<string>, 
/**
 * Traces: the turns.
 */
traces: number, 
/**
 * Spans.
 */
spans: number, 
/**
 * Failed spans.
 */
errors: number, 
/**
 * Start of the first, Unix time.
 */
first: Nanos, 
/**
 * The trace that starts first, 32 hex digits: what it was about is what the session began with.
 */
first_trace: string, 
/**
 * End of the last, Unix time.
 */
last: Nanos, 
/**
 * Sums over its traces.
 */
totals: Totals, };

/**
 * A page of sessions.
 */
export type SessionList = { 
/**
 * Rows, the one last active first unless asked otherwise.
 */
rows: Array<SessionRow>, 
/**
 * Give it back as `cursor` for the next page; absent at the end.
 */
next: string | null, 
/**
 * How many there are.
 */
total: number | null, 
/**
 * The change cursor it was read at.
 */
as_of: string, };

/**
 * One trace of a session.
 */
export type SessionTrace = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * The root span's name.
 */
name: string, 
/**
 * Unix time.
 */
start: Nanos, 
/**
 * Nanoseconds.
 */
duration: Nanos, 
/**
 * Failed spans.
 */
errors: number, 
/**
 * Sums over it.
 */
totals: Totals, 
/**
 * Tokens of the largest model input in it: how far the context has grown; null = not said.
 */
context_tokens: number | null, 
/**
 * What it was about.
 */
preview: Preview, 
/**
 * What it says that the traces before it did not: model calls, tools and agents, by start.
 */
turns: Array<Turn>, };

/**
 * A session read as one conversation.
 */
export type SessionDetail = { 
/**
 * The row of the list.
 */
summary: SessionRow, 
/**
 * Its traces by start, a page of them.
 */
traces: Array<SessionTrace>, 
/**
 * Traces there are beyond these; fetch with `offset`.
 */
more: number, 
/**
 * The change cursor it was read at.
 */
as_of: string, };

/**
 * Prices of one model, US dollars for a million tokens. Null = the table does not say: the class then costs as the one it is a part of.
 */
export type Price = { 
/**
 * Who serves it: `openai`, `anthropic`, `azure`, …; empty = whoever.
 */
provider: string, 
/**
 * The model's name, or a beginning of it that ends in `*`.
 */
model: string, 
/**
 * Uncached input.
 */
input: number, 
/**
 * Input read from a cache.
 */
cached_read: number | null, 
/**
 * Input written to a cache.
 */
cached_write: number | null, 
/**
 * Output.
 */
output: number, 
/**
 * Reasoning.
 */
reasoning: number | null, 
/**
 * Audio in the input.
 */
audio_input: number | null, 
/**
 * Audio in the output.
 */
audio_output: number | null, 
/**
 * From this many input tokens on, the whole call costs as `long` says; null = there is no such tier.
 */
long_from: number | null, 
/**
 * Prices of a long call: input, cached read, cached write, output.
 */
long: LongPrice | null, 
/**
 * First day it holds, `YYYY-MM-DD`; null = always.
 */
from: string | null, 
/**
 * First day it no longer holds; null = still.
 */
until: string | null, 
/**
 * `HH:MM-HH:MM`, UTC: it holds between these hours of a day only, before the model's other prices; null = all day.
 */
hours: string | null, };

/**
 * Prices of a call with a long context.
 */
export type LongPrice = { 
/**
 * Uncached input.
 */
input: number, 
/**
 * Input read from a cache.
 */
cached_read: number | null, 
/**
 * Input written to a cache.
 */
cached_write: number | null, 
/**
 * Output.
 */
output: number, };

/**
 * A name that programs use for a model the table knows under another.
 */
export type Alias = { 
/**
 * The name on spans, such as a deployment's.
 */
name: string, 
/**
 * `model` or `provider/model` of the table.
 */
model: string, };

/**
 * The prices in force.
 */
export type Prices = { 
/**
 * Where the shipped table's figures come from.
 */
source: string, 
/**
 * Address of that source.
 */
source_url: string, 
/**
 * Its date, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Rows of the shipped table that fit what was asked for.
 */
table: Array<Price>, 
/**
 * Rows of the shipped table in all.
 */
table_rows: number, 
/**
 * The user's own prices: they win.
 */
overrides: Array<Price>, 
/**
 * The user's aliases.
 */
aliases: Array<Alias>, 
/**
 * Models seen on counted spans that have no price, most used first, at most 50: `(provider, model, spans)`.
 */
unpriced: Array<[string, string, number]>, 
/**
 * How far a change has been worked into what is stored: 1 = all of it.
 */
applied: number, };

/**
 * What the user may change of the prices.
 */
export type PriceEdits = { 
/**
 * All overrides.
 */
overrides: Array<Price>, 
/**
 * All aliases.
 */
aliases: Array<Alias>, };

/**
 * One rule of what is taken out before it is stored.
 */
export type RedactionRule = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Whether it is applied.
 */
on: boolean, 
/**
 * Attribute keys whose values are taken out whole, with `*` as wildcard; empty = any key, where `value` matches.
 */
key: string, 
/**
 * A regular expression: what it matches in a value is taken out; empty = the whole value.
 */
value: string, 
/**
 * What stands in its place.
 */
replacement: string, 
/**
 * Shipped with the app: may be switched, not removed.
 */
preset: boolean, };

/**
 * The redaction rules.
 */
export type Redaction = { 
/**
 * Whether any is applied at all.
 */
on: boolean, 
/**
 * Presets first.
 */
rules: Array<RedactionRule>, };

/**
 * What the rules would have taken out of a stored trace.
 */
export type RedactionPreview = { 
/**
 * Values changed.
 */
changes: Array<RedactionChange>, 
/**
 * Values looked at.
 */
values: number, 
/**
 * More changes than are listed.
 */
more: number, 
/**
 * The trace is so large that only a part of it was looked at.
 */
partial: boolean, };

/**
 * One value before and after.
 */
export type RedactionChange = { 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * The attribute's key, or where else it stands (`event exception: exception.message`).
 */
place: string, 
/**
 * Names of the rules that matched.
 */
rules: Array<string>, 
/**
 * A piece of the value as it is.
 */
before: string, 
/**
 * The same piece as it would be stored.
 */
after: string, };

/**
 * How a trace ended, for people: the word "Unset" never appears.
 */
export type TraceStatus = "ok" | "has_errors" | "failed";

/**
 * One row of the list of traces.
 */
export type TraceRow = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * The root span's name; without a root yet, the earliest span's.
 */
name: string, 
/**
 * Whether a span without parent has arrived. False: `name` and `service` are the earliest span's.
 */
has_root: boolean, 
/**
 * The root's `service.name`.
 */
service: string, 
/**
 * Every service that sent a span of this trace, `service` first.
 */
services: Array<string>, 
/**
 * The project it belongs to.
 */
project: string, 
/**
 * Start of its earliest span, Unix time.
 */
start: Nanos, 
/**
 * From its earliest start to its latest end.
 */
duration: Nanos, 
/**
 * Spans stored.
 */
spans: number, 
/**
 * Spans whose status is ERROR.
 */
errors: number, 
/**
 * Ok, has errors, or failed.
 */
status: TraceStatus, 
/**
 * Models used, response model before request model, at most 8.
 */
models: Array<string>, 
/**
 * Sums over the trace's model calls, each counted once.
 */
totals: Totals, 
/**
 * Session or conversation id, when a span says one.
 */
session: string | null, 
/**
 * The user, when a span says one.
 */
user: string | null, 
/**
 * When its first span was stored, Unix time: the order of arrival.
 */
received: Nanos, 
/**
 * Tags the user gave it, sorted.
 */
tags: Array<string>, 
/**
 * The user's note.
 */
note: string | null, 
/**
 * Values of the columns asked for, in that order; null where no span of it has one. Over several spans the root's, else the earliest's. Texts are cut at 300
 * characters.
 */
values: Array<Value | null>, };

/**
 * A page of the list.
 */
export type TraceList = { 
/**
 * Rows in the order asked for.
 */
rows: Array<TraceRow>, 
/**
 * Give it back as `cursor` for the next page; absent at the end.
 */
next: string | null, 
/**
 * How many traces match in all; absent when counting would pass the deadline.
 */
total: number | null, 
/**
 * The change cursor this page was read at.
 */
as_of: string, };

/**
 * The columns of an outline. All have the same length but the `tick_*` ones.
 */
export type SpanColumns = { 
/**
 * 16 hex digits each.
 */
span_id: Array<string>, 
/**
 * Index of the parent, or -1: no parent (a root), -2: its parent has not arrived, -3: its parents form a circle, cut here,
 * -4: its parent lives in a process that said so (OTLP flag "remote") and has not arrived.
 */
parent: Array<number>, 
/**
 * Index into `strings`.
 */
name: Array<number>, 
/**
 * Index into `strings`.
 */
service: Array<number>, 
/**
 * What kind of work it was.
 */
span_type: Array<SpanType>, 
/**
 * OTLP kind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
 */
kind: Array<number>, 
/**
 * OTLP status: 0 unset, 1 ok, 2 error.
 */
status: Array<number>, 
/**
 * Nanoseconds from the trace's start: a safe integer below 2^53 in any trace shorter than 104 days.
 */
start: Array<number>, 
/**
 * Nanoseconds. Negative never: an end before its start is shown as 0 and marked in the inspector.
 */
duration: Array<number>, 
/**
 * The model that answered, else was asked: index into `strings`, or -1.
 */
model: Array<number>, 
/**
 * The tool's or agent's name: index into `strings`, or -1.
 */
detail: Array<number>, 
/**
 * Tokens this span says it read; null = not said.
 */
input_tokens: Array<number | null>, 
/**
 * Tokens this span says it wrote; null = not said.
 */
output_tokens: Array<number | null>, 
/**
 * Whether its tokens are in the trace's total; null when it says none.
 */
counted: Array<boolean | null>, 
/**
 * US dollars its counted tokens cost; null = says none, not counted, or unpriced.
 */
cost: Array<number | null>, 
/**
 * Nanoseconds from its start to the first piece of the answer; null = not said.
 */
first_token: Array<number | null>, 
/**
 * Event ticks, all spans together: the span's index …
 */
tick_span: Array<number>, 
/**
 * … nanoseconds from the trace's start …
 */
tick_at: Array<number>, 
/**
 * … and whether the event is an exception.
 */
tick_error: Array<boolean>, };

/**
 * A trace's outline: all that the tree and the waterfall draw, in columns so that 50,000 spans stay small.
 * The i-th entry of each column describes span i; spans are ordered by start time, then by arrival.
 */
export type TraceOutline = { 
/**
 * The same facts as in the list.
 */
summary: TraceRow, 
/**
 * Texts referred to by index from the columns.
 */
strings: Array<string>, 
/**
 * The spans.
 */
spans: SpanColumns, 
/**
 * Spans whose named parent has not arrived: `(span index, parent's span id)`.
 */
missing_parents: Array<[number, string]>, 
/**
 * Log records that name this trace.
 */
logs: number, 
/**
 * The change cursor this outline was read at.
 */
as_of: string, };

/**
 * One span that matched, and where.
 */
export type SpanMatch = { 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * `name`, `status`, an attribute's key, or `event.` and the event's name or the key of its attribute; `log` for the body of one of its log records,
 * `log.` and the key of an attribute; `resource.` and the key of an attribute.
 */
field: string, 
/**
 * A piece of the text around the match.
 */
snippet: string, };

/**
 * Where a search inside one trace matched.
 */
export type TraceSearch = { 
/**
 * Matching spans by start time.
 */
matches: Array<SpanMatch>, 
/**
 * True when the search stopped at its limit and there may be more.
 */
truncated: boolean, 
/**
 * Log records of the trace that match too and name none of its spans.
 */
other_logs: number, };

/**
 * An event of a span.
 */
export type SpanEvent = { 
/**
 * Unix time; 0 when the sender gave none.
 */
time: Nanos, 
/**
 * The event's name.
 */
name: string, 
/**
 * Its attributes.
 */
attributes: Array<Attribute>, 
/**
 * Attributes the SDK dropped.
 */
dropped_attributes: number, };

/**
 * A link from a span to another.
 */
export type SpanLink = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * The linked context's trace state.
 */
trace_state: string, 
/**
 * OTLP flags.
 */
flags: number, 
/**
 * Its attributes.
 */
attributes: Array<Attribute>, 
/**
 * Attributes the SDK dropped.
 */
dropped_attributes: number, 
/**
 * Whether a span of that trace is stored here.
 */
known: boolean, };

/**
 * The entity that sent telemetry.
 */
export type Resource = { 
/**
 * Its attributes.
 */
attributes: Array<Attribute>, 
/**
 * Attributes the SDK dropped.
 */
dropped_attributes: number, 
/**
 * The schema URL of the resource.
 */
schema_url: string, };

/**
 * The instrumentation scope.
 */
export type Scope = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its version.
 */
version: string, 
/**
 * Its attributes.
 */
attributes: Array<Attribute>, 
/**
 * Attributes the SDK dropped.
 */
dropped_attributes: number, 
/**
 * The schema URL of the scope.
 */
schema_url: string, };

/**
 * A span with everything that was sent.
 */
export type Span = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * 16 hex digits; absent on a root.
 */
parent_span_id: string | null, 
/**
 * The W3C trace state, as sent.
 */
trace_state: string, 
/**
 * OTLP flags: low byte W3C trace flags, 0x100 "remote is known", 0x200 "parent is remote".
 */
flags: number, 
/**
 * The span's name.
 */
name: string, 
/**
 * OTLP kind, 0 to 5.
 */
kind: number, 
/**
 * Its type.
 */
span_type: SpanType, 
/**
 * Unix time.
 */
start: Nanos, 
/**
 * Unix time, as sent: may lie before `start` when the sender's clock jumped.
 */
end: Nanos, 
/**
 * OTLP status code: 0 unset, 1 ok, 2 error.
 */
status: number, 
/**
 * The status' message.
 */
status_message: string, 
/**
 * Attributes in the order sent.
 */
attributes: Array<Attribute>, 
/**
 * Attributes the SDK dropped before sending.
 */
dropped_attributes: number, 
/**
 * Events in the order sent.
 */
events: Array<SpanEvent>, 
/**
 * Events the SDK dropped.
 */
dropped_events: number, 
/**
 * Links in the order sent.
 */
links: Array<SpanLink>, 
/**
 * Links the SDK dropped.
 */
dropped_links: number, 
/**
 * Who sent it.
 */
resource: Resource, 
/**
 * The instrumentation that made it.
 */
scope: Scope, 
/**
 * Facts about the model call, tool or agent, when a dialect recognises the span.
 */
genai: GenAi | null, 
/**
 * When it was stored, Unix time.
 */
received: Nanos, };

/**
 * A range of one long text attribute.
 */
export type ValueRange = { 
/**
 * Byte offset of `text` in the whole, on a character border.
 */
offset: number, 
/**
 * The whole's length in bytes.
 */
bytes: number, 
/**
 * The text of the range.
 */
text: string, };

/**
 * One row of the list of logs.
 */
export type LogRow = { 
/**
 * Names the record in this database.
 */
id: string, 
/**
 * The record's time, or its observed time when it has none. Unix time.
 */
time: Nanos, 
/**
 * OTLP severity number, 0 (not said) to 24.
 */
severity: number, 
/**
 * The severity as the sender wrote it, else our word for the number, else empty.
 */
severity_text: string, 
/**
 * `service.name` of its resource.
 */
service: string, 
/**
 * The event's name, when it is an event.
 */
event_name: string | null, 
/**
 * The body as one line of at most 300 characters; an event without body shows its attributes.
 */
body: string, 
/**
 * The trace it names, 32 hex digits.
 */
trace_id: string | null, 
/**
 * The span it names, 16 hex digits.
 */
span_id: string | null, 
/**
 * Whether that trace is stored here.
 */
trace_known: boolean, };

/**
 * A page of logs, newest first unless asked otherwise.
 */
export type LogList = { 
/**
 * Rows in the order asked for.
 */
rows: Array<LogRow>, 
/**
 * Give it back as `cursor` for the next page; absent at the end.
 */
next: string | null, 
/**
 * How many records match; absent when counting would pass the deadline.
 */
total: number | null, 
/**
 * The change cursor this page was read at.
 */
as_of: string, };

/**
 * A log record with everything that was sent.
 */
export type LogRecord = { 
/**
 * The same facts as in the list.
 */
row: LogRow, 
/**
 * Time as sent; 0 when not said.
 */
time: Nanos, 
/**
 * Observed time as sent; 0 when not said.
 */
observed: Nanos, 
/**
 * The body with its types.
 */
body: Value, 
/**
 * Attributes in the order sent.
 */
attributes: Array<Attribute>, 
/**
 * Attributes the SDK dropped.
 */
dropped_attributes: number, 
/**
 * OTLP flags.
 */
flags: number, 
/**
 * Who sent it.
 */
resource: Resource, 
/**
 * The instrumentation that made it.
 */
scope: Scope, 
/**
 * When it was stored, Unix time.
 */
received: Nanos, };

/**
 * The kinds of OTLP metric data.
 */
export type MetricKind = "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";

/**
 * One instrument of one service.
 */
export type MetricRow = { 
/**
 * The instrument's name.
 */
name: string, 
/**
 * Its unit.
 */
unit: string, 
/**
 * What it measures.
 */
description: string, 
/**
 * The kind of its data.
 */
kind: MetricKind, 
/**
 * `service.name` of its resource.
 */
service: string, 
/**
 * Name of the scope that made it.
 */
scope: string, 
/**
 * Data points stored.
 */
points: Count, 
/**
 * Time of the earliest point, Unix time.
 */
first: Nanos, 
/**
 * Time of the latest point, Unix time.
 */
last: Nanos, };

/**
 * All instruments.
 */
export type MetricList = { 
/**
 * By service, scope and name.
 */
rows: Array<MetricRow>, };

/**
 * Which way to sort.
 */
export type Order = "desc" | "asc";

/**
 * `GET /api/traces`. Absent means "any".
 */
export type TraceQuery = { 
/**
 * Only this project.
 */
project?: string, 
/**
 * Only traces with a span of this service.
 */
service?: string, 
/**
 * Traces that start at or after, Unix time.
 */
from?: Nanos, 
/**
 * Traces that start before, Unix time.
 */
to?: Nanos, 
/**
 * A query in the filter language: see `GET /api/query/fields`.
 */
q?: string, 
/**
 * The column to sort by: `start` (unless said), `duration`, `name`, `service`, `spans`, `errors`, `tokens`, `input_tokens`, `output_tokens`, `session`,
 * or any field or attribute key of the filter language. Rows without a value come last either way.
 */
sort?: string, 
/**
 * More columns, each a field or attribute key of the filter language, joined by commas (a key with a comma in quotes): their values stand in
 * each row's `values`. At most 32.
 */
columns?: string, 
/**
 * Which way.
 */
order?: Order, 
/**
 * Rows wanted, 1 to 1,000; 100 unless said.
 */
limit?: number, 
/**
 * From a previous page's `next`.
 */
cursor?: string, 
/**
 * Whether to count all matches too: yes unless said, on the first page. Counting looks at everything, a page seldom does.
 */
count?: boolean, 
/**
 * Texts in `values` up to 64 KiB each instead of 300 characters.
 */
long?: boolean, };

/**
 * `GET /api/spans`. Absent means "any".
 */
export type SpanQuery = { 
/**
 * Only this project.
 */
project?: string, 
/**
 * Only this service.
 */
service?: string, 
/**
 * Spans that start at or after, Unix time.
 */
from?: Nanos, 
/**
 * Spans that start before, Unix time.
 */
to?: Nanos, 
/**
 * A query in the filter language, asked of each span.
 */
q?: string, 
/**
 * The column to sort by: `start` (unless said), `duration`, `tokens`, or any field or attribute key.
 */
sort?: string, 
/**
 * More columns, as for traces.
 */
columns?: string, 
/**
 * Which way.
 */
order?: Order, 
/**
 * Rows wanted, 1 to 1,000; 100 unless said.
 */
limit?: number, 
/**
 * From a previous page's `next`.
 */
cursor?: string, 
/**
 * Whether to count all matches too: yes unless said, on the first page. Counting looks at everything, a page seldom does.
 */
count?: boolean, 
/**
 * As for traces.
 */
long?: boolean, };

/**
 * `GET /api/logs`. Absent means "any".
 */
export type LogQuery = { 
/**
 * Only this project.
 */
project?: string, 
/**
 * Only this service.
 */
service?: string, 
/**
 * At or after, Unix time.
 */
from?: Nanos, 
/**
 * Before, Unix time.
 */
to?: Nanos, 
/**
 * Severity number at least.
 */
severity?: number, 
/**
 * A query in the filter language, asked of each record.
 */
q?: string, 
/**
 * Only records that name this trace.
 */
trace_id?: string, 
/**
 * Only records that name this span (give `trace_id` too).
 */
span_id?: string, 
/**
 * Which way by time.
 */
order?: Order, 
/**
 * Rows wanted, 1 to 1,000; 100 unless said.
 */
limit?: number, 
/**
 * From a previous page's `next`.
 */
cursor?: string, 
/**
 * Whether to count all matches too: yes unless said, on the first page. Counting looks at everything, a page seldom does.
 */
count?: boolean, };

/**
 * A stretch of a text, counted as JavaScript counts: in UTF-16 code units, from 0, `to` exclusive.
 */
export type TextRange = { 
/**
 * First.
 */
from: number, 
/**
 * One past the last.
 */
to: number, };

/**
 * What a query is about.
 */
export type QueryTarget = "traces" | "spans" | "logs";

/**
 * One row of the list of spans.
 */
export type SpanRow = { 
/**
 * 32 hex digits.
 */
trace_id: string, 
/**
 * 16 hex digits.
 */
span_id: string, 
/**
 * Its parent, 16 hex digits.
 */
parent_span_id: string | null, 
/**
 * Its name.
 */
name: string, 
/**
 * `service.name`.
 */
service: string, 
/**
 * What kind of work it was.
 */
span_type: SpanType, 
/**
 * OTLP kind, 0 to 5.
 */
kind: number, 
/**
 * OTLP status: 0 unset, 1 ok, 2 error.
 */
status: number, 
/**
 * Unix time.
 */
start: Nanos, 
/**
 * Its length.
 */
duration: Nanos, 
/**
 * Model that answered, else the one asked for.
 */
model: string | null, 
/**
 * Tool's or agent's name.
 */
detail: string | null, 
/**
 * Tokens it says it read.
 */
input_tokens: Count | null, 
/**
 * Tokens it says it wrote.
 */
output_tokens: Count | null, 
/**
 * Whether its tokens are in its trace's total; null when it says none.
 */
counted: boolean | null, 
/**
 * US dollars its counted tokens cost; null = says none, not counted, or unpriced.
 */
cost: number | null, 
/**
 * Values of the columns asked for, in that order.
 */
values: Array<Value | null>, };

/**
 * A page of spans: `GET /api/spans`.
 */
export type SpanList = { 
/**
 * Rows in the order asked for.
 */
rows: Array<SpanRow>, 
/**
 * Give it back as `cursor` for the next page; absent at the end.
 */
next: string | null, 
/**
 * How many spans match in all; absent when counting would pass the deadline.
 */
total: Count | null, 
/**
 * The change cursor this page was read at.
 */
as_of: string, };

/**
 * `GET /api/facets`: the filter's own parameters as in the list it belongs to, and these.
 */
export type FacetQuery = { 
/**
 * What is counted.
 */
on?: QueryTarget, 
/**
 * Fields or attribute keys of the filter language, joined by commas; at most 32.
 */
fields: string, 
/**
 * Values wanted of each, 1 to 1,000; 10 unless said.
 */
values?: number, 
/**
 * As in the list.
 */
project?: string, 
/**
 * As in the list.
 */
service?: string, 
/**
 * As in the list.
 */
from?: Nanos, 
/**
 * As in the list.
 */
to?: Nanos, 
/**
 * As in the list.
 */
q?: string, };

/**
 * Which values occur, and how often, under the filter.
 */
export type Facets = { 
/**
 * One for each field asked for, in that order.
 */
facets: Array<Facet>, 
/**
 * The change cursor they were counted at.
 */
as_of: string, };

/**
 * One field's values.
 */
export type Facet = { 
/**
 * As asked for.
 */
field: string, 
/**
 * The most frequent first, then by value.
 */
values: Array<FacetValue>, 
/**
 * Different values in all, counted to 10,000.
 */
distinct: number, 
/**
 * Counting stopped early: the deadline was near or there are more than 10,000 different values; the counts are of the newest data.
 */
partial: boolean, };

/**
 * One value and how many traces, spans or records have it.
 */
export type FacetValue = { 
/**
 * As a person reads it.
 */
value: string, 
/**
 * The term to add to a query: `service:checkout`.
 */
term: string, 
/**
 * How many.
 */
count: Count, };

/**
 * `GET /api/groups`: the filter's own parameters, and the field to group by.
 */
export type GroupQuery = { 
/**
 * What is grouped: traces or spans.
 */
on?: QueryTarget, 
/**
 * A field or attribute key.
 */
by: string, 
/**
 * As in the list.
 */
project?: string, 
/**
 * As in the list.
 */
service?: string, 
/**
 * As in the list.
 */
from?: Nanos, 
/**
 * As in the list.
 */
to?: Nanos, 
/**
 * As in the list.
 */
q?: string, 
/**
 * Groups wanted, 1 to 1,000; 100 unless said, the largest first.
 */
limit?: number, };

/**
 * `GET /api/sessions`. Absent means "any".
 */
export type SessionQuery = { 
/**
 * The filter language, asked of the sessions' traces: one that passes is enough. `q` is understood as well.
 */
filter?: string, 
/**
 * Only this project.
 */
project?: string, 
/**
 * Only sessions with a trace of this service.
 */
service?: string, 
/**
 * Sessions with a trace that starts at or after, Unix time.
 */
from?: Nanos, 
/**
 * Sessions with a trace that starts before, Unix time.
 */
to?: Nanos, 
/**
 * The column to sort by: `last` (unless said), `first`, `traces`, `errors`, `tokens` or `cost`.
 */
sort?: string, 
/**
 * Which way.
 */
order?: Order, 
/**
 * From a previous page's `next`.
 */
cursor?: string, 
/**
 * Rows wanted, 1 to 1,000; 100 unless said.
 */
limit?: number, };

/**
 * Groups and what they add up to.
 */
export type Groups = { 
/**
 * The largest first.
 */
groups: Array<Group>, 
/**
 * Groups in all.
 */
total: number, 
/**
 * Not everything could be looked at in time.
 */
partial: boolean, 
/**
 * The change cursor they were counted at.
 */
as_of: string, };

/**
 * One group.
 */
export type Group = { 
/**
 * The value; null: rows without one.
 */
value: string | null, 
/**
 * The term to add to a query.
 */
term: string, 
/**
 * Traces or spans.
 */
count: Count, 
/**
 * Of them failed (traces: with a failed span).
 */
errors: Count, 
/**
 * Median duration.
 */
p50: Nanos, 
/**
 * 95th percentile of duration.
 */
p95: Nanos, 
/**
 * Sum; null: none said.
 */
input_tokens: Count | null, 
/**
 * Sum; null: none said.
 */
output_tokens: Count | null, 
/**
 * Sum, US dollars; null: none known.
 */
cost: number | null, };

/**
 * `GET /api/query/complete`.
 */
export type CompletionQuery = { 
/**
 * What the query is about.
 */
on?: QueryTarget, 
/**
 * The text so far.
 */
q: string, 
/**
 * Where the cursor stands, in UTF-16 code units; the end unless said.
 */
at?: number, 
/**
 * As in the list: only values that occur there.
 */
project?: string, };

/**
 * What may stand at the cursor.
 */
export type Completion = { 
/**
 * What an accepted entry replaces.
 */
replace: TextRange, 
/**
 * The best first.
 */
items: Array<CompletionItem>, };

/**
 * One entry.
 */
export type CompletionItem = { 
/**
 * What it is.
 */
kind: CompletionKind, 
/**
 * As shown.
 */
label: string, 
/**
 * What is put in.
 */
insert: string, 
/**
 * A few words: the type, what it is.
 */
detail: string, 
/**
 * How often it occurs, when known.
 */
count: Count | null, };

/**
 * What an entry is.
 */
export type CompletionKind = "field" | "attribute" | "operator" | "value" | "keyword";

/**
 * `GET /api/query/check`: how a text reads, for colours and underlines. Never an error.
 */
export type QueryCheck = { 
/**
 * The pieces of the text, in order.
 */
tokens: Array<QueryToken>, 
/**
 * The first mistake.
 */
mistake: QueryNote | null, 
/**
 * The text only stops too early: `model:`. Keep the last good result.
 */
unfinished: boolean, 
/**
 * What is understood but may not be meant.
 */
hints: Array<QueryNote>, };

/**
 * A remark about a stretch of the text.
 */
export type QueryNote = { 
/**
 * Where.
 */
at: TextRange, 
/**
 * What.
 */
message: string, 
/**
 * What to write instead.
 */
hint: string | null, };

/**
 * A piece of a query.
 */
export type QueryToken = { 
/**
 * Where.
 */
at: TextRange, 
/**
 * What it is.
 */
kind: QueryTokenKind, };

/**
 * What a piece is.
 */
export type QueryTokenKind = "field" | "operator" | "value" | "number" | "text" | "keyword" | "function" | "paren" | "mistake";

/**
 * `GET /api/query/fields`: the language on one page.
 */
export type QueryLanguage = { 
/**
 * Fields with short names.
 */
fields: Array<QueryField>, 
/**
 * What can be written, with examples.
 */
examples: Array<QueryExample>, };

/**
 * A field with a short name.
 */
export type QueryField = { 
/**
 * Its names, the shown one first.
 */
names: Array<string>, 
/**
 * `text`, `duration`, `time`, `count`, `money`, `number`, `id`, `severity`, or `one of` and its words.
 */
holds: string, 
/**
 * Where it exists.
 */
on: Array<QueryTarget>, 
/**
 * What it is.
 */
about: string, 
/**
 * An example.
 */
example: string, };

/**
 * An example and what it finds.
 */
export type QueryExample = { 
/**
 * The text.
 */
query: string, 
/**
 * What it finds.
 */
about: string, };

/**
 * Which traces: those named, or all that a query matches (its `sort`, `limit` and `cursor` do not count).
 */
export type Selection = { "traces": Array<string> } | { "matching": TraceQuery };

/**
 * `POST /api/traces/tag`.
 */
export type TagRequest = { 
/**
 * Which traces.
 */
selection: Selection, 
/**
 * Tags to give, each 1 to 64 characters without commas.
 */
add: Array<string>, 
/**
 * Tags to take away.
 */
remove: Array<string>, };

/**
 * `POST /api/traces/delete`.
 */
export type DeleteRequest = { 
/**
 * Which traces.
 */
selection: Selection, };

/**
 * How many traces an action touched.
 */
export type Touched = { 
/**
 * Traces.
 */
traces: Count, };

/**
 * `PUT /api/traces/{trace_id}/note`.
 */
export type NoteRequest = { 
/**
 * The note, at most 10,000 characters; empty takes it away.
 */
text: string, };

/**
 * `POST /api/sql`.
 */
export type SqlRequest = { 
/**
 * One statement that reads.
 */
sql: string, 
/**
 * Rows wanted, 1 to 100,000; 1,000 unless said.
 */
limit?: number, };

/**
 * Its answer.
 */
export type SqlAnswer = { 
/**
 * The columns' names.
 */
columns: Array<string>, 
/**
 * The rows.
 */
rows: Array<Array<SqlValue>>, 
/**
 * There are more rows than the limit.
 */
truncated: boolean, 
/**
 * How long it took, milliseconds.
 */
took_ms: number, };

/**
 * One cell.
 */
export type SqlValue = { "type": "null" } | { "type": "integer", "value": string } | { "type": "real", "value": string } | { "type": "text", "value": string } | { "type": "blob", "value": string };

/**
 * `GET /api/sql/schema`: what can be asked.
 */
export type SqlSchema = { 
/**
 * Views, in the order help shows them.
 */
views: Array<SqlView>, 
/**
 * Functions beside SQLite's own.
 */
functions: Array<SqlFunction>, 
/**
 * Questions to start from.
 */
examples: Array<SqlExample>, };

/**
 * A view.
 */
export type SqlView = { 
/**
 * Its name.
 */
name: string, 
/**
 * What a row is.
 */
about: string, 
/**
 * Its columns.
 */
columns: Array<SqlColumn>, 
/**
 * Rows, when known without counting.
 */
rows: Count | null, };

/**
 * A view's column.
 */
export type SqlColumn = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it holds, with its unit.
 */
about: string, };

/**
 * A function.
 */
export type SqlFunction = { 
/**
 * How it is called: `attr(span, key)`.
 */
signature: string, 
/**
 * What it gives.
 */
about: string, };

/**
 * A question to start from.
 */
export type SqlExample = { 
/**
 * What it asks.
 */
about: string, 
/**
 * The statement.
 */
sql: string, };

/**
 * A saved view: `GET /api/views`, `PUT` and `DELETE /api/views/{name}`.
 */
export type SavedView = { 
/**
 * Its name, 1 to 100 characters; `PUT` takes the one in the address.
 */
name: string, 
/**
 * Which list it is about.
 */
on: QueryTarget, 
/**
 * The query.
 */
q: string, 
/**
 * Project, when the view is about one.
 */
project?: string, 
/**
 * Time range as the range picker writes it into the address (`15m`, `live`, …).
 */
range?: string, 
/**
 * Columns in their order; absent: the usual ones.
 */
columns?: Array<string>, 
/**
 * Sort column.
 */
sort?: string, 
/**
 * Which way.
 */
order?: Order, 
/**
 * Field to group by.
 */
group?: string, };

/**
 * All of them by name. The same JSON can be put back with `POST /api/views`, which adds and replaces by name.
 */
export type SavedViews = { 
/**
 * The views.
 */
views: Array<SavedView>, };

/**
 * One entry of a picker: `GET /api/projects`, `GET /api/services`.
 */
export type Choice = { 
/**
 * The project's or service's name.
 */
name: string, 
/**
 * Traces it has.
 */
traces: number, };

/**
 * A picker's entries, by number of traces.
 */
export type Choices = { 
/**
 * The entries.
 */
choices: Array<Choice>, };

/**
 * A kind of data a view can be made of.
 */
export type ChangeKind = "traces" | "logs" | "metrics" | "status" | "settings" | "deleted";

/**
 * `GET /api/changes?after=CURSOR&wait_ms=N`.
 */
export type Changes = { 
/**
 * Where the caller now stands; give it back as `after`.
 */
cursor: string, 
/**
 * What changed since `after`. Empty when the wait ended with nothing new.
 */
kinds: Array<ChangeKind>, 
/**
 * Traces that got spans since `after`, 32 hex digits each.
 */
trace_ids: Array<string>, 
/**
 * False when too much has happened to list the ids (or `after` is from an earlier run): treat every trace as stale.
 */
complete: boolean, };

/**
 * The kinds of door.
 */
export type DoorKind = "grpc" | "http" | "ui";

/**
 * Why a door is shut, and the way out.
 */
export type DoorProblem = { 
/**
 * What the system said.
 */
message: string, 
/**
 * The program that holds the port (`jaeger, pid 4242`), where the system tells.
 */
holder: string | null, 
/**
 * The next free port.
 */
free_port: number | null, 
/**
 * What to set to use it: `WATERGLASS_GRPC_PORT=4320`.
 */
setting: string | null, };

/**
 * One door.
 */
export type Door = { 
/**
 * Which door.
 */
kind: DoorKind, 
/**
 * Whether it listens.
 */
listening: boolean, 
/**
 * The address to give to a program (`http://127.0.0.1:4317`), also when it does not listen.
 */
url: string, 
/**
 * The port it has or wanted.
 */
port: number, 
/**
 * Why it does not listen.
 */
problem: DoorProblem | null, };

/**
 * The database file.
 */
export type Database = { 
/**
 * Its path.
 */
path: string, 
/**
 * Size of the file and its write-ahead log, bytes.
 */
bytes: Count, 
/**
 * Free bytes on its disk, where the system tells.
 */
disk_free: Count | null, 
/**
 * Why nothing can be stored now (disk full, read-only), when so.
 */
problem: string | null, };

/**
 * How much is stored.
 */
export type Counts = { 
/**
 * Traces.
 */
traces: Count, 
/**
 * Spans.
 */
spans: Count, 
/**
 * Log records.
 */
logs: Count, 
/**
 * Metric data points.
 */
metric_points: Count, };

/**
 * Averages over the last five seconds.
 */
export type Rate = { 
/**
 * Spans stored a second.
 */
spans: number, 
/**
 * Log records stored a second.
 */
logs: number, 
/**
 * Metric points stored a second.
 */
metric_points: number, };

/**
 * When something first arrived, and from whom.
 */
export type Arrival = { 
/**
 * Unix time.
 */
at: Nanos, 
/**
 * `service.name`.
 */
service: string, 
/**
 * The client's User-Agent header, empty when it sent none.
 */
client: string, };

/**
 * First arrivals, kept with the data.
 */
export type Checklist = { 
/**
 * The first span.
 */
span: Arrival | null, 
/**
 * The first model call.
 */
model_call: Arrival | null, 
/**
 * The first log record.
 */
log: Arrival | null, 
/**
 * The first metric point.
 */
metric: Arrival | null, };

/**
 * Something that was refused or went wrong.
 */
export type Problem = { 
/**
 * Unix time of its latest occurrence.
 */
at: Nanos, 
/**
 * How often the same happened.
 */
times: number, 
/**
 * Where: `OTLP/gRPC traces`, `OTLP/HTTP logs`, `storage`, ….
 */
place: string, 
/**
 * What was refused or failed, in one sentence.
 */
message: string, 
/**
 * The client's User-Agent header, empty when unknown.
 */
client: string, 
/**
 * Items refused by it in all (spans, records, points).
 */
rejected: Count, };

/**
 * How far what is stored has been worked through, each from 0 to 1 = all of it. What is not done yet shows what held before.
 */
export type Progress = { 
/**
 * Read anew by the dialects of this version.
 */
derived: number, 
/**
 * Priced anew by the prices in force.
 */
priced: number, };

/**
 * `GET /api/status`.
 */
export type Status = { 
/**
 * The product's version.
 */
version: string, 
/**
 * When this instance started, Unix time.
 */
started: Nanos, 
/**
 * Its process id.
 */
pid: number, 
/**
 * The doors telemetry and people come in by.
 */
doors: Array<Door>, 
/**
 * The file.
 */
database: Database, 
/**
 * What is stored.
 */
counts: Counts, 
/**
 * How fast it comes in now.
 */
rate: Rate, 
/**
 * What has arrived at least once, for the Connect page.
 */
checklist: Checklist, 
/**
 * Problems since the start, newest first, at most 50.
 */
problems: Array<Problem>, 
/**
 * Items refused since the start, in all.
 */
rejected: Count, 
/**
 * How far what is stored has been worked through by the rules in force.
 */
progress: Progress, };

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * `GET` and `PUT /api/settings`. Kept in the database.
 */
export type Settings = { 
/**
 * Light, dark or as the system says.
 */
theme: Theme, 
/**
 * Colour spans by service instead of by type.
 */
colour_by_service: boolean, 
/**
 * Show absolute times in lists instead of "2 s ago".
 */
absolute_times: boolean, };

/**
 * What an import stored: the answer of `POST /api/import` (body: the file) and `POST /api/import/file`.
 */
export type ImportResult = { 
/**
 * Spans read, duplicates of stored ones included.
 */
spans: Count, 
/**
 * Log records stored.
 */
logs: Count, 
/**
 * Metric points stored.
 */
metric_points: Count, 
/**
 * Items refused.
 */
rejected: Count, 
/**
 * The first few reasons.
 */
reasons: Array<string>, 
/**
 * Up to 100 ids of the traces that came in.
 */
trace_ids: Array<string>, };

/**
 * A path on this machine: `POST /api/import/file` and `POST /api/export/file`, which answer the window only.
 */
export type FileRequest = { 
/**
 * Absolute path.
 */
path: string, 
/**
 * For export: only these traces; empty = everything.
 */
trace_ids: Array<string>, 
/**
 * For export: only the traces that match, whatever page it asks for. Give ids or this.
 */
matching?: TraceQuery, };

/**
 * The answer of `POST /api/sample`.
 */
export type SampleSent = { 
/**
 * The trace that was sent through the receiver.
 */
trace_id: string, };
