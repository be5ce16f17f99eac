//! Attribute values: `AnyValue`, `KeyValue` and their lists.

use crate::wire::{Fields, Payload, WireError};

/// An `AnyValue`, borrowed. Lists and maps are walked on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Nothing is set.
    #[default]
    Empty,
    /// Text.
    String(&'a str),
    /// Boolean.
    Bool(bool),
    /// Signed 64-bit integer.
    Int(i64),
    /// Double.
    Double(f64),
    /// The `ArrayValue` message: see [`Value::elements`].
    Array(&'a [u8]),
    /// The `KeyValueList` message: see [`Value::entries`].
    Map(&'a [u8]),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> {
    /// Reads an `AnyValue` message. As protobuf says, the last of several set members wins.
    ///
    /// # Errors
    /// When the bytes are no such message.
    #[inline]
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut value = Value::Empty;
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            value = match field.number {
                1 => Value::String(field.text()?),
                2 => Value::Bool(field.varint()? != 0),
                3 => Value::Int(field.varint()? as i64),
                4 => Value::Double(f64::from_bits(field.fixed64()?)),
                5 => Value::Array(field.bytes()?),
                6 => Value::Map(field.bytes()?),
                7 => Value::Bytes(field.bytes()?),
                _ => continue,
            };
        }
        Ok(value)
    }

    /// The elements of an array; nothing for other values.
    pub fn elements(&self) -> Values<'a> {
        Values(Fields::of(if let Value::Array(message) = self { message } else { &[] }))
    }

    /// The entries of a map; nothing for other values.
    pub fn entries(&self) -> Attributes<'a> {
        Attributes::of(if let Value::Map(message) = self { message } else { &[] }, 1)
    }
}

/// Walks the elements of an array, stopping at damage.
#[derive(Clone, Debug)]
pub struct Values<'a>(Fields<'a>);

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;
    fn next(&mut self) -> Option<Value<'a>> {
        loop {
            let field = self.0.read().ok()??;
            if let (1, Payload::Bytes(message)) = (field.number, field.payload) {
                return Value::parse(message).ok();
            }
        }
    }
}

/// Walks the `KeyValue` fields of some message, stopping at damage. Keys may repeat.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    fields: Fields<'a>,
    number: u32,
}

impl<'a> Attributes<'a> {
    /// The attributes that `message` carries in its field `number`.
    pub fn of(message: &'a [u8], number: u32) -> Self {
        Self { fields: Fields::of(message), number }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, Value<'a>);
    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let field = self.fields.read().ok()??;
            if let (true, Payload::Bytes(message)) = (field.number == self.number, field.payload) {
                return read_attribute(message).ok();
            }
        }
    }
}

/// Reads one `KeyValue` message.
///
/// # Errors
/// When the bytes are no such message.
#[inline]
pub fn read_attribute(message: &[u8]) -> Result<(&str, Value<'_>), WireError> {
    let (mut key, mut value) = ("", Value::Empty);
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        match field.number {
            1 => key = field.text()?,
            2 => value = Value::parse(field.bytes()?)?,
            _ => {}
        }
    }
    Ok((key, value))
}
