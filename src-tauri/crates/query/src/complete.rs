//! What may stand at a cursor: the shape of the answer. Which fields and values there are in the data is told by whoever has the data. Reads any text, however
//! broken.

use crate::ast::At;
use crate::fields::{FieldInfo, Shape, Target};
use crate::highlight::{TokenKind, pieces};
use crate::scan::Scanner;

/// What may stand at a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// What an accepted completion replaces.
    pub replace: At,
    /// A field whose name begins so. Behind `span.` only what follows it.
    pub field: Option<String>,
    /// A value of this field (as written) that begins so.
    pub value: Option<(String, String)>,
    /// The value has been begun in quotation marks.
    pub in_quotes: bool,
    /// Operators.
    pub operators: Vec<&'static str>,
    /// `OR`, `NOT`, functions.
    pub keywords: Vec<&'static str>,
}

/// What a term may begin with, beside fields.
const STARTS: [&str; 7] = ["OR", "NOT", "same(", "parent(", "child(", "under(", "has:"];

/// The pieces of a text, in order, without the spaces between them; none overlaps another.
pub fn tokens(text: &str, _on: Target) -> Vec<(At, TokenKind)> {
    pieces(text)
}

/// What may stand at the cursor: a byte position, moved back to a character's border. What stands behind the cursor in the same piece is replaced, too.
pub fn expects(text: &str, cursor: usize, on: Target) -> Expectation {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    // As if nothing followed: what is being typed is seldom whole.
    let before = &text[..cursor];
    let found = pieces(before);
    let place = Place { text, before, cursor, on, found: &found };
    match found.split_last() {
        Some((last, rest)) => place.behind(*last, rest),
        None => place.term(At::new(cursor, cursor)),
    }
}

struct Place<'t> {
    text: &'t str,
    /// The text up to the cursor.
    before: &'t str,
    cursor: usize,
    on: Target,
    found: &'t [(At, TokenKind)],
}

impl Place<'_> {
    fn here(&self) -> At {
        At::new(self.cursor, self.cursor)
    }

    fn behind(&self, (at, kind): (At, TokenKind), rest: &[(At, TokenKind)]) -> Expectation {
        use TokenKind::{Field, Function, Keyword, Mistake, Number, Operator, Paren, Text, Value};
        let piece = at.of(self.before);
        let touches = at.to == self.cursor;
        let is_sign = matches!(piece, "-" | "!" | "&&" | "||");
        match kind {
            // Space may stand behind all operators but the colon.
            Operator if touches || piece != ":" => self.value(self.here()),
            Value | Number if touches => self.value(at),
            Mistake
                if touches
                    && rest.last().is_some_and(|(_, kind)| matches!(kind, Operator | Paren))
                    && self.is_value(rest) =>
            {
                self.value(at)
            }
            Paren if piece == "," || self.opens_list() => self.value(self.here()),
            Field | Text | Mistake | Keyword if touches && !is_sign => self.word(at),
            Function => Expectation { replace: self.here(), keywords: vec!["("], ..Expectation::default() },
            Text => self.next_to(at),
            _ => self.term(self.here()),
        }
    }

    /// Whether a piece behind these is a value.
    fn is_value(&self, rest: &[(At, TokenKind)]) -> bool {
        match rest.last() {
            Some((_, TokenKind::Operator)) => true,
            Some((at, _)) => at.of(self.before) == "," || self.is_list(rest),
            None => false,
        }
    }

    /// Whether the last piece is the parenthesis of `in (`.
    fn opens_list(&self) -> bool {
        self.is_list(self.found)
    }

    fn is_list(&self, found: &[(At, TokenKind)]) -> bool {
        matches!(found, [.., (word, TokenKind::Keyword), (sign, TokenKind::Paren)]
            if sign.of(self.before) == "(" && word.of(self.before).eq_ignore_ascii_case("in"))
    }

    /// A field that is being typed, or a word, or a keyword.
    fn word(&self, at: At) -> Expectation {
        let has = matches!(self.found, [.., (key, _), (_, TokenKind::Operator), (last, _)]
            if *last == at && key.of(self.before).eq_ignore_ascii_case("has"));
        let piece = at.of(self.before);
        let mut expected = if has { self.field(at) } else { self.term(at) };
        if let Some(info) = FieldInfo::named(piece).filter(|info| info.is_on(self.on) && !has) {
            expected.operators = operators(info.shape);
        }
        expected
    }

    /// The beginning of a term.
    fn term(&self, at: At) -> Expectation {
        let part = at.of(self.before).to_lowercase();
        let keywords = STARTS.into_iter().filter(|word| word.to_lowercase().starts_with(&part)).collect();
        Expectation { keywords, ..self.field(at) }
    }

    fn field(&self, at: At) -> Expectation {
        let piece = at.of(self.before);
        // The data's keys are known without it.
        let scope = ["span.", "attributes.", "attr."].into_iter().find(|scope| piece.starts_with(scope));
        let from = at.from + scope.map_or(0, str::len);
        let part = said(&self.before[from..at.to]);
        Expectation { replace: self.whole(At::new(from, at.to)), field: Some(part), ..Expectation::default() }
    }

    /// The value of the last field.
    fn value(&self, at: At) -> Expectation {
        let field = self.found.iter().rev().find(|(_, kind)| *kind == TokenKind::Field);
        let Some((key, _)) = field else { return Expectation { replace: at, ..Expectation::default() } };
        let (field, piece) = (key.of(self.before), at.of(self.before));
        if field.eq_ignore_ascii_case("has") {
            return self.field(at);
        }
        Expectation {
            replace: self.whole(at),
            value: Some((field.to_owned(), said(piece))),
            in_quotes: piece.starts_with('"'),
            ..Expectation::default()
        }
    }

    /// Behind a word and a space: it may yet become a field.
    fn next_to(&self, word: At) -> Expectation {
        let known = FieldInfo::named(word.of(self.before)).filter(|info| info.is_on(self.on));
        match known {
            Some(info) => Expectation {
                keywords: vec!["exists", "in (", "AND", "OR"],
                operators: operators(info.shape).into_iter().filter(|sign| *sign != ":").collect(),
                ..self.term(self.here())
            },
            None => self.term(self.here()),
        }
    }

    /// A piece up to where it ends behind the cursor.
    fn whole(&self, at: At) -> At {
        let mut around = pieces(self.text).into_iter().map(|(whole, _)| whole);
        let whole = around.rfind(|whole| whole.from <= at.from && at.to < whole.to && at.from < at.to);
        let to = whole.filter(|whole| !whole.of(self.text).starts_with('"')).map_or(at.to, |whole| whole.to);
        At::new(at.from, to)
    }
}

