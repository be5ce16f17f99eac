//! Reading a query: from its text to its tree. What a field's value means is told by `resolve`.

use crate::ast::Hint;
use crate::ast::{At, Expr, Leaf, Query, Test, Words};
use crate::fields::Target;
use crate::mistake::Mistake;
use crate::resolve;
use crate::scan::{Piece, Scanner};
use crate::units::Clock;

/// Longer texts are no queries.
const LONGEST: usize = 10_000;

/// Parentheses and functions stand at most so deep in each other.
const DEEPEST: usize = 64;

/// Tests one query may have.
const MOST_LEAVES: usize = 500;

/// The functions that take a query.
pub(crate) const FUNCTIONS: [&str; 4] = ["same", "parent", "child", "under"];

/// Reads a query about rows of a kind.
///
/// # Errors
/// The first mistake, with its place and what to write instead.
pub fn parse(text: &str, on: Target, clock: &Clock) -> Result<Query, Mistake> {
    if text.len() > LONGEST {
        let at = At { from: 0, to: text.chars().next().map_or(0, char::len_utf8) };
        let message = format!("this query has {} characters: at most {LONGEST} are read", text.chars().count());
        return Err(Mistake::plain(at, message).hinted("Search for a few words of it."));
    }
    let mut parser = Parser { scan: Scanner::new(text), on, clock, depth: 0, leaves: 0, hints: Vec::new() };
    let expr = parser.any()?;
    if !parser.scan.is_at_end() {
        let from = parser.scan.position();
        let message = "this parenthesis closes nothing";
        return Err(Mistake::plain(At { from, to: from + 1 }, message).hinted("Take it away, or quote it: \")\"."));
    }
    Ok(Query { expr, hints: parser.hints })
}

pub(crate) struct Parser<'t> {
    scan: Scanner<'t>,
    pub(crate) on: Target,
    pub(crate) clock: &'t Clock,
    depth: usize,
    leaves: usize,
    pub(crate) hints: Vec<Hint>,
}

