//! Whether bytes are a message of the table in all its parts: every known field of its wire type, every text UTF-8, values no
//! deeper than we follow. What passes can be written as JSON. For messages that are rare or small; spans and logs, which come by the
//! thousand, are walked by hand in [`super::check`], to the same effect.

use super::MAX_DEPTH;
use super::schema::{ANY_VALUE, Kind, Message, Shape};
use crate::wire::{Fields, Payload, WireError, read_varint};

/// Verifies a message. Unknown fields are passed over.
///
/// # Errors
/// What is wrong first.
pub(super) fn verify(message: &[u8], of: &'static Message) -> Result<(), WireError> {
    walk(message, of, 0)
}

/// `depth` counts the values around the message.
fn walk(message: &[u8], of: &'static Message, depth: usize) -> Result<(), WireError> {
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        let Some(position) = of.position(field.number) else { continue };
        let known = &of.fields[position];
        match (known.kind, field.payload) {
            (Kind::Message(inner), Payload::Bytes(bytes)) => {
                let is_value = std::ptr::eq(inner, &ANY_VALUE);
                if is_value && depth > MAX_DEPTH {
                    return Err(WireError::Depth);
                }
                walk(bytes, inner, depth + usize::from(is_value))?;
            }
            (Kind::Text, Payload::Bytes(text)) => drop(std::str::from_utf8(text).map_err(|_| WireError::Utf8)?),
            (Kind::Bytes | Kind::Id(_), Payload::Bytes(_)) => {}
            (kind, Payload::Bytes(packed)) if known.shape == Shape::Repeated && kind.wire_type() != 2 => {
                numbers(packed, kind.wire_type())?;
            }
            (kind, Payload::Varint(_)) if kind.wire_type() == 0 => {}
            (kind, Payload::Fixed64(_)) if kind.wire_type() == 1 => {}
            (kind, Payload::Fixed32(_)) if kind.wire_type() == 5 => {}
            _ => return Err(WireError::Type),
        }
    }
    Ok(())
}

/// A packed list holds whole numbers only.
fn numbers(mut packed: &[u8], wire_type: u32) -> Result<(), WireError> {
    let width = match wire_type {
        1 => 8,
        5 => 4,
        _ => {
            while !packed.is_empty() {
                packed = &packed[read_varint(packed)?.1..];
            }
            return Ok(());
        }
    };
    if packed.len().is_multiple_of(width) { Ok(()) } else { Err(WireError::Truncated) }
}
