//! What may be asked of the lists. Travels as URL query parameters.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Nanos;

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
    /// A query in the filter language: see `GET /api/query/fields`.
    pub q: Option<String>,
    /// The column to sort by: `start` (unless said), `duration`, `name`, `service`, `spans`, `errors`, `tokens`, `input_tokens`, `output_tokens`, `session`,
    /// or any field or attribute key of the filter language. Rows without a value come last either way.
    pub sort: Option<String>,
    /// More columns, each a field or attribute key of the filter language, joined by commas (a key with a comma in quotes): their values stand in
    /// each row's `values`. At most 32.
    pub columns: Option<String>,
    /// Which way.
    pub order: Option<Order>,
    /// Rows wanted, 1 to 1,000; 100 unless said.
    pub limit: Option<u32>,
    /// From a previous page's `next`.
    pub cursor: Option<String>,
    /// Whether to count all matches too: yes unless said, on the first page. Counting looks at everything, a page seldom does.
    pub count: Option<bool>,
    /// Texts in `values` up to 64 KiB each instead of 300 characters.
    pub long: Option<bool>,
}

/// `GET /api/sessions`. Absent means "any".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct SessionQuery {
    /// The filter language, asked of the sessions' traces: one that passes is enough. `q` is understood as well.
    #[serde(alias = "q")]
    pub filter: Option<String>,
    /// Only this project.
    pub project: Option<String>,
    /// Only sessions with a trace of this service.
    pub service: Option<String>,
    /// Sessions with a trace that starts at or after, Unix time.
    pub from: Option<Nanos>,
    /// Sessions with a trace that starts before, Unix time.
    pub to: Option<Nanos>,
    /// The column to sort by: `last` (unless said), `first`, `traces`, `errors`, `tokens` or `cost`.
    pub sort: Option<String>,
    /// Which way.
    pub order: Option<Order>,
    /// From a previous page's `next`.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 1,000; 100 unless said.
    pub limit: Option<u32>,
}

/// `GET /api/spans`. Absent means "any".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct SpanQuery {
    /// Only this project.
    pub project: Option<String>,
    /// Only this service.
    pub service: Option<String>,
    /// Spans that start at or after, Unix time.
    pub from: Option<Nanos>,
    /// Spans that start before, Unix time.
    pub to: Option<Nanos>,
    /// A query in the filter language, asked of each span.
    pub q: Option<String>,
    /// The column to sort by: `start` (unless said), `duration`, `tokens`, or any field or attribute key.
    pub sort: Option<String>,
    /// More columns, as for traces.
    pub columns: Option<String>,
    /// Which way.
    pub order: Option<Order>,
    /// Rows wanted, 1 to 1,000; 100 unless said.
    pub limit: Option<u32>,
    /// From a previous page's `next`.
    pub cursor: Option<String>,
    /// Whether to count all matches too: yes unless said, on the first page. Counting looks at everything, a page seldom does.
    pub count: Option<bool>,
    /// As for traces.
    pub long: Option<bool>,
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
    /// A query in the filter language, asked of each record.
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
    /// Whether to count all matches too: yes unless said, on the first page. Counting looks at everything, a page seldom does.
    pub count: Option<bool>,
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
