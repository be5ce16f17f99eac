//! OTLP/JSON to protobuf bytes: a serde visitor that writes each field as it is read.
//!
//! Takes what SDKs send, not only what the specification asks for: both spellings of keys, integers as numbers or text, enums by
//! name, `null` for absence, ids in base64 (SDKs of 2020). What costs only its item in protobuf costs only its item here: an id that
//! is none becomes bytes that [`crate::otlp::check`] refuses, and so does a value nested too deeply.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::JsonError;
use crate::Signal;
use crate::otlp::MAX_DEPTH;
use crate::otlp::schema::{ANY_VALUE, EXPORT_LOGS, EXPORT_METRICS, EXPORT_TRACES, Field, Kind, Message, Shape};
use crate::wire::{begin_message, end_message, put_varint};

mod scalar;

/// Reads one message.
///
/// # Errors
/// When the text is no JSON, or no such message.
pub fn from_json(json: &[u8], of: &'static Message) -> Result<Vec<u8>, JsonError> {
    let mut out = Vec::with_capacity(json.len() / 2);
    read(json, Object { of, out: &mut out, depth: 0 })?;
    Ok(out)
}

/// Reads an export request of any signal, told by its key. A document that carries several gives one each; `{}` gives none.
///
/// # Errors
/// When the text is no JSON, no such request, or an object without any of the three keys.
pub fn requests_from_json(json: &[u8]) -> Result<Vec<(Signal, Vec<u8>)>, JsonError> {
    read(json, Requests::default())
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

#[derive(Default)]
struct Requests {
    traces: Vec<u8>,
    logs: Vec<u8>,
    metrics: Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for Requests {
    type Value = Vec<(Signal, Vec<u8>)>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Requests {
    type Value = Vec<(Signal, Vec<u8>)>;

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
        Ok(requests.into_iter().filter(|(_, body)| !body.is_empty()).collect())
    }
}

/// The fields of one message, appended as they come. `depth` counts the values around it.
struct Object<'o> {
    of: &'static Message,
    out: &'o mut Vec<u8>,
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
    out: &'o mut Vec<u8>,
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
    out: &'o mut Vec<u8>,
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
        let before = out.len();
        let start = begin_message(out, field.number);
        while seq.next_element_seed(Element { field, out, depth, packed: true })?.is_some() {}
        end_message(out, start);
        if out.len() == start {
            out.truncate(before);
        }
        Ok(())
    }
}

/// One value of a field, with its tag unless it is packed.
struct Element<'o> {
    field: &'static Field,
    out: &'o mut Vec<u8>,
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
        put_varint(self.out, u64::from(self.field.number) << 3 | 2);
        self.out.push(0);
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
            Kind::Message(of) => {
                let start = begin_message(out, field.number);
                let is_value = std::ptr::eq(of, &ANY_VALUE);
                if is_value && depth > MAX_DEPTH {
                    // One level more than the check allows is written, empty, so that it refuses the item.
                    from.deserialize_ignored_any(IgnoredAny)?;
                } else {
                    Object { of, out, depth: depth + usize::from(is_value) }.deserialize(from)?;
                }
                end_message(out, start);
                Ok(())
            }
            Kind::Text | Kind::Bytes | Kind::Id(_) => from.deserialize_bytes(scalar::Textual { field, out }),
            _ => from.deserialize_any(scalar::Number { field, out, packed }),
        }
    }
}
