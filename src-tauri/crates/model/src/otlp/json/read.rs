//! OTLP/JSON to protobuf bytes: a serde visitor that writes each field as it is read.
//!
//! Takes what SDKs send, not only what the specification asks for: both spellings of keys, integers as numbers or text, enums by
//! name, `null` for absence, ids in base64 (SDKs of 2020). What costs only its item in protobuf costs only its item here: an id that
//! is none becomes bytes that [`crate::otlp::check`] refuses, and so does a value nested too deeply. A request with any other mistake
//! inside an item is read a second time, [carefully](care): nearly none has one, and only those pay for it.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use self::care::Care;
use super::JsonError;
use crate::Signal;
use crate::otlp::MAX_DEPTH;
use crate::otlp::schema::{ANY_VALUE, EXPORT_LOGS, EXPORT_METRICS, EXPORT_TRACES, Field, Kind, Message, Shape};
use crate::wire::{begin_message, end_message, put_varint};

mod care;
mod kept;
mod scalar;

/// Reads one message, strictly.
///
/// # Errors
/// When the text is no JSON, or no such message.
pub fn from_json(json: &[u8], of: &'static Message) -> Result<Vec<u8>, JsonError> {
    let mut out = Output { bytes: Vec::with_capacity(json.len() / 2), care: None };
    read(json, Object { of, out: &mut out, depth: 0 })?;
    Ok(out.bytes)
}

/// An export request that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What its items are.
    pub signal: Signal,
    /// It in protobuf. Items that could not be read stand in it marked, for [`crate::otlp::check`] to refuse.
    pub body: Vec<u8>,
    /// Values that are no such thing as their key promises and were kept as something else, a sentence each; the first few.
    pub adapted: Vec<String>,
}

/// Reads an export request of any signal, told by its key. A document that carries several gives one each; `{}` gives none.
///
/// An item (or resource, or scope) with a mistake inside costs itself alone. An attribute's value whose key promises another type,
/// most of all an `intValue` past 64 bits (JavaScript's SDK sends `Number.MAX_VALUE` so) or with a fraction, costs nothing: it is
/// kept as what JSON says it is, see [`Request::adapted`]. Its sender cannot know better, and a span is worth more than a type.
///
/// # Errors
/// When the text is no JSON, no such request down to its items, or an object without any of the three keys.
pub fn requests_from_json(json: &[u8]) -> Result<Vec<Request>, JsonError> {
    // The careful reading's error counts: what the strict one stumbled on may have been no more than one bad item.
    read(json, Requests::default()).or_else(|_| read(json, Requests::careful()))
}

fn read<'a, S: DeserializeSeed<'a>>(json: &'a [u8], seed: S) -> Result<S::Value, JsonError> {
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    // Depth is ours to bound: values end at MAX_DEPTH, messages do not nest, and what is ignored is skipped without recursion.
    deserializer.disable_recursion_limit();
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Where a message is written, and when the reading is a careful one, what it found.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    care: Option<Care>,
}

#[derive(Default)]
struct Requests {
    traces: Output,
    logs: Output,
    metrics: Output,
}

impl Requests {
    fn careful() -> Self {
        let output = || Output { bytes: Vec::new(), care: Some(Care::default()) };
        Self { traces: output(), logs: output(), metrics: output() }
    }
}

impl<'de> DeserializeSeed<'de> for Requests {
    type Value = Vec<Request>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Requests {
    type Value = Vec<Request>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with resourceSpans, resourceLogs or resourceMetrics")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut known, mut unknown) = (0, 0);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let requests = [
                (&EXPORT_TRACES, &mut self.traces),
                (&EXPORT_LOGS, &mut self.logs),
                (&EXPORT_METRICS, &mut self.metrics),
            ];
            let found = requests.into_iter().find_map(|(of, out)| Some((of.field_named(key.as_bytes())?, out)));
            if let Some((field, out)) = found {
                known += 1;
                map.next_value_seed(Value { field, out, depth: 0 })?;
            } else {
                unknown += 1;
                map.next_value::<IgnoredAny>()?;
            }
        }
        if known == 0 && unknown > 0 {
            return Err(A::Error::invalid_type(Unexpected::Other("an object without them"), &self));
        }
        let requests = [(Signal::Traces, self.traces), (Signal::Logs, self.logs), (Signal::Metrics, self.metrics)];
        let some = requests.into_iter().filter(|(_, out)| !out.bytes.is_empty());
        Ok(some.map(|(signal, out)| Request { signal, body: out.bytes, adapted: care::adapted(out.care) }).collect())
    }
}

