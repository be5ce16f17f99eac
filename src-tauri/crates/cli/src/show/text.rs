//! A trace as text for a terminal: head, tree, dialogue. Wraps where the terminal ends, colours only where it may; nothing that was sent can
//! move the cursor.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use waterglass_proto::TraceDocument;

use super::section::{Block, blocks, heading};
use super::story::story;
use super::tree::{has_brackets, head, table};
use crate::table::plain;
use crate::units::count;

/// Texts of blocks stand so far in, below their names.
const INDENT: &str = "  ";

/// No line of text is made narrower than this.
const NARROWEST: usize = 20;

/// No text fills more lines of a terminal.
const MOST_LINES: usize = 100;

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
    told(&mut out, "", &plain(&document.name), room, |piece| paint.bold(piece));
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
    for turn in story(document) {
        let _ = write!(out, "\n{} ", paint.dim("──"));
        let room_behind = room.map(|room| room.saturating_sub(3));
        told(&mut out, "", &heading(turn.span), room_behind, |piece| paint.bold(piece));
        for block in blocks(&turn) {
            match block {
                Block::Role(role) => told(&mut out, "", &role, room, |piece| paint.bold(piece)),
                Block::Line(line) => {
                    let failed = line.starts_with("Failed");
                    told(
                        &mut out,
                        INDENT,
                        &line,
                        room,
                        |piece| if failed { paint.red(piece) } else { paint.dim(piece) },
                    );
                }
                Block::Text { name: None, text } => lines(&mut out, INDENT, text, room),
                Block::Text { name: Some(name), text } => {
                    let one = text.trim();
                    let fits = !one.contains('\n')
                        && room.is_none_or(|room| INDENT.len() + name.width() + 1 + one.width() <= room);
                    if fits {
                        let _ = writeln!(out, "{INDENT}{} {}", paint.dim(&name), plain(one));
                    } else {
                        told(&mut out, INDENT, &name, room, |piece| paint.dim(piece));
                        lines(&mut out, &INDENT.repeat(2), text, room);
                    }
                }
            }
        }
    }
    out
}

/// A line of ours, in as many as it takes.
fn told(out: &mut String, indent: &str, line: &str, room: Option<usize>, painted: impl Fn(&str) -> String) {
    for piece in wrapped(line, inside(indent, room)) {
        let _ = writeln!(out, "{indent}{}", painted(piece.trim_end()));
    }
}

/// A text line by line, each a little in; on a terminal no more than anybody scrolls back.
fn lines(out: &mut String, indent: &str, text: &str, room: Option<usize>) {
    let text = text.trim_end();
    let (inside, mut left) = (inside(indent, room), room.map_or(usize::MAX, |_| MOST_LINES));
    for (number, line) in text.lines().enumerate() {
        // A tab moves the cursor, which nobody minds at the beginning of a line.
        let shown = plain(&line.replace('\t', "    "));
        for piece in wrapped(&shown, inside) {
            if left == 0 {
                let more = match text.lines().count() - number {
                    1 => "the rest of the line".to_owned(),
                    lines => format!("{} more lines", count(lines as u64)),
                };
                let _ = writeln!(out, "{indent}[… {more}; all of it through a pipe: | less]");
                return;
            }
            left -= 1;
            let _ = writeln!(out, "{indent}{}", piece.trim_end());
        }
    }
}

/// The room that is left behind an indent.
fn inside(indent: &str, room: Option<usize>) -> Option<usize> {
    room.map(|room| room.saturating_sub(indent.len()).max(NARROWEST))
}

/// A line in pieces that fit, broken between words where that can be.
fn wrapped(line: &str, room: Option<usize>) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest.take()?;
        let end = room.map_or(line.len(), |room| fitting(line, room));
        let (piece, behind) = line.split_at(end);
        rest = Some(behind).filter(|behind| !behind.is_empty());
        Some(piece)
    })
}

