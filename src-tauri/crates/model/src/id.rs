//! Trace and span ids: fixed bytes inside, lower-case hex outside. All zero is not an id (W3C Trace Context §3.2.2).

use std::fmt;
use std::str::FromStr;

/// Sixteen bytes, not all zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId([u8; 16]);

/// Eight bytes, not all zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpanId([u8; 8]);

/// Why some bytes or text are no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Neither the right length nor empty.
    #[error("must be {expected} bytes, got {got}")]
    Length {
        /// Bytes an id of this kind has.
        expected: usize,
        /// Bytes that came.
        got: usize,
    },
    /// All bytes are zero, or there are none.
    #[error("is missing or all zero")]
    Zero,
    /// Not hexadecimal text of the right length.
    #[error("must be {0} hex digits")]
    Hex(usize),
}

macro_rules! id {
    ($name:ident, $len:literal) => {
        impl $name {
            /// Reads an id from its bytes.
            ///
            /// # Errors
            /// When the length is wrong or every byte is zero.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, IdError> {
                if bytes.is_empty() {
                    return Err(IdError::Zero);
                }
                let id: [u8; $len] =
                    bytes.try_into().map_err(|_| IdError::Length { expected: $len, got: bytes.len() })?;
                if id == [0; $len] { Err(IdError::Zero) } else { Ok(Self(id)) }
            }

            /// Reads an id where absence is allowed: no bytes, or all zero, is `None`.
            ///
            /// # Errors
            /// When the length is wrong.
            pub fn optional(bytes: &[u8]) -> Result<Option<Self>, IdError> {
                match Self::from_bytes(bytes) {
                    Ok(id) => Ok(Some(id)),
                    Err(IdError::Zero) => Ok(None),
                    Err(other) => Err(other),
                }
            }

            /// The bytes.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let digits = text.as_bytes();
                if digits.len() != $len * 2 {
                    return Err(IdError::Hex($len * 2));
                }
                let mut id = [0u8; $len];
                for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
                    let nibble = |digit: u8| (digit as char).to_digit(16).ok_or(IdError::Hex($len * 2));
                    *byte = (nibble(pair[0])? << 4 | nibble(pair[1])?) as u8;
                }
                Self::from_bytes(&id)
            }
        }
    };
}
id!(TraceId, 16);
id!(SpanId, 8);

impl SpanId {
    /// The id as the integer the store keeps: its bytes in big-endian order.
    pub fn to_i64(self) -> i64 {
        i64::from_be_bytes(self.0)
    }

    /// The reverse of [`SpanId::to_i64`]; 0 is no id.
    pub fn from_i64(value: i64) -> Option<Self> {
        (value != 0).then(|| Self(value.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trips_and_refuses_what_is_no_id() {
        let text = "00f067aa0ba902b7";
        let id: SpanId = text.parse().expect("valid");
        assert_eq!(id.to_string(), text);
        assert_eq!(SpanId::from_i64(id.to_i64()), Some(id));
        assert_eq!("00F067AA0BA902B7".parse::<SpanId>(), Ok(id));
        assert_eq!("0000000000000000".parse::<SpanId>(), Err(IdError::Zero));
        assert_eq!("é067aa0ba902b7".parse::<SpanId>(), Err(IdError::Hex(16)));
        assert_eq!(TraceId::from_bytes(&[1; 8]), Err(IdError::Length { expected: 16, got: 8 }));
        assert_eq!(TraceId::optional(&[0; 16]), Ok(None));
    }
}
