//! What a dialect reads out of a span. Derived and disposable: the raw attributes stay untouched beside it.

use crate::otlp::Value;

/// What kind of work a span did. Stored as its number: append only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SpanType {
    /// Anything that is none of the others.
    #[default]
    Function = 0,
    /// An agent's run or creation.
    Agent = 1,
    /// A call to a generating model.
    Model = 2,
    /// A tool's execution.
    Tool = 3,
    /// A retrieval for a model's use.
    Retrieval = 4,
    /// A call to an embedding model.
    Embedding = 5,
    /// A guard or an evaluation.
    Evaluator = 6,
    /// A prompt being rendered.
    Prompt = 7,
    /// An HTTP or RPC request.
    Http = 8,
    /// A database call.
    Database = 9,
    /// A message sent or received.
    Messaging = 10,
}

impl SpanType {
    /// The type stored as `number`; unknown numbers are `Function`.
    pub fn from_number(number: u8) -> Self {
        use SpanType::*;
        const ALL: [SpanType; 11] =
            [Function, Agent, Model, Tool, Retrieval, Embedding, Evaluator, Prompt, Http, Database, Messaging];
        ALL.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// What the filter language calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Agent => "agent",
            Self::Model => "llm",
            Self::Tool => "tool",
            Self::Retrieval => "retrieval",
            Self::Embedding => "embedding",
            Self::Evaluator => "evaluator",
            Self::Prompt => "prompt",
            Self::Http => "http",
            Self::Database => "database",
            Self::Messaging => "messaging",
        }
    }
}

/// What a dialect may look at: one span's head and its attributes, already walked once.
#[derive(Clone, Copy, Debug)]
pub struct SpanFacts<'s, 'a> {
    /// The span's name.
    pub name: &'a str,
    /// OTLP kind, 0 to 5.
    pub kind: u8,
    /// The scope's name.
    pub scope: &'a str,
    /// The span's attributes in the order sent; keys may repeat.
    pub attributes: &'s [(&'a str, Value<'a>)],
}

impl<'a> SpanFacts<'_, 'a> {
    /// The first attribute with this key.
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        self.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// The first attribute with this key, if it is text that says something.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        match self.get(key)? {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A count: an integer, an integral double or decimal text (libraries send all three), never negative.
    pub fn count(&self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Value::Int(count) => u64::try_from(count).ok(),
            Value::Double(count) if count >= 0.0 && count.fract() == 0.0 && count < 9e15 => Some(count as u64),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// Facts about a span in one vocabulary. `None` means "not said", which is never 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GenAi<'a> {
    /// Its type; set for every span, generative or not.
    pub span_type: SpanType,
    /// Name of the first dialect that recognised the span; empty = none did.
    pub dialect: &'static str,
    /// Operation as sent.
    pub operation: Option<&'a str>,
    /// Provider as sent.
    pub provider: Option<&'a str>,
    /// Model asked for.
    pub request_model: Option<&'a str>,
    /// Model that answered.
    pub response_model: Option<&'a str>,
    /// Response id.
    pub response_id: Option<&'a str>,
    /// Conversation or session id.
    pub conversation_id: Option<&'a str>,
    /// Agent's name.
    pub agent_name: Option<&'a str>,
    /// Tool's name.
    pub tool_name: Option<&'a str>,
    /// Tokens read.
    pub input_tokens: Option<u64>,
    /// Tokens written.
    pub output_tokens: Option<u64>,
    /// Finish reasons as sent.
    pub finish_reasons: Vec<&'a str>,
    /// `(field, attribute key)` of each fact above.
    pub sources: Vec<(&'static str, &'static str)>,
}

impl<'a> GenAi<'a> {
    /// The model to show: the one that answered, else the one asked for.
    pub fn model(&self) -> Option<&'a str> {
        self.response_model.or(self.request_model)
    }

    /// Whether its tokens are a model call's own, to be summed: wrappers (agents, workflows) repeat their children's.
    pub fn is_model_call(&self) -> bool {
        matches!(self.span_type, SpanType::Model | SpanType::Embedding)
    }
}
