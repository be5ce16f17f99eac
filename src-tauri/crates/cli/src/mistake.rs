//! A refusal on the terminal: the message, the line of the query it is about with a caret below the place, and what to do. Makes text, prints nothing.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;
use waterglass_proto::{ApiError, QueryNote, TextRange};

use crate::table::plain;

/// Cells of a long line shown before and behind the place.
const AROUND: usize = 50;

/// The whole text, each line ended.
pub(crate) fn told(refusal: &ApiError, text: &str) -> String {
    let mut told = format!("waterglass: {}\n", plain(&refusal.message));
    if let Some(at) = &refusal.at {
        told += &pointed(at, text);
    }
    if let Some(hint) = &refusal.hint {
        let _ = writeln!(told, "  {}", plain(hint));
    }
    told
}

/// A note about a query that has no mistake, in the same form.
pub(crate) fn noted(note: &QueryNote, text: &str) -> String {
    format!("Note: {}\n{}", plain(&note.message), pointed(&note.at, text))
}

/// The line it is about, and a caret below the place.
fn pointed(at: &TextRange, text: &str) -> String {
    let from = byte_of(text, at.from as usize);
    let to = byte_of(text, at.to as usize).max(from);
    let start = text[..from].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[from..].find('\n').map_or(text.len(), |newline| from + newline);
    let (before, wrong) = (plain(&text[start..from]), plain(&text[from..to.min(end)]));
    let behind = plain(&text[to.min(end)..end]);
    let (before, behind) = (last(&before), first(&behind));
    let wrong = first(&wrong);
    format!("  {before}{wrong}{behind}\n  {}{}\n", " ".repeat(before.width()), "^".repeat(wrong.width().max(1)))
}

/// The byte at which a place begins that is counted in UTF-16 units.
fn byte_of(text: &str, units: usize) -> usize {
    let mut counted = 0;
    for (at, character) in text.char_indices() {
        if counted >= units {
            return at;
        }
        counted += character.len_utf16();
    }
    text.len()
}

fn first(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn last(text: &str) -> String {
    let surplus = text.chars().count().saturating_sub(AROUND);
    match text.char_indices().nth(surplus) {
        Some((start, _)) if surplus > 0 => format!("…{}", &text[start..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use waterglass_proto::ErrorCode;

    use super::*;

    fn told_at(text: &str, from: u32, to: u32) -> String {
        let refusal = ApiError {
            code: ErrorCode::BadQuery,
            message: "no".into(),
            hint: Some("do".into()),
            at: Some(TextRange { from, to }),
        };
        told(&refusal, text)
    }

    #[test]
    fn the_caret_stands_below_the_place() {
        assert_eq!(told_at("a duration>2x", 11, 13), "waterglass: no\n  a duration>2x\n             ^^\n  do\n");
        // At the end; behind wide characters and such of two UTF-16 units; in the second line.
        assert_eq!(told_at("a:", 2, 2), "waterglass: no\n  a:\n    ^\n  do\n");
        assert_eq!(told_at("日本😀 x", 5, 6), "waterglass: no\n  日本😀 x\n         ^\n  do\n");
        assert_eq!(told_at("ab\ncd ef\ngh", 6, 8), "waterglass: no\n  cd ef\n     ^^\n  do\n");
        // Past the end, and with something for the terminal in it.
        assert_eq!(told_at("a\u{1b}[1m\tb", 99, 120), "waterglass: no\n  a�[1m b\n         ^\n  do\n");
    }

    #[test]
    fn long_texts_are_shown_around_the_place() {
        let text = format!("{}!{}", "a".repeat(100_000), "b".repeat(100_000));
        let (a, b) = ("a".repeat(AROUND), "b".repeat(AROUND));
        let caret = format!("{}^", " ".repeat(AROUND + 1));
        assert_eq!(told_at(&text, 100_000, 100_001), format!("waterglass: no\n  …{a}!{b}…\n  {caret}\n  do\n"));
    }
}
