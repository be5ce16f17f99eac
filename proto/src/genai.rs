//! What a dialect found in a span: the same facts whatever library sent them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Count;

/// What kind of work a span did. Decides colour and icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SpanType {
    /// An agent's run or creation.
    Agent,
    /// A call to a model that generates: chat, completion.
    Model,
    /// A tool's execution.
    Tool,
    /// A retrieval or search for a model's use.
    Retrieval,
    /// A call to an embedding model.
    Embedding,
    /// A guard or an evaluation.
    Evaluator,
    /// A prompt being rendered.
    Prompt,
    /// An HTTP or RPC request, client or server.
    Http,
    /// A database call.
    Database,
    /// Sending or receiving a message.
    Messaging,
    /// Anything else.
    #[default]
    Function,
}

/// Facts read from a span's attributes, each with the attribute it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct GenAi {
    /// The dialect that named itself first, as in the dialects' table.
    pub dialect: String,
    /// `chat`, `execute_tool`, `embeddings`, …, as sent.
    pub operation: Option<String>,
    /// Who serves the model, as sent (`openai`, `azure.ai.inference`, …).
    pub provider: Option<String>,
    /// The model asked for.
    pub request_model: Option<String>,
    /// The model that answered.
    pub response_model: Option<String>,
    /// The response's id.
    pub response_id: Option<String>,
    /// The conversation or session the span belongs to.
    pub conversation_id: Option<String>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The tool's name.
    pub tool_name: Option<String>,
    /// Tokens read by the model. Absent = not said, which is not 0.
    pub input_tokens: Option<Count>,
    /// Tokens written by the model. Absent = not said.
    pub output_tokens: Option<Count>,
    /// Why the model stopped, as sent.
    pub finish_reasons: Vec<String>,
    /// Which attribute each field above was read from: `(field, attribute key)`.
    pub sources: Vec<(String, String)>,
}
