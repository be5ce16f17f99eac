//! Reading a query: from its text to its tree. What a field's value means is told by `resolve`.

use crate::ast::{At, Expr, Hint, Leaf, Query, Test, Words};
use crate::compare::{Operator, Reading, one_or};
use crate::fields::Target;
use crate::mistake::Mistake;
use crate::resolve;
use crate::scan::{Piece, Scanner};
use crate::times::Clock;

/// Bytes of a query; longer texts are none.
pub const LONGEST: usize = 10_000;

/// Parentheses and functions stand at most so deep in each other.
const DEEPEST: usize = 64;

/// Tests one query may have.
const MOST_LEAVES: usize = 500;

/// The functions that take a query.
pub(crate) const FUNCTIONS: [&str; 4] = ["same", "parent", "child", "under"];

/// Reads a query about rows of a kind. `clock` says what `-1h` and `today` mean. An empty text matches everything.
///
/// # Errors
/// The first mistake, with its place and what to write instead.
pub fn parse(text: &str, on: Target, clock: &Clock) -> Result<Query, Mistake> {
    if text.len() > LONGEST {
        let from = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let message = format!("too long: a query has at most {LONGEST} bytes, this has {}", text.len());
        return Err(Mistake::new(At::new(from, text.len()), message, "Search for a few words of it."));
    }
    let scan = Scanner::new(text);
    let mut parser = Parser { text, scan, top: on, on, clock, depth: 0, leaves: 0, hints: Vec::new() };
    let expr = parser.any()?.unwrap_or(Expr::And(Vec::new()));
    if !parser.scan.is_at_end() {
        let from = parser.scan.position();
        let hint = "Take it away, or quote it: \")\".";
        return Err(Mistake::new(At::new(from, from + 1), "this parenthesis closes nothing", hint));
    }
    Ok(Query { expr, hints: parser.hints })
}

struct Parser<'t> {
    text: &'t str,
    scan: Scanner<'t>,
    /// The rows the query is about.
    top: Target,
    /// The rows that leaves ask here: spans inside functions.
    on: Target,
    clock: &'t Clock,
    depth: usize,
    leaves: usize,
    hints: Vec<Hint>,
}

/// What is missing when a text stops too early.
const MISSING: &str = "Write a term on each side: a OR b.";

