//! The pieces of a query: keys, operators, values, quotation marks. Each says where it stands; none knows what it means.

use winnow::combinator::alt;
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::token::{take, take_while};

use crate::ast::At;
use crate::mistake::Mistake;
use crate::resolve::SCOPES;

/// A position in a text, with the pieces that may follow it.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// A piece of text and where it stands, quotation marks included.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    /// Without quotation marks, and without their escapes.
    pub(crate) text: String,
    /// What stands in front of the quotation marks of a key: `resource.` in `resource."odd key"`.
    pub(crate) prefix: &'static str,
    pub(crate) quoted: bool,
    pub(crate) at: At,
}

type Result<T> = std::result::Result<T, ContextError>;
type Read<T> = std::result::Result<T, Mistake>;

/// The operators in their usual spelling.
const OPERATORS: [&str; 9] = ["!=", "!~", ">=", "<=", ":", "=", ">", "<", "~"];

fn bare_key<'t>(input: &mut &'t str) -> Result<&'t str> {
    take_while(1.., |c: char| {
        !c.is_whitespace() && !matches!(c, '(' | ')' | ':' | '=' | '!' | '<' | '>' | '~' | '"' | ',' | '\0')
    })
    .parse_next(input)
}

/// A value without quotation marks. Parentheses that close within it belong to it: `name:main()`, `name~^(GET|POST)`. A comma ends it where several
/// values may stand.
fn bare_value<'t>(input: &mut &'t str, several: bool) -> Result<&'t str> {
    let mut open = 0usize;
    let text: &'t str = input;
    let ends = |character: char| {
        match character {
            '(' => open += 1,
            ')' if open == 0 => return true,
            ')' => open -= 1,
            _ => {}
        }
        character.is_whitespace() || character == '"' || (several && character == ',' && open == 0)
    };
    let end = text.find(ends).unwrap_or(text.len());
    take(text[..end].chars().count()).verify(|found: &str| !found.is_empty()).parse_next(input)
}

fn bare_word<'t>(input: &mut &'t str) -> Result<&'t str> {
    take_while(1.., |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '"')).parse_next(input)
}

fn operator<'t>(input: &mut &'t str) -> Result<&'t str> {
    // Longer ones first. `==`, `=~` and `<>` are how other languages write `=`, `~` and `!=`.
    let two = alt(("!=", "!~", ">=", "<=", "==".value("="), "=~".value("~"), "<>".value("!=")));
    alt((two, alt((":", "=", ">", "<", "~")))).parse_next(input)
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// At a byte of the text.
    pub(crate) fn at(text: &'t str, at: usize) -> Self {
        Self { text, at }
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

    /// Passes a word whatever its case.
    pub(crate) fn take_caseless(&mut self, word: &str) -> bool {
        let found = self.rest().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if found {
            self.at += word.len();
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

    fn with<O>(&mut self, mut parser: impl Parser<&'t str, O, ContextError>) -> Option<O> {
        let mut input = self.rest();
        let found = parser.parse_next(&mut input).ok()?;
        self.at = self.text.len() - input.len();
        Some(found)
    }

    fn piece(&mut self, parser: impl Parser<&'t str, &'t str, ContextError>) -> Read<Option<Piece>> {
        let from = self.at;
        if self.rest().starts_with('"') {
            let text = self.quoted()?;
            return Ok(Some(Piece { text, prefix: "", quoted: true, at: self.since(from) }));
        }
        let found = self.with(parser);
        Ok(found.map(|text| Piece { text: text.to_owned(), prefix: "", quoted: false, at: self.since(from) }))
    }

    /// What may stand before an operator: a name, a text in quotation marks, or a scope and a text in quotation marks.
    pub(crate) fn key(&mut self) -> Read<Option<Piece>> {
        let from = self.at;
        let found = self.piece(bare_key)?;
        let scope = found.as_ref().and_then(|piece| {
            let is_scope = !piece.quoted && self.rest().starts_with('"');
            SCOPES.iter().map(|(scope, _)| *scope).find(|scope| is_scope && piece.text.eq_ignore_ascii_case(scope))
        });
        let Some(prefix) = scope else { return Ok(found) };
        let text = self.quoted()?;
        Ok(Some(Piece { text, prefix, quoted: true, at: self.since(from) }))
    }

    /// What may stand behind an operator; where `several` values may stand, one of them.
    pub(crate) fn value(&mut self, several: bool) -> Read<Option<Piece>> {
        self.piece(|input: &mut &'t str| bare_value(input, several))
    }

    /// A word of free text, or a text in quotation marks.
    pub(crate) fn word(&mut self) -> Read<Option<Piece>> {
        self.piece(bare_word)
    }

    /// An operator in its usual spelling.
    pub(crate) fn operator(&mut self) -> Option<&'static str> {
        let found = self.with(operator)?;
        OPERATORS.into_iter().find(|known| *known == found)
    }

    /// A text in quotation marks; `\"` and `\\` stand for themselves.
    fn quoted(&mut self) -> Read<String> {
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
        let mistake =
            Mistake::new(At::new(from, from + 1), "this quotation mark is not closed", "Add another \" at its end.");
        Err(mistake.unfinished(true))
    }
}

/// The byte of a piece as it is written at which a byte of what it says stands.
pub(crate) fn source_of(written: &str, at: usize) -> usize {
    let Some(inside) = written.strip_prefix('"') else { return at.min(written.len()) };
    let (mut said, mut escaped) = (0, false);
    for (from, character) in inside.char_indices() {
        if said >= at && !escaped {
            return from + 1;
        }
        escaped = !escaped && character == '\\' && inside[from + 1..].starts_with(['"', '\\']);
        said += if escaped { 0 } else { character.len_utf8() };
    }
    written.len()
}

/// A text in quotation marks.
pub(crate) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_found_where_it_is_written() {
        let written = r#""a\"b\\c\d""#;
        let said = Scanner::new(written).value(false).expect("a value").expect("a value").text;
        assert_eq!(said, r#"a"b\c\d"#);
        let places: Vec<usize> = (0..said.len()).map(|at| source_of(written, at)).collect();
        assert_eq!(places, [1, 2, 4, 5, 7, 8, 9]);
        assert_eq!(source_of("abc", 1), 1);
    }
}
