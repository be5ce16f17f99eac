//! Escapes inside quoted strings of JSON and of what looks like it: reading them, writing them, and finding the way back from the read text to the written one.

use std::ops::Range;

use crate::edit::Edit;

/// One step through a quoted string: what the bytes `at..end` stand for.
enum Step<'a> {
    /// Themselves.
    Same(&'a str),
    /// This character.
    Char(char),
}

/// The step at `at`, and where it ends. Escapes that no one knows stand for themselves.
fn step(raw: &str, at: usize) -> (Step<'_>, usize) {
    let rest = &raw[at..];
    let Some(escaped) = rest.strip_prefix('\\') else {
        let end = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        return (Step::Same(&rest[..end]), at + end);
    };
    let simple = match escaped.as_bytes().first() {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(byte @ (b'"' | b'\\' | b'/' | b'\'')) => char::from(*byte),
        Some(b'u') => return unicode(raw, at),
        _ => return (Step::Same("\\"), at + 1),
    };
    (Step::Char(simple), at + 2)
}

fn unicode(raw: &str, at: usize) -> (Step<'_>, usize) {
    let unit = |at: usize| {
        let digits = raw.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(at) else { return (Step::Same("\\"), at + 1) };
    if let Some(known) = char::from_u32(first.into()) {
        return (Step::Char(known), at + 6);
    }
    let pair = unit(at + 6).and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    match pair {
        Some(known) => (Step::Char(known), at + 12),
        None => (Step::Char(char::REPLACEMENT_CHARACTER), at + 6),
    }
}

/// What the inside of a quoted string stands for.
pub(crate) fn read(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let (step, end) = step(raw, at);
        match step {
            Step::Same(same) => text.push_str(same),
            Step::Char(one) => text.push(one),
        }
        at = end;
    }
    text
}

/// Appends a text as the inside of a string between such quotes.
pub(crate) fn write(text: &str, quote: u8) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for one in text.chars() {
        match one {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            one if one == char::from(quote) => {
                out.push('\\');
                out.push(one);
            }
            one if one < ' ' => out.push_str(&format!("\\u{:04x}", one as u32)),
            one => out.push(one),
        }
    }
    out
}

/// Turns edits of the text that [`read`] gives into edits of the string itself, which begins at `start`.
pub(crate) fn back(raw: &str, start: usize, quote: u8, edits: Vec<Edit>, out: &mut Vec<Edit>) {
    let mut way = Way { raw, raw_at: 0, text_at: 0 };
    for edit in edits {
        let at = way.find(edit.at.start, false)..way.find(edit.at.end, true);
        out.push(Edit { at: shifted(at, start), text: write(&edit.text, quote), rule: edit.rule });
    }
}

fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// How far the way back has been walked.
struct Way<'a> {
    raw: &'a str,
    raw_at: usize,
    text_at: usize,
}

impl Way<'_> {
    /// Where a place of the text stands in the string. Places are asked for in their order; one inside a character takes the whole of it, `after` it or before.
    fn find(&mut self, wanted: usize, after: bool) -> usize {
        while self.text_at < wanted && self.raw_at < self.raw.len() {
            let (step, end) = step(self.raw, self.raw_at);
            let width = match step {
                Step::Same(same) => same.len(),
                Step::Char(one) => one.len_utf8(),
            };
            if self.text_at + width > wanted {
                if let Step::Same(_) = step {
                    return self.raw_at + (wanted - self.text_at);
                }
                return if after { end } else { self.raw_at };
            }
            self.text_at += width;
            self.raw_at = end;
        }
        self.raw_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_again_behind_escapes() {
        let raw = r#"a\u00e9\n\ud83d\ude00 sk-1\/2 \"x\" \q \u12"#;
        let text = read(raw);
        assert_eq!(text, "aé\n😀 sk-1/2 \"x\" \\q \\u12");
        let start = text.find("sk-1/2").expect("it is there");
        let edits = vec![
            Edit { at: 1..3, text: "E".into(), rule: 0 },
            Edit { at: start..start + 6, text: "\"k\"".into(), rule: 1 },
        ];
        let mut out = Vec::new();
        back(raw, 0, b'"', edits, &mut out);
        assert_eq!(crate::edit::applied(raw, &out), r#"aE\n\ud83d\ude00 \"k\" \"x\" \q \u12"#);
        assert_eq!(read(&write(&text, b'"')), text);
    }
}
