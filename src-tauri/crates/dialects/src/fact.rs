//! The names of the facts a dialect's rows fill, and how each is read from a value.

use waterglass_model::otlp::Value;

use crate::{Findings, values};

/// What an attribute says. Rows of one dialect are asked in their order: the first whose value reads wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The operation.
    Operation,
    /// Who serves the model.
    Provider,
    /// The model asked for.
    RequestModel,
    /// The model that answered.
    ResponseModel,
    /// The response's id.
    ResponseId,
    /// The agent's name.
    Agent,
    /// The tool's name.
    Tool,
    /// Tokens read, those of a cache included.
    Input,
    /// Tokens written, reasoning included.
    Output,
    /// Of those read, from a cache.
    CachedInput,
    /// Of those read, written to a cache.
    CacheWrite,
    /// Of those written, reasoning.
    Reasoning,
    /// Of those read, audio.
    AudioInput,
    /// Of those written, audio.
    AudioOutput,
    /// To the first piece of the answer, in seconds.
    FirstTokenSeconds,
    /// To the first piece of the answer, in milliseconds.
    FirstTokenMillis,
    /// To the first piece of the answer, in seconds when a double and in milliseconds when an integer.
    FirstToken,
    /// Whether the answer was streamed.
    Streaming,
    /// US dollars, as the program says.
    Cost,
    /// Finish reasons.
    FinishReasons,
}

impl Fact {
    /// Reads the value into what is not yet found. `key` is the attribute it stands in.
    pub(crate) fn take<'a>(self, value: &Value<'a>, key: &'static str, found: &mut Findings<'a>) {
        match self {
            Self::Operation => found.operation(values::text(value), key),
            Self::Provider => found.provider(values::text(value), key),
            Self::RequestModel => found.request_model(values::model(value), key),
            Self::ResponseModel => found.response_model(values::model(value), key),
            Self::ResponseId => found.response_id(values::response_id(value), key),
            Self::Agent => found.agent_name(values::text(value), key),
            Self::Tool => found.tool_name(values::text(value), key),
            Self::Input => found.input_tokens(values::count(value), key),
            Self::Output => found.output_tokens(values::count(value), key),
            Self::CachedInput => found.cached_input_tokens(values::count(value), key),
            Self::CacheWrite => found.cache_write_tokens(values::count(value), key),
            Self::Reasoning => found.reasoning_tokens(values::count(value), key),
            Self::AudioInput => found.audio_input_tokens(values::count(value), key),
            Self::AudioOutput => found.audio_output_tokens(values::count(value), key),
            Self::FirstTokenSeconds => found.time_to_first_token(values::duration(value, 1e9), key),
            Self::FirstTokenMillis => found.time_to_first_token(values::duration(value, 1e6), key),
            Self::FirstToken => found.time_to_first_token(values::seconds_or_millis(value), key),
            Self::Streaming => found.streaming(values::flag(value), key),
            Self::Cost => found.reported_cost(values::dollars(value), key),
            Self::FinishReasons if found.so_far().finish_reasons.is_empty() => {
                found.finish_reasons(values::texts(value), key);
            }
            Self::FinishReasons => {}
        }
    }
}
