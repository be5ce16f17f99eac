//! Attribute values with their OTLP types kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One attribute. Keys may repeat: OTLP forbids it, some SDKs do it, and we show what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Attribute {
    /// The attribute's key, as sent.
    pub key: String,
    /// Its value.
    pub value: Value,
}

/// An OTLP AnyValue (opentelemetry/proto/common/v1/common.proto).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Value {
    /// UTF-8 text. A text longer than 64 KiB is cut: `value` is then its head and `bytes` the whole length; the rest is
    /// read by range from `/api/traces/{trace_id}/spans/{span_id}/value`.
    String {
        /// The text, or its head.
        value: String,
        /// Length in bytes of the whole text, present only when `value` is its head.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        bytes: Option<u32>,
    },
    /// true or false.
    Bool {
        /// The value.
        value: bool,
    },
    /// A signed 64-bit integer as a decimal string.
    Int {
        /// Decimal digits, with a sign when negative.
        value: String,
    },
    /// A double as its shortest exact decimal, or `NaN`, `Infinity`, `-Infinity`.
    Double {
        /// Text that parses to the very same double.
        value: String,
    },
    /// Bytes in standard base64. Cut like text when over 64 KiB.
    Bytes {
        /// Base64 of the bytes, or of their head.
        value: String,
        /// Number of bytes in all.
        bytes: u32,
    },
    /// A list.
    Array {
        /// Its elements, in order.
        values: Vec<Value>,
    },
    /// A map, in the order sent.
    Map {
        /// Its entries.
        entries: Vec<Attribute>,
    },
    /// An AnyValue with nothing in it.
    Empty,
}
