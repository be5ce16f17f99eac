//! One span, whole: what the inspector shows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Attribute, GenAi, Nanos, SpanType};

/// A span with everything that was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Span {
    /// 32 hex digits.
    pub trace_id: String,
    /// 16 hex digits.
    pub span_id: String,
    /// 16 hex digits; absent on a root.
    pub parent_span_id: Option<String>,
    /// The W3C trace state, as sent.
    pub trace_state: String,
    /// OTLP flags: low byte W3C trace flags, 0x100 "remote is known", 0x200 "parent is remote".
    pub flags: u32,
    /// The span's name.
    pub name: String,
    /// OTLP kind, 0 to 5.
    pub kind: u8,
    /// Its type.
    pub span_type: SpanType,
    /// Unix time.
    pub start: Nanos,
    /// Unix time, as sent: may lie before `start` when the sender's clock jumped.
    pub end: Nanos,
    /// OTLP status code: 0 unset, 1 ok, 2 error.
    pub status: u8,
    /// The status' message.
    pub status_message: String,
    /// Attributes in the order sent.
    pub attributes: Vec<Attribute>,
    /// Attributes the SDK dropped before sending.
    pub dropped_attributes: u32,
    /// Events in the order sent.
    pub events: Vec<SpanEvent>,
    /// Events the SDK dropped.
    pub dropped_events: u32,
    /// Links in the order sent.
    pub links: Vec<SpanLink>,
    /// Links the SDK dropped.
    pub dropped_links: u32,
    /// Who sent it.
    pub resource: Resource,
    /// The instrumentation that made it.
    pub scope: Scope,
    /// Facts about the model call, tool or agent, when a dialect recognises the span.
    pub genai: Option<GenAi>,
    /// When it was stored, Unix time.
    pub received: Nanos,
}

/// An event of a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanEvent {
    /// Unix time; 0 when the sender gave none.
    pub time: Nanos,
    /// The event's name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
}

/// A link from a span to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanLink {
    /// 32 hex digits.
    pub trace_id: String,
    /// 16 hex digits.
    pub span_id: String,
    /// The linked context's trace state.
    pub trace_state: String,
    /// OTLP flags.
    pub flags: u32,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// Whether a span of that trace is stored here.
    pub known: bool,
}

/// The entity that sent telemetry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Resource {
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// The schema URL of the resource.
    pub schema_url: String,
}

/// The instrumentation scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Scope {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// The schema URL of the scope.
    pub schema_url: String,
}

/// A range of one long text attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ValueRange {
    /// Byte offset of `text` in the whole, on a character border.
    pub offset: u32,
    /// The whole's length in bytes.
    pub bytes: u32,
    /// The text of the range.
    pub text: String,
}
