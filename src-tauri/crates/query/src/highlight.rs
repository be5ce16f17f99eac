//! What the pieces of a query are, for colouring it while it is typed. Reads any text, however broken, and with the same scanner as the parser, so that
//! a piece ends here where it ends there.

use crate::ast::At;
use crate::parse::FUNCTIONS;
use crate::scan::{Piece, Scanner};

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
    /// `AND`, `OR`, `NOT`, `in`, `exists`, and the signs for them.
    Keyword,
    /// `same`, `parent` …
    Function,
    /// A parenthesis or a comma.
    Paren,
    /// What cannot be read: a quotation mark that is not closed, an operator without a field.
    Mistake,
}

/// The pieces of a text, in order, without the spaces between them; none overlaps another.
pub(crate) fn pieces(text: &str) -> Vec<(At, TokenKind)> {
    let mut walk = Walk { scan: Scanner::new(text), text, found: Vec::new() };
    loop {
        walk.scan.spaces();
        if walk.scan.is_at_end() {
            return walk.found;
        }
        let from = walk.scan.position();
        walk.term(from);
        if walk.scan.position() == from {
            // Every term is at least a character long: this one cannot be read.
            walk.scan = Scanner::at(text, from + text[from..].chars().next().map_or(1, char::len_utf8));
            walk.push(from, TokenKind::Mistake);
        }
    }
}

struct Walk<'t> {
    scan: Scanner<'t>,
    text: &'t str,
    found: Vec<(At, TokenKind)>,
}

impl Walk<'_> {
    fn push(&mut self, from: usize, kind: TokenKind) {
        self.found.push((self.scan.since(from), kind));
    }

    /// A text in quotation marks that is not closed: to the end of all.
    fn unclosed(&mut self, from: usize) {
        self.scan = Scanner::at(self.text, self.text.len());
        self.push(from, TokenKind::Mistake);
    }

    fn term(&mut self, from: usize) {
        if self.scan.take("(") || self.scan.take(")") {
            return self.push(from, TokenKind::Paren);
        }
        let joins = ["&&", "||"].iter().any(|join| self.scan.take(join));
        if joins || self.scan.keyword(&["AND", "OR", "NOT"]) || self.sign() {
            return self.push(from, TokenKind::Keyword);
        }
        for function in FUNCTIONS {
            let mut ahead = self.scan;
            if ahead.take_caseless(function) && ahead.rest().starts_with('(') {
                self.scan = ahead;
                return self.push(from, TokenKind::Function);
            }
        }
        let start = self.scan;
        match self.scan.key() {
            Err(_) => self.unclosed(from),
            Ok(None) if self.scan.operator().is_some() => self.push(from, TokenKind::Mistake),
            Ok(Some(key)) if self.comparison(from, &key) => {}
            Ok(_) => {
                self.scan = start;
                match self.scan.word() {
                    Ok(Some(word)) => {
                        let _ = word.quoted && self.scan.take("*");
                        self.push(from, TokenKind::Text);
                    }
                    Ok(None) => {}
                    Err(_) => self.unclosed(from),
                }
            }
        }
    }

    /// `-` or `!` right in front of something.
    fn sign(&mut self) -> bool {
        let mut ahead = self.scan;
        let is_sign = (ahead.take("-") || ahead.take("!"))
            && !ahead.rest().starts_with(char::is_whitespace)
            && self.scan.clone().operator().is_none();
        if is_sign {
            self.scan = ahead;
        }
        is_sign
    }

    /// What stands behind a key, if an operator does.
    fn comparison(&mut self, from: usize, key: &Piece) -> bool {
        let key_to = self.scan.position();
        let spaced = self.scan.spaces();
        let sign_from = self.scan.position();
        let Some(mut sign) = self.scan.operator().filter(|sign| !(spaced && *sign == ":")) else {
            self.scan = Scanner::at(self.text, key_to);
            return spaced && self.worded(from, key_to);
        };
        if sign == ":" {
            sign = self.scan.operator().unwrap_or(sign);
        }
        self.found.push((At::new(from, key_to), TokenKind::Field));
        self.push(sign_from, TokenKind::Operator);
        if sign != ":" {
            self.scan.spaces();
        }
        let several = matches!(sign, ":" | "=" | "!=");
        let is_has = sign == ":" && !key.quoted && key.text.eq_ignore_ascii_case("has");
        loop {
            let from = self.scan.position();
            let value = if is_has { self.scan.key() } else { self.scan.value(several) };
            match value {
                Err(_) => self.unclosed(from),
                Ok(Some(_)) if is_has => self.push(from, TokenKind::Field),
                Ok(Some(value)) => self.push(from, kind_of(&value)),
                Ok(None) => {}
            }
            let comma = self.scan.position();
            if !(several && self.scan.take(",")) {
                return true;
            }
            self.push(comma, TokenKind::Paren);
        }
    }

    /// `exists`, `in (a, b)`.
    fn worded(&mut self, from: usize, key_to: usize) -> bool {
        self.scan.spaces();
        let word_from = self.scan.position();
        let not = self.scan.keyword(&["not", "NOT"]);
        self.scan.spaces();
        let mut ahead = self.scan;
        let exists = ahead.keyword(&["exists", "EXISTS"]) && {
            let mut behind = ahead;
            behind.spaces();
            behind.operator().is_none()
        };
        let mut list = self.scan;
        let is_list = list.keyword(&["in", "IN"]) && {
            let mut behind = list;
            behind.spaces();
            behind.rest().starts_with('(')
        };
        if !exists && !is_list {
            self.scan = Scanner::at(self.text, key_to);
            return false;
        }
        self.found.push((At::new(from, key_to), TokenKind::Field));
        if not {
            self.found.push((At::new(word_from, word_from + "not".len()), TokenKind::Keyword));
        }
        let from = self.scan.position();
        self.scan = if exists { ahead } else { list };
        self.push(from, TokenKind::Keyword);
        if is_list {
            self.list();
        }
        true
    }

    fn list(&mut self) {
        loop {
            self.scan.spaces();
            let from = self.scan.position();
            if ["(", ",", ")"].iter().any(|sign| self.scan.take(sign)) {
                self.push(from, TokenKind::Paren);
                if self.scan.since(from).of(self.text) == ")" {
                    return;
                }
                continue;
            }
            match self.scan.value(true) {
                Ok(Some(value)) => self.push(from, kind_of(&value)),
                Ok(None) => return,
                Err(_) => return self.unclosed(from),
            }
        }
    }
}

