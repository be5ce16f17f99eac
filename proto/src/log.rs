//! Log records.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Attribute, Nanos, Resource, Scope, Value};

/// One row of the list of logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LogRow {
    /// Names the record in this database.
    pub id: String,
    /// The record's time, or its observed time when it has none. Unix time.
    pub time: Nanos,
    /// OTLP severity number, 0 (not said) to 24.
    pub severity: u8,
    /// The severity as the sender wrote it, else our word for the number, else empty.
    pub severity_text: String,
    /// `service.name` of its resource.
    pub service: String,
    /// The event's name, when it is an event.
    pub event_name: Option<String>,
    /// The body as one line of at most 300 characters; an event without body shows its attributes.
    pub body: String,
    /// The trace it names, 32 hex digits.
    pub trace_id: Option<String>,
    /// The span it names, 16 hex digits.
    pub span_id: Option<String>,
    /// Whether that trace is stored here.
    pub trace_known: bool,
}

/// A page of logs, newest first unless asked otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LogList {
    /// Rows in the order asked for.
    pub rows: Vec<LogRow>,
    /// Give it back as `cursor` for the next page; absent at the end.
    pub next: Option<String>,
    /// How many records match; absent when counting would pass the deadline.
    pub total: Option<u32>,
    /// The change cursor this page was read at.
    pub as_of: String,
}

/// A log record with everything that was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LogRecord {
    /// The same facts as in the list.
    pub row: LogRow,
    /// Time as sent; 0 when not said.
    pub time: Nanos,
    /// Observed time as sent; 0 when not said.
    pub observed: Nanos,
    /// The body with its types.
    pub body: Value,
    /// Attributes in the order sent.
    pub attributes: Vec<Attribute>,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// OTLP flags.
    pub flags: u32,
    /// Who sent it.
    pub resource: Resource,
    /// The instrumentation that made it.
    pub scope: Scope,
    /// When it was stored, Unix time.
    pub received: Nanos,
}
