//! A log record as one line of text. Stops as soon as the line is full: a body may hold megabytes.

use waterglass_model::otlp::{Attributes, Log, Value};

/// Characters of a line (`proto::LogRow::body`).
const MOST: usize = 300;

/// Lists and maps are followed this deep.
const DEPTH: usize = 8;

/// The body in one line; an event without body shows its attributes.
pub(super) fn of(log: &Log<'_>) -> String {
    let mut line = Line { text: String::new(), left: MOST };
    match log.body {
        Value::Empty => line.pairs(log.attributes(), ' ', 0),
        Value::String(text) => line.push(text),
        body => line.value(&body, 0),
    }
    line.text
}

struct Line {
    text: String,
    left: usize,
}

impl Line {
    fn push(&mut self, text: &str) {
        for character in text.chars().take(self.left) {
            self.left -= 1;
            // One line: breaks and control characters become spaces.
            self.text.push(if character.is_control() { ' ' } else { character });
        }
    }

    fn value(&mut self, value: &Value<'_>, depth: usize) {
        if self.left == 0 {
            return;
        }
        match value {
            Value::Empty => self.push("null"),
            Value::String(text) => self.push(text),
            Value::Bool(flag) => self.push(if *flag { "true" } else { "false" }),
            Value::Int(number) => self.push(&number.to_string()),
            Value::Double(number) => self.push(&number.to_string()),
            Value::Bytes(bytes) => self.push(&format!("({} bytes)", bytes.len())),
            Value::Array(_) | Value::Map(_) if depth >= DEPTH => self.push("…"),
            Value::Array(_) => {
                self.push("[");
                for (index, element) in value.elements().enumerate() {
                    if self.left == 0 {
                        return;
                    }
                    self.push(if index > 0 { ", " } else { "" });
                    self.value(&element, depth + 1);
                }
                self.push("]");
            }
            Value::Map(_) => {
                self.push("{");
                self.pairs(value.entries(), ',', depth);
                self.push("}");
            }
        }
    }

    /// `key=value` outside, `key: value` inside a map.
    fn pairs(&mut self, pairs: Attributes<'_>, between: char, depth: usize) {
        for (index, (key, value)) in pairs.enumerate() {
            if self.left == 0 {
                return;
            }
            if index > 0 {
                self.push(if between == ',' { ", " } else { " " });
            }
            self.push(key);
            self.push(if between == ',' { ": " } else { "=" });
            self.value(&value, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::wire::{put_bytes, put_message};

    use super::*;

    fn log(fill: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut message = Vec::new();
        fill(&mut message);
        message
    }

    #[test]
    fn a_body_is_one_line_of_limited_length() {
        let text = format!("first\nsecond {}", "x".repeat(1000));
        let message = log(|out| put_message(out, 5, |body| put_bytes(body, 1, text.as_bytes())));
        let line = of(&Log::parse(&message).expect("reads"));
        assert!(line.starts_with("first second xxx") && line.chars().count() == MOST);
    }

    #[test]
    fn an_event_without_body_shows_its_attributes() {
        let message = log(|out| {
            for (key, text) in [("a", "1"), ("b", "two")] {
                put_message(out, 6, |pair| {
                    put_bytes(pair, 1, key.as_bytes());
                    put_message(pair, 2, |value| put_bytes(value, 1, text.as_bytes()));
                });
            }
        });
        assert_eq!(of(&Log::parse(&message).expect("reads")), "a=1 b=two");
    }
}