impl Parser<'_> {
    /// Alternatives: terms with OR between.
    fn any(&mut self) -> Result<Expr, Mistake> {
        let mut parts = vec![self.all()?];
        loop {
            self.scan.spaces();
            let from = self.scan.position();
            if !(self.scan.keyword(&["OR"]) || self.scan.take("||")) {
                break;
            }
            let at = self.scan.since(from);
            if is_empty(&parts[parts.len() - 1]) {
                return Err(
                    Mistake::plain(at, "nothing stands before this OR").hinted("Write a term on each side: a OR b.")
                );
            }
            let part = self.all()?;
            if is_empty(&part) {
                return Err(self.nothing_follows(at, "OR", "Write a term on each side: a OR b."));
            }
            parts.push(part);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) })
    }

    /// Terms one after the other, all of which must hold.
    fn all(&mut self) -> Result<Expr, Mistake> {
        let mut parts = Vec::new();
        loop {
            self.scan.spaces();
            if self.scan.is_at_end() || self.scan.rest().starts_with([')']) || self.scan.rest().starts_with("||") {
                break;
            }
            let mut ahead = self.scan;
            if ahead.keyword(&["OR"]) {
                break;
            }
            let from = self.scan.position();
            if self.scan.keyword(&["AND"]) || self.scan.take("&&") {
                let at = self.scan.since(from);
                if parts.is_empty() {
                    return Err(Mistake::plain(at, "nothing stands before this AND")
                        .hinted("Leave it away: terms one after the other must all hold."));
                }
                self.scan.spaces();
                if self.scan.is_at_end() || self.scan.rest().starts_with(')') {
                    return Err(self.nothing_follows(at, "AND", "Leave it away, or write another term."));
                }
                continue;
            }
            parts.push(self.term()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::And(parts) })
    }

    fn nothing_follows(&self, at: At, what: &str, hint: &str) -> Mistake {
        Mistake::plain(at, format!("nothing follows {what}")).hinted(hint).unfinished(self.scan.is_at_end())
    }

    fn term(&mut self) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let from = self.scan.position();
            return Err(Mistake::plain(self.after(from), format!("more than {DEEPEST} levels of parentheses"))
                .hinted("Write it flatter."));
        }
        let term = self.inner_term();
        self.depth -= 1;
        term
    }

    /// One character from a position.
    fn after(&self, from: usize) -> At {
        let length = self.scan.rest().chars().next().map_or(0, char::len_utf8);
        At { from, to: from + length }
    }

    fn inner_term(&mut self) -> Result<Expr, Mistake> {
        let from = self.scan.position();
        let negated = self.scan.keyword(&["NOT"]) || {
            // A sign that stands alone is a word.
            let mut ahead = self.scan;
            let sign = ahead.take("-") || ahead.take("!");
            let meant = sign && !ahead.is_at_end() && !ahead.rest().starts_with(|c: char| c.is_whitespace());
            if meant {
                self.scan = ahead;
            }
            meant
        };
        if negated {
            let at = self.scan.since(from);
            self.scan.spaces();
            if self.scan.is_at_end() || self.scan.rest().starts_with(')') {
                return Err(self.nothing_follows(at, "NOT", "Write what must not be: NOT status:ok, -status:ok."));
            }
            return Ok(Expr::Not(Box::new(self.term()?)));
        }
        if self.scan.take("(") {
            return self.group(from, "this parenthesis");
        }
        for function in FUNCTIONS {
            let mut ahead = self.scan;
            if ahead.take(function) && ahead.take("(") {
                self.scan = ahead;
                let part = Box::new(self.group(from, function)?);
                return Ok(match function {
                    "same" => Expr::Same(part),
                    "parent" => Expr::Parent(part),
                    "child" => Expr::Child(part),
                    _ => Expr::Under(part),
                });
            }
        }
        self.leaves += 1;
        if self.leaves > MOST_LEAVES {
            return Err(
                Mistake::plain(self.after(from), format!("more than {MOST_LEAVES} terms")).hinted("Ask for less.")
            );
        }
        self.leaf(from)
    }

    fn group(&mut self, from: usize, what: &str) -> Result<Expr, Mistake> {
        let open = self.scan.since(from);
        let expr = self.any()?;
        if !self.scan.take(")") {
            let message = format!("{what} is not closed");
            return Err(Mistake::plain(open, message).hinted("Add ) behind its last term.").unfinished(true));
        }
        if is_empty(&expr) {
            return Err(Mistake::plain(self.scan.since(from), "nothing stands between these parentheses")
                .hinted("Write a term between them: (status:error OR duration>2s)."));
        }
        Ok(expr)
    }

    /// A test of a field, or free text.
    fn leaf(&mut self, from: usize) -> Result<Expr, Mistake> {
        let start = self.scan;
        let Some(key) = self.scan.key()? else {
            // An operator or a comma that follows nothing.
            let word = self.scan.word()?;
            let at = self.scan.since(from);
            return Err(match word {
                Some(word) if start.clone().operator().is_some() => {
                    Mistake::plain(at, format!("no field stands before {}", word.text))
                        .hinted("Write the field in front: duration>2s. To search for the text, quote it.")
                }
                Some(word) => return self.text(&word),
                None => Mistake::plain(self.after(from), "this cannot be read").hinted("Quote it to search for it."),
            });
        };
        if let Some(leaf) = self.comparison(from, &key)? {
            return Ok(leaf);
        }
        if let Some(leaf) = self.worded(from, &key)? {
            return Ok(leaf);
        }
        self.scan = start;
        let word = self.scan.word()?.unwrap_or(key);
        if word.text.is_empty() && word.quoted {
            return Err(Mistake::plain(word.at, "nothing stands between these quotation marks")
                .hinted("Write the words to search for between them.")
                .unfinished(self.scan.is_at_end()));
        }
        if word.text == "or" && !word.quoted {
            self.hints.push(Hint {
                at: word.at,
                message: "\"or\" is searched for as a word; for one or the other write OR".into(),
            });
        }
        self.text(&word)
    }

    fn text(&mut self, word: &Piece) -> Result<Expr, Mistake> {
        let beginning = word.text.strip_suffix('*').filter(|text| !word.quoted && !text.is_empty());
        let words = Words { text: beginning.unwrap_or(&word.text).to_owned(), prefix: beginning.is_some() };
        // `"two wor"*`: the star behind a quotation mark.
        let prefix = words.prefix || (word.quoted && self.scan.take("*"));
        Ok(Expr::Leaf(Leaf { at: word.at, test: Test::Text(Words { prefix, ..words }) }))
    }

    /// `key:value`, `key >= value`, `has:key`; `None`: no operator follows the key.
    fn comparison(&mut self, from: usize, key: &Piece) -> Result<Option<Expr>, Mistake> {
        let before = self.scan;
        self.scan.spaces();
        let spaced = self.scan.position() > before.position();
        let Some(mut operator) = self.scan.operator() else {
            self.scan = before;
            return Ok(None);
        };
        // `a : b` and `a ~ b` in running text are words.
        if spaced && (operator == ":" || operator == "~") {
            self.scan = before;
            return Ok(None);
        }
        let sign = At { from: self.scan.position() - operator.len(), to: self.scan.position() };
        if operator == ":" {
            // `duration:>2s`, as others write it.
            operator = self.scan.operator().unwrap_or(":");
        }
        if operator == ":" && key.text.eq_ignore_ascii_case("has") && !key.quoted {
            let found = self.scan.key()?;
            let Some(field) = found else {
                return Err(self.nothing_follows(sign, "has:", "Write the field right behind it: has:session."));
            };
            return self.exists(from, &field).map(Some);
        }
        if operator != ":" {
            self.scan.spaces();
        }
        let values = self.values(key, operator, sign)?;
        let at = self.scan.since(from);
        resolve::compare(self, key, operator, &values, at).map(Some)
    }

    /// The values behind an operator: one, or several with commas between.
    fn values(&mut self, key: &Piece, operator: &str, sign: At) -> Result<Vec<Piece>, Mistake> {
        let mut values = Vec::new();
        let several = matches!(operator, ":" | "=" | "!=");
        loop {
            let Some(value) = self.scan.value()? else {
                let what = format!("{}{operator}", key.text);
                if self.scan.rest().starts_with('(') {
                    let from = self.scan.position();
                    let hint =
                        format!("For one of several write {} in (a, b); quote a value with parentheses.", key.text);
                    return Err(
                        Mistake::plain(self.after(from), "a value cannot begin with a parenthesis").hinted(hint)
                    );
                }
                if !values.is_empty() {
                    let at = self.scan.since(self.scan.position() - 1);
                    return Err(self.nothing_follows(
                        at,
                        "this comma",
                        "Write another value, or quote a value with a comma.",
                    ));
                }
                return Err(self.nothing_follows(sign, &what, "Write the value right behind it."));
            };
            values.push(value);
            if !(several && self.scan.take(",")) {
                return Ok(values);
            }
        }
    }

    /// `key in (a, b)`, `key not in (a, b)`, `key exists`.
    fn worded(&mut self, from: usize, key: &Piece) -> Result<Option<Expr>, Mistake> {
        let before = self.scan;
        if !self.scan.spaces() {
            return Ok(None);
        }
        if self.scan.keyword(&["exists", "EXISTS"]) {
            return self.exists(from, key).map(Some);
        }
        let not = self.scan.keyword(&["not", "NOT"]);
        self.scan.spaces();
        let word_at = self.scan.position();
        if !self.scan.keyword(&["in", "IN"]) {
            self.scan = before;
            return Ok(None);
        }
        let word = self.scan.since(word_at);
        self.scan.spaces();
        if !self.scan.take("(") {
            // A word like any other: "sign in".
            self.scan = before;
            return Ok(None);
        }
        let mut values = Vec::new();
        loop {
            self.scan.spaces();
            match self.scan.value()? {
                Some(value) => values.push(value),
                None if self.scan.is_at_end() => {
                    return Err(Mistake::plain(word, "this list is not closed")
                        .hinted("Add ) behind its last value.")
                        .unfinished(true));
                }
                None if values.is_empty() => {
                    return Err(Mistake::plain(word, "this list is empty")
                        .hinted("Write values between the parentheses: in (a, b)."));
                }
                None => {}
            }
            self.scan.spaces();
            if self.scan.take(")") {
                break;
            }
            if !self.scan.take(",") && self.scan.is_at_end() {
                return Err(Mistake::plain(word, "this list is not closed")
                    .hinted("Add ) behind its last value.")
                    .unfinished(true));
            }
            if self.scan.rest().starts_with('(') {
                return Err(Mistake::plain(self.after(self.scan.position()), "a list holds values only")
                    .hinted("Quote a value with parentheses."));
            }
        }
        let at = self.scan.since(from);
        let found = resolve::compare(self, key, ":", &values, at)?;
        Ok(Some(if not { Expr::Not(Box::new(found)) } else { found }))
    }

    fn exists(&mut self, from: usize, field: &Piece) -> Result<Expr, Mistake> {
        let at = self.scan.since(from);
        resolve::exists(self, field, at)
    }
}

fn is_empty(expr: &Expr) -> bool {
    matches!(expr, Expr::And(parts) if parts.is_empty())
}
