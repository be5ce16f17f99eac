//! Attribute values as SQL sees them: numbers, texts and booleans as themselves, lists and maps as JSON text. Nothing is rounded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::types::Value as SqlValue;
use waterglass_model::otlp::{Attributes, Value};

use super::guard::LONGEST;

/// A value as a cell. Booleans are 0 and 1, NaN is NULL as SQLite has none. A text that no cell can hold is cut.
pub(super) fn sql_value(value: &Value<'_>) -> SqlValue {
    match *value {
        Value::Empty => SqlValue::Null,
        Value::String(text) => SqlValue::Text(fitting(text).to_owned()),
        Value::Bool(truth) => SqlValue::Integer(i64::from(truth)),
        Value::Int(number) => SqlValue::Integer(number),
        Value::Double(number) => SqlValue::Real(number),
        Value::Bytes(bytes) => SqlValue::Blob(bytes[..bytes.len().min(MOST)].to_vec()),
        Value::Array(_) | Value::Map(_) => {
            let mut json = String::new();
            write_json(value, &mut json);
            SqlValue::Text(fitting(&json).to_owned())
        }
    }
}

/// A little less than the longest, as SQLite counts a terminating zero now and then.
const MOST: usize = LONGEST - 1024;

pub(super) fn fitting(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST)]
}

/// The name of a value's type.
pub(super) fn type_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Empty => "empty",
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Double(_) => "double",
        Value::Array(_) => "array",
        Value::Map(_) => "map",
        Value::Bytes(_) => "bytes",
    }
}

/// Writes a value as JSON: bytes in base64, NaN and the infinities as texts, as OTLP/JSON does.
pub(super) fn write_json(value: &Value<'_>, out: &mut String) {
    match *value {
        Value::Empty => out.push_str("null"),
        Value::String(text) => write_text(text, out),
        Value::Bool(truth) => out.push_str(if truth { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Double(number) if number.is_finite() => out.push_str(&format!("{number:?}")),
        Value::Double(number) if number.is_nan() => out.push_str("\"NaN\""),
        Value::Double(number) => out.push_str(if number > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" }),
        Value::Bytes(bytes) => write_text(&BASE64.encode(bytes), out),
        Value::Array(_) => {
            out.push('[');
            for (index, element) in value.elements().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(&element, out);
            }
            out.push(']');
        }
        Value::Map(_) => write_object(value.entries(), out),
    }
}

/// Attributes as one JSON object, in the order sent.
pub(super) fn write_object(attributes: Attributes<'_>, out: &mut String) {
    out.push('{');
    for (index, (key, value)) in attributes.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_json(&value, out);
    }
    out.push('}');
}

fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
