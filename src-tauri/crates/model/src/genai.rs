//! What a dialect reads out of a span. Derived and disposable: the raw attributes stay untouched beside it.
//!
//! Two depths. [`GenAi`] is read for every span that comes in, from its attributes alone, so it borrows and is cheap. What a person reads
//! of a call (messages, tools, documents) is read when it is looked at, from [`Content`]: the whole span and the log records that name it.

use std::borrow::Cow;

use crate::Usage;
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
    /// A workflow, a chain or a step of one: it orders calls and makes none itself.
    Chain = 11,
}

impl SpanType {
    /// The type stored as `number`; unknown numbers are `Function`.
    pub fn from_number(number: u8) -> Self {
        use SpanType::*;
        const ALL: [SpanType; 12] =
            [Function, Agent, Model, Tool, Retrieval, Embedding, Evaluator, Prompt, Http, Database, Messaging, Chain];
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
            Self::Chain => "chain",
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

/// A span event, as a dialect reads it.
#[derive(Clone, Copy, Debug)]
pub struct EventFacts<'s, 'a> {
    /// The event's name.
    pub name: &'a str,
    /// Unix nanoseconds; 0 = the sender gave none.
    pub time: u64,
    /// Its attributes in the order sent.
    pub attributes: &'s [(&'a str, Value<'a>)],
}

/// A log record that names the span, as a dialect reads it.
#[derive(Clone, Copy, Debug)]
pub struct LogFacts<'s, 'a> {
    /// The event's name: OTLP's `event_name`, else the attribute `event.name`; empty = an ordinary log line.
    pub name: &'a str,
    /// Unix nanoseconds: the time, else the time observed, else when it was stored.
    pub time: u64,
    /// The scope's name.
    pub scope: &'a str,
    /// The body; `None` = it has none.
    pub body: Option<Value<'a>>,
    /// Its attributes in the order sent.
    pub attributes: &'s [(&'a str, Value<'a>)],
}

/// All that a call's messages may stand in.
#[derive(Clone, Copy, Debug)]
pub struct Content<'s, 'a> {
    /// The span.
    pub span: SpanFacts<'s, 'a>,
    /// Its start, Unix nanoseconds.
    pub start: u64,
    /// Its events in the order sent.
    pub events: &'s [EventFacts<'s, 'a>],
    /// The log records that name its trace and span, by time, then by arrival.
    pub logs: &'s [LogFacts<'s, 'a>],
}

/// Facts about a span in one vocabulary. `None` means "not said", which is never 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GenAi<'a> {
    /// Its type; set for every span, generative or not.
    pub span_type: SpanType,
    /// The dialect that recognised the span: a library's own before the general one; empty = none did.
    pub dialect: &'static str,
    /// Operation as sent.
    pub operation: Option<Cow<'a, str>>,
    /// Provider as sent.
    pub provider: Option<Cow<'a, str>>,
    /// Model asked for.
    pub request_model: Option<Cow<'a, str>>,
    /// Model that answered.
    pub response_model: Option<Cow<'a, str>>,
    /// Response id.
    pub response_id: Option<Cow<'a, str>>,
    /// Conversation or session id.
    pub conversation_id: Option<Cow<'a, str>>,
    /// The person the program serves.
    pub user_id: Option<Cow<'a, str>>,
    /// Agent's name.
    pub agent_name: Option<Cow<'a, str>>,
    /// Tool's name.
    pub tool_name: Option<Cow<'a, str>>,
    /// Tokens this span says were used: by its own call or, on a wrapper, by the calls below it (see [`crate::counting`]).
    pub usage: Usage,
    /// From the span's start to the first piece of the answer, nanoseconds.
    pub time_to_first_token: Option<u64>,
    /// Whether the answer was streamed.
    pub streaming: Option<bool>,
    /// What the program says it cost, US dollars. Shown beside our own figure, never added to it.
    pub reported_cost: Option<f64>,
    /// Finish reasons as sent.
    pub finish_reasons: Vec<Cow<'a, str>>,
    /// `(field, attribute key)` of each fact above. A field of `usage` is named without it: `input_tokens`.
    pub sources: Vec<(&'static str, &'static str)>,
}

impl GenAi<'_> {
    /// The model to show: the one that answered, else the one asked for.
    pub fn model(&self) -> Option<&str> {
        self.response_model.as_deref().or(self.request_model.as_deref())
    }

    /// Whether it is a request to one model, which wrappers (agents, workflows) are not.
    pub fn is_model_call(&self) -> bool {
        matches!(self.span_type, SpanType::Model | SpanType::Embedding)
    }
}