impl Parser<'_> {
    /// Alternatives: terms with OR between. `None`: there is no term.
    fn any(&mut self) -> Result<Option<Expr>, Mistake> {
        let mut parts: Vec<Expr> = self.all()?.into_iter().collect();
        loop {
            self.scan.spaces();
            let from = self.scan.position();
            if !(self.scan.keyword(&["OR"]) || self.scan.take("||")) {
                break;
            }
            let at = self.scan.since(from);
            if parts.is_empty() {
                return Err(Mistake::new(at, "nothing stands before this OR", MISSING).unfinished(self.only_signs()));
            }
            let Some(part) = self.all()? else { return Err(self.nothing_follows(at, "OR", MISSING)) };
            parts.push(part);
        }
        Ok(one_of(parts, Expr::Or))
    }

    /// Terms one after the other, all of which must hold.
    fn all(&mut self) -> Result<Option<Expr>, Mistake> {
        let mut parts = Vec::new();
        loop {
            self.scan.spaces();
            let mut ahead = self.scan;
            if ahead.is_at_end() || ahead.take(")") || ahead.take("||") || ahead.keyword(&["OR"]) {
                break;
            }
            let from = self.scan.position();
            if self.scan.keyword(&["AND"]) || self.scan.take("&&") {
                let at = self.scan.since(from);
                if parts.is_empty() {
                    let hint = "Leave it away: terms one after the other must all hold.";
                    return Err(Mistake::new(at, "nothing stands before this AND", hint).unfinished(self.only_signs()));
                }
                self.scan.spaces();
                if self.no_term_here() {
                    return Err(self.nothing_follows(at, "AND", "Leave it away, or write another term."));
                }
            }
            parts.push(self.term(!parts.is_empty())?);
        }
        Ok(one_of(parts, Expr::And))
    }

    /// Whether what stands here begins no term.
    fn no_term_here(&self) -> bool {
        let mut ahead = self.scan;
        let joins = [")", "&&", "||"].iter().any(|sign| ahead.take(sign));
        joins || ahead.is_at_end() || ahead.keyword(&["AND", "OR"])
    }

    /// Whether nothing more has been typed.
    fn only_signs(&self) -> bool {
        self.scan.rest().trim().is_empty()
    }

    fn nothing_follows(&self, at: At, what: &str, hint: &str) -> Mistake {
        Mistake::new(at, format!("nothing follows {what}"), hint).unfinished(self.only_signs())
    }

    fn term(&mut self, follows: bool) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let from = self.scan.position();
            let message = format!("more than {DEEPEST} levels of parentheses");
            return Err(Mistake::new(self.after(from), message, "Write it flatter."));
        }
        let term = self.inner_term(follows);
        self.depth -= 1;
        term
    }

    /// One character from a position.
    fn after(&self, from: usize) -> At {
        At::new(from, from + self.text[from..].chars().next().map_or(0, char::len_utf8))
    }

    fn inner_term(&mut self, follows: bool) -> Result<Expr, Mistake> {
        let from = self.scan.position();
        let is_word = self.scan.keyword(&["NOT"]);
        if is_word || self.sign()? {
            let at = self.scan.since(from);
            self.scan.spaces();
            if self.no_term_here() {
                return Err(self.nothing_follows(at, "NOT", "Write what must not be: NOT status:ok, -status:ok."));
            }
            return Ok(Expr::Not(Box::new(self.term(false)?)));
        }
        if self.scan.take("(") {
            return self.group(from, "this parenthesis");
        }
        for function in FUNCTIONS {
            let mut ahead = self.scan;
            if ahead.take_caseless(function) && ahead.take("(") {
                self.scan = ahead;
                return self.function(from, function);
            }
        }
        self.leaf(from, follows)
    }

    /// `-` or `!` right in front of a term. One that stands alone is a word, unless something may yet follow it.
    fn sign(&mut self) -> Result<bool, Mistake> {
        let mut ahead = self.scan;
        let at = self.after(self.scan.position());
        if !(ahead.take("-") || ahead.take("!")) || ahead.rest().starts_with(|c: char| c.is_whitespace()) {
            return Ok(false);
        }
        if ahead.is_at_end() {
            let sign = at.of(self.text);
            let hint = format!("Write what must not be right behind it, or \"{sign}\" to search for it.");
            return Err(Mistake::new(at, format!("nothing follows {sign}"), hint).unfinished(true));
        }
        // `!=` without a field in front is no NOT.
        let is_sign = self.scan.clone().operator().is_none();
        if is_sign {
            self.scan = ahead;
        }
        Ok(is_sign)
    }

    fn function(&mut self, from: usize, name: &str) -> Result<Expr, Mistake> {
        if self.on == Target::Logs {
            let at = At::new(from, from + name.len());
            let hint = format!("Look for spans or traces with it, or quote it: \"{name}\".");
            return Err(Mistake::new(at, format!("{name}(…) is asked of spans, not of log records"), hint));
        }
        let outside = std::mem::replace(&mut self.on, Target::Spans);
        let part = Box::new(self.group(from, name)?);
        self.on = outside;
        Ok(match name {
            "same" => Expr::Same(part),
            "parent" => Expr::Parent(part),
            "child" => Expr::Child(part),
            _ => Expr::Under(part),
        })
    }

    fn group(&mut self, from: usize, what: &str) -> Result<Expr, Mistake> {
        let open = self.scan.since(from);
        let expr = self.any()?;
        if !self.scan.take(")") {
            let mistake = Mistake::new(open, format!("{what} is not closed"), "Add ) behind its last term.");
            return Err(mistake.unfinished(true));
        }
        expr.ok_or_else(|| {
            let hint = "Write a term between them: (status:error OR duration>2s). Quote them to search for them.";
            Mistake::new(self.scan.since(from), "nothing stands between these parentheses", hint)
        })
    }

    /// A test of a field, or free text.
    fn leaf(&mut self, from: usize, follows: bool) -> Result<Expr, Mistake> {
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

    fn free_text(&mut self, follows: bool) -> Result<Expr, Mistake> {
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
    fn apart(&self, piece: &Piece) -> Result<(), Mistake> {
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
        let is_attribute = matches!(found, Expr::Leaf(Leaf { test: Test::Field(crate::Field::Attribute(..), _), .. }));
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

/// Quotation marks that are none here.
pub(crate) const OTHER_MARKS: [char; 5] = ['\'', '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}'];

fn is_function(word: &str) -> bool {
    FUNCTIONS.iter().any(|name| name.eq_ignore_ascii_case(word))
}

fn in_the_middle(at: At) -> Mistake {
    let hint = "Quote the whole of it, or write a space between; \\\" is a quotation mark inside.";
    Mistake::new(at, "a quotation mark stands in the middle of a word", hint)
}

fn one_of(parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    (!parts.is_empty()).then(|| one_or(parts, join))
}