fn kind_of(value: &Piece) -> TokenKind {
    let digits = value.text.trim_start_matches(['-', '+', '$']);
    let number = !value.quoted && digits.trim_start_matches('.').starts_with(|first: char| first.is_ascii_digit());
    if number { TokenKind::Number } else { TokenKind::Value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&str, TokenKind)> {
        pieces(text).into_iter().map(|(at, kind)| (at.of(text), kind)).collect()
    }

    #[test]
    fn pieces_have_kinds() {
        use TokenKind::*;
        let table: &[(&str, &[(&str, TokenKind)])] = &[
            (
                "service:checkout -tool:\"a b\" (x OR duration > 2s)",
                &[
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
                ],
            ),
            (
                "model not in (a, b) same(has:x)",
                &[
                    ("model", Field),
                    ("not", Keyword),
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
                    ("x", Field),
                    (")", Paren),
                ],
            ),
            ("say \"hello", &[("say", Text), ("\"hello", Mistake)]),
            ("name:\"hello", &[("name", Field), (":", Operator), ("\"hello", Mistake)]),
            ("a:http://x", &[("a", Field), (":", Operator), ("http://x", Value)]),
            ("name~^(GET|POST) x", &[("name", Field), ("~", Operator), ("^(GET|POST)", Value), ("x", Text)]),
            ("resource.\"odd key\":$5", &[("resource.\"odd key\"", Field), (":", Operator), ("$5", Number)]),
            ("duration:>=2s", &[("duration", Field), (":>=", Operator), ("2s", Number)]),
            ("x exists sign in", &[("x", Field), ("exists", Keyword), ("sign", Text), ("in", Text)]),
            ("\"a b\"* >5", &[("\"a b\"*", Text), (">", Mistake), ("5", Text)]),
            ("a:1,b", &[("a", Field), (":", Operator), ("1", Number), (",", Paren), ("b", Value)]),
        ];
        for (text, expected) in table {
            assert_eq!(kinds(text), *expected, "{text}");
        }
    }
}
