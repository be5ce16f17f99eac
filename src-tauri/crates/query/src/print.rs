//! A tree as text: the canonical spelling, which is read into the same tree again. Times are written out, so that a query with `-1h` in it stays about the hour
//! it was about.

use std::fmt::{Display, Formatter, Result, Write as _};

use crate::ast::{CellTest, Comparison, Expr, Field, Leaf, Number, Test, Wanted, Words};
use crate::fields::{FieldInfo, Known, Shape};
use crate::parse::FUNCTIONS;
use crate::scan::{Scanner, quote};
use crate::times;

/// The canonical text of an expression.
pub fn to_text(expr: &Expr) -> String {
    expr.to_string()
}

impl Display for Expr {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Self::And(parts) if parts.is_empty() => out.write_char('*'),
            Self::And(parts) => joined(out, parts, " ", |part| !matches!(part, Self::And(_) | Self::Or(_))),
            Self::Or(parts) => joined(out, parts, " OR ", |part| !matches!(part, Self::Or(_))),
            Self::Not(part) => {
                out.write_char('-')?;
                alone(out, part, |part| !matches!(part, Self::And(_) | Self::Or(_)))
            }
            Self::Same(part) => write!(out, "same({part})"),
            Self::Parent(part) => write!(out, "parent({part})"),
            Self::Child(part) => write!(out, "child({part})"),
            Self::Under(part) => write!(out, "under({part})"),
            Self::Leaf(leaf) => leaf.fmt(out),
        }
    }
}

fn joined(out: &mut Formatter<'_>, parts: &[Expr], between: &str, bare: fn(&Expr) -> bool) -> Result {
    for (index, part) in parts.iter().enumerate() {
        out.write_str(if index == 0 { "" } else { between })?;
        alone(out, part, bare)?;
    }
    Ok(())
}

/// In parentheses where it needs them. A star never does.
fn alone(out: &mut Formatter<'_>, part: &Expr, bare: fn(&Expr) -> bool) -> Result {
    let star = matches!(part, Expr::And(parts) if parts.is_empty());
    if star || bare(part) { write!(out, "{part}") } else { write!(out, "({part})") }
}

impl Display for Leaf {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match &self.test {
            Test::Text(words) => words.fmt(out),
            Test::Field(field, test) => write_test(out, field, test),
        }
    }
}

impl Display for Words {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        const KEYWORDS: [&str; 6] = ["and", "or", "not", "in", "exists", "has"];
        let reserved = KEYWORDS.iter().chain(&FUNCTIONS).any(|word| word.eq_ignore_ascii_case(&self.text));
        let plain = !self.text.is_empty() && self.text.chars().all(char::is_alphanumeric);
        let star = if self.prefix { "*" } else { "" };
        if plain && !reserved { write!(out, "{}{star}", self.text) } else { write!(out, "{}{star}", quote(&self.text)) }
    }
}

fn write_test(out: &mut Formatter<'_>, field: &Field, test: &CellTest) -> Result {
    let key = field.to_string();
    match test {
        CellTest::Exists => write!(out, "{key} exists"),
        // Behind a colon a sign in front of a value would be an operator.
        CellTest::Like(wanted) if wanted.iter().any(begins_with_sign) => {
            write!(out, "{key} in (")?;
            list(out, wanted, ", ")?;
            out.write_char(')')
        }
        CellTest::Like(wanted) => several(out, &key, ":", wanted),
        CellTest::Equal(wanted) => several(out, &key, "=", wanted),
        CellTest::Unequal(wanted) | CellTest::Unlike(wanted) => several(out, &key, "!=", wanted),
        CellTest::Order(comparison, wanted) => order(out, field, &key, (*comparison, wanted)),
        CellTest::Within(from, to) => {
            let end = |number| end_of(field, number);
            write!(out, "{key}:{}..{}", end(*from), end(to.saturating_sub(1)))
        }
        CellTest::Match(regex) => write!(out, "{key}~{}", quote(regex.as_str())),
        CellTest::NoMatch(regex) => write!(out, "{key}!~{}", quote(regex.as_str())),
    }
}

fn several(out: &mut Formatter<'_>, key: &str, sign: &str, wanted: &[Wanted]) -> Result {
    let space = if wanted.first().is_some_and(begins_with_sign) { " " } else { "" };
    write!(out, "{key}{sign}{space}")?;
    list(out, wanted, ",")
}

fn list(out: &mut Formatter<'_>, wanted: &[Wanted], between: &str) -> Result {
    for (index, wanted) in wanted.iter().enumerate() {
        write!(out, "{}{wanted}", if index == 0 { "" } else { between })?;
    }
    Ok(())
}

impl Display for Wanted {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        if self.quoted { out.write_str(&quote(&self.text)) } else { out.write_str(&self.text) }
    }
}

fn begins_with_sign(wanted: &Wanted) -> bool {
    !wanted.quoted && Scanner::new(&wanted.text).operator().is_some()
}

fn order(out: &mut Formatter<'_>, field: &Field, key: &str, (comparison, wanted): (Comparison, &Wanted)) -> Result {
    let sign = match comparison {
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
    };
    // Severities end at 24: what lies above is only written as being above.
    if let (Field::Known(Known::Severity), Some(Number::Int(25))) = (field, wanted.number) {
        return write!(out, "{key}{}24", if comparison == Comparison::Less { "<=" } else { ">" });
    }
    write!(out, "{key}{sign}{}{wanted}", if begins_with_sign(wanted) { " " } else { "" })
}

/// An end of a range, in the field's smallest unit.
fn end_of(field: &Field, number: i64) -> String {
    let Field::Known(known) = field else { return number.to_string() };
    match FieldInfo::of(*known).shape {
        Shape::Time => times::written(number),
        Shape::Duration => format!("{number}ns"),
        Shape::Money => {
            const PICO: u64 = 1_000_000_000_000;
            let (sign, dollars) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
            format!("{sign}${}.{:012}", dollars / PICO, dollars % PICO)
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned()
        }
        _ => number.to_string(),
    }
}
