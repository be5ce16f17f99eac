//! The fields that have short names, as a plain table: what they are called, what they hold, where they exist, how to write them. The parser,
//! completion, the in-app help and LANGUAGE.md's table are all made from it.

/// A field with a short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Known {
    /// The span's name; over logs the event's name.
    Name,
    /// `service.name`.
    Service,
    /// The project.
    Project,
    /// The span's type: agent, llm, tool …
    Type,
    /// OTLP's span kind: internal, server, client, producer, consumer.
    SpanKind,
    /// ok, error, unset; over traces also failed: the root failed.
    Status,
    /// The status's message.
    StatusMessage,
    /// Length. Over traces the trace's.
    Duration,
    /// Start. Over traces the trace's; over logs the record's time.
    Start,
    /// Model that answered, else the one asked for.
    Model,
    /// Provider of the model.
    Provider,
    /// GenAI operation.
    Operation,
    /// Tool's name.
    Tool,
    /// Agent's name.
    Agent,
    /// Session or conversation.
    Session,
    /// User.
    User,
    /// Input and output tokens together. Over traces the trace's.
    Tokens,
    /// Tokens read by the model. Over traces the trace's.
    InputTokens,
    /// Tokens written by the model. Over traces the trace's.
    OutputTokens,
    /// The part of the tokens read that came from a cache. Over traces the trace's.
    CachedTokens,
    /// The part of the tokens written that was reasoning. Over traces the trace's.
    ReasoningTokens,
    /// Cost in dollars. Over traces the trace's.
    Cost,
    /// From the start to the first piece of the answer.
    FirstToken,
    /// How many spans the trace has.
    Spans,
    /// How many of them failed.
    Errors,
    /// Trace id, or its beginning.
    Trace,
    /// Span id.
    Span,
    /// Instrumentation scope's name.
    ScopeName,
    /// Name of an event of the span.
    Event,
    /// Severity of a log record.
    Severity,
    /// Body of a log record.
    Body,
    /// A tag the user gave the trace.
    Tag,
    /// The user's note on the trace.
    Note,
    /// Score of feedback on the span or the trace.
    Feedback,
}

/// What a field holds, and so which units and words its values may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// One of these words, the stored spelling first, then what else people say.
    Words(&'static [&'static [&'static str]]),
    /// A length of time, nanoseconds.
    Duration,
    /// A point in time, Unix nanoseconds.
    Time,
    /// A count.
    Count,
    /// US dollars, compared in picodollars (10^-12), as costs are kept.
    Money,
    /// A score.
    Number,
    /// Hex digits, or their beginning.
    Id,
    /// A log severity: a word (error and above with `>=`) or a number from 1 to 24.
    Severity,
}

/// The kinds of rows a query may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Traces.
    Traces,
    /// Spans.
    Spans,
    /// Log records.
    Logs,
}

impl Target {
    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Spans => "spans",
            Self::Logs => "log records",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// Which.
    pub known: Known,
    /// The name shown, then what else is understood.
    pub names: &'static [&'static str],
    /// What it holds.
    pub shape: Shape,
    /// Where it exists.
    pub on: &'static [Target],
    /// What it is, in a few words.
    pub about: &'static str,
    /// An example that parses.
    pub example: &'static str,
}

const TRACES_SPANS: &[Target] = &[Target::Traces, Target::Spans];
const ALL: &[Target] = &[Target::Traces, Target::Spans, Target::Logs];
const TRACES: &[Target] = &[Target::Traces];
const LOGS: &[Target] = &[Target::Logs];

/// Span types in the spelling that is stored.
const TYPES: Shape = Shape::Words(&[
    &["agent"],
    &["llm", "model", "chat", "generation", "completion"],
    &["tool"],
    &["retrieval", "retriever"],
    &["embedding", "embeddings"],
    &["evaluator", "guard", "guardrail"],
    &["prompt"],
    &["http", "rpc"],
    &["database", "db"],
    &["messaging", "queue"],
    &["chain", "task", "workflow"],
    &["function"],
]);

