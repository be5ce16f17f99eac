//! What a dialect found in a span: the same facts whatever library sent them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Nanos;

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
    /// A workflow, a chain or a step of one: it orders calls and makes none itself.
    Chain,
    /// Anything else.
    #[default]
    Function,
}

/// Tokens as one span says them, or their sum. `input_tokens` includes the cached ones and `output_tokens` includes reasoning; null = not
/// said, which is never 0. Counts stay far below 2^53, so they travel as numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Usage {
    /// Read by the model.
    #[ts(type = "number | null")]
    pub input_tokens: Option<u64>,
    /// Written by the model.
    #[ts(type = "number | null")]
    pub output_tokens: Option<u64>,
    /// The part of `input_tokens` that came from a cache.
    #[ts(type = "number | null")]
    pub cached_input_tokens: Option<u64>,
    /// The part of `input_tokens` that was written to a cache.
    #[ts(type = "number | null")]
    pub cache_write_tokens: Option<u64>,
    /// The part of `output_tokens` that was reasoning.
    #[ts(type = "number | null")]
    pub reasoning_tokens: Option<u64>,
    /// The part of `input_tokens` that was audio.
    #[ts(type = "number | null")]
    pub audio_input_tokens: Option<u64>,
    /// The part of `output_tokens` that was audio.
    #[ts(type = "number | null")]
    pub audio_output_tokens: Option<u64>,
}

/// Facts read from a span, each with the attribute it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct GenAi {
    /// What kind of work it did.
    #[serde(rename = "type")]
    pub span_type: SpanType,
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
    /// The person the program serves.
    pub user_id: Option<String>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The tool's name.
    pub tool_name: Option<String>,
    /// Why the model stopped, as sent.
    pub finish_reasons: Vec<String>,
    /// The tokens it says.
    pub usage: Usage,
    /// Whether they are in the trace's total; null when it says none.
    pub counted: Option<bool>,
    /// Why, or why not, in one sentence.
    pub why: String,
    /// What it cost.
    pub cost: Option<Cost>,
    /// What the program says it cost, US dollars. Never added to ours.
    pub reported_cost: Option<f64>,
    /// From the span's start to the first piece of the answer.
    pub time_to_first_token: Option<Nanos>,
    /// Whether the answer was streamed; null = not said.
    pub streaming: Option<bool>,
    /// Which attribute each field above was read from.
    pub sources: BTreeMap<String, String>,
}

/// What a span's tokens cost by the price table, and how that was worked out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Cost {
    /// US dollars; null = unpriced: the model is not in the table.
    pub usd: Option<f64>,
    /// One line for each class of tokens.
    pub lines: Vec<CostLine>,
    /// The row of the table, as `provider/model`; empty when unpriced.
    pub price: String,
    /// Where the price comes from: the table's source, or `override` for the user's own.
    pub source: String,
    /// The table's date, `YYYY-MM-DD`.
    pub date: String,
    /// What is uncertain about it, in one sentence; empty = nothing.
    pub note: String,
}

/// One class of tokens on a receipt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct CostLine {
    /// `input`, `cached read`, `cached write`, `output`, `reasoning`, `audio input`, `audio output`.
    pub class: String,
    /// How many.
    #[ts(type = "number")]
    pub tokens: u64,
    /// US dollars for a million of them.
    pub per_million: f64,
    /// US dollars for these.
    pub usd: f64,
}

/// Sums over a trace or a session: each model call once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Totals {
    /// The tokens.
    #[serde(flatten)]
    pub usage: Usage,
    /// US dollars; null when nothing is priced.
    pub cost: Option<f64>,
    /// Some model call said no usage: the tokens are "at least".
    pub tokens_at_least: bool,
    /// Some counted call has no price, or said no usage: the cost is "at least".
    pub cost_at_least: bool,
}
