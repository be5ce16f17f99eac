//! A query while it is typed: what its pieces are, and what may stand at the cursor. Reads any text, however broken.

use crate::ast::At;
use crate::fields::{FieldInfo, Shape, Target};
use crate::parse::FUNCTIONS;

/// What a piece of a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A field's name.
    Field,
    /// `:`, `>=` …
    Operator,
    /// A value.
    Value,
    /// A value that is a number, with its unit.
    Number,
    /// Free text.
    Text,
    /// `AND`, `OR`, `NOT`, `in`, `exists`.
    Keyword,
    /// `same`, `parent` …
    Function,
    /// A parenthesis or a comma.
    Paren,
    /// What cannot be read.
    Mistake,
}

/// What may stand at a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// What an accepted completion replaces.
    pub replace: At,
    /// A field whose name begins so.
    pub field: Option<String>,
    /// A value of this field that begins so.
    pub value: Option<(String, String)>,
    /// Operators.
    pub operators: Vec<&'static str>,
    /// `OR`, `NOT`, functions.
    pub keywords: Vec<&'static str>,
}

const OPERATORS: [&str; 9] = ["!=", "!~", ">=", "<=", ":", "=", ">", "<", "~"];

const KEYWORDS: [&str; 5] = ["AND", "OR", "NOT", "in", "exists"];

/// The pieces of a text, in order, without the spaces between them.
pub fn tokens(text: &str, _on: Target) -> Vec<(At, TokenKind)> {
    let mut found: Vec<(At, TokenKind)> = Vec::new();
    let mut at = 0;
    // Whether what follows is a value: an operator or a list's parenthesis came before.
    let (mut after_operator, mut in_list) = (false, false);
    while let Some(character) = text[at..].chars().next() {
        if character.is_whitespace() {
            at += character.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let from = at;
        let kind = if let Some(operator) = operator_at(rest).filter(|_| !after_operator) {
            at += operator.len();
            after_operator = true;
            found.push((At { from, to: at }, TokenKind::Operator));
            continue;
        } else if matches!(character, '(' | ')' | ',') {
            at += 1;
            in_list &= character != ')';
            // `in (`: what stands between is values.
            if character == '(' {
                in_list = found.last().is_some_and(|(last, kind)| {
                    *kind == TokenKind::Keyword && text[last.from..last.to].eq_ignore_ascii_case("in")
                });
            }
            after_operator = character == ','
                && found.last().is_some_and(|(_, kind)| matches!(kind, TokenKind::Value | TokenKind::Number));
            TokenKind::Paren
        } else if matches!(character, '-' | '!') && !after_operator && starts_term(text, at) {
            at += 1;
            TokenKind::Keyword
        } else {
            let value = after_operator || in_list;
            let length = piece_length(rest, value);
            at += length;
            let piece = &text[from..at];
            after_operator = false;
            kind_of(piece, &text[at..], value)
        };
        if kind == TokenKind::Mistake {
            at = at.max(from + character.len_utf8());
        }
        found.push((At { from, to: at }, kind));
    }
    found
}

fn operator_at(rest: &str) -> Option<&'static str> {
    OPERATORS.into_iter().find(|operator| rest.starts_with(operator))
}

fn starts_term(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
    before && text[at + 1..].chars().next().is_some_and(|c| !c.is_whitespace())
}

