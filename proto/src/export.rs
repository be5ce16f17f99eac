//! Import, export, sample, clear.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Count, TraceQuery};

/// What an import stored: the answer of `POST /api/import` (body: the file) and `POST /api/import/file`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportResult {
    /// Spans read, duplicates of stored ones included.
    pub spans: Count,
    /// Log records stored.
    pub logs: Count,
    /// Metric points stored.
    pub metric_points: Count,
    /// Items refused.
    pub rejected: Count,
    /// The first few reasons.
    pub reasons: Vec<String>,
    /// Up to 100 ids of the traces that came in.
    pub trace_ids: Vec<String>,
}

/// A path on this machine: `POST /api/import/file` and `POST /api/export/file`, which answer the window only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FileRequest {
    /// Absolute path.
    pub path: String,
    /// For export: only these traces; empty = everything.
    #[serde(default)]
    pub trace_ids: Vec<String>,
    /// For export: only the traces that match, whatever page it asks for. Give ids or this.
    #[serde(default)]
    #[ts(optional)]
    pub matching: Option<TraceQuery>,
}

/// The answer of `POST /api/sample`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SampleSent {
    /// The trace that was sent through the receiver.
    pub trace_id: String,
}
