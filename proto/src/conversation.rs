//! A model call as people read it: messages with their parts, tools, documents. Read when it is looked at, never stored.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{GenAi, Nanos, Totals};

/// What one span says of a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Conversation {
    /// What went in, system instructions first as a message of role `system`.
    pub input_messages: Vec<Message>,
    /// What came out.
    pub output_messages: Vec<Message>,
    /// How many of `input_messages`, from the first, the previous call of the session had too (its answer included).
    pub repeated: u32,
    /// The tools the model was offered.
    pub tools: Vec<ToolDefinition>,
    /// Parameters of the request: name and value as written (`temperature`, `0.7`).
    pub parameters: Vec<(String, String)>,
    /// A tool's execution, on tool spans.
    pub tool: Option<ToolUse>,
    /// A retrieval, on retrieval spans.
    pub retrieval: Option<Retrieval>,
    /// An embedding, on embedding spans.
    pub embeddings: Option<Embeddings>,
    /// The prompt template, where one was used.
    pub prompt: Option<Prompt>,
    /// What could not be read as it should, and what was done instead.
    pub notes: Vec<String>,
    /// Why there is no content, when there is none.
    pub missing: Option<MissingContent>,
    /// Which attribute, event or log record each part was read from: `(field, where)`.
    pub sources: Vec<(String, String)>,
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Message {
    /// `system`, `user`, `assistant`, `tool`, or as sent.
    pub role: String,
    /// The participant's name, where one is said.
    pub name: Option<String>,
    /// Its parts in order.
    pub parts: Vec<Part>,
    /// On an answer: why the model stopped, as sent.
    pub finish_reason: Option<String>,
}

/// One part of a message. Long texts are cut: `bytes` is then the whole's length, and the rest can be fetched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// Text.
    Text {
        /// The text.
        text: String,
        /// Length of the whole in bytes, when `text` is only its beginning.
        bytes: Option<u32>,
    },
    /// The model's reasoning.
    Reasoning {
        /// The text; empty when the provider hides it.
        text: String,
        /// As for text.
        bytes: Option<u32>,
    },
    /// The model asks for a tool.
    ToolCall {
        /// The call's id.
        id: Option<String>,
        /// The tool.
        name: String,
        /// The arguments: compact JSON, or text where they are not JSON.
        arguments: String,
        /// As for text.
        bytes: Option<u32>,
    },
    /// A tool's answer.
    ToolResult {
        /// The call it answers.
        id: Option<String>,
        /// The tool, where said.
        name: Option<String>,
        /// The result: compact JSON, or text where it is not JSON.
        result: String,
        /// As for text.
        bytes: Option<u32>,
    },
    /// A picture.
    Image(Media),
    /// Sound.
    Audio(Media),
    /// A film.
    Video(Media),
    /// A document or any other file.
    File(Media),
    /// The model declined.
    Refusal {
        /// What it said.
        text: String,
        /// As for text.
        bytes: Option<u32>,
    },
    /// A part of a kind we have no words for, as sent.
    Other {
        /// Its type as sent.
        part_type: String,
        /// The whole part: JSON.
        json: String,
        /// As for text.
        bytes: Option<u32>,
    },
}

/// What is not text. One of `data`, `uri` and `file_id` is set, or none when the sender left it out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Media {
    /// `image/png`, …, where said.
    pub mime_type: Option<String>,
    /// Base64, whole or cut as `bytes` says.
    pub data: Option<String>,
    /// Where it lies. Fetched only when the user asks.
    pub uri: Option<String>,
    /// The provider's id of an uploaded file.
    pub file_id: Option<String>,
    /// What was said, for sound with a transcript; a name, for a file.
    pub caption: Option<String>,
    /// Length of `data` in bytes when it is only its beginning.
    pub bytes: Option<u32>,
}

/// A tool offered to the model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ToolDefinition {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// JSON schema of its arguments: compact JSON.
    pub parameters: Option<String>,
}

/// A tool's execution.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ToolUse {
    /// The tool.
    pub name: String,
    /// The call it answers.
    pub call_id: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it was given: compact JSON, or text.
    pub arguments: Option<String>,
    /// What it answered: compact JSON, or text.
    pub result: Option<String>,
}

/// A retrieval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Retrieval {
    /// What was searched for.
    pub query: Option<String>,
    /// What was found, in the order sent.
    pub documents: Vec<Document>,
}

/// A document that was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Document {
    /// Its id.
    pub id: Option<String>,
    /// Its text.
    pub content: Option<String>,
    /// How well it fits, by the retriever's own scale.
    pub score: Option<f64>,
    /// What else is said of it: compact JSON.
    pub metadata: Option<String>,
}

/// An embedding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Embeddings {
    /// What was embedded.
    pub inputs: Vec<String>,
    /// Length of each vector.
    pub dimensions: Option<u32>,
}

/// A prompt template and what was put into it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Prompt {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The template.
    pub template: Option<String>,
    /// The variables: name and value.
    pub variables: Vec<(String, String)>,
}

/// Why a call has no content, and what would bring it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct MissingContent {
    /// One sentence.
    pub why: String,
    /// What to set, exactly: `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`; empty when nothing is known.
    pub setting: String,
}

/// A span in a trace's conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Turn {
    /// 32 hex digits.
    pub trace_id: String,
    /// 16 hex digits.
    pub span_id: String,
    /// The span's name.
    pub name: String,
    /// Unix time.
    pub start: Nanos,
    /// Nanoseconds.
    pub duration: Nanos,
    /// Whether it failed, and with which words.
    pub error: Option<String>,
    /// Its facts.
    pub genai: GenAi,
    /// What it says.
    pub conversation: Conversation,
}

