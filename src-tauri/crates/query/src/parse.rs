//! Reading a query: how its terms are joined, and the bounds. The terms are read in `leaves` and `free_text`, and told what they say in `compare`.

use crate::ast::{At, Expr, Hint, Query};
use crate::compare::one_or;
use crate::fields::Target;
use crate::mistake::Mistake;
use crate::scan::Scanner;
use crate::times::Clock;

/// Bytes of a query; longer texts are none.
pub const LONGEST: usize = 10_000;

/// Parentheses and functions stand at most so deep in each other.
const DEEPEST: usize = 64;

/// Tests one query may have.
pub(crate) const MOST_LEAVES: usize = 500;

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

pub(crate) struct Parser<'t> {
    pub(crate) text: &'t str,
    pub(crate) scan: Scanner<'t>,
    /// The rows the query is about.
    pub(crate) top: Target,
    /// The rows that leaves ask here: spans inside functions.
    pub(crate) on: Target,
    pub(crate) clock: &'t Clock,
    depth: usize,
    pub(crate) leaves: usize,
    pub(crate) hints: Vec<Hint>,
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

    pub(crate) fn nothing_follows(&self, at: At, what: &str, hint: &str) -> Mistake {
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
    pub(crate) fn after(&self, from: usize) -> At {
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
}

fn one_of(parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    (!parts.is_empty()).then(|| one_or(parts, join))
}
