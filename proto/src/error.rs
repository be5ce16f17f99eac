//! How the API says no.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The body of every answer that is not 2xx. The UI decides on `code`, people read `message` and `hint`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ApiError {
    /// What kind of failure this is.
    pub code: ErrorCode,
    /// What went wrong, in one sentence.
    pub message: String,
    /// What to do about it, when we know.
    pub hint: Option<String>,
    /// Where in the query (`q` or `sql`) the mistake is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub at: Option<TextRange>,
}

/// A stretch of a text, counted as JavaScript counts: in UTF-16 code units, from 0, `to` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextRange {
    /// First.
    pub from: u32,
    /// One past the last.
    pub to: u32,
}

/// The kinds of failure a caller can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is malformed: a parameter, an id or a body that cannot be read.
    BadRequest,
    /// The query text has a mistake; `at` says where.
    BadQuery,
    /// Nothing is stored under that id.
    NotFound,
    /// Host or Origin is not this machine's, or the endpoint is for the window only.
    Forbidden,
    /// The query ran past its deadline and was interrupted.
    Timeout,
    /// The body is over the cap.
    TooLarge,
    /// The inlet is full or the database is busy: try again.
    Busy,
    /// The disk is full, the file is read-only or damaged.
    Storage,
    /// A fault of ours.
    Internal,
}
