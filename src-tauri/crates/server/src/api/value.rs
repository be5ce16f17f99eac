//! Attribute values, resources and scopes as the API shows them: types kept, long texts cut, the rest readable by range.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use waterglass_model::otlp;
use waterglass_proto::{Attribute, Resource, Scope, Value, ValueRange};
use waterglass_store::Origin;

use super::ApiFailure;

/// Texts and bytes longer than this are cut (`proto::Value`).
const HEAD: usize = 64 << 10;

/// Bytes of a range unless said, and at most.
const RANGE: (u32, u32) = (64 << 10, 4 << 20);

/// A value with its type.
pub(super) fn value(value: &otlp::Value<'_>) -> Value {
    match *value {
        otlp::Value::Empty => Value::Empty,
        otlp::Value::String(text) => {
            let head = head(text, HEAD);
            let bytes = (head.len() < text.len()).then_some(text.len() as u32);
            Value::String { value: head.to_owned(), bytes }
        }
        otlp::Value::Bool(value) => Value::Bool { value },
        otlp::Value::Int(value) => Value::Int { value: value.to_string() },
        otlp::Value::Double(value) => Value::Double { value: double(value) },
        otlp::Value::Bytes(bytes) => {
            Value::Bytes { value: BASE64.encode(&bytes[..bytes.len().min(HEAD)]), bytes: bytes.len() as u32 }
        }
        otlp::Value::Array(_) => {
            Value::Array { values: value.elements().map(|element| self::value(&element)).collect() }
        }
        otlp::Value::Map(_) => Value::Map { entries: attributes(value.entries()) },
    }
}

/// Attributes in the order sent.
pub(super) fn attributes(list: otlp::Attributes<'_>) -> Vec<Attribute> {
    list.map(|(key, one)| Attribute { key: key.to_owned(), value: value(&one) }).collect()
}

/// The shortest text that parses to the very same double.
pub(super) fn double(value: f64) -> String {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity".into() } else { "-Infinity".into() }
    } else {
        format!("{value:?}")
    }
}

/// At most so many bytes of a text, whole characters.
fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The resource an item came from. Damage shows as an empty one: the item itself is worth showing.
pub(super) fn resource(origin: &Origin) -> Resource {
    let Ok(resource) = otlp::Resource::parse(&origin.resource) else { return Resource::default() };
    Resource {
        attributes: attributes(resource.attributes()),
        dropped_attributes: resource.dropped_attributes,
        schema_url: origin.resource_schema_url.clone(),
    }
}

/// The scope an item came from.
pub(super) fn scope(origin: &Origin) -> Scope {
    let Ok(scope) = otlp::Scope::parse(&origin.scope) else { return Scope::default() };
    Scope {
        name: scope.name.to_owned(),
        version: scope.version.to_owned(),
        attributes: attributes(scope.attributes()),
        dropped_attributes: scope.dropped_attributes,
        schema_url: origin.scope_schema_url.clone(),
    }
}

/// A piece of one long value: query parameters of the `…/value` endpoints.
#[derive(Debug, Deserialize)]
pub(super) struct Piece {
    /// The attribute. Of a log record, absent = its body.
    pub(super) key: Option<String>,
    /// The event whose attribute it is, by its place.
    pub(super) event: Option<usize>,
    /// Where inside a list or map: places from outside in, `0/2`.
    #[serde(default)]
    path: String,
    #[serde(default)]
    offset: u32,
    length: Option<u32>,
}

impl Piece {
    /// Cuts the piece out of a value.
    pub(super) fn of(&self, whole: otlp::Value<'_>) -> Result<ValueRange, ApiFailure> {
        let offset = self.offset as usize;
        let length = self.length.unwrap_or(RANGE.0).min(RANGE.1) as usize;
        match self.inner(whole)? {
            otlp::Value::String(text) => {
                let start = text.floor_char_boundary(offset);
                let end = text.floor_char_boundary(offset.saturating_add(length)).max(start);
                Ok(ValueRange { offset: start as u32, bytes: text.len() as u32, text: text[start..end].to_owned() })
            }
            otlp::Value::Bytes(bytes) => {
                let start = offset.min(bytes.len());
                let end = offset.saturating_add(length).min(bytes.len());
                let text = BASE64.encode(&bytes[start..end.max(start)]);
                Ok(ValueRange { offset: start as u32, bytes: bytes.len() as u32, text })
            }
            _ => Err(ApiFailure::bad_request("only texts and bytes are read by range")),
        }
    }

    fn inner<'a>(&self, whole: otlp::Value<'a>) -> Result<otlp::Value<'a>, ApiFailure> {
        let mut value = whole;
        for step in self.path.split('/').filter(|step| !step.is_empty()) {
            let place: usize = step
                .parse()
                .map_err(|_| ApiFailure::bad_request(format!("path {:?}: {step:?} is not a place", self.path)))?;
            let inner = match value {
                otlp::Value::Array(_) => value.elements().nth(place),
                otlp::Value::Map(_) => value.entries().nth(place).map(|(_, value)| value),
                _ => None,
            };
            value = inner.ok_or_else(|| ApiFailure::not_found(format!("there is nothing at path {:?}", self.path)))?;
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(offset: u32, length: u32) -> Piece {
        Piece { key: None, event: None, path: String::new(), offset, length: Some(length) }
    }

    #[test]
    fn long_texts_are_cut_between_characters_and_read_by_range() {
        let text = "é".repeat(HEAD);
        let Value::String { value, bytes } = value(&otlp::Value::String(&text)) else { panic!("a text") };
        assert_eq!((value.len(), bytes), (HEAD, Some(2 * HEAD as u32)));
        let range = piece(3, 4).of(otlp::Value::String("aéé€x")).expect("a range");
        assert_eq!((range.offset, range.bytes, range.text.as_str()), (3, 9, "é"));
        let mut whole = String::new();
        while whole.len() < "aéé€x".len() {
            let next = piece(whole.len() as u32, 3).of(otlp::Value::String("aéé€x")).expect("a range");
            assert!(!next.text.is_empty());
            whole.push_str(&next.text);
        }
        assert_eq!(whole, "aéé€x");
        assert_eq!(piece(100, 3).of(otlp::Value::String("abc")).expect("past the end").text, "");
    }

    #[test]
    fn doubles_keep_every_bit() {
        for number in [0.1, -0.0, 5e-324, f64::MAX, 1.0, f64::NAN, f64::NEG_INFINITY] {
            let text = double(number);
            let back: f64 = text.parse().expect("a number");
            assert!(back.to_bits() == number.to_bits() || (back.is_nan() && number.is_nan()), "{text}");
        }
        assert_eq!(double(f64::INFINITY), "Infinity");
    }
}