/// What a piece says so far: without quotation marks, closed or not.
fn said(piece: &str) -> String {
    let Some(inside) = piece.strip_prefix('"') else { return piece.to_owned() };
    match Scanner::new(piece).value(false) {
        Ok(Some(value)) => value.text,
        _ => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
    }
}

fn operators(shape: Shape) -> Vec<&'static str> {
    match shape {
        Shape::Duration | Shape::Time | Shape::Count | Shape::Money | Shape::Number => vec![">", "<", ">=", "<="],
        Shape::Severity => vec![":", ">=", "<", "!="],
        Shape::Words(_) | Shape::Id => vec![":", "!="],
        Shape::Text => vec![":", "=", "!=", "~", "!~"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_expect() {
        let at = |text: &str| expects(text, text.len(), Target::Traces);
        assert_eq!(at("").field.as_deref(), Some(""));
        assert_eq!((at("serv").field.as_deref(), at("serv").replace), (Some("serv"), At { from: 0, to: 4 }));
        assert_eq!(at("service").operators, [":", "=", "!=", "~", "!~"]);
        assert_eq!(at("service:").value, Some(("service".into(), String::new())));
        let found = at("status:error service:\"che");
        assert_eq!((found.value, found.replace), (Some(("service".into(), "che".into())), At { from: 21, to: 25 }));
        assert!(found.in_quotes);
        for text in ["model in (", "model in (a, ", "model in (a,", "model not in (a, "] {
            assert_eq!(at(text).value, Some(("model".into(), String::new())), "{text}");
        }
        assert_eq!(at("model in (a, \"b c").value, Some(("model".into(), "b c".into())));
        assert_eq!(at("service:a ").field.as_deref(), Some(""));
        assert_eq!(at("has:se").field.as_deref(), Some("se"));
        assert!(at("has:se").keywords.is_empty());
        assert_eq!(at("-to").field.as_deref(), Some("to"));
        assert_eq!(expects("é", 1, Target::Traces).replace, At { from: 0, to: 0 });
    }

    #[test]
    fn cursors_expect_inside_and_behind_spaces() {
        let at = |text: &str| {
            let cursor = text.find('|').expect("a cursor");
            expects(&text.replace('|', ""), cursor, Target::Traces)
        };
        assert_eq!(at("duration > |").value, Some(("duration".into(), String::new())));
        assert_eq!(at("model: |").field.as_deref(), Some(""));
        assert_eq!(at("duration |").operators, [">", "<", ">=", "<="]);
        assert_eq!(at("name |").keywords, ["exists", "in (", "AND", "OR"]);
        assert_eq!(at("service:a,|").value, Some(("service".into(), String::new())));
        assert_eq!(at("service:a,b|").value, Some(("service".into(), "b".into())));
        assert_eq!(at("same(par|").keywords, ["parent("]);
        assert_eq!(at("a O|").keywords, ["OR"]);
        // The rest of the word goes with it.
        let found = at("ser|vice:checkout");
        assert_eq!((found.field.as_deref(), found.replace), (Some("ser"), At { from: 0, to: 7 }));
        let found = at("service:che|ckout x");
        assert_eq!((found.value, found.replace), (Some(("service".into(), "che".into())), At { from: 8, to: 16 }));
        let found = at("span.htt|");
        assert_eq!((found.field.as_deref(), found.replace), (Some("htt"), At { from: 5, to: 8 }));
        assert_eq!(at("resource.k8s|").field.as_deref(), Some("resource.k8s"));
        assert_eq!(at("\"odd k|").field.as_deref(), Some("odd k"));
        assert_eq!(at("x:\"a \\\"b|").value, Some(("x".into(), "a \"b".into())));
    }
}
