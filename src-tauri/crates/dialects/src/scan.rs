//! Facts that stand only inside a long JSON text, found without parsing it: one member at the top of an object, or one number near the end.
//! What comes as a structure instead (some libraries send one, some the other, some both by turns) is walked.
//!
//! Runs at ingest, so every search is bounded and nothing is allocated. What is not found plainly is not found: the second depth of
//! reading ([`crate::read`]) parses.

use memchr::{memchr2, memmem};
use waterglass_model::otlp::Value;

use crate::values;

/// How far into a text the members of its top are looked at. Strings are leapt over, so this is some 10 µs at worst.
const FAR: usize = 64 * 1024;

/// The text of a member at the top of a JSON object, when it has no escapes.
fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let bytes = json.as_bytes();
    let mut at = skip_space(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    at += 1;
    let mut depth = 1usize;
    while at < bytes.len().min(FAR) {
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at + 1)?;
                let after = skip_space(bytes, end + 1);
                if depth == 1 && bytes.get(after) == Some(&b':') && &bytes[at + 1..end] == name.as_bytes() {
                    return plain_string(json, skip_space(bytes, after + 1));
                }
                at = end + 1;
            }
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return None;
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    None
}

/// The text of the first of these members at the top, of a structure or of a JSON object as text.
pub(crate) fn text_in<'a>(value: &Value<'a>, names: &[&str]) -> Option<&'a str> {
    match value {
        Value::String(json) => names.iter().find_map(|name| member(json, name)),
        Value::Map(_) => names.iter().find_map(|name| {
            let (_, value) = value.entries().find(|(known, _)| known == name)?;
            values::text(&value)
        }),
        _ => None,
    }
}

/// The count of a member, anywhere in a structure or in the last `within` bytes of a text.
pub(crate) fn count_in(value: &Value<'_>, name: &str, within: usize) -> Option<u64> {
    match value {
        Value::String(text) => count_near_end(text, name, within),
        _ => values::count(&found_in(value, name, 0)?),
    }
}

/// The amount of a member, likewise; never negative.
pub(crate) fn amount_in(value: &Value<'_>, name: &str, within: usize) -> Option<f64> {
    match value {
        Value::String(text) => amount_near_end(text, name, within),
        _ => values::dollars(&found_in(value, name, 0)?),
    }
}

/// Usage is an object in an object at most.
const DEEP: usize = 3;

fn found_in<'a>(value: &Value<'a>, name: &str, depth: usize) -> Option<Value<'a>> {
    if let Some((_, found)) = value.entries().find(|(known, _)| *known == name) {
        return Some(found);
    }
    value.entries().filter(|_| depth < DEEP).find_map(|(_, inner)| found_in(&inner, name, depth + 1))
}

/// The count of a member anywhere in the last `within` bytes, in JSON or as Python writes a dictionary: the last one of that name.
fn count_near_end(text: &str, name: &str, within: usize) -> Option<u64> {
    number_near_end(text, name, within, |digits| digits.parse().ok().filter(|count| *count <= 1 << 53))
}

/// The amount of a member, likewise; never negative.
fn amount_near_end(text: &str, name: &str, within: usize) -> Option<f64> {
    number_near_end(text, name, within, |digits| {
        digits.parse().ok().filter(|amount: &f64| amount.is_finite() && *amount >= 0.0)
    })
}

fn number_near_end<T>(text: &str, name: &str, within: usize, parse: fn(&str) -> Option<T>) -> Option<T> {
    let bytes = text.as_bytes();
    let tail = &bytes[bytes.len().saturating_sub(within)..];
    let mut end = tail.len();
    while let Some(at) = memmem::rfind(&tail[..end], name.as_bytes()) {
        if let Some(number) = number_of(tail, at, name.len()).and_then(parse) {
            return Some(number);
        }
        end = at;
    }
    None
}

/// The number after a quoted name and a colon, when the quotes are not those of a text inside a text.
fn number_of(bytes: &[u8], at: usize, length: usize) -> Option<&str> {
    let quote = *bytes.get(at.checked_sub(1)?)?;
    let escaped = at >= 2 && bytes[at - 2] == b'\\';
    if !matches!(quote, b'"' | b'\'') || escaped || bytes.get(at + length) != Some(&quote) {
        return None;
    }
    let colon = skip_space(bytes, at + length + 1);
    if bytes.get(colon) != Some(&b':') {
        return None;
    }
    let start = skip_space(bytes, colon + 1);
    let digits =
        bytes[start..].iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
    std::str::from_utf8(&bytes[start..start + digits.count()]).ok()
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let spaces = bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    from + spaces
}

