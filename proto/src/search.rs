//! Finding: spans as a list, facets, groups, completion, and what the filter language knows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Count, Nanos, SpanType, TextRange, Value};

/// What a query is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueryTarget {
    /// Traces.
    #[default]
    Traces,
    /// Spans.
    Spans,
    /// Log records.
    Logs,
}

/// One row of the list of spans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanRow {
    /// 32 hex digits.
    pub trace_id: String,
    /// 16 hex digits.
    pub span_id: String,
    /// Its parent, 16 hex digits.
    pub parent_span_id: Option<String>,
    /// Its name.
    pub name: String,
    /// `service.name`.
    pub service: String,
    /// What kind of work it was.
    pub span_type: SpanType,
    /// OTLP kind, 0 to 5.
    pub kind: u8,
    /// OTLP status: 0 unset, 1 ok, 2 error.
    pub status: u8,
    /// Unix time.
    pub start: Nanos,
    /// Its length.
    pub duration: Nanos,
    /// Model that answered, else the one asked for.
    pub model: Option<String>,
    /// Tool's or agent's name.
    pub detail: Option<String>,
    /// Tokens it says it read.
    pub input_tokens: Option<Count>,
    /// Tokens it says it wrote.
    pub output_tokens: Option<Count>,
    /// Whether its tokens are in its trace's total; null when it says none.
    pub counted: Option<bool>,
    /// US dollars its counted tokens cost; null = says none, not counted, or unpriced.
    pub cost: Option<f64>,
    /// Values of the columns asked for, in that order.
    pub values: Vec<Option<Value>>,
}

/// A page of spans: `GET /api/spans`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanList {
    /// Rows in the order asked for.
    pub rows: Vec<SpanRow>,
    /// Give it back as `cursor` for the next page; absent at the end.
    pub next: Option<String>,
    /// How many spans match in all; absent when counting would pass the deadline.
    pub total: Option<Count>,
    /// The change cursor this page was read at.
    pub as_of: String,
}

/// `GET /api/facets`: the filter's own parameters as in the list it belongs to, and these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct FacetQuery {
    /// What is counted.
    pub on: Option<QueryTarget>,
    /// Fields or attribute keys of the filter language, joined by commas; at most 32.
    pub fields: String,
    /// Values wanted of each, 1 to 1,000; 10 unless said.
    pub values: Option<u32>,
    /// As in the list.
    pub project: Option<String>,
    /// As in the list.
    pub service: Option<String>,
    /// As in the list.
    pub from: Option<Nanos>,
    /// As in the list.
    pub to: Option<Nanos>,
    /// As in the list.
    pub q: Option<String>,
}

/// Which values occur, and how often, under the filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Facets {
    /// One for each field asked for, in that order.
    pub facets: Vec<Facet>,
    /// The change cursor they were counted at.
    pub as_of: String,
}

/// One field's values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Facet {
    /// As asked for.
    pub field: String,
    /// The most frequent first, then by value.
    pub values: Vec<FacetValue>,
    /// Different values in all, counted to 10,000.
    pub distinct: u32,
    /// Counting stopped early: the deadline was near or there are more than 10,000 different values; the counts are of the newest data.
    pub partial: bool,
}

/// One value and how many traces, spans or records have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FacetValue {
    /// As a person reads it.
    pub value: String,
    /// The term to add to a query: `service:checkout`.
    pub term: String,
    /// How many.
    pub count: Count,
}

/// `GET /api/groups`: the filter's own parameters, and the field to group by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct GroupQuery {
    /// What is grouped: traces or spans.
    pub on: Option<QueryTarget>,
    /// A field or attribute key.
    pub by: String,
    /// As in the list.
    pub project: Option<String>,
    /// As in the list.
    pub service: Option<String>,
    /// As in the list.
    pub from: Option<Nanos>,
    /// As in the list.
    pub to: Option<Nanos>,
    /// As in the list.
    pub q: Option<String>,
    /// Groups wanted, 1 to 1,000; 100 unless said, the largest first.
    pub limit: Option<u32>,
}

