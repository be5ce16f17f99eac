//! A table that fits the terminal: one line a row, texts cut where there is no room. What was sent is shown, never obeyed: nothing in it can move the cursor.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Between two columns.
const GAP: &str = "  ";

/// No column is made narrower than this.
const NARROWEST: usize = 6;

/// A text in one line, without anything a terminal would take for a command or that turns the reading direction.
pub(crate) fn plain(text: &str) -> String {
    let shown = |character: char| match character {
        '\t' | '\n' | '\r' => ' ',
        plain if is_plain(plain) => plain,
        _ => '\u{fffd}',
    };
    text.chars().map(shown).collect()
}

/// Whether a terminal shows a character and does nothing else.
pub(crate) fn is_plain(character: char) -> bool {
    let turns = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
    );
    !character.is_control() && !turns
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Numbers: to the right, never cut.
    Number,
    /// Times: never cut.
    Time,
    /// Texts.
    Text,
}

/// How wide columns are, and what they hold.
#[derive(Debug)]
pub(crate) struct Layout {
    widths: Vec<usize>,
    forms: Vec<Form>,
}

impl Layout {
    /// Room for these rows, the headings first. `room`: cells of a line, if it has an end.
    pub(crate) fn of<'r>(rows: impl Iterator<Item = &'r Vec<String>>, forms: &[Form], room: Option<usize>) -> Self {
        let mut widths = vec![0; forms.len()];
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        if let Some(room) = room {
            shrink(&mut widths, forms, room);
        }
        Self { widths, forms: forms.to_vec() }
    }

    /// A row as a line, without its end.
    pub(crate) fn line(&self, row: &[String]) -> String {
        let mut line = String::new();
        for ((cell, width), form) in row.iter().zip(&self.widths).zip(&self.forms) {
            if !line.is_empty() {
                line.push_str(GAP);
            }
            let cell = cut(cell, *width);
            let room = " ".repeat(width.saturating_sub(cell.width()));
            if *form == Form::Number {
                line.push_str(&room);
                line.push_str(&cell);
            } else {
                line.push_str(&cell);
                line.push_str(&room);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// Takes from the widest column of texts, again and again, until all fit or nothing can be taken.
fn shrink(widths: &mut [usize], forms: &[Form], room: usize) {
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    loop {
        let surplus = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
        let candidates = || (0..widths.len()).filter(|at| forms[*at] == Form::Text && widths[*at] > NARROWEST);
        let Some(widest) = candidates().max_by_key(|at| widths[*at]).filter(|_| surplus > 0) else { return };
        // Down to the next widest, so that a long text gives before short ones do.
        let next = candidates().filter(|at| *at != widest).map(|at| widths[at]).max().unwrap_or(NARROWEST);
        let floor = next.min(widths[widest] - 1).max(NARROWEST);
        widths[widest] = (widths[widest] - surplus.min(widths[widest])).max(floor);
    }
}

/// A text in at most so many cells.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut kept, mut used) = (String::new(), 0);
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used + 1 > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    use Form::{Number, Text, Time};

    fn lines(rows: &[&[&str]], forms: &[Form], room: Option<usize>) -> Vec<String> {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect();
        let layout = Layout::of(rows.iter(), forms, room);
        rows.iter().map(|row| layout.line(row)).collect()
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows: &[&[&str]] = &[&["name", "n", "x"], &["日本", "12", ""], &["e\u{301}", "3", "y"]];
        assert_eq!(lines(rows, &[Text, Number, Text], None), ["name   n  x", "日本  12", "e\u{301}      3  y"]);
    }

    #[test]
    fn the_widest_give_first_and_numbers_never() {
        let (long, id) = ("a".repeat(100), "0".repeat(32));
        let rows: &[&[&str]] = &[&[&long, "123456789", &id, "2023-11-14"]];
        let fitted = &lines(rows, &[Text, Number, Text, Time], Some(60))[0];
        assert!(
            fitted.width() <= 60 && fitted.contains("  123456789  ") && fitted.ends_with("  2023-11-14"),
            "{fitted}"
        );
        let narrow = &lines(rows, &[Text, Number, Text, Time], Some(10))[0];
        assert_eq!(narrow, "aaaaa…  123456789  00000…  2023-11-14");
        assert_eq!(cut("日本語", 4), "日…");
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        assert_eq!(plain("a\x1b[31m\n\u{9b}1m\u{202e}x\0"), "a\u{fffd}[31m \u{fffd}1m\u{fffd}x\u{fffd}");
    }
}