const KINDS: Shape =
    Shape::Words(&[&["internal"], &["server"], &["client"], &["producer"], &["consumer"], &["unspecified"]]);

const STATUSES: Shape = Shape::Words(&[&["ok"], &["error", "errors"], &["unset"], &["failed"]]);

/// Every field, in the order help and completion show them.
pub const FIELDS: &[FieldInfo] = &[
    FieldInfo {
        known: Known::Name,
        names: &["name"],
        shape: Shape::Text,
        on: ALL,
        about: "a span's name",
        example: "name:\"chat gpt-4o\"",
    },
    FieldInfo {
        known: Known::Service,
        names: &["service", "service.name"],
        shape: Shape::Text,
        on: ALL,
        about: "service.name of the program",
        example: "service:checkout",
    },
    FieldInfo {
        known: Known::Status,
        names: &["status"],
        shape: STATUSES,
        on: TRACES_SPANS,
        about: "ok, error, unset; failed: the root failed",
        example: "status:error",
    },
    FieldInfo {
        known: Known::Duration,
        names: &["duration", "latency"],
        shape: Shape::Duration,
        on: TRACES_SPANS,
        about: "how long it took",
        example: "duration>2s",
    },
    FieldInfo {
        known: Known::Type,
        names: &["kind", "type"],
        shape: TYPES,
        on: TRACES_SPANS,
        about: "llm, tool, agent …; also server, client …",
        example: "kind:llm",
    },
    FieldInfo {
        known: Known::Model,
        names: &["model"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "model that answered, else the one asked for",
        example: "model:gpt-4o*",
    },
    FieldInfo {
        known: Known::Provider,
        names: &["provider"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "who runs the model",
        example: "provider:openai",
    },
    FieldInfo {
        known: Known::Operation,
        names: &["operation", "op"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "GenAI operation",
        example: "operation:embeddings",
    },
    FieldInfo {
        known: Known::Tool,
        names: &["tool"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "a tool's name",
        example: "tool:search",
    },
    FieldInfo {
        known: Known::Agent,
        names: &["agent"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "an agent's name",
        example: "agent:planner",
    },
    FieldInfo {
        known: Known::Tokens,
        names: &["tokens"],
        shape: Shape::Count,
        on: TRACES_SPANS,
        about: "tokens in and out",
        example: "tokens>1k",
    },
    FieldInfo {
        known: Known::InputTokens,
        names: &["input_tokens", "tokens.in"],
        shape: Shape::Count,
        on: TRACES_SPANS,
        about: "tokens in",
        example: "input_tokens>=500",
    },
    FieldInfo {
        known: Known::OutputTokens,
        names: &["output_tokens", "tokens.out"],
        shape: Shape::Count,
        on: TRACES_SPANS,
        about: "tokens out",
        example: "output_tokens<10",
    },
    FieldInfo {
        known: Known::CachedTokens,
        names: &["cached_tokens", "tokens.cached"],
        shape: Shape::Count,
        on: TRACES_SPANS,
        about: "tokens in that came from a cache",
        example: "cached_tokens>0",
    },
    FieldInfo {
        known: Known::ReasoningTokens,
        names: &["reasoning_tokens", "tokens.reasoning"],
        shape: Shape::Count,
        on: TRACES_SPANS,
        about: "tokens out that were reasoning",
        example: "reasoning_tokens>1k",
    },
    FieldInfo {
        known: Known::FirstToken,
        names: &["ttft", "first_token"],
        shape: Shape::Duration,
        on: TRACES_SPANS,
        about: "from the start to the first piece of the answer",
        example: "ttft>800ms",
    },
    FieldInfo {
        known: Known::Cost,
        names: &["cost"],
        shape: Shape::Money,
        on: TRACES_SPANS,
        about: "what the model calls cost",
        example: "cost>$0.01",
    },
    FieldInfo {
        known: Known::Session,
        names: &["session", "conversation", "thread"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "session or conversation",
        example: "session:abc",
    },
    FieldInfo {
        known: Known::User,
        names: &["user"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "the person the program serves",
        example: "user:alice",
    },
    FieldInfo {
        known: Known::Start,
        names: &["start", "time"],
        shape: Shape::Time,
        on: ALL,
        about: "when it began",
        example: "start>-1h",
    },
    FieldInfo {
        known: Known::Spans,
        names: &["spans"],
        shape: Shape::Count,
        on: TRACES,
        about: "spans in the trace",
        example: "spans>100",
    },
    FieldInfo {
        known: Known::Errors,
        names: &["errors"],
        shape: Shape::Count,
        on: TRACES,
        about: "failed spans in the trace",
        example: "errors>=2",
    },
    FieldInfo {
        known: Known::Feedback,
        names: &["feedback", "score"],
        shape: Shape::Number,
        on: TRACES_SPANS,
        about: "score a user or an evaluator gave",
        example: "feedback<0",
    },
    FieldInfo {
        known: Known::Tag,
        names: &["tag"],
        shape: Shape::Text,
        on: TRACES,
        about: "a tag you gave the trace",
        example: "tag:review",
    },
    FieldInfo {
        known: Known::Note,
        names: &["note"],
        shape: Shape::Text,
        on: TRACES,
        about: "your note on the trace",
        example: "note:*regression*",
    },
    FieldInfo {
        known: Known::Project,
        names: &["project"],
        shape: Shape::Text,
        on: ALL,
        about: "project of the program",
        example: "project:default",
    },
    FieldInfo {
        known: Known::Trace,
        names: &["trace", "trace_id"],
        shape: Shape::Id,
        on: ALL,
        about: "trace id or its beginning",
        example: "trace:4bf92f35",
    },
    FieldInfo {
        known: Known::Span,
        names: &["span", "span_id"],
        shape: Shape::Id,
        on: ALL,
        about: "span id",
        example: "span:00f067aa0ba902b7",
    },
    FieldInfo {
        known: Known::SpanKind,
        names: &["span_kind"],
        shape: KINDS,
        on: TRACES_SPANS,
        about: "OpenTelemetry's span kind",
        example: "span_kind:server",
    },
    FieldInfo {
        known: Known::ScopeName,
        names: &["scope", "library"],
        shape: Shape::Text,
        on: ALL,
        about: "instrumentation scope's name",
        example: "scope:*openai*",
    },
    FieldInfo {
        known: Known::Event,
        names: &["event"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "name of a span's event",
        example: "event:exception",
    },
    FieldInfo {
        known: Known::StatusMessage,
        names: &["status_message", "message"],
        shape: Shape::Text,
        on: TRACES_SPANS,
        about: "what a failed span said",
        example: "message~\"rate limit\"",
    },
    FieldInfo {
        known: Known::Severity,
        names: &["severity", "level"],
        shape: Shape::Severity,
        on: LOGS,
        about: "trace, debug, info, warn, error, fatal",
        example: "severity>=warn",
    },
    FieldInfo {
        known: Known::Body,
        names: &["body"],
        shape: Shape::Text,
        on: LOGS,
        about: "a log record's body",
        example: "body~\"timed? out\"",
    },
];

impl FieldInfo {
    /// The field of a name, whatever its case and wherever it exists.
    pub fn named(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|info| info.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The field's row.
    pub fn of(known: Known) -> &'static Self {
        FIELDS.iter().find(|info| info.known == known).expect("every field has its row")
    }

    /// Its name in help, completion and canonical text.
    pub fn name(&self) -> &'static str {
        self.names[0]
    }

    /// Whether rows of this kind have it.
    pub fn is_on(&self, target: Target) -> bool {
        self.on.contains(&target)
    }
}

impl Target {
    /// What the rows are called.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Spans => "spans",
            Self::Logs => "log records",
        }
    }
}
