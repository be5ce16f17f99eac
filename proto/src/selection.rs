//! What is done to many traces at once, and what the user writes on them: tags and notes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Count, TraceQuery};

/// Which traces: those named, or all that a query matches (its `sort`, `limit` and `cursor` do not count).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These ids, 32 hex digits each.
    Traces(Vec<String>),
    /// All that match.
    Matching(TraceQuery),
}

/// `POST /api/traces/tag`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TagRequest {
    /// Which traces.
    pub selection: Selection,
    /// Tags to give, each 1 to 64 characters without commas.
    #[serde(default)]
    pub add: Vec<String>,
    /// Tags to take away.
    #[serde(default)]
    pub remove: Vec<String>,
}

/// `POST /api/traces/delete`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeleteRequest {
    /// Which traces.
    pub selection: Selection,
}

/// How many traces an action touched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Touched {
    /// Traces.
    pub traces: Count,
}

/// `PUT /api/traces/{trace_id}/note`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NoteRequest {
    /// The note, at most 10,000 characters; empty takes it away.
    pub text: String,
}
