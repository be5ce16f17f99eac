//! Attribute values as libraries really send them, read into facts: numbers as text, text as JSON text, words that mean "none".
//!
//! What does not read says nothing. Never allocates for a text that can be borrowed.

use std::borrow::Cow;

use waterglass_model::otlp::Value;

/// Counts above this cannot be right, and would not travel as JSON numbers.
const MOST: u64 = 1 << 53;

/// Text that says something. A value that was put into JSON once more (MLflow does so with every one) loses its quotes.
pub(crate) fn text<'a>(value: &Value<'a>) -> Option<&'a str> {
    let Value::String(text) = value else { return None };
    Some(unquoted(text)).filter(|text| !text.is_empty())
}

/// `"text"` without the quotes; anything else, and what has escapes in it, as it is.
pub(crate) fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains(['"', '\\']))
        .unwrap_or(text)
}

/// A model's name; the words libraries put where they know none are not names.
pub(crate) fn model<'a>(value: &Value<'a>) -> Option<&'a str> {
    text(value).filter(|name| !matches!(*name, "unknown" | "none" | "None" | "null" | "undefined"))
}

/// A response's id. OpenAI's agents put one constant where the API they asked gives none: it would make one answer of all of them.
pub(crate) fn response_id<'a>(value: &Value<'a>) -> Option<&'a str> {
    text(value).filter(|id| names_response(id))
}

/// Whether a text is a response's id and no stand-in for one.
pub(crate) fn names_response(id: &str) -> bool {
    id != "__fake_id__"
}

/// A session's or a person's name: text, or a number (a key of some table). What a scrubber left in its place would put strangers together.
pub(crate) fn identity<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    match value {
        Value::String(_) => text(value).filter(|name| names_somebody(name)).map(Cow::Borrowed),
        Value::Int(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

fn names_somebody(name: &str) -> bool {
    let scrubbed =
        ["[Scrubbed", "[REDACTED", "[redacted", "<redacted", "***"].iter().any(|mark| name.starts_with(mark));
    !scrubbed && !matches!(name, "None" | "null" | "undefined" | "unknown")
}

/// A count: an integer, an integral double or decimal text (libraries send all three). Negative and absurd ones are none.
pub(crate) fn count(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::Int(count) => u64::try_from(*count).ok(),
        Value::Double(count) => integral(*count),
        Value::String(text) => {
            let text = unquoted(text).trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(integral))
        }
        _ => None,
    }
    .filter(|count| *count <= MOST)
}

fn integral(number: f64) -> Option<u64> {
    (number >= 0.0 && number.fract() == 0.0 && number <= MOST as f64).then_some(number as u64)
}

/// A number: double, integer or decimal text; finite.
fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Double(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        Value::String(text) => unquoted(text).trim().parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

/// US dollars, never negative.
pub(crate) fn dollars(value: &Value<'_>) -> Option<f64> {
    number(value).filter(|dollars| *dollars >= 0.0)
}

/// Nanoseconds; the value is in units of `unit` nanoseconds.
pub(crate) fn duration(value: &Value<'_>, unit: f64) -> Option<u64> {
    // A day to the first token is a time of day in the wrong place.
    number(value).map(|length| length * unit).filter(|nanos| (0.0..86.4e12).contains(nanos)).map(|nanos| nanos as u64)
}

/// Nanoseconds to the first token under a key whose unit libraries disagree on: a double is seconds (the convention's unit), an integer
/// milliseconds.
pub(crate) fn seconds_or_millis(value: &Value<'_>) -> Option<u64> {
    duration(value, if matches!(value, Value::Int(_)) { 1e6 } else { 1e9 })
}

/// A boolean, also as text.
pub(crate) fn flag(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match unquoted(text) {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Several short texts: an array, a JSON array as text, or one bare text. Empty ones say nothing.
pub(crate) fn texts<'a>(value: &Value<'a>) -> Vec<Cow<'a, str>> {
    let texts: Vec<Cow<'a, str>> = match value {
        Value::Array(_) => value.elements().filter_map(|element| text(&element)).map(Cow::Borrowed).collect(),
        Value::String(list) if list.starts_with('[') => {
            let parsed: Option<Vec<Option<Cow<'a, str>>>> = serde_json::from_str(list).ok();
            parsed.map_or_else(|| vec![Cow::Borrowed(*list)], |texts| texts.into_iter().flatten().collect())
        }
        _ => text(value).map(Cow::Borrowed).into_iter().collect(),
    };
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_in_every_dress_and_never_lie() {
        let said = [
            Value::Int(12),
            Value::Double(12.0),
            Value::String("12"),
            Value::String(" 12.0 "),
            Value::String("\"12\""),
        ];
        assert!(said.iter().all(|value| count(value) == Some(12)));
        let unsaid = [
            Value::Int(-1),
            Value::Double(1.5),
            Value::Double(f64::NAN),
            Value::Double(1e300),
            Value::Int(i64::MAX),
            Value::String("null"),
            Value::String("-3"),
            Value::String("99999999999999999999999"),
            Value::String(""),
            Value::Bool(true),
            Value::Empty,
        ];
        assert!(unsaid.iter().all(|value| count(value).is_none()));
        assert_eq!(count(&Value::String("0")), Some(0));
    }

    #[test]
    fn words_for_nothing_say_nothing() {
        assert_eq!(model(&Value::String("unknown")), None);
        assert_eq!(model(&Value::String("\"gpt-4o\"")), Some("gpt-4o"));
        assert_eq!(text(&Value::String("\"\"")), None);
        assert_eq!(text(&Value::String("\"a\" and \"b\"")), Some("\"a\" and \"b\""));
        assert_eq!(identity(&Value::String("None")), None);
        assert_eq!(identity(&Value::String("[Scrubbed due to 'session']")), None);
        assert_eq!(identity(&Value::Int(42)).as_deref(), Some("42"));
    }

    #[test]
    fn times_money_and_lists() {
        assert_eq!(duration(&Value::Double(0.25), 1e9), Some(250_000_000));
        assert_eq!(duration(&Value::Int(-1), 1e6), None);
        assert_eq!(seconds_or_millis(&Value::Int(120)), seconds_or_millis(&Value::Double(0.12)));
        assert_eq!(dollars(&Value::String("0.5")), Some(0.5));
        assert_eq!(dollars(&Value::Double(f64::INFINITY)), None);
        assert_eq!(flag(&Value::String("False")), Some(false));
        assert_eq!(texts(&Value::String("[\"stop\", \"\", null]")), ["stop"]);
        assert_eq!(texts(&Value::String("[broken")), ["[broken"]);
        assert_eq!(texts(&Value::String("stop")), ["stop"]);
        assert!(texts(&Value::String("")).is_empty());
    }
}
