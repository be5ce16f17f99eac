//! What may be asked of the lists. Travels as URL query parameters.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Nanos;

/// Columns the list of traces can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TraceSort {
    /// Start time.
    #[default]
    Start,
    /// Duration.
    Duration,
    /// Name, in byte order without regard to ASCII case.
    Name,
    /// Service, likewise.
    Service,
    /// Number of spans.
    Spans,
    /// Number of failed spans.
    Errors,
    /// Input and output tokens together; traces that say none come last either way.
    Tokens,
}

/// Which way to sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Largest, latest first.
    #[default]
    Desc,
    /// Smallest, earliest first.
    Asc,
}

/// `GET /api/traces`. Absent means "any".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct TraceQuery {
    /// Only this project.
    pub project: Option<String>,
    /// Only traces with a span of this service.
    pub service: Option<String>,
    /// Traces that start at or after, Unix time.
    pub from: Option<Nanos>,
    /// Traces that start before, Unix time.
    pub to: Option<Nanos>,
    /// Text filter: words, all of which must match. A plain word is found in the name or service of the trace or in the name of any of its spans;
    /// `status:ok|error|failed`, `service:NAME`, `name:NAME`, `duration>2s`, `duration<=150ms` are understood.
    pub q: Option<String>,
    /// The column to sort by.
    pub sort: Option<TraceSort>,
    /// Which way.
    pub order: Option<Order>,
    /// Rows wanted, 1 to 1,000; 100 unless said.
    pub limit: Option<u32>,
    /// From a previous page's `next`.
    pub cursor: Option<String>,
}

/// `GET /api/logs`. Absent means "any".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct LogQuery {
    /// Only this project.
    pub project: Option<String>,
    /// Only this service.
    pub service: Option<String>,
    /// At or after, Unix time.
    pub from: Option<Nanos>,
    /// Before, Unix time.
    pub to: Option<Nanos>,
    /// Severity number at least.
    pub severity: Option<u8>,
    /// Words, all of which must occur in body, event name or attribute values, without regard to case.
    pub q: Option<String>,
    /// Only records that name this trace.
    pub trace_id: Option<String>,
    /// Only records that name this span (give `trace_id` too).
    pub span_id: Option<String>,
    /// Which way by time.
    pub order: Option<Order>,
    /// Rows wanted, 1 to 1,000; 100 unless said.
    pub limit: Option<u32>,
    /// From a previous page's `next`.
    pub cursor: Option<String>,
}

/// One entry of a picker: `GET /api/projects`, `GET /api/services`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// The project's or service's name.
    pub name: String,
    /// Traces it has.
    pub traces: u32,
}

/// A picker's entries, by number of traces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Choices {
    /// The entries.
    pub choices: Vec<Choice>,
}
