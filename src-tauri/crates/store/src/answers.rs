//! What the store is asked and what it answers: plain data in the model's words. Holds no SQL and no behaviour.

use waterglass_model::counting::Counted;
use waterglass_model::otlp::MetricKind;
use waterglass_model::{SpanId, SpanType, TraceId, Usage};

/// How a trace ended. Stored as its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// No span failed.
    #[default]
    Ok,
    /// A span failed, not the root.
    HasErrors,
    /// The root failed.
    Failed,
}

/// What calls to models add up to, each counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Tokens.
    pub usage: Usage,
    /// Picodollars (10^-12 US dollars); `None`: nothing is priced.
    pub cost: Option<i64>,
    /// Some model call says no usage: the tokens are at least so many.
    pub tokens_at_least: bool,
    /// Some counted call has no price, or says no usage: the cost is at least so much.
    pub cost_at_least: bool,
}

impl Sums {
    /// Adds what others add up to.
    pub fn add(&mut self, other: &Self) {
        self.usage.add(&other.usage);
        if let Some(cost) = other.cost {
            self.cost = Some(self.cost.unwrap_or(0).saturating_add(cost));
        }
        self.tokens_at_least |= other.tokens_at_least;
        self.cost_at_least |= other.cost_at_least;
    }
}

/// A trace as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceSummary {
    /// Its id.
    pub trace_id: TraceId,
    /// Root's name, else the earliest span's.
    pub name: String,
    /// Whether a root has arrived.
    pub has_root: bool,
    /// Root's service, else the earliest span's.
    pub service: String,
    /// All services, `service` first.
    pub services: Vec<String>,
    /// Its project.
    pub project: String,
    /// Unix nanoseconds.
    pub start: u64,
    /// Nanoseconds.
    pub duration: u64,
    /// Spans stored.
    pub spans: u32,
    /// Failed spans.
    pub errors: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Models that answered; when none is named, those asked for. At most 8.
    pub models: Vec<String>,
    /// Sums over its model calls. Those of a trace that still grows are a moment behind its spans.
    pub sums: Sums,
    /// Session: of the spans that say one a root's, then the earliest's; when none does, the earliest log record's that names the trace.
    pub session: Option<String>,
    /// The person the program serves, likewise.
    pub user: Option<String>,
    /// Tags the user gave it, sorted.
    pub tags: Vec<String>,
    /// The user's note.
    pub note: Option<String>,
    /// When its first span was stored, Unix nanoseconds.
    pub received: u64,
}

/// A session: traces of one project that name it, together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionSummary {
    /// Its id, as sent.
    pub session: String,
    /// Its project. One id in two projects is two sessions.
    pub project: String,
    /// Users named in it, at most 8, sorted.
    pub users: Vec<String>,
    /// Services in it, likewise.
    pub services: Vec<String>,
    /// Models in it, likewise.
    pub models: Vec<String>,
    /// Traces: the turns.
    pub traces: u32,
    /// Spans.
    pub spans: u32,
    /// Failed spans.
    pub errors: u32,
    /// Start of the first trace, Unix nanoseconds.
    pub first: u64,
    /// That trace; `None` only of a session without any.
    pub first_trace: Option<TraceId>,
    /// Latest end of a trace.
    pub last: u64,
    /// Sums over its traces.
    pub sums: Sums,
}

/// A trace of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionTrace {
    /// The trace.
    pub trace: TraceSummary,
    /// Tokens of the largest input of a model call in it; `None`: not said.
    pub context_tokens: Option<u64>,
}

/// One span of an outline.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineSpan {
    /// Its id.
    pub span_id: SpanId,
    /// Its parent, as sent.
    pub parent: Option<SpanId>,
    /// Unix nanoseconds.
    pub start: u64,
    /// Nanoseconds.
    pub duration: u64,
    /// Index into [`Outline::strings`].
    pub name: u32,
    /// Index into [`Outline::strings`].
    pub service: u32,
    /// OTLP kind.
    pub kind: u8,
    /// OTLP status.
    pub status: u8,
    /// Its type.
    pub span_type: SpanType,
    /// OTLP flags.
    pub flags: u32,
    /// Model: index into [`Outline::strings`].
    pub model: Option<u32>,
    /// Tool's or agent's name: index into [`Outline::strings`].
    pub detail: Option<u32>,
    /// Tokens it says were read.
    pub input_tokens: Option<u64>,
    /// Tokens it says were written.
    pub output_tokens: Option<u64>,
    /// What became of them in the trace's sums.
    pub counted: Counted,
    /// Picodollars; `None`: not counted, or unpriced.
    pub cost: Option<i64>,
    /// Nanoseconds from its start to the first piece of the answer.
    pub first_token: Option<u64>,
    /// Its events: Unix nanoseconds and whether each is an exception; at most 64 are kept here.
    pub ticks: Vec<(u64, bool)>,
}