/// A trace, or a page of one, read as a conversation: its model calls and tools, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceConversation {
    /// 32 hex digits.
    pub trace_id: String,
    /// The turns by start time.
    pub turns: Vec<Turn>,
    /// Turns there are beyond these; fetch with `offset`.
    pub more: u32,
    /// Sums over the trace.
    pub totals: Totals,
    /// The change cursor it was read at.
    pub as_of: String,
}

/// The beginnings of what a trace was about, for its row in the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Preview {
    /// 32 hex digits.
    pub trace_id: String,
    /// The first prompt, at most 300 characters; null = none was recorded.
    pub input: Option<String>,
    /// The last answer, at most 300 characters; null = none was recorded.
    pub output: Option<String>,
}

/// Previews of the traces asked for, in that order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Previews {
    /// One for each trace that is stored.
    pub previews: Vec<Preview>,
}

/// A whole trace for a program to read: what `waterglass show --format json` prints. Fields are only ever added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceDocument {
    /// 32 hex digits.
    pub trace_id: String,
    /// The root span's name.
    pub name: String,
    /// The root's `service.name`.
    pub service: String,
    /// Its project.
    pub project: String,
    /// Unix time.
    pub start_ns: Nanos,
    /// Nanoseconds.
    pub duration_ns: Nanos,
    /// `ok`, `has_errors` or `failed`.
    pub status: String,
    /// The session, where one is said.
    pub session: Option<String>,
    /// The user, where one is said.
    pub user: Option<String>,
    /// The models that answered.
    pub models: Vec<String>,
    /// Sums over the trace.
    pub totals: Totals,
    /// The spans in the order of the tree: each before its children, siblings by start.
    pub spans: Vec<DocumentSpan>,
}

/// A span of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentSpan {
    /// 16 hex digits.
    pub span_id: String,
    /// 16 hex digits; null on a root.
    pub parent_span_id: Option<String>,
    /// How deep in the tree, from 0.
    pub depth: u32,
    /// Its name.
    pub name: String,
    /// Its `service.name`.
    pub service: String,
    /// Unix time.
    pub start_ns: Nanos,
    /// Nanoseconds.
    pub duration_ns: Nanos,
    /// `ok` or `error`.
    pub status: String,
    /// The status' message.
    pub status_message: String,
    /// What it says of generative AI. Set on every span: `type` is always known.
    pub genai: DocumentGenAi,
}

/// A span's facts and messages together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentGenAi {
    /// The facts.
    #[serde(flatten)]
    pub facts: GenAi,
    /// The messages, tools and documents.
    #[serde(flatten)]
    pub conversation: DocumentConversation,
}

/// The conversation's part of a document's span.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentConversation {
    /// What went in.
    pub input_messages: Vec<Message>,
    /// What came out.
    pub output_messages: Vec<Message>,
    /// How many of `input_messages`, from the first, an earlier call of the trace had too (its answer included).
    #[serde(default)]
    pub repeated: u32,
    /// The tools offered.
    pub tools: Vec<ToolDefinition>,
    /// Parameters of the request.
    pub parameters: Vec<(String, String)>,
    /// A tool's execution.
    pub tool: Option<ToolUse>,
    /// A retrieval.
    pub retrieval: Option<Retrieval>,
    /// An embedding.
    pub embeddings: Option<Embeddings>,
    /// The prompt template.
    pub prompt: Option<Prompt>,
    /// What could not be read as it should.
    pub notes: Vec<String>,
    /// Why there is no content.
    pub missing: Option<MissingContent>,
}

/// A session as a row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionRow {
    /// The session's id, as sent.
    pub session: String,
    /// The project it belongs to. One id in two projects is two sessions.
    pub project: String,
    /// Users named in it, at most 8.
    pub users: Vec<String>,
    /// Services in it, at most 8.
    pub services: Vec<String>,
    /// Models in it, at most 8.
    pub models: Vec<String>,
    /// Traces: the turns.
    pub traces: u32,
    /// Spans.
    pub spans: u32,
    /// Failed spans.
    pub errors: u32,
    /// Start of the first, Unix time.
    pub first: Nanos,
    /// The trace that starts first, 32 hex digits: what it was about is what the session began with.
    pub first_trace: String,
    /// End of the last, Unix time.
    pub last: Nanos,
    /// Sums over its traces.
    pub totals: Totals,
}

/// A page of sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionList {
    /// Rows, the one last active first unless asked otherwise.
    pub rows: Vec<SessionRow>,
    /// Give it back as `cursor` for the next page; absent at the end.
    pub next: Option<String>,
    /// How many there are.
    pub total: Option<u32>,
    /// The change cursor it was read at.
    pub as_of: String,
}

/// One trace of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionTrace {
    /// 32 hex digits.
    pub trace_id: String,
    /// The root span's name.
    pub name: String,
    /// Unix time.
    pub start: Nanos,
    /// Nanoseconds.
    pub duration: Nanos,
    /// Failed spans.
    pub errors: u32,
    /// Sums over it.
    pub totals: Totals,
    /// Tokens of the largest model input in it: how far the context has grown; null = not said.
    #[ts(type = "number | null")]
    pub context_tokens: Option<u64>,
    /// What it was about.
    pub preview: Preview,
    /// What it says that the traces before it did not: model calls, tools and agents, by start.
    pub turns: Vec<Turn>,
}

/// A session read as one conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionDetail {
    /// The row of the list.
    pub summary: SessionRow,
    /// Its traces by start, a page of them.
    pub traces: Vec<SessionTrace>,
    /// Traces there are beyond these; fetch with `offset`.
    pub more: u32,
    /// The change cursor it was read at.
    pub as_of: String,
}
