//! Plain text search without regard to case: where a text occurs in a value, a span or a log record, and what stands around it. Knows no row and no SQL.

use waterglass_model::otlp::{Log, Span, Value};

/// Characters of a snippet, and how many of them stand before the match.
const SNIPPET: usize = 160;
const BEFORE: usize = 40;

/// Lists and maps are searched this deep.
const DEPTH: usize = 80;

/// A text to look for, lower-cased.
pub(crate) struct Needle {
    lower: String,
    ascii: bool,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        Self { lower: text.to_lowercase(), ascii: text.is_ascii() }
    }

    /// The first field of a span that contains it, and the text around it.
    pub(crate) fn in_span(&self, span: &Span<'_>) -> Option<(String, String)> {
        let plain = [("name", span.name), ("status", span.status_message)];
        let plain = plain.into_iter().find_map(|(field, text)| Some((field.to_owned(), self.in_text(text)?)));
        plain.or_else(|| self.in_attributes(span.attributes(), "")).or_else(|| {
            span.events().find_map(|event| {
                let field = format!("event.{}", event.name);
                match self.in_text(event.name) {
                    Some(snippet) => Some((field, snippet)),
                    None => self.in_attributes(event.attributes(), "event."),
                }
            })
        })
    }

    /// The first field of a log record that contains it, and the text around it.
    pub(crate) fn in_log(&self, log: &Log<'_>) -> Option<(String, String)> {
        let body = self.in_value(&log.body, 0).map(|snippet| ("log".to_owned(), snippet));
        body.or_else(|| Some(("log.event_name".to_owned(), self.in_text(log.event_name)?)))
            .or_else(|| self.in_attributes(log.attributes(), "log."))
    }

    /// The first attribute whose key or value contains it, `prefix` before its key, and the text around it.
    pub(crate) fn in_attributes<'a>(
        &self,
        attributes: impl Iterator<Item = (&'a str, Value<'a>)>,
        prefix: &str,
    ) -> Option<(String, String)> {
        attributes.into_iter().find_map(|(key, value)| {
            let snippet = self.in_text(key).or_else(|| self.in_value(&value, 0))?;
            Some((format!("{prefix}{key}"), snippet))
        })
    }

    /// The text around the match inside a value.
    pub(crate) fn in_value(&self, value: &Value<'_>, depth: usize) -> Option<String> {
        match value {
            Value::String(text) => self.in_text(text),
            Value::Int(number) => self.in_text(&number.to_string()),
            Value::Double(number) => self.in_text(&number.to_string()),
            Value::Bool(truth) => self.in_text(if *truth { "true" } else { "false" }),
            Value::Array(_) if depth < DEPTH => value.elements().find_map(|element| self.in_value(&element, depth + 1)),
            Value::Map(_) if depth < DEPTH => {
                value.entries().find_map(|(key, entry)| self.in_text(key).or_else(|| self.in_value(&entry, depth + 1)))
            }
            _ => None,
        }
    }

    /// The text around the match, if there is one.
    pub(crate) fn in_text(&self, text: &str) -> Option<String> {
        let at =
            if self.ascii { self.find_ascii(text)? } else { text.to_lowercase().find(&self.lower)?.min(text.len()) };
        let mut start = (0..=at).rev().find(|start| text.is_char_boundary(*start)).unwrap_or(0);
        for _ in 0..BEFORE {
            start = text[..start].char_indices().next_back().map_or(0, |(index, _)| index);
        }
        let mut snippet: String = text[start..].chars().take(SNIPPET).collect();
        if start > 0 {
            snippet.insert(0, '…');
        }
        Some(snippet)
    }

    /// Byte position of an ASCII needle, comparing without regard to ASCII case and without copying the text.
    fn find_ascii(&self, text: &str) -> Option<usize> {
        let (text, needle) = (text.as_bytes(), self.lower.as_bytes());
        let (&first, rest) = needle.split_first()?;
        let mut from = 0;
        while let Some(found) = memchr::memchr2(first, first.to_ascii_uppercase(), text.get(from..)?) {
            let at = from + found;
            if text.get(at + 1..at + needle.len()).is_some_and(|tail| tail.eq_ignore_ascii_case(rest)) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_comes_with_the_text_around_it() {
        let needle = Needle::new("ReFund");
        assert_eq!(needle.in_text("issue_refund ok").as_deref(), Some("issue_refund ok"));
        assert_eq!(needle.in_text("nothing here"), None);
        let long = format!("{}é refund {}", "x".repeat(100), "y".repeat(300));
        let snippet = needle.in_text(&long).expect("found");
        assert!(snippet.starts_with('…') && snippet.contains("refund") && snippet.chars().count() <= SNIPPET + 1);
        assert!(Needle::new("ÉTÉ").in_text("cet été-là").is_some());
        assert_eq!(Needle::new("").in_text("x"), None);
    }
}
