//! SQLite's own functions that take quadratic time on long texts, in linear time: a function is one step of a statement and cannot be interrupted, so a single
//! `instr` of two long texts would hold a thread for hours. They answer exactly what SQLite's do (sqlite.org/lang_corefunc.html).

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memmem;
use rusqlite::functions::Context;
use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection, Result};

use super::functions::{FLAGS, said};
use super::guard::LONGEST;

/// Puts them in the place of SQLite's.
pub(super) fn register(db: &Connection) -> Result<()> {
    db.create_scalar_function("instr", 2, FLAGS, instr)?;
    db.create_scalar_function("replace", 3, FLAGS, replace)?;
    db.create_scalar_function("trim", 2, FLAGS, |call| trim(call, true, true))?;
    db.create_scalar_function("ltrim", 2, FLAGS, |call| trim(call, true, false))?;
    db.create_scalar_function("rtrim", 2, FLAGS, |call| trim(call, false, true))?;
    db.create_scalar_function("unhex", 2, FLAGS, |_| -> Result<SqlValue> { Err(said("unhex() takes one text here")) })
}

/// A value as text; `None` for NULL.
fn text(value: ValueRef<'_>) -> Option<Cow<'_, [u8]>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(Cow::Owned(number.to_string().into_bytes())),
        ValueRef::Real(number) => Some(Cow::Owned(real(number).into_bytes())),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(Cow::Borrowed(bytes)),
    }
}

/// A double as SQLite writes it: 15 significant digits, always with a point.
fn real(number: f64) -> String {
    let text = format!("{number:?}");
    if text.len() <= 17 { text } else { format!("{:?}", format!("{number:.14e}").parse::<f64>().unwrap_or(number)) }
}

/// The place of the second in the first, from 1; 0: it is not there. Of two blobs in bytes, else in characters.
fn instr(call: &Context<'_>) -> Result<Option<i64>> {
    let (whole, part) = (call.get_raw(0), call.get_raw(1));
    let bytes = matches!((whole, part), (ValueRef::Blob(_), ValueRef::Blob(_)));
    let (Some(whole), Some(part)) = (text(whole), text(part)) else { return Ok(None) };
    let Some(at) = memmem::find(&whole, &part) else { return Ok(Some(0)) };
    let before = if bytes { at } else { characters(&whole[..at]) };
    Ok(Some(before as i64 + 1))
}

/// Characters of UTF-8: bytes that do not go on with one.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn replace(call: &Context<'_>) -> Result<SqlValue> {
    let texts = (text(call.get_raw(0)), text(call.get_raw(1)), text(call.get_raw(2)));
    let (Some(whole), Some(part), Some(with)) = texts else { return Ok(SqlValue::Null) };
    if part.is_empty() {
        return Ok(SqlValue::Text(String::from_utf8_lossy(&whole).into_owned()));
    }
    let (mut out, mut from) = (Vec::with_capacity(whole.len()), 0);
    for at in memmem::find_iter(&whole, &part) {
        out.extend_from_slice(&whole[from..at]);
        out.extend_from_slice(&with);
        from = at + part.len();
        if out.len() > LONGEST {
            return Err(said("string or blob too big"));
        }
    }
    out.extend_from_slice(&whole[from..]);
    Ok(SqlValue::Text(String::from_utf8_lossy(&out).into_owned()))
}

fn trim(call: &Context<'_>, front: bool, back: bool) -> Result<Option<String>> {
    let (Some(whole), Some(set)) = (text(call.get_raw(0)), text(call.get_raw(1))) else { return Ok(None) };
    let (whole, set) = (String::from_utf8_lossy(&whole), String::from_utf8_lossy(&set));
    let set: HashSet<char> = set.chars().collect();
    let mut rest: &str = &whole;
    if front {
        rest = rest.trim_start_matches(|character| set.contains(&character));
    }
    if back {
        rest = rest.trim_end_matches(|character| set.contains(&character));
    }
    Ok(Some(rest.to_owned()))
}
