//! The leaves of a query: a key, an operator and values, in each of the ways they are written; else free text. What they say is told by `compare`.

use crate::ast::{At, Expr, Field, Hint, Leaf, Test};
use crate::compare::{Operator, Reading, one_or};
use crate::free_text::in_the_middle;
use crate::mistake::Mistake;
use crate::parse::{MOST_LEAVES, Parser};
use crate::resolve;
use crate::scan::{Piece, Scanner};

impl Parser<'_> {
    /// A test of a field, or free text.
    pub(crate) fn leaf(&mut self, from: usize, follows: bool) -> Result<Expr, Mistake> {
        let start = self.scan;
        let leaf = match self.scan.key()? {
            Some(key) => match self.comparison(from, &key)? {
                Some(leaf) => leaf,
                None if !key.prefix.is_empty() => return Err(in_the_middle(At::new(from, self.scan.position()))),
                None => {
                    self.scan = start;
                    self.free_text(follows)?
                }
            },
            None if start.clone().operator().is_some() => {
                let sign = self.scan.operator().unwrap_or_default();
                let hint = "Write the field in front: duration>2s. To search for the text, quote it.";
                let mistake = Mistake::new(self.scan.since(from), format!("no field stands before {sign}"), hint);
                return Err(mistake.unfinished(self.scan.is_at_end()));
            }
            None => self.free_text(follows)?,
        };
        self.leaves += leaf.leaves();
        if self.leaves > MOST_LEAVES {
            let hint = "Write many values of one field as a list: service in (a, b).";
            return Err(Mistake::new(self.scan.since(from), format!("more than {MOST_LEAVES} terms"), hint));
        }
        Ok(leaf)
    }

    /// What stands behind a key, if it is an operator: `key:value`, `key >= value`, `has:key`, `key in (a, b)`, `key exists`.
    fn comparison(&mut self, from: usize, key: &Piece) -> Result<Option<Expr>, Mistake> {
        let before = self.scan;
        let spaced = self.scan.spaces();
        let sign_from = self.scan.position();
        // A colon and its key stand together.
        let Some(mut sign) = self.scan.operator().filter(|sign| !(spaced && *sign == ":")) else {
            self.scan = before;
            return if spaced { self.worded(from, key) } else { Ok(None) };
        };
        if sign == ":" {
            // `duration:>2s`, as others write it.
            sign = self.scan.operator().unwrap_or(sign);
        }
        let operator = Operator::of(sign);
        let sign_at = self.scan.since(sign_from);
        // A colon and its value, too: `name: x` is noticed for what it is.
        if sign != ":" {
            self.scan.spaces();
        }
        if sign == ":" && key.text.eq_ignore_ascii_case("has") && !key.quoted {
            return self.has(from, sign_at).map(Some);
        }
        let values = self.values(key, operator, sign_at)?;
        self.read(key, from, (operator, sign_at), &values).map(Some)
    }

    /// What a comparison says.
    fn read(
        &mut self,
        key: &Piece,
        from: usize,
        (operator, operator_at): (Operator, At),
        values: &[Piece],
    ) -> Result<Expr, Mistake> {
        let mut named = resolve::resolve(key, self.on, self.on != self.top)?;
        self.hints.extend(named.hint.take());
        let (at, Self { text: source, clock, on, .. }) = (self.scan.since(from), &*self);
        Reading { source, clock, on: *on, named, at, operator, operator_at }.expr(values, &mut self.hints)
    }

    /// `has:key`, `has:a,b`: one of them.
    fn has(&mut self, from: usize, sign: At) -> Result<Expr, Mistake> {
        let mut parts = Vec::new();
        loop {
            let Some(field) = self.scan.key()? else {
                return Err(self.nothing_follows(sign, "has:", "Write the field right behind it: has:session."));
            };
            parts.push(self.read(&field, from, (Operator::Exists, sign), &[])?);
            if !self.scan.take(",") {
                return Ok(one_or(parts, Expr::Or));
            }
        }
    }

    /// The values behind an operator: one, or several with commas between.
    fn values(&mut self, key: &Piece, operator: Operator, sign: At) -> Result<Vec<Piece>, Mistake> {
        let mut values = Vec::new();
        loop {
            let Some(value) = self.scan.value(operator.takes_several())? else {
                if !values.is_empty() {
                    let at = self.scan.since(self.scan.position() - 1);
                    let hint = "Write another value right behind it, or quote a value with a comma.";
                    return Err(self.nothing_follows(at, "this comma", hint));
                }
                let what = format!("{}{}", key.at.of(self.text), sign.of(self.text));
                let hint = "Write the value right behind it; \"\" stands for an empty text.";
                return Err(self.nothing_follows(sign, &what, hint));
            };
            self.whole(&value)?;
            self.apart(&value)?;
            values.push(value);
            if !(operator.takes_several() && self.scan.take(",")) {
                return Ok(values);
            }
        }
    }

    /// Whether a value's parentheses close within it.
    fn whole(&self, value: &Piece) -> Result<(), Mistake> {
        let count = |sign| value.text.matches(sign).count();
        if value.quoted || count('(') <= count(')') {
            return Ok(());
        }
        let hint = "Quote a value with spaces or parentheses; several values are written a,b or in (a, b).";
        Err(Mistake::new(value.at, "a parenthesis of this value is not closed", hint)
            .unfinished(value.at.to == self.text.len()))
    }

    /// `key in (a, b)`, `key not in (a, b)`, `key exists`, `key not exists`.
    fn worded(&mut self, from: usize, key: &Piece) -> Result<Option<Expr>, Mistake> {
        let before = self.scan;
        self.scan.spaces();
        let not = self.scan.keyword(&["not", "NOT"]);
        self.scan.spaces();
        let word_at = self.scan.position();
        let found = if self.scan.keyword(&["exists", "EXISTS"]) && !self.is_compared() {
            let found = self.read(key, from, (Operator::Exists, self.scan.since(word_at)), &[])?;
            self.remark_exists(from, key, &found);
            found
        } else {
            self.scan = Scanner::at(self.text, word_at);
            let list = self.scan.keyword(&["in", "IN"]);
            let word = self.scan.since(word_at);
            self.scan.spaces();
            if !list || !self.scan.take("(") {
                // A word like any other: "sign in".
                self.scan = before;
                return Ok(None);
            }
            let values = self.listed(word)?;
            self.read(key, from, (Operator::Like, word), &values)?
        };
        Ok(Some(if not { Expr::Not(Box::new(found)) } else { found }))
    }

    /// Whether an operator follows, so that what stands before it is a key of its own.
    fn is_compared(&self) -> bool {
        let mut ahead = self.scan;
        ahead.spaces();
        ahead.operator().is_some()
    }

    /// A remark on `file exists`, two words that people write in messages.
    fn remark_exists(&mut self, from: usize, key: &Piece, found: &Expr) {
        let is_attribute = matches!(found, Expr::Leaf(Leaf { test: Test::Field(Field::Attribute(..), _), .. }));
        if is_attribute && !key.quoted && !key.text.contains(['.', '_']) {
            let at = self.scan.since(from);
            let message = format!(
                "asks for an attribute {}; to search for the words quote them: \"{}\"",
                key.text,
                at.of(self.text)
            );
            self.hints.push(Hint { at, message });
        }
    }

    /// The values between the parentheses of `in`, the second one included.
    fn listed(&mut self, word: At) -> Result<Vec<Piece>, Mistake> {
        let mut values: Vec<Piece> = Vec::new();
        let mut comma = true;
        loop {
            self.scan.spaces();
            if self.scan.is_at_end() {
                let mistake = Mistake::new(word, "this list is not closed", "Add ) behind its last value.");
                return Err(mistake.unfinished(true));
            }
            if self.scan.take(")") {
                let hint = "Write values between the parentheses: in (a, b).";
                return if values.is_empty() {
                    Err(Mistake::new(word, "this list is empty", hint))
                } else {
                    Ok(values)
                };
            }
            if self.scan.take(",") {
                comma = true;
                continue;
            }
            let from = self.scan.position();
            let Some(value) = self.scan.value(true)? else {
                return Err(Mistake::new(
                    self.after(from),
                    "a list holds values only",
                    "Quote a value with parentheses.",
                ));
            };
            if !comma {
                let hint = "Write a comma between values, and quote a value with spaces.";
                return Err(Mistake::new(value.at, "a comma is missing before this value", hint));
            }
            self.whole(&value)?;
            values.push(value);
            comma = false;
        }
    }
}
