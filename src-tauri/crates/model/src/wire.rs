//! Protobuf on the wire: a reader that borrows and a writer that appends. Knows no message.
//!
//! The encoding is protobuf's (protobuf.dev/programming-guides/encoding). Our own reader because the store keeps messages as the
//! bytes that came: owned decoding costs four times as much (see `tests/load`) and would drop unknown fields.

use std::ops::Range;

/// Groups inside groups deeper than this are refused. Nothing in OTLP uses groups.
const MAX_GROUP_DEPTH: usize = 16;

/// Why some bytes are no protobuf message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The message ends inside a field.
    #[error("the message ends inside a field")]
    Truncated,
    /// A varint of more than 64 bits.
    #[error("a varint is longer than 64 bits")]
    Varint,
    /// A tag with field number 0 or a wire type that does not exist.
    #[error("a field has an impossible tag")]
    Tag,
    /// A known field came with a wire type its message does not give it.
    #[error("a field has the wrong wire type")]
    Type,
    /// A text field is not UTF-8.
    #[error("a text is not valid UTF-8")]
    Utf8,
    /// Values inside values, deeper than we follow.
    #[error("values are nested too deeply")]
    Depth,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Payload<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 1.
    Fixed64(u64),
    /// Wire type 2: a text, bytes, a message, or packed numbers.
    Bytes(&'a [u8]),
    /// Wire type 5.
    Fixed32(u32),
    /// Wire types 3 and 4: skipped.
    Group,
}

/// One field of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field<'a> {
    /// Its number in the message's definition.
    pub number: u32,
    /// Its payload.
    pub payload: Payload<'a>,
}

impl<'a> Field<'a> {
    /// The payload of a length-delimited field.
    ///
    /// # Errors
    /// When the field has another wire type.
    pub fn bytes(&self) -> Result<&'a [u8], WireError> {
        if let Payload::Bytes(bytes) = self.payload { Ok(bytes) } else { Err(WireError::Type) }
    }

    /// The payload of a text field.
    ///
    /// # Errors
    /// When the field has another wire type or is not UTF-8.
    pub fn text(&self) -> Result<&'a str, WireError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| WireError::Utf8)
    }

    /// The payload of a varint field.
    ///
    /// # Errors
    /// When the field has another wire type.
    pub fn varint(&self) -> Result<u64, WireError> {
        if let Payload::Varint(value) = self.payload { Ok(value) } else { Err(WireError::Type) }
    }

    /// The payload of a fixed64, sfixed64 or double field, as bits.
    ///
    /// # Errors
    /// When the field has another wire type.
    pub fn fixed64(&self) -> Result<u64, WireError> {
        if let Payload::Fixed64(value) = self.payload { Ok(value) } else { Err(WireError::Type) }
    }

    /// The payload of a fixed32 field.
    ///
    /// # Errors
    /// When the field has another wire type.
    pub fn fixed32(&self) -> Result<u32, WireError> {
        if let Payload::Fixed32(value) = self.payload { Ok(value) } else { Err(WireError::Type) }
    }
}

/// Walks the fields of one message, in the order sent.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// Starts at the first field.
    pub fn of(message: &'a [u8]) -> Self {
        Self { message, at: 0 }
    }

    /// Byte offset of the next field in the message.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next field, or `None` at the end.
    ///
    /// # Errors
    /// When the bytes are no message. The walk must then stop.
    #[inline]
    pub fn read(&mut self) -> Result<Option<Field<'a>>, WireError> {
        // Nine fields in ten: a text or message of under 128 bytes behind a tag of one byte.
        if let Some([tag @ 8..0x80, length @ ..0x80, rest @ ..]) = self.message.get(self.at..)
            && tag & 7 == 2
            && let Some(bytes) = rest.get(..usize::from(*length))
        {
            self.at += 2 + bytes.len();
            return Ok(Some(Field { number: u32::from(tag >> 3), payload: Payload::Bytes(bytes) }));
        }
        self.read_any()
    }

    fn read_any(&mut self) -> Result<Option<Field<'a>>, WireError> {
        if self.at >= self.message.len() {
            return Ok(None);
        }
        let tag = self.take_varint()?;
        let number = u32::try_from(tag >> 3).map_err(|_| WireError::Tag)?;
        if number == 0 {
            return Err(WireError::Tag);
        }
        let payload = self.take_payload(tag & 7, number, 0)?;
        Ok(Some(Field { number, payload }))
    }

    fn take_payload(&mut self, wire_type: u64, number: u32, depth: usize) -> Result<Payload<'a>, WireError> {
        match wire_type {
            0 => Ok(Payload::Varint(self.take_varint()?)),
            1 => Ok(Payload::Fixed64(u64::from_le_bytes(self.take_array()?))),
            2 => {
                let length = usize::try_from(self.take_varint()?).map_err(|_| WireError::Truncated)?;
                Ok(Payload::Bytes(self.take(length)?))
            }
            3 => self.skip_group(number, depth).map(|()| Payload::Group),
            5 => Ok(Payload::Fixed32(u32::from_le_bytes(self.take_array()?))),
            _ => Err(WireError::Tag),
        }
    }

    fn skip_group(&mut self, number: u32, depth: usize) -> Result<(), WireError> {
        if depth >= MAX_GROUP_DEPTH {
            return Err(WireError::Depth);
        }
        loop {
            if self.at >= self.message.len() {
                return Err(WireError::Truncated);
            }
            let tag = self.take_varint()?;
            let inner = u32::try_from(tag >> 3).map_err(|_| WireError::Tag)?;
            if tag & 7 == 4 {
                return if inner == number { Ok(()) } else { Err(WireError::Tag) };
            }
            self.take_payload(tag & 7, inner, depth + 1)?;
        }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let end = self.at.checked_add(length).ok_or(WireError::Truncated)?;
        let bytes = self.message.get(self.at..end).ok_or(WireError::Truncated)?;
        self.at = end;
        Ok(bytes)
    }

    fn take_array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        self.take(N)?.try_into().map_err(|_| WireError::Truncated)
    }

    #[inline]
    fn take_varint(&mut self) -> Result<u64, WireError> {
        let (value, length) = read_varint(&self.message[self.at..])?;
        self.at += length;
        Ok(value)
    }
}

