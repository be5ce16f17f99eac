//! A trace: as a row of the list, and as the outline behind the waterfall.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Nanos, SpanType, Totals, Value};

/// How a trace ended, for people: the word "Unset" never appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TraceStatus {
    /// No span failed.
    #[default]
    Ok,
    /// A span failed; the root did not.
    HasErrors,
    /// The root failed.
    Failed,
}

/// One row of the list of traces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceRow {
    /// 32 hex digits.
    pub trace_id: String,
    /// The root span's name; without a root yet, the earliest span's.
    pub name: String,
    /// Whether a span without parent has arrived. False: `name` and `service` are the earliest span's.
    pub has_root: bool,
    /// The root's `service.name`.
    pub service: String,
    /// Every service that sent a span of this trace, `service` first.
    pub services: Vec<String>,
    /// The project it belongs to.
    pub project: String,
    /// Start of its earliest span, Unix time.
    pub start: Nanos,
    /// From its earliest start to its latest end.
    pub duration: Nanos,
    /// Spans stored.
    pub spans: u32,
    /// Spans whose status is ERROR.
    pub errors: u32,
    /// Ok, has errors, or failed.
    pub status: TraceStatus,
    /// Models used, response model before request model, at most 8.
    pub models: Vec<String>,
    /// Sums over the trace's model calls, each counted once.
    pub totals: Totals,
    /// Session or conversation id, when a span says one.
    pub session: Option<String>,
    /// The user, when a span says one.
    pub user: Option<String>,
    /// When its first span was stored, Unix time: the order of arrival.
    pub received: Nanos,
    /// Tags the user gave it, sorted.
    pub tags: Vec<String>,
    /// The user's note.
    pub note: Option<String>,
    /// Values of the columns asked for, in that order; null where no span of it has one. Over several spans the root's, else the earliest's. Texts are cut at 300
    /// characters.
    pub values: Vec<Option<Value>>,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceList {
    /// Rows in the order asked for.
    pub rows: Vec<TraceRow>,
    /// Give it back as `cursor` for the next page; absent at the end.
    pub next: Option<String>,
    /// How many traces match in all; absent when counting would pass the deadline.
    pub total: Option<u32>,
    /// The change cursor this page was read at.
    pub as_of: String,
}

/// A trace's outline: all that the tree and the waterfall draw, in columns so that 50,000 spans stay small.
/// The i-th entry of each column describes span i; spans are ordered by start time, then by arrival.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceOutline {
    /// The same facts as in the list.
    pub summary: TraceRow,
    /// Texts referred to by index from the columns.
    pub strings: Vec<String>,
    /// The spans.
    pub spans: SpanColumns,
    /// Spans whose named parent has not arrived: `(span index, parent's span id)`.
    pub missing_parents: Vec<(u32, String)>,
    /// Log records that name this trace.
    pub logs: u32,
    /// The change cursor this outline was read at.
    pub as_of: String,
}

/// The columns of an outline. All have the same length but the `tick_*` ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanColumns {
    /// 16 hex digits each.
    pub span_id: Vec<String>,
    /// Index of the parent, or -1: no parent (a root), -2: its parent has not arrived, -3: its parents form a circle, cut here,
    /// -4: its parent lives in a process that said so (OTLP flag "remote") and has not arrived.
    pub parent: Vec<i32>,
    /// Index into `strings`.
    pub name: Vec<u32>,
    /// Index into `strings`.
    pub service: Vec<u32>,
    /// What kind of work it was.
    pub span_type: Vec<SpanType>,
    /// OTLP kind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
    pub kind: Vec<u8>,
    /// OTLP status: 0 unset, 1 ok, 2 error.
    pub status: Vec<u8>,
    /// Nanoseconds from the trace's start: a safe integer below 2^53 in any trace shorter than 104 days.
    pub start: Vec<f64>,
    /// Nanoseconds. Negative never: an end before its start is shown as 0 and marked in the inspector.
    pub duration: Vec<f64>,
    /// The model that answered, else was asked: index into `strings`, or -1.
    pub model: Vec<i32>,
    /// The tool's or agent's name: index into `strings`, or -1.
    pub detail: Vec<i32>,
    /// Tokens this span says it read; null = not said.
    pub input_tokens: Vec<Option<f64>>,
    /// Tokens this span says it wrote; null = not said.
    pub output_tokens: Vec<Option<f64>>,
    /// Whether its tokens are in the trace's total; null when it says none.
    pub counted: Vec<Option<bool>>,
    /// US dollars its counted tokens cost; null = says none, not counted, or unpriced.
    pub cost: Vec<Option<f64>>,
    /// Nanoseconds from its start to the first piece of the answer; null = not said.
    pub first_token: Vec<Option<f64>>,
    /// Event ticks, all spans together: the span's index …
    pub tick_span: Vec<u32>,
    /// … nanoseconds from the trace's start …
    pub tick_at: Vec<f64>,
    /// … and whether the event is an exception.
    pub tick_error: Vec<bool>,
}

/// Where a search inside one trace matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceSearch {
    /// Matching spans by start time.
    pub matches: Vec<SpanMatch>,
    /// True when the search stopped at its limit and there may be more.
    pub truncated: bool,
    /// Log records of the trace that match too and name none of its spans.
    pub other_logs: u32,
}

/// One span that matched, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanMatch {
    /// 16 hex digits.
    pub span_id: String,
    /// `name`, `status`, an attribute's key, or `event.` and the event's name or the key of its attribute; `log` for the body of one of its log records,
    /// `log.` and the key of an attribute; `resource.` and the key of an attribute.
    pub field: String,
    /// A piece of the text around the match.
    pub snippet: String,
}
