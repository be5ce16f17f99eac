//! The SQL console: read-only questions over documented views.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Count;

/// `POST /api/sql`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlRequest {
    /// One statement that reads.
    pub sql: String,
    /// Rows wanted, 1 to 100,000; 1,000 unless said.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// Its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlAnswer {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<SqlValue>>,
    /// There are more rows than the limit.
    pub truncated: bool,
    /// How long it took, milliseconds.
    pub took_ms: f64,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum SqlValue {
    /// NULL.
    Null,
    /// A 64-bit integer in decimal.
    Integer(String),
    /// A double as its shortest exact decimal.
    Real(String),
    /// Text; longer than 64 KiB is cut with an ellipsis.
    Text(String),
    /// Bytes in hex; more than 32 KiB are cut with an ellipsis.
    Blob(String),
}

/// `GET /api/sql/schema`: what can be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlSchema {
    /// Views, in the order help shows them.
    pub views: Vec<SqlView>,
    /// Functions beside SQLite's own.
    pub functions: Vec<SqlFunction>,
    /// Questions to start from.
    pub examples: Vec<SqlExample>,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlView {
    /// Its name.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// Its columns.
    pub columns: Vec<SqlColumn>,
    /// Rows, when known without counting.
    pub rows: Option<Count>,
}

/// A view's column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlColumn {
    /// Its name.
    pub name: String,
    /// What it holds, with its unit.
    pub about: String,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlFunction {
    /// How it is called: `attr(span, key)`.
    pub signature: String,
    /// What it gives.
    pub about: String,
}

/// A question to start from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SqlExample {
    /// What it asks.
    pub about: String,
    /// The statement.
    pub sql: String,
}
