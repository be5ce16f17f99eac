//! The pieces of a query: keys, operators, values, quotation marks. Each says where it stands; none knows what it means.

use winnow::combinator::alt;
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::token::take_while;

use crate::ast::At;
use crate::mistake::Mistake;

/// A position in a text, with the pieces that may follow it.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// A piece of text and where it stands, quotation marks included.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) quoted: bool,
    pub(crate) at: At,
}

type Result<T> = std::result::Result<T, ContextError>;

fn bare_key<'t>(input: &mut &'t str) -> Result<&'t str> {
    take_while(1.., |c: char| {
        !c.is_whitespace() && !matches!(c, '(' | ')' | ':' | '=' | '!' | '<' | '>' | '~' | '"' | ',' | '\0')
    })
    .parse_next(input)
}

fn bare_value<'t>(input: &mut &'t str) -> Result<&'t str> {
    take_while(1.., |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | ',')).parse_next(input)
}

fn bare_word<'t>(input: &mut &'t str) -> Result<&'t str> {
    take_while(1.., |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '"')).parse_next(input)
}

fn operator<'t>(input: &mut &'t str) -> Result<&'t str> {
    // Longer ones first.
    let two = alt(("!=", "!~", ">=", "<=", "=="));
    alt((two, alt((":", "=", ">", "<", "~")))).parse_next(input)
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// From a position to here.
    pub(crate) fn since(&self, from: usize) -> At {
        At { from, to: self.at }
    }

    /// Passes spaces and says whether there were any.
    pub(crate) fn spaces(&mut self) -> bool {
        let rest = self.rest();
        let after = rest.trim_start();
        self.at += rest.len() - after.len();
        after.len() < rest.len()
    }

    /// Passes a piece of punctuation.
    pub(crate) fn take(&mut self, piece: &str) -> bool {
        let found = self.rest().starts_with(piece);
        if found {
            self.at += piece.len();
        }
        found
    }

    /// Passes a word that is one of these, as a word of its own.
    pub(crate) fn keyword(&mut self, words: &[&str]) -> bool {
        let rest = self.rest();
        let ends = |after: &str| after.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        let found = words.iter().find(|word| rest.strip_prefix(**word).is_some_and(ends));
        if let Some(word) = found {
            self.at += word.len();
        }
        found.is_some()
    }

    fn with(&mut self, mut parser: impl FnMut(&mut &'t str) -> Result<&'t str>) -> Option<&'t str> {
        let mut input = self.rest();
        let found = parser(&mut input).ok()?;
        self.at += found.len();
        Some(found)
    }

    fn piece(&mut self, parser: fn(&mut &'t str) -> Result<&'t str>) -> std::result::Result<Option<Piece>, Mistake> {
        let from = self.at;
        if self.rest().starts_with('"') {
            let text = self.quoted()?;
            return Ok(Some(Piece { text, quoted: true, at: self.since(from) }));
        }
        let found = self.with(parser);
        Ok(found.map(|text| Piece { text: text.to_owned(), quoted: false, at: self.since(from) }))
    }

    pub(crate) fn key(&mut self) -> std::result::Result<Option<Piece>, Mistake> {
        self.piece(bare_key)
    }

    pub(crate) fn value(&mut self) -> std::result::Result<Option<Piece>, Mistake> {
        self.piece(bare_value)
    }

    pub(crate) fn word(&mut self) -> std::result::Result<Option<Piece>, Mistake> {
        self.piece(bare_word)
    }

    pub(crate) fn operator(&mut self) -> Option<&'t str> {
        // `==` is `=` to those who come from a programming language.
        self.with(operator).map(|found| if found == "==" { "=" } else { found })
    }

    /// A text in quotation marks; `\"` and `\\` stand for themselves.
    fn quoted(&mut self) -> std::result::Result<String, Mistake> {
        let from = self.at;
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    // A backslash before anything else is one: regular expressions are full of them.
                    Some((_, other)) => text.extend(['\\', other]),
                    None => break,
                },
                other => text.push(other),
            }
        }
        self.at = self.text.len();
        let at = At { from, to: from + 1 };
        Err(Mistake::plain(at, "this quotation mark is not closed")
            .hinted("Add another \" at its end.")
            .unfinished(true))
    }
}