/// Reads one varint from the front: its value and its length in bytes.
///
/// # Errors
/// When the bytes end inside it, or it has more than 64 bits.
#[inline]
pub fn read_varint(bytes: &[u8]) -> Result<(u64, usize), WireError> {
    let mut value = 0u64;
    for (index, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (index * 7);
        if byte & 0x80 == 0 {
            // Of the tenth byte only one bit fits.
            return if index == 9 && *byte > 1 { Err(WireError::Varint) } else { Ok((value, index + 1)) };
        }
    }
    Err(if bytes.len() < 10 { WireError::Truncated } else { WireError::Varint })
}

/// Appends a varint.
pub fn put_varint(out: &mut Vec<u8>, value: u64) {
    let mut bytes = [0; 10];
    let width = encode_varint(&mut bytes, value);
    out.extend_from_slice(&bytes[..width]);
}

fn encode_varint(bytes: &mut [u8; 10], mut value: u64) -> usize {
    let mut width = 0;
    while value >= 0x80 {
        bytes[width] = value as u8 | 0x80;
        value >>= 7;
        width += 1;
    }
    bytes[width] = value as u8;
    width + 1
}

/// Appends a length-delimited field.
pub fn put_bytes(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    put_varint(out, u64::from(number) << 3 | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a varint field.
pub fn put_uint(out: &mut Vec<u8>, number: u32, value: u64) {
    put_varint(out, u64::from(number) << 3);
    put_varint(out, value);
}

/// Appends a fixed64 field (also sfixed64 and double, by their bits).
pub fn put_fixed64(out: &mut Vec<u8>, number: u32, bits: u64) {
    put_varint(out, u64::from(number) << 3 | 1);
    out.extend_from_slice(&bits.to_le_bytes());
}

/// Appends a fixed32 field.
pub fn put_fixed32(out: &mut Vec<u8>, number: u32, value: u32) {
    put_varint(out, u64::from(number) << 3 | 5);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a length-delimited field whose content `fill` appends itself.
pub fn put_message(out: &mut Vec<u8>, number: u32, fill: impl FnOnce(&mut Vec<u8>)) {
    let start = begin_message(out, number);
    fill(out);
    end_message(out, start);
}

/// Begins a length-delimited field: append its content, then call [`end_message`] with what this returns.
pub fn begin_message(out: &mut Vec<u8>, number: u32) -> usize {
    put_varint(out, u64::from(number) << 3 | 2);
    // Most messages are shorter than 128 bytes: room for their length is kept, and nothing moves at the end.
    out.push(0);
    out.len()
}

/// Ends a field begun with [`begin_message`], which returned `start`.
pub fn end_message(out: &mut Vec<u8>, start: usize) {
    let length = out.len() - start;
    if length < 0x80 {
        out[start - 1] = length as u8;
        return;
    }
    let mut prefix = [0; 10];
    let width = encode_varint(&mut prefix, length as u64);
    out.extend_from_slice(&prefix[1..width]);
    out.copy_within(start..start + length, start - 1 + width);
    out[start - 1..start - 1 + width].copy_from_slice(&prefix[..width]);
}

/// Where `part` lies inside `whole`. Both must be the same buffer, as slices handed out by [`Fields`] are.
pub fn range_in(whole: &[u8], part: &[u8]) -> Range<u32> {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    if part.is_empty() || start > whole.len() {
        return 0..0;
    }
    start as u32..(start + part.len()) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut message = Vec::new();
        put_uint(&mut message, 1, 300);
        put_fixed64(&mut message, 2, u64::MAX);
        put_message(&mut message, 3, |out| put_bytes(out, 1, &[7; 200]));
        put_fixed32(&mut message, 4, 9);
        let mut fields = Fields::of(&message);
        let mut seen = Vec::new();
        while let Some(field) = fields.read().expect("well formed") {
            seen.push(field.number);
            if field.number == 3 {
                let inner = Fields::of(field.bytes().expect("bytes")).read().expect("well formed").expect("a field");
                assert_eq!(inner.bytes().map(<[u8]>::len), Ok(200));
            }
        }
        assert_eq!(seen, [1, 2, 3, 4]);
    }

    #[test]
    fn groups_are_skipped_and_nonsense_is_refused() {
        // field 5 group { field 1 varint 1 } then field 6 varint 2
        let message = [0x2b, 0x08, 0x01, 0x2c, 0x30, 0x02];
        let mut fields = Fields::of(&message);
        assert_eq!(fields.read(), Ok(Some(Field { number: 5, payload: Payload::Group })));
        assert_eq!(fields.read(), Ok(Some(Field { number: 6, payload: Payload::Varint(2) })));
        assert_eq!(Fields::of(&[0x0a, 0x05, 1]).read(), Err(WireError::Truncated));
        assert_eq!(Fields::of(&[0x00]).read(), Err(WireError::Tag));
        assert_eq!(Fields::of(&[0xff; 12]).read(), Err(WireError::Varint));
        assert_eq!(read_varint(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), Ok((u64::MAX, 10)));
        assert_eq!(read_varint(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), Err(WireError::Varint));
    }
}
