//! Free text out of a query: words, phrases, beginnings; and remarks on words that look as if they were meant otherwise.

use crate::ast::{At, Expr, Hint, Leaf, Test, Words};
use crate::mistake::Mistake;
use crate::parse::{FUNCTIONS, Parser};
use crate::scan::Piece;

impl Parser<'_> {
    pub(crate) fn free_text(&mut self, follows: bool) -> Result<Expr, Mistake> {
        let from = self.scan.position();
        let Some(word) = self.scan.word()? else {
            return Err(Mistake::new(self.after(from), "this cannot be read", "Quote it to search for it."));
        };
        if word.text.is_empty() {
            let hint = "Write the words to search for between them.";
            return Err(Mistake::new(word.at, "nothing stands between these quotation marks", hint)
                .unfinished(self.scan.is_at_end()));
        }
        // `"two wor"*`: the star behind a quotation mark.
        let star = word.quoted && self.scan.take("*");
        self.apart(&word)?;
        self.remark(&word, follows);
        let words = if word.quoted {
            Words { text: word.text, prefix: star }
        } else {
            match word.text.trim_end_matches('*') {
                // Everything.
                "" => return Ok(Expr::And(Vec::new())),
                beginning => Words { text: beginning.to_owned(), prefix: beginning.len() < word.text.len() },
            }
        };
        Ok(Expr::Leaf(Leaf { at: self.scan.since(from), test: Test::Text(words) }))
    }

    /// Whether a quotation mark stands right behind a piece, or a piece right behind one.
    pub(crate) fn apart(&self, piece: &Piece) -> Result<(), Mistake> {
        let here = self.scan.position();
        let next = self.scan.rest().chars().next();
        let ends =
            next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | ',')) || self.scan.rest().starts_with("&&");
        match next {
            Some('"') => Err(in_the_middle(self.after(here)).unfinished(self.text.len() == here + 1)),
            Some('(') | None => Ok(()),
            Some(_) if piece.quoted && !ends => Err(in_the_middle(At::new(piece.at.to - 1, piece.at.to))),
            Some(_) => Ok(()),
        }
    }

    /// Remarks on a word that may be meant otherwise.
    fn remark(&mut self, word: &Piece, follows: bool) {
        let text = word.text.as_str();
        let mut ahead = self.scan;
        let spaced = ahead.spaces();
        let before_term = !(ahead.is_at_end() || ahead.rest().starts_with(')') || ahead.keyword(&["AND", "OR"]));
        let message = match text {
            _ if word.quoted && text.ends_with('*') => {
                "a * in quotation marks stands for itself: write it behind the second one for words that go on".into()
            }
            _ if word.quoted => return,
            "or" | "Or" | "and" | "And" if follows && before_term => {
                format!("{text:?} is searched for as a word; to join terms write {}", text.to_uppercase())
            }
            "not" | "Not" if before_term => format!("{text:?} is searched for as a word; for the opposite write NOT"),
            _ if spaced && ahead.rest().starts_with('(') && is_function(text) => {
                format!("{text:?} is searched for as a word; for the function write {text}( without a space")
            }
            _ if text.starts_with(OTHER_MARKS) && text.chars().count() > 1 => "only \" is a quotation mark here".into(),
            _ if text.trim_end_matches('*').contains('*') => {
                "in free text a * stands for letters at the end of a word only".into()
            }
            _ => return,
        };
        self.hints.push(Hint { at: word.at, message });
    }
}

/// Quotation marks that are none here.
pub(crate) const OTHER_MARKS: [char; 5] = ['\'', '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}'];

fn is_function(word: &str) -> bool {
    FUNCTIONS.iter().any(|name| name.eq_ignore_ascii_case(word))
}

pub(crate) fn in_the_middle(at: At) -> Mistake {
    let hint = "Quote the whole of it, or write a space between; \\\" is a quotation mark inside.";
    Mistake::new(at, "a quotation mark stands in the middle of a word", hint)
}