/// Groups and what they add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Groups {
    /// The largest first.
    pub groups: Vec<Group>,
    /// Groups in all.
    pub total: u32,
    /// Not everything could be looked at in time.
    pub partial: bool,
    /// The change cursor they were counted at.
    pub as_of: String,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Group {
    /// The value; null: rows without one.
    pub value: Option<String>,
    /// The term to add to a query.
    pub term: String,
    /// Traces or spans.
    pub count: Count,
    /// Of them failed (traces: with a failed span).
    pub errors: Count,
    /// Median duration.
    pub p50: Nanos,
    /// 95th percentile of duration.
    pub p95: Nanos,
    /// Sum; null: none said.
    pub input_tokens: Option<Count>,
    /// Sum; null: none said.
    pub output_tokens: Option<Count>,
    /// Sum, US dollars; null: none known.
    pub cost: Option<f64>,
}

/// `GET /api/query/complete`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct CompletionQuery {
    /// What the query is about.
    pub on: Option<QueryTarget>,
    /// The text so far.
    pub q: String,
    /// Where the cursor stands, in UTF-16 code units; the end unless said.
    pub at: Option<u32>,
    /// As in the list: only values that occur there.
    pub project: Option<String>,
}

/// What may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Completion {
    /// What an accepted entry replaces.
    pub replace: TextRange,
    /// The best first.
    pub items: Vec<CompletionItem>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CompletionItem {
    /// What it is.
    pub kind: CompletionKind,
    /// As shown.
    pub label: String,
    /// What is put in.
    pub insert: String,
    /// A few words: the type, what it is.
    pub detail: String,
    /// How often it occurs, when known.
    pub count: Option<Count>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CompletionKind {
    /// A field with a short name.
    Field,
    /// An attribute key found in the data.
    Attribute,
    /// An operator.
    Operator,
    /// A value.
    Value,
    /// `OR`, `NOT`, `same(`.
    Keyword,
}

/// `GET /api/query/check`: how a text reads, for colours and underlines. Never an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QueryCheck {
    /// The pieces of the text, in order.
    pub tokens: Vec<QueryToken>,
    /// The first mistake.
    pub mistake: Option<QueryNote>,
    /// The text only stops too early: `model:`. Keep the last good result.
    pub unfinished: bool,
    /// What is understood but may not be meant.
    pub hints: Vec<QueryNote>,
}

/// A remark about a stretch of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QueryNote {
    /// Where.
    pub at: TextRange,
    /// What.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QueryToken {
    /// Where.
    pub at: TextRange,
    /// What it is.
    pub kind: QueryTokenKind,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueryTokenKind {
    /// A field's name.
    Field,
    /// `:`, `>=` …
    Operator,
    /// A value.
    Value,
    /// A value that is a number.
    Number,
    /// Free text.
    Text,
    /// `AND`, `OR`, `NOT`, `in`, `exists`.
    Keyword,
    /// `same`, `parent` …
    Function,
    /// A parenthesis or comma.
    Paren,
    /// Where reading stopped.
    Mistake,
}

/// `GET /api/query/fields`: the language on one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QueryLanguage {
    /// Fields with short names.
    pub fields: Vec<QueryField>,
    /// What can be written, with examples.
    pub examples: Vec<QueryExample>,
}

/// A field with a short name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QueryField {
    /// Its names, the shown one first.
    pub names: Vec<String>,
    /// `text`, `duration`, `time`, `count`, `money`, `number`, `id`, `severity`, or `one of` and its words.
    pub holds: String,
    /// Where it exists.
    pub on: Vec<QueryTarget>,
    /// What it is.
    pub about: String,
    /// An example.
    pub example: String,
}

/// An example and what it finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QueryExample {
    /// The text.
    pub query: String,
    /// What it finds.
    pub about: String,
}
