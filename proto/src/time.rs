//! Numbers too large for a JSON number: they travel as decimal strings.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

/// Nanoseconds: a Unix time or a length of time, as the field's name says. Travels as a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct Nanos(pub u64);

/// A count or a 64-bit integer value that may pass 2^53. Travels as a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct Count(pub u64);

macro_rules! as_decimal_string {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let text = String::deserialize(input)?;
                text.parse().map(Self).map_err(|_| de::Error::custom(concat!(stringify!($name), ": not a decimal u64")))
            }
        }
    };
}
as_decimal_string!(Nanos);
as_decimal_string!(Count);