/// The fields of one message, appended as they come. `depth` counts the values around it.
struct Object<'o> {
    of: &'static Message,
    out: &'o mut Output,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "an object ({})", self.of.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(found) = map.next_key_seed(Key(self.of))? {
            match found {
                Some(field) if care::takes(self.of, field, self.out) => {
                    care::field(map.next_value()?, self.of, field, self.out);
                }
                Some(field) => map.next_value_seed(Value { field, out: self.out, depth: self.depth })?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// A key: which field of the message it names, if any.
struct Key(&'static Message);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<&'static Field>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<&'static Field>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a key of {}", self.0.name)
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.field_named(key.as_bytes()))
    }
}

/// What a key holds: `null` for nothing, a list, or one value.
struct Value<'o> {
    field: &'static Field,
    out: &'o mut Output,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.field.json)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let Self { field, out, depth } = self;
        if field.shape == Shape::Repeated {
            from.deserialize_seq(List { field, out, depth })
        } else {
            Element { field, out, depth, packed: false }.read(from)
        }
    }
}

/// The elements of a repeated field. Numbers are packed, as proto3 does.
struct List<'o> {
    field: &'static Field,
    out: &'o mut Output,
    depth: usize,
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a list ({})", self.field.json)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { field, out, depth } = self;
        if field.kind.wire_type() == 2 {
            while seq.next_element_seed(Element { field, out, depth, packed: false })?.is_some() {}
            return Ok(());
        }
        let before = out.bytes.len();
        let start = begin_message(&mut out.bytes, field.number);
        while seq.next_element_seed(Element { field, out, depth, packed: true })?.is_some() {}
        end_message(&mut out.bytes, start);
        if out.bytes.len() == start {
            out.bytes.truncate(before);
        }
        Ok(())
    }
}

/// One value of a field, with its tag unless it is packed.
struct Element<'o> {
    field: &'static Field,
    out: &'o mut Output,
    depth: usize,
    packed: bool,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_option(self)
    }
}

/// As an element of a list, where `null` is an empty message: the position counts.
impl<'de> Visitor<'de> for Element<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "an element of {}", self.field.json)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        let Kind::Message(_) = self.field.kind else { return Err(E::invalid_type(Unexpected::Option, &self)) };
        put_varint(&mut self.out.bytes, u64::from(self.field.number) << 3 | 2);
        self.out.bytes.push(0);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        self.read(from)
    }
}

impl Element<'_> {
    fn read<'de, D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let Self { field, out, depth, packed } = self;
        match field.kind {
            Kind::Message(of) if care::is_item(of, out) => {
                care::item(Deserialize::deserialize(from)?, of, field, out);
                Ok(())
            }
            Kind::Message(of) => {
                let start = begin_message(&mut out.bytes, field.number);
                let is_value = std::ptr::eq(of, &ANY_VALUE);
                if is_value && depth > MAX_DEPTH {
                    // One level more than the check allows is written, empty, so that it refuses the item.
                    from.deserialize_ignored_any(IgnoredAny)?;
                } else {
                    Object { of, out, depth: depth + usize::from(is_value) }.deserialize(from)?;
                }
                end_message(&mut out.bytes, start);
                Ok(())
            }
            Kind::Text | Kind::Bytes | Kind::Id(_) => {
                from.deserialize_bytes(scalar::Textual { field, out: &mut out.bytes })
            }
            _ => from.deserialize_any(scalar::Number { field, out: &mut out.bytes, packed }),
        }
    }
}
