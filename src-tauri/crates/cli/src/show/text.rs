//! A trace as text for a terminal: head, tree, dialogue. Wraps where the terminal ends, colours only where it may; nothing that was sent can
//! move the cursor.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use waterglass_proto::TraceDocument;

use super::section::{Block, blocks, heading};
use super::story::story;
use super::tree::{has_brackets, head, table};
use crate::table::plain;

/// Texts of blocks stand so far in, below their names.
const INDENT: &str = "  ";

/// No line of text is made narrower than this.
const NARROWEST: usize = 20;

/// Looks of a text where colours are wanted.
struct Paint(bool);

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.0 && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }

    fn red(&self, text: &str) -> String {
        self.with("31", text)
    }
}

/// The whole text. `room`: cells of a line, if it has an end.
pub(super) fn text(document: &TraceDocument, room: Option<usize>, colour: bool) -> String {
    let paint = Paint(colour);
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint.bold(&plain(&document.name)));
    for (name, value) in head(document) {
        let _ = writeln!(out, "{} {value}", paint.dim(&format!("{name:<8}")));
    }
    out.push('\n');
    for (number, line) in table(document, room).iter().enumerate() {
        let shown = match number {
            0 => paint.dim(&line.text),
            _ if line.failed => paint.red(&line.text),
            _ => line.text.clone(),
        };
        let _ = writeln!(out, "{shown}");
    }
    if has_brackets(document) {
        let _ = writeln!(out, "{}", paint.dim("(in brackets: repeated by other spans, not in the total)"));
    }
    for told in story(document) {
        let _ = writeln!(out, "\n{} {}", paint.dim("──"), paint.bold(&heading(told.span)));
        for block in blocks(&told) {
            match block {
                Block::Role(role) => {
                    let _ = writeln!(out, "{}", paint.bold(&role));
                }
                Block::Line(line) => {
                    let line = if line.starts_with("Failed") { paint.red(&line) } else { paint.dim(&line) };
                    let _ = writeln!(out, "{INDENT}{line}");
                }
                Block::Text { name: None, text } => lines(&mut out, INDENT, text, room),
                Block::Text { name: Some(name), text } => {
                    let one = text.trim();
                    let fits = !one.contains('\n')
                        && room.is_none_or(|room| INDENT.len() + name.width() + 1 + one.width() <= room);
                    if fits {
                        let _ = writeln!(out, "{INDENT}{} {}", paint.dim(&name), plain(one));
                    } else {
                        let _ = writeln!(out, "{INDENT}{}", paint.dim(&name));
                        lines(&mut out, &INDENT.repeat(2), text, room);
                    }
                }
            }
        }
    }
    out
}

/// A text line by line, each a little in.
fn lines(out: &mut String, indent: &str, text: &str, room: Option<usize>) {
    let room = room.map(|room| room.saturating_sub(indent.len()).max(NARROWEST));
    for line in text.trim_end().lines() {
        // A tab moves the cursor, which nobody minds at the beginning of a line.
        let line = plain(&line.replace('\t', "    "));
        for piece in wrapped(&line, room) {
            let _ = writeln!(out, "{indent}{}", piece.trim_end());
        }
    }
}

/// A line in pieces that fit, broken between words where that can be.
fn wrapped(line: &str, room: Option<usize>) -> Vec<&str> {
    let Some(room) = room.filter(|room| line.width() > *room) else { return vec![line] };
    let (mut pieces, mut rest) = (Vec::new(), line);
    while rest.width() > room {
        let (mut used, mut end, mut space) = (0, rest.len(), None);
        for (at, character) in rest.char_indices() {
            used += character.width().unwrap_or(0);
            if used > room {
                end = at;
                break;
            }
            if character == ' ' && at > 0 {
                space = Some(at + 1);
            }
        }
        let end = space.filter(|space| *space * 3 > end).unwrap_or(end).max(1);
        let end = rest.ceil_char_boundary(end);
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", Some(8)), ["one two ", "three"]);
        assert_eq!(wrapped("one two three", None), ["one two three"]);
        assert_eq!(wrapped("abcdefghij", Some(4)), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("日本語日本語", Some(5)), ["日本", "語日", "本語"]);
        assert_eq!(wrapped("日", Some(1)), ["日"], "goes on");
    }

    #[test]
    fn nothing_that_was_sent_moves_the_cursor() {
        let mut out = String::new();
        lines(&mut out, INDENT, "a\x1b[2J\r\n\tb\u{202e}", None);
        assert_eq!(out, "  a\u{fffd}[2J\n      b\u{fffd}\n");
    }
}