/// How long a word or a quoted text is; a quotation mark that is not closed takes all that follows.
fn piece_length(rest: &str, value: bool) -> usize {
    if rest.starts_with('"') {
        let mut escaped = false;
        for (at, character) in rest.char_indices().skip(1) {
            match character {
                '"' if !escaped => return at + 1,
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        return rest.len();
    }
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(c, '(' | ')' | '"' | ',')
            || (!value && matches!(c, ':' | '=' | '!' | '<' | '>' | '~'))
    };
    let first = rest.chars().next().map_or(0, char::len_utf8);
    rest.find(ends).unwrap_or(rest.len()).max(first)
}

fn kind_of(piece: &str, rest: &str, value: bool) -> TokenKind {
    if value {
        let number = piece.trim_start_matches(['-', '+', '$']).starts_with(|c: char| c.is_ascii_digit());
        return if number && !piece.starts_with('"') { TokenKind::Number } else { TokenKind::Value };
    }
    if rest.starts_with('(') && FUNCTIONS.contains(&piece) {
        return TokenKind::Function;
    }
    let spaced = rest.trim_start();
    let compared = operator_at(rest).is_some() || (operator_at(spaced).is_some_and(|op| op != ":" && op != "~"));
    if compared {
        return TokenKind::Field;
    }
    let word = |word: &str| {
        spaced.strip_prefix(word).is_some_and(|after| after.is_empty() || after.starts_with([' ', '(', ')']))
    };
    if rest.starts_with(' ') && (word("exists") || (word("in") && spaced[2..].trim_start().starts_with('('))) {
        return TokenKind::Field;
    }
    if KEYWORDS.contains(&piece) {
        return TokenKind::Keyword;
    }
    if piece.starts_with('"') && (piece.len() == 1 || !piece.ends_with('"')) {
        return TokenKind::Mistake;
    }
    TokenKind::Text
}

/// What may stand at the cursor: a byte position, moved back to a character's border.
pub fn expects(text: &str, cursor: usize, on: Target) -> Expectation {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let found = tokens(&text[..cursor], on);
    let here = At { from: cursor, to: cursor };
    let Some((last, kind)) = found.last().copied() else { return start(here, "") };
    let piece = &text[last.from..last.to];
    let touches = last.to == cursor;
    let field_before = |index: usize| {
        found[..index].iter().rev().find(|(_, kind)| *kind == TokenKind::Field).map(|(at, _)| &text[at.from..at.to])
    };
    let before = found.len() - 1;
    match kind {
        TokenKind::Operator if touches => value(here, field_before(before), "", on),
        TokenKind::Value | TokenKind::Number if touches => value(last, field_before(before), piece, on),
        TokenKind::Paren if piece == "," || (piece == "(" && is_list(&found, text)) => {
            value(here, field_before(before), "", on)
        }
        TokenKind::Text | TokenKind::Mistake | TokenKind::Keyword | TokenKind::Field
            if touches && piece != "-" && piece != "!" =>
        {
            let part = piece.trim_start_matches('"');
            let mut expected = start(last, part);
            if FieldInfo::named(piece).is_some_and(|info| info.on.contains(&on)) {
                expected.operators = operators(piece);
            }
            expected
        }
        // Behind a whole word: another term, or an operator of words.
        TokenKind::Text if FieldInfo::named(piece).is_some() => {
            Expectation { keywords: vec!["exists", "in (", "AND", "OR"], ..start(here, "") }
        }
        _ => start(here, ""),
    }
}

fn is_list(found: &[(At, TokenKind)], text: &str) -> bool {
    found.len() > 1 && {
        let (at, kind) = found[found.len() - 2];
        kind == TokenKind::Keyword && text[at.from..at.to].eq_ignore_ascii_case("in")
    }
}

fn start(replace: At, part: &str) -> Expectation {
    let begins = |word: &&&str| part.is_empty() || word.to_lowercase().starts_with(&part.to_lowercase());
    let keywords = ["OR", "NOT", "same(", "parent(", "child(", "under(", "has:"];
    Expectation {
        replace,
        field: Some(part.to_owned()),
        keywords: keywords.iter().filter(begins).copied().collect(),
        ..Expectation::default()
    }
}

fn value(replace: At, field: Option<&str>, part: &str, on: Target) -> Expectation {
    let Some(field) = field else { return Expectation { replace, ..Expectation::default() } };
    let part = part.trim_matches('"').to_owned();
    if field.eq_ignore_ascii_case("has") {
        return Expectation { replace, field: Some(part), ..Expectation::default() };
    }
    let _ = on;
    Expectation { replace, value: Some((field.trim_matches('"').to_owned(), part)), ..Expectation::default() }
}

fn operators(field: &str) -> Vec<&'static str> {
    match FieldInfo::named(field).map(|info| info.shape) {
        Some(Shape::Duration | Shape::Time | Shape::Count | Shape::Money | Shape::Number) => vec![">", "<", ">=", "<="],
        Some(Shape::Words(_) | Shape::Id) => vec![":", "!="],
        _ => vec![":", "=", "!=", "~", "!~"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&str, TokenKind)> {
        tokens(text, Target::Traces).into_iter().map(|(at, kind)| (&text[at.from..at.to], kind)).collect()
    }

    #[test]
    fn pieces_have_kinds() {
        use TokenKind::*;
        assert_eq!(
            kinds("service:checkout -tool:\"a b\" (x OR duration > 2s)"),
            [
                ("service", Field),
                (":", Operator),
                ("checkout", Value),
                ("-", Keyword),
                ("tool", Field),
                (":", Operator),
                ("\"a b\"", Value),
                ("(", Paren),
                ("x", Text),
                ("OR", Keyword),
                ("duration", Field),
                (">", Operator),
                ("2s", Number),
                (")", Paren),
            ]
        );
        assert_eq!(
            kinds("model in (a, b) same(has:x)"),
            [
                ("model", Field),
                ("in", Keyword),
                ("(", Paren),
                ("a", Value),
                (",", Paren),
                ("b", Value),
                (")", Paren),
                ("same", Function),
                ("(", Paren),
                ("has", Field),
                (":", Operator),
                ("x", Value),
                (")", Paren),
            ]
        );
        assert_eq!(kinds("say \"hello"), [("say", Text), ("\"hello", Mistake)]);
        assert_eq!(kinds("a:http://x"), [("a", Field), (":", Operator), ("http://x", Value)]);
    }

    #[test]
    fn cursors_expect() {
        let at = |text: &str| expects(text, text.len(), Target::Traces);
        assert_eq!(at("").field.as_deref(), Some(""));
        assert_eq!((at("serv").field.as_deref(), at("serv").replace), (Some("serv"), At { from: 0, to: 4 }));
        assert_eq!(at("service").operators, [":", "=", "!=", "~", "!~"]);
        assert_eq!(at("service:").value, Some(("service".into(), String::new())));
        let found = at("status:error service:\"che");
        assert_eq!((found.value, found.replace), (Some(("service".into(), "che".into())), At { from: 21, to: 25 }));
        assert_eq!(at("model in (a, ").value, Some(("model".into(), String::new())));
        assert_eq!(at("service:a ").field.as_deref(), Some(""));
        assert_eq!(at("has:se").field.as_deref(), Some("se"));
        assert_eq!(at("-to").field.as_deref(), Some("to"));
        assert_eq!(expects("é", 1, Target::Traces).replace, At { from: 0, to: 0 });
    }
}
