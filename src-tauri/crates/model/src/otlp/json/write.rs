//! Protobuf bytes to OTLP/JSON.
//!
//! Presence is kept: a oneof's empty text or zero, an `optional` zero and an empty message are written; a plain field's zero is
//! absence in protobuf already. Of a field that came twice the last counts. Unknown fields are left out: JSON has no place for them.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::otlp::MAX_DEPTH;
use crate::otlp::schema::{Field, Kind, Message, Shape};
use crate::wire::{Fields, Payload, WireError, read_varint};

/// More than any message has; a test holds it.
pub(crate) const MAX_FIELDS: usize = 16;

/// Objects inside objects. A value that [`crate::otlp::check`] lets pass takes three a level at most (a map: its value, list and
/// entry), the messages around it fewer than ten.
const MAX_OBJECTS: usize = 3 * MAX_DEPTH + 16;

/// Appends a message as JSON. On an error `out` is left as it was.
///
/// # Errors
/// When the bytes are no such message. Text that is not UTF-8 is no error: its bad bytes become U+FFFD.
pub fn to_json(message: &[u8], of: &'static Message, out: &mut Vec<u8>) -> Result<(), WireError> {
    let start = out.len();
    let written = object(message, of, out, 0);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn object(message: &[u8], of: &'static Message, out: &mut Vec<u8>, depth: usize) -> Result<(), WireError> {
    if depth > MAX_OBJECTS {
        return Err(WireError::Depth);
    }
    let present = present(message, of)?;
    out.push(b'{');
    let mut separator = "";
    for (field, payload) in of.fields.iter().zip(present) {
        let Some(payload) = payload else {
            // An empty list or map is a value: readers that are stricter than the mapping want to see its elements named.
            if matches!(of.name, "ArrayValue" | "KeyValueList") {
                out.extend_from_slice(b"\"values\":[]");
            }
            continue;
        };
        if field.shape == Shape::Single && is_zero(payload) {
            continue;
        }
        out.extend_from_slice(separator.as_bytes());
        out.push(b'"');
        out.extend_from_slice(field.json.as_bytes());
        out.extend_from_slice(b"\":");
        separator = ",";
        if field.shape == Shape::Repeated {
            list(message, field, out, depth)?;
        } else {
            value(payload, field.kind, out, depth)?;
        }
    }
    out.push(b'}');
    Ok(())
}

/// The last payload of each field, and of each oneof only the last member.
fn present<'a>(message: &'a [u8], of: &'static Message) -> Result<[Option<Payload<'a>>; MAX_FIELDS], WireError> {
    let mut present = [None; MAX_FIELDS];
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        let Some(position) = of.position(field.number) else { continue };
        if of.fields[position].shape == Shape::Member {
            for (other, payload) in of.fields.iter().zip(&mut present) {
                if other.shape == Shape::Member {
                    *payload = None;
                }
            }
        }
        present[position] = Some(field.payload);
    }
    Ok(present)
}

fn is_zero(payload: Payload<'_>) -> bool {
    match payload {
        Payload::Varint(value) | Payload::Fixed64(value) => value == 0,
        Payload::Fixed32(value) => value == 0,
        Payload::Bytes(bytes) => bytes.is_empty(),
        Payload::Group => true,
    }
}

fn list(message: &[u8], of: &Field, out: &mut Vec<u8>, depth: usize) -> Result<(), WireError> {
    let mut separator = "";
    let mut element = |payload, out: &mut Vec<u8>| {
        out.extend_from_slice(separator.as_bytes());
        separator = ",";
        value(payload, of.kind, out, depth)
    };
    out.push(b'[');
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        if field.number != of.number {
            continue;
        }
        match field.payload {
            Payload::Bytes(mut packed) if of.kind.wire_type() != 2 => {
                while !packed.is_empty() {
                    element(unpack(&mut packed, of.kind.wire_type())?, out)?;
                }
            }
            payload => element(payload, out)?,
        }
    }
    out.push(b']');
    Ok(())
}

/// Takes one number off the front of a packed list.
fn unpack<'a>(packed: &mut &[u8], wire_type: u32) -> Result<Payload<'a>, WireError> {
    let truncated = WireError::Truncated;
    let (payload, length) = match wire_type {
        1 => (Payload::Fixed64(u64::from_le_bytes(*packed.first_chunk().ok_or(truncated)?)), 8),
        5 => (Payload::Fixed32(u32::from_le_bytes(*packed.first_chunk().ok_or(truncated)?)), 4),
        _ => read_varint(packed).map(|(value, length)| (Payload::Varint(value), length))?,
    };
    *packed = &packed[length..];
    Ok(payload)
}

fn value(payload: Payload<'_>, kind: Kind, out: &mut Vec<u8>, depth: usize) -> Result<(), WireError> {
    match (kind, payload) {
        (Kind::Message(of), Payload::Bytes(message)) => return object(message, of, out, depth + 1),
        (Kind::Text, Payload::Bytes(text)) => put(out, String::from_utf8_lossy(text).as_ref()),
        (Kind::Bytes, Payload::Bytes(bytes)) => base64(out, bytes),
        (Kind::Id(_), Payload::Bytes(bytes)) => hex(out, bytes),
        (Kind::Double, Payload::Fixed64(bits)) => double(out, f64::from_bits(bits)),
        (Kind::Fixed64, Payload::Fixed64(value)) | (Kind::Uint64, Payload::Varint(value)) => quoted(out, value),
        (Kind::Sfixed64, Payload::Fixed64(value)) | (Kind::Int64, Payload::Varint(value)) => quoted(out, value as i64),
        (Kind::Fixed32, Payload::Fixed32(value)) => put(out, &value),
        (Kind::Bool, Payload::Varint(value)) => put(out, &(value != 0)),
        (Kind::Uint32, Payload::Varint(value)) => put(out, &(value as u32)),
        (Kind::Int32 | Kind::Enum(_), Payload::Varint(value)) => put(out, &(value as i32)),
        (Kind::Sint32, Payload::Varint(value)) => {
            let value = value as u32;
            put(out, &((value >> 1) as i32 ^ -((value & 1) as i32)));
        }
        _ => return Err(WireError::Type),
    }
    Ok(())
}

fn put(out: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    serde_json::to_writer(out, value).expect("memory takes every number and text");
}

fn quoted(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    write!(out, "\"{value}\"").expect("memory takes every number");
}

/// The shortest decimal that reads back to the same bits; what JSON has no number for, by name.
fn double(out: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        put(out, &value);
    } else if value.is_nan() {
        out.extend_from_slice(b"\"NaN\"");
    } else {
        out.extend_from_slice(if value > 0.0 { b"\"Infinity\"".as_slice() } else { b"\"-Infinity\"" });
    }
}

fn hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
    out.push(b'"');
}

fn base64(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'"');
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    STANDARD.encode_slice(bytes, &mut out[start..]).expect("four characters for every three bytes");
    out.push(b'"');
}
