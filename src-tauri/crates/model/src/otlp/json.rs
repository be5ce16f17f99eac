//! OTLP/JSON, both ways: protobuf bytes to standard OTLP/JSON and back, for every message of [`super::schema`].
//!
//! The encoding is protobuf's JSON mapping with OTLP's deviations (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"): ids in
//! hex, enums as numbers, lowerCamelCase keys, unknown fields ignored. Both ways walk their input once and build no tree; a request
//! with a mistake in it is read once more, so that the mistake costs its item alone.

mod read;
mod write;

pub use read::{Request, from_json, requests_from_json};
pub use write::to_json;

/// Why some text is no OTLP/JSON: what was expected, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not OTLP/JSON: {message} (line {line}, column {column})")]
pub struct JsonError {
    /// From 1.
    pub line: usize,
    /// From 1; 0 = before the line's first byte.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl From<serde_json::Error> for JsonError {
    fn from(cause: serde_json::Error) -> Self {
        let (line, column) = (cause.line(), cause.column());
        let text = cause.to_string();
        let place = format!(" at line {line} column {column}");
        let message = text.strip_suffix(&place).unwrap_or(&text).to_owned();
        Self { line, column, message }
    }
}