/// All spans of a trace, by start time, then arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The trace as the list shows it.
    pub summary: TraceSummary,
    /// Names referred to by index.
    pub strings: Vec<String>,
    /// The spans.
    pub spans: Vec<OutlineSpan>,
    /// Log records that name the trace.
    pub logs: u32,
}

/// Where an item came from: verbatim messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `Resource` message.
    pub resource: Vec<u8>,
    /// Resource schema URL.
    pub resource_schema_url: String,
    /// `InstrumentationScope` message.
    pub scope: Vec<u8>,
    /// Scope schema URL.
    pub scope_schema_url: String,
}

/// A stored span, verbatim.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSpan {
    /// `Span` message: read it with `model::otlp::Span::parse`.
    pub message: Vec<u8>,
    /// Its resource and scope.
    pub origin: Origin,
    /// When it was stored, Unix nanoseconds.
    pub received: u64,
}

/// A log record that names a span.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentLog {
    /// Unix nanoseconds: its time, else when it was observed, else when it was stored.
    pub time: u64,
    /// Its scope's name.
    pub scope: String,
    /// `LogRecord` message.
    pub message: Vec<u8>,
}

/// A span with all that its conversation may stand in.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanContent {
    /// Its id.
    pub span_id: SpanId,
    /// The span.
    pub span: StoredSpan,
    /// What became of its tokens in the trace's sums.
    pub counted: Counted,
    /// Picodollars; `None`: not counted, or unpriced.
    pub cost: Option<i64>,
    /// The log records that name it, by time, then by arrival.
    pub logs: Vec<ContentLog>,
}

/// Some spans of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceContents {
    /// The trace.
    pub trace_id: TraceId,
    /// The spans.
    pub spans: Vec<SpanContent>,
}

/// An instrument that has sent points.
#[derive(Clone, Debug, PartialEq)]
pub struct Instrument {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it measures.
    pub description: String,
    /// Kind of data.
    pub kind: MetricKind,
    /// `service.name`.
    pub service: String,
    /// Scope's name.
    pub scope: String,
    /// Points stored.
    pub points: u64,
    /// Earliest point, Unix nanoseconds.
    pub first: u64,
    /// Latest point.
    pub last: u64,
}

/// What a search inside a trace found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TraceMatches {
    /// Spans, by start.
    pub matches: Vec<Match>,
    /// There are more.
    pub truncated: bool,
    /// Log records of the trace that match too and name none of its spans.
    pub other_logs: u32,
}

/// Where a search inside a trace matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The span.
    pub span_id: SpanId,
    /// `name`, `status`, an attribute's key, `event.` and the event's name or its attribute's key; `log` for the body of one of its log records, `log.` and
    /// an attribute's key; `resource.` and an attribute's key.
    pub field: String,
    /// Text around the match, at most 160 characters.
    pub snippet: String,
}

/// What is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Traces.
    pub traces: u64,
    /// Spans.
    pub spans: u64,
    /// Log records.
    pub logs: u64,
    /// Metric points.
    pub points: u64,
}

/// How far what is stored has been worked through by the rules in force: 1 is all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Derived by the dialects in force.
    pub derived: f64,
    /// Priced by the prices in force.
    pub priced: f64,
}

impl Progress {
    /// All of it.
    pub const DONE: Self = Self { derived: 1.0, priced: 1.0 };
}

/// The first arrival of a kind of telemetry: `span`, `model_call`, `log`, `metric`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstArrival {
    /// The kind.
    pub kind: String,
    /// Unix nanoseconds.
    pub at: u64,
    /// `service.name`.
    pub service: String,
    /// User-Agent.
    pub client: String,
}