/// Bytes of the beginning that fits; at least a character.
fn fitting(line: &str, room: usize) -> usize {
    let (mut used, mut space) = (0, None);
    for (at, character) in line.char_indices() {
        used += character.width().unwrap_or(0);
        if used > room {
            let end = space.filter(|space| *space * 3 > at).unwrap_or(at);
            return line.ceil_char_boundary(end.max(1));
        }
        if character == ' ' && at > 0 {
            space = Some(at + 1);
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use waterglass_proto::{Message, Nanos, Part, Totals};

    use super::*;
    use crate::show::said::tests::span;

    #[test]
    fn lines_break_between_words() {
        let wrapped = |line, room| wrapped(line, room).collect::<Vec<_>>();
        assert_eq!(wrapped("one two three", Some(8)), ["one two ", "three"]);
        assert_eq!(wrapped("one two three", None), ["one two three"]);
        assert_eq!(wrapped("", Some(8)), [""]);
        assert_eq!(wrapped("abcdefghij", Some(4)), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("日本語日本語", Some(5)), ["日本", "語日", "本語"]);
        assert_eq!(wrapped("日", Some(1)), ["日"], "goes on");
        assert_eq!(wrapped(&"x".repeat(4 << 20), Some(40)).len(), (4usize << 20).div_ceil(40));
    }

    #[test]
    fn a_terminal_is_never_overrun() {
        let mut one = span(0, "日本語の名前 of a span\x1b[2J that is very long indeed");
        one.genai.facts.span_type = waterglass_proto::SpanType::Model;
        one.status = "error".into();
        one.status_message = "no\x07 ".repeat(40);
        let part = Part::Text { text: "語 \u{9b}31m ".repeat(100), bytes: None };
        let said = Message { role: "user\x1b".into(), parts: vec![part], ..Message::default() };
        one.genai.conversation.input_messages = vec![said];
        let trace = TraceDocument {
            trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".into(),
            name: one.name.clone(),
            service: "a service".into(),
            project: "default".into(),
            start_ns: Nanos(0),
            duration_ns: Nanos(1),
            status: "failed".into(),
            session: None,
            user: None,
            models: Vec::new(),
            totals: Totals::default(),
            spans: vec![one],
        };
        let bare = text(&trace, Some(50), false);
        // The trace's id is not broken: it is there to be taken along.
        let shown = bare.lines().filter(|line| !line.starts_with("Trace") && !line.starts_with("Started"));
        assert_eq!(shown.filter(|line| line.width() > 50).collect::<Vec<_>>(), [""; 0], "{bare}");
        assert!(!bare.contains(|letter: char| letter.is_control() && letter != '\n'), "{bare:?}");
        let coloured = text(&trace, Some(50), true);
        let without =
            ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"].iter().fold(coloured, |text, code| text.replace(code, ""));
        assert_eq!(without, bare, "colours change nothing else");
    }

    #[test]
    fn long_texts_end_on_a_terminal_only() {
        let text = "a\n".repeat(150);
        let (mut seen, mut piped) = (String::new(), String::new());
        lines(&mut seen, INDENT, &text, Some(80));
        lines(&mut piped, INDENT, &text, None);
        assert!(seen.ends_with("  a\n  [… 50 more lines; all of it through a pipe: | less]\n"), "{seen}");
        assert_eq!((seen.lines().count(), piped.lines().count()), (101, 150));
        seen.clear();
        lines(&mut seen, INDENT, &"b".repeat(1_000_000), Some(80));
        assert!(seen.ends_with("  [… the rest of the line; all of it through a pipe: | less]\n"), "{seen}");
    }

    #[test]
    fn nothing_that_was_sent_moves_the_cursor() {
        let mut out = String::new();
        lines(&mut out, INDENT, "a\x1b[2J\r\n\tb\u{202e}", None);
        assert_eq!(out, "  a\u{fffd}[2J\n      b\u{fffd}\n");
    }
}
