//! How the UI learns that something changed: a cursor, the kinds of data, ids. Never rows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A kind of data a view can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Spans were stored: lists of traces and the named traces are stale.
    Traces,
    /// Log records were stored.
    Logs,
    /// Metric points were stored.
    Metrics,
    /// A door opened or failed, a problem was recorded.
    Status,
    /// A setting was changed.
    Settings,
    /// Data was deleted: everything is stale.
    Deleted,
}

/// `GET /api/changes?after=CURSOR&wait_ms=N`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Changes {
    /// Where the caller now stands; give it back as `after`.
    pub cursor: String,
    /// What changed since `after`. Empty when the wait ended with nothing new.
    pub kinds: Vec<ChangeKind>,
    /// Traces that got spans since `after`, 32 hex digits each.
    pub trace_ids: Vec<String>,
    /// False when too much has happened to list the ids (or `after` is from an earlier run): treat every trace as stale.
    pub complete: bool,
}
