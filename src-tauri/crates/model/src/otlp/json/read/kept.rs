//! A scalar that is no such thing as its key promises, written as what JSON itself says it is. Knows the members of a oneof, and
//! nothing of where it stands; what is told of it is [`super::care`]'s.

use super::{Output, Value, read};
use crate::otlp::schema::{Kind, Message, Shape};
use crate::wire::put_bytes;

/// Writes a scalar as what JSON says it is: text as text, true as true, a number as an integer if it is one, as a double if that is
/// the same number, else digit by digit as text. Says which it became; `None` when `of` has no member for it.
pub(super) fn as_it_is(text: &str, of: &'static Message, out: &mut Output) -> Option<&'static str> {
    let mut try_as = |wanted: fn(&Kind) -> bool, kind| {
        let field = of.fields.iter().find(|field| field.shape == Shape::Member && wanted(&field.kind))?;
        let before = out.bytes.len();
        let read = read(text.as_bytes(), Value { field, out, depth: 0 });
        read.inspect_err(|_| out.bytes.truncate(before)).ok().map(|()| kind)
    };
    match text.as_bytes().first()? {
        b'"' => try_as(|kind| matches!(kind, Kind::Text), "a text"),
        b't' | b'f' => try_as(|kind| matches!(kind, Kind::Bool), "true or false"),
        b'-' | b'0'..=b'9' => {
            if let Some(kind) = try_as(|kind| matches!(kind, Kind::Int64 | Kind::Sfixed64), "an integer") {
                return Some(kind);
            }
            let digits =
                of.fields.iter().find(|field| matches!((field.shape, field.kind), (Shape::Member, Kind::Text)));
            match digits {
                Some(field) if !is_same_double(text) => {
                    put_bytes(&mut out.bytes, field.number, text.as_bytes());
                    Some("a text")
                }
                _ => try_as(|kind| matches!(kind, Kind::Double), "a double"),
            }
        }
        _ => None,
    }
}

/// Whether a double says the very number that a JSON number says: not past its range, and no digits lost of an integer.
fn is_same_double(text: &str) -> bool {
    let Ok(value) = text.parse::<f64>() else { return false };
    if !value.is_finite() || text.contains(['.', 'e', 'E']) {
        return value.is_finite();
    }
    // JavaScript writes a double past 2^53 as its shortest digits and zeros behind: 18446744073709552000 is 2^64.
    let shortest = format!("{value:e}");
    let shortest = shortest.split('e').next().unwrap_or_default().replace('.', "");
    text.trim_end_matches('0') == shortest.trim_end_matches('0')
}