/// Where the string that goes on at `from` ends.
fn string_end(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr2(b'"', b'\\', bytes.get(from..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        from = at + 2;
    }
}

fn plain_string(json: &str, at: usize) -> Option<&str> {
    let bytes = json.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let end = string_end(bytes, at + 1)?;
    json.get(at + 1..end).filter(|text| !text.is_empty() && !text.contains('\\'))
}

#[cfg(test)]
mod tests {
    use waterglass_model::wire::{put_bytes, put_message, put_uint};

    use super::*;

    #[test]
    fn a_member_of_the_top_is_found_whatever_stands_before_it() {
        let json = r#"{"messages": [{"model": "inner", "t": "a \"model\": \"b\""}], "n": {"model": "x"}, "model" : "gpt-4o", "z": 1}"#;
        assert_eq!(member(json, "model"), Some("gpt-4o"));
        assert_eq!(member("{\n  \"model\": \"m\"\n}", "model"), Some("m"));
        assert_eq!(text_in(&Value::String(json), &["name", "model"]), Some("gpt-4o"));
    }

    #[test]
    fn what_is_not_plainly_there_is_not_found() {
        for json in [
            "",
            "[]",
            "{",
            "{\"model",
            "{\"model\":",
            "{\"model\":1}",
            "{\"model\":\"\"}",
            "{\"model\":\"a\\u0062\"}",
            "}{\"model\":\"m\"}",
            "{}}",
        ] {
            assert_eq!(member(json, "model"), None, "{json}");
        }
        let late = format!("{{\"text\": \"{}\", \"model\": \"m\"}}", "x".repeat(FAR));
        assert_eq!(member(&late, "model"), None);
    }

    #[test]
    fn numbers_stand_in_json_and_in_python() {
        assert_eq!(count_near_end("{\"d\": {\"cached_tokens\": 16}}", "cached_tokens", 100), Some(16));
        assert_eq!(count_near_end("{'a': 1, 'cached_tokens': 64, 'b': None}", "cached_tokens", 100), Some(64));
        assert_eq!(count_near_end("{\"cached_tokens\": null}", "cached_tokens", 100), None);
        assert_eq!(count_near_end("{\"text\": \"\\\"cached_tokens\\\": 5\"}", "cached_tokens", 100), None);
        assert_eq!(
            count_near_end("{\"cached_tokens\": 16, \"z\": \"xxxxxxxxxxxxxxxxxxxx\"}", "cached_tokens", 20),
            None
        );
        assert_eq!(count_near_end("cached_tokens", "cached_tokens", 100), None);
        assert_eq!(count_near_end("{\"cached_tokens\": 1.5}", "cached_tokens", 100), None);
        assert_eq!(amount_near_end("{\"total\": 1.5e-3}", "total", 100), Some(0.0015));
        assert_eq!(amount_near_end("{\"total\": -1.5}", "total", 100), None);
        assert_eq!(count_near_end("{\"cached_tokens\":\u{e9}1}", "cached_tokens", 100), None);
    }

    #[test]
    fn structures_are_walked() {
        let entry = |out: &mut Vec<u8>, key: &str, fill: &dyn Fn(&mut Vec<u8>)| {
            put_message(out, 1, |entry| {
                put_bytes(entry, 1, key.as_bytes());
                put_message(entry, 2, |value| fill(value));
            });
        };
        // { "details": { "cached_tokens": 16 }, "model": "m" }
        let mut outer = Vec::new();
        entry(&mut outer, "details", &|value| {
            put_message(value, 6, |inner| entry(inner, "cached_tokens", &|count| put_uint(count, 3, 16)));
        });
        entry(&mut outer, "model", &|value| put_bytes(value, 1, b"m"));
        let value = Value::Map(&outer);
        assert_eq!(count_in(&value, "cached_tokens", 0), Some(16));
        assert_eq!(text_in(&value, &["name", "model"]), Some("m"));
        assert_eq!(count_in(&value, "other", 0), None);
        assert_eq!(text_in(&Value::Int(1), &["model"]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,200}", name in "[a-z_]{1,8}", within in 0usize..300) {
            let _ = member(&text, &name);
            let _ = count_near_end(&text, &name, within);
        }

        #[test]
        fn agrees_with_a_parser(before in "[ -~]{0,40}", value in "[a-z0-9.-]{1,20}", after in "[ -~]{0,40}") {
            let json = serde_json::json!({ "a": before, "model": value, "z": [{ "model": "no", "t": after }] }).to_string();
            proptest::prop_assert_eq!(member(&json, "model"), Some(value.as_str()));
        }
    }
}
