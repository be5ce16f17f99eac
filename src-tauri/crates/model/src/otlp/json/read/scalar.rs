//! Single values of OTLP/JSON: texts, bytes, ids, numbers, enums and booleans, each written with its tag. Zeros that mean absence
//! are not written.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Error, Unexpected, Visitor};

use crate::otlp::schema::{Field, Kind, Shape};
use crate::wire::{put_bytes, put_varint};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// A value that JSON writes as a string. Read as bytes: serde's text would fail the whole request on half a surrogate pair, which
/// JavaScript writes wherever it cuts a text inside an emoji.
pub(super) struct Textual<'o> {
    pub(super) field: &'static Field,
    pub(super) out: &'o mut Vec<u8>,
}

impl Visitor<'_> for Textual<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.field.kind {
            Kind::Bytes => "base64",
            Kind::Id(_) => "hex digits",
            _ => "text",
        };
        write!(out, "a string of {kind} ({})", self.field.json)
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<(), E> {
        let Self { field, out } = self;
        if text.is_empty() && field.shape == Shape::Single {
            return Ok(());
        }
        match field.kind {
            Kind::Id(length) => put_bytes(out, field.number, &id(text, length)),
            Kind::Bytes => {
                let Ok(bytes) = BASE64.decode(text).or_else(|_| BASE64_URL.decode(text)) else {
                    return Err(E::invalid_value(
                        Unexpected::Str(&String::from_utf8_lossy(text)),
                        &Textual { field, out },
                    ));
                };
                put_bytes(out, field.number, &bytes);
            }
            _ if std::str::from_utf8(text).is_ok() => put_bytes(out, field.number, text),
            _ => put_bytes(out, field.number, &without_surrogates(text)),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.visit_bytes(text.as_bytes())
    }
}

/// The bytes of an id: hex in any case, else base64 that yields just as many. Anything else is handed on as text of a length that no
/// id has, so that the check refuses the item it stands on and no other.
fn id(text: &[u8], length: usize) -> Vec<u8> {
    if let Some(bytes) = from_hex(text) {
        return bytes;
    }
    if let Some(bytes) =
        BASE64.decode(text).or_else(|_| BASE64_URL.decode(text)).ok().filter(|bytes| bytes.len() == length)
    {
        return bytes;
    }
    let mut bytes = text.to_vec();
    if bytes.len() == length {
        bytes.push(0);
    }
    bytes
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() % 2 == 1 {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16).map(|value| value as u8);
    text.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// Replaces surrogates that stand alone (three bytes, ED A0 80 to ED BF BF) by U+FFFD, which takes three bytes too. Other bytes that
/// are no UTF-8 stay, for the check to refuse.
fn without_surrogates(text: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for start in 0..bytes.len().saturating_sub(2) {
        if matches!(bytes[start..start + 3], [0xed, 0xa0..=0xbf, 0x80..=0xbf]) {
            bytes[start..start + 3].copy_from_slice("\u{fffd}".as_bytes());
        }
    }
    bytes
}

/// A number, an enum or a boolean; `packed` = without its tag.
pub(super) struct Number<'o> {
    pub(super) field: &'static Field,
    pub(super) out: &'o mut Vec<u8>,
    pub(super) packed: bool,
}

impl Number<'_> {
    fn put_integer<E: Error>(mut self, value: i128) -> Result<(), E> {
        let (low, high) = match self.field.kind {
            Kind::Double => return self.put_fixed((value as f64).to_bits()),
            Kind::Bool => (0, 1),
            Kind::Fixed64 | Kind::Uint64 => (0, i128::from(u64::MAX)),
            Kind::Sfixed64 | Kind::Int64 => (i128::from(i64::MIN), i128::from(i64::MAX)),
            Kind::Fixed32 | Kind::Uint32 => (0, i128::from(u32::MAX)),
            _ => (i128::from(i32::MIN), i128::from(i32::MAX)),
        };
        if value < low || value > high {
            return Err(E::invalid_value(Unexpected::Other(&format!("{value}")), &self));
        }
        match self.field.kind {
            Kind::Fixed64 | Kind::Sfixed64 => self.put_fixed(value as u64),
            Kind::Fixed32 if self.wanted(value != 0) => {
                self.tag();
                self.out.extend_from_slice(&(value as u32).to_le_bytes());
                Ok(())
            }
            Kind::Sint32 => self.put_varint((value << 1 ^ value >> 31) as u32 as u64),
            _ => self.put_varint(value as u64),
        }
    }

    fn put_float<E: Error>(self, value: f64) -> Result<(), E> {
        if matches!(self.field.kind, Kind::Double) {
            return self.put_fixed(value.to_bits());
        }
        // 5.0 and 1e3 are integers to protobuf's JSON mapping; beyond 2^64 no field reaches.
        if value.fract() == 0.0 && value.abs() < 2e19 {
            return self.put_integer(value as i128);
        }
        Err(E::invalid_value(Unexpected::Float(value), &self))
    }

    fn put_varint<E>(mut self, value: u64) -> Result<(), E> {
        if self.wanted(value != 0) {
            self.tag();
            put_varint(self.out, value);
        }
        Ok(())
    }

    fn put_fixed<E>(mut self, bits: u64) -> Result<(), E> {
        if self.wanted(bits != 0) {
            self.tag();
            self.out.extend_from_slice(&bits.to_le_bytes());
        }
        Ok(())
    }

    fn wanted(&self, is_set: bool) -> bool {
        is_set || self.packed || self.field.shape != Shape::Single
    }

    fn tag(&mut self) {
        if !self.packed {
            put_varint(self.out, u64::from(self.field.number << 3 | self.field.kind.wire_type()));
        }
    }
}

impl Visitor<'_> for Number<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.field.kind {
            Kind::Bool => "true or false",
            Kind::Double => "a number",
            Kind::Enum(_) => "a number or name of the enum",
            Kind::Fixed64 | Kind::Uint64 => "an unsigned 64-bit integer, as a number or a string",
            Kind::Sfixed64 | Kind::Int64 => "a signed 64-bit integer, as a number or a string",
            Kind::Fixed32 | Kind::Uint32 => "an unsigned 32-bit integer",
            _ => "a signed 32-bit integer",
        };
        write!(out, "{kind} ({})", self.field.json)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        if matches!(self.field.kind, Kind::Bool) {
            return self.put_integer(i128::from(value));
        }
        Err(E::invalid_type(Unexpected::Bool(value), &self))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.put_integer(i128::from(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.put_integer(i128::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.put_float(value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let trimmed = text.trim();
        match self.field.kind {
            Kind::Enum(names) => {
                if let Some((_, value)) = names.iter().find(|(name, _)| *name == trimmed) {
                    return self.put_integer(i128::from(*value));
                }
            }
            Kind::Bool if trimmed == "true" || trimmed == "false" => {
                return self.put_integer(i128::from(trimmed == "true"));
            }
            _ => {}
        }
        // An integer's text is read as an integer: a double has not the digits. A double's as a double, or -0 would lose its sign.
        if !matches!(self.field.kind, Kind::Double)
            && let Ok(value) = trimmed.parse::<i128>()
        {
            return self.put_integer(value);
        }
        // Rust reads "NaN", "Infinity" and "-Infinity" as JSON's mapping writes them.
        match trimmed.parse::<f64>() {
            Ok(value) => self.put_float(value),
            Err(_) => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}
