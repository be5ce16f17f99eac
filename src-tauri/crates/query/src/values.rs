//! From one value as typed to what it says for a field: its unit applied, its word found, its time looked up. Knows nothing of operators but which of them
//! was used.

use crate::ast::{At, Comparison, Number, Wanted};
use crate::compare::{Operator, Reading};
use crate::fields::{FieldInfo, Known, Shape, Target};
use crate::mistake::Mistake;
use crate::near::{listed, nearest};
use crate::scan::Piece;
use crate::times;
use crate::units::{self, TIMES, Wrong};
use crate::wildcard;

/// What one value asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Part {
    /// Any value: `*`.
    Any,
    /// This value, of this field: `kind:server` is asked of another field than `kind:llm`.
    One(Known, Wanted),
    /// Numbers from here, inclusive, to there, exclusive.
    Within(i64, i64),
}

/// Words for severities and the lowest number of each, from OpenTelemetry's table; the usual one first.
pub(crate) const SEVERITIES: [(&[&str], i64); 6] = [
    (&["trace"], 1),
    (&["debug"], 5),
    (&["info", "information", "notice"], 9),
    (&["warn", "warning"], 13),
    (&["error", "err"], 17),
    (&["fatal", "critical", "emergency"], 21),
];

/// How many numbers each word has.
pub(crate) const OF_SEVERITY: i64 = 4;

impl Reading<'_> {
    /// One value of a field with a short name, behind `:`, `=` and their like.
    pub(crate) fn parts(&self, info: &'static FieldInfo, value: &Piece) -> Result<Vec<Part>, Mistake> {
        if value.is_star() {
            return Ok(vec![Part::Any]);
        }
        let one = |known, wanted| Ok(vec![Part::One(known, wanted)]);
        match info.shape {
            Shape::Text => one(info.known, value.wanted(None)),
            Shape::Id => one(info.known, self.id(info, value)?),
            Shape::Words(words) => self.words(info, words, value),
            Shape::Time => Ok(vec![self.times(info, value)?]),
            Shape::Severity => Ok(vec![self.severity(info, value)?]),
            Shape::Duration | Shape::Count | Shape::Money | Shape::Number => {
                if let Some((from, to)) = range(value).filter(|_| info.shape != Shape::Number) {
                    return Ok(vec![self.numbers(info, value, (from, to))?]);
                }
                one(info.known, self.number(info, value)?)
            }
        }
    }

    /// One value of a field with a short name, behind `>` and its like.
    pub(crate) fn bound(
        &self,
        info: &'static FieldInfo,
        comparison: Comparison,
        value: &Piece,
    ) -> Result<(Comparison, Wanted), Mistake> {
        let wanted = match info.shape {
            Shape::Text => value.wanted(if value.quoted { None } else { units::plain(&value.text).ok() }),
            Shape::Words(_) | Shape::Id => {
                let message = format!("{} has no order", info.name());
                return Err(Mistake::new(self.operator_at, message, format!("Write {}", info.example)));
            }
            Shape::Duration | Shape::Count | Shape::Money | Shape::Number => self.number(info, value)?,
            Shape::Time => {
                let found = self.time(info, value, value.at, &value.text)?;
                let to = found.to.unwrap_or(found.from.saturating_add(1));
                return Ok(outside(comparison, (found.from, to), value, times::written));
            }
            Shape::Severity => {
                let (lowest, highest) = self.severity_numbers(info, value)?;
                return Ok(outside(comparison, (lowest, highest + 1), value, |number| number.to_string()));
            }
        };
        Ok((comparison, wanted))
    }

    fn id(&self, info: &FieldInfo, value: &Piece) -> Result<Wanted, Mistake> {
        let longest = if info.known == Known::Trace { 32 } else { 16 };
        let digits: String = value.text.chars().filter(|letter| *letter != '-').collect::<String>().to_lowercase();
        // The beginning is enough as it is.
        let digits = if value.quoted { digits.as_str() } else { digits.trim_end_matches('*') };
        if digits.is_empty() || digits.len() > longest || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let message = format!("{:?} is not the id of a {}", value.text, info.name());
            return Err(Mistake::new(value.at, message, format!("Write up to {longest} hex digits: {}", info.example)));
        }
        Ok(value.unquoted(digits, None))
    }

    fn words(&self, info: &'static FieldInfo, words: &[&[&'static str]], value: &Piece) -> Result<Vec<Part>, Mistake> {
        let kinds = match FieldInfo::of(Known::SpanKind).shape {
            Shape::Words(kinds) if info.known == Known::Type => kinds,
            _ => &[],
        };
        // `failed` is said of a trace's root.
        let here = |word: &&&[&str]| self.own_of_trace() || info.known != Known::Status || word[0] != "failed";
        let all = || {
            let own = words.iter().filter(here).map(|word| (info.known, *word));
            own.chain(kinds.iter().map(|word| (Known::SpanKind, *word)))
        };
        let typed = value.text.to_lowercase();
        let fits = |word: &[&str]| match value.quoted {
            false if typed.contains('*') => wildcard::fits(&typed, word[0]),
            _ => word.contains(&typed.as_str()),
        };
        let found: Vec<Part> = all()
            .filter(|(_, word)| fits(word))
            .map(|(known, word)| Part::One(known, value.unquoted(word[0], None)))
            .collect();
        if !found.is_empty() {
            return Ok(found);
        }
        if typed == "failed" && info.known == Known::Status {
            let message = "failed is said of traces: their root failed";
            return Err(Mistake::new(value.at, message, "Write status:error for a span that failed."));
        }
        let shown: Vec<&str> = all().map(|(_, word)| word[0]).collect();
        let near = nearest(&typed, all().flat_map(|(_, word)| word).copied());
        let hint = match near {
            Some(word) => format!("Write {}:{word}", info.name()),
            None => format!("It is {}.", listed(shown.iter().copied())),
        };
        let begun = all().any(|(_, word)| word.iter().any(|word| word.starts_with(&typed)));
        let message = format!("{:?} is no {} there is", value.text, info.name());
        Err(Mistake::new(value.at, message, hint).unfinished(begun && self.is_last(value.at)))
    }

    fn number(&self, info: &FieldInfo, value: &Piece) -> Result<Wanted, Mistake> {
        let text: String = value.text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let number = self.number_of(info, value.at, &text)?;
        Ok(value.unquoted(&text, Some(number)))
    }

    fn number_of(&self, info: &FieldInfo, at: At, text: &str) -> Result<Number, Mistake> {
        let (read, what) = match info.shape {
            Shape::Duration => (units::duration(text), "a length of time"),
            Shape::Money => (units::money(text), "an amount of money"),
            Shape::Count => (units::count(text), "a count"),
            _ => (units::plain(text), "a number"),
        };
        read.map_err(|wrong| self.wrong(info, at, text, (&wrong, what)))
    }

    /// What is wrong with a number, and how it is written.
    fn wrong(&self, info: &FieldInfo, at: At, text: &str, (wrong, what): (&Wrong, &str)) -> Mistake {
        let (name, last) = (info.name(), self.is_last(at));
        let units = || match info.shape {
            Shape::Duration | Shape::Time => "Units are ns, us, ms, s, m, h, d and w.",
            Shape::Count => "Units are k, M and B.",
            Shape::Money => "Write dollars: $0.01, or cents: 5¢",
            _ => "Write it without a unit.",
        };
        match wrong {
            Wrong::NoUnit => {
                let hint = format!("Write {name}{}{text}s or {text}ms.", self.sign());
                Mistake::new(at, format!("{text:?} has no unit"), hint).unfinished(last)
            }
            Wrong::Unit(unit, Some(meant)) => {
                let number = text.strip_suffix(unit.as_str()).unwrap_or_default();
                let hint = format!("Write {number}{meant}.");
                Mistake::new(at, format!("{unit:?} is not a unit of {what}"), hint)
                    .unfinished(last && self.may_become_unit(unit))
            }
            Wrong::Unit(unit, None) => Mistake::new(at, format!("{unit:?} is not a unit of {what}"), units())
                .unfinished(last && self.may_become_unit(unit)),
            Wrong::NotANumber => {
                let begun = last && text.chars().all(|letter| "-+$._".contains(letter) || letter.is_ascii_digit());
                let hint = match text.replace(',', "") {
                    plain if plain.len() < text.len() => format!("Write {name}{}{plain}", self.sign()),
                    _ => format!("Write {}", info.example),
                };
                Mistake::new(at, format!("{text:?} is not {what}"), hint).unfinished(begun)
            }
        }
    }

    fn may_become_unit(&self, unit: &str) -> bool {
        let longer = |name: &str| name.len() > unit.len() && name.starts_with(&unit.to_lowercase());
        TIMES.iter().flat_map(units::Unit::names).any(longer) || longer("usd")
    }

    /// `100..200`, both included.
    fn numbers(&self, info: &FieldInfo, value: &Piece, (from, to): (&str, &str)) -> Result<Part, Mistake> {
        let whole = |text: &str, up: bool| match self.number_of(info, value.at, text)? {
            Number::Int(number) => Ok(number),
            Number::Double(number) => Ok((if up { number.ceil() } else { number.floor() }) as i64),
        };
        let (from, to) = (whole(from, true)?, whole(to, false)?);
        self.ordered(value, from, to.saturating_add(1))
    }

    fn ordered(&self, value: &Piece, from: i64, to: i64) -> Result<Part, Mistake> {
        if from < to {
            return Ok(Part::Within(from, to));
        }
        Err(Mistake::new(value.at, "this range ends before it begins", "Write the lower end first.")
            .unfinished(self.is_last(value.at)))
    }

    fn times(&self, info: &FieldInfo, value: &Piece) -> Result<Part, Mistake> {
        if let Some((from, to)) = range(value) {
            let from = self.time(info, value, value.at, from)?.from;
            let to = self.time(info, value, value.at, to)?;
            return self.ordered(value, from, to.to.unwrap_or(to.from));
        }
        let found = self.time(info, value, value.at, &value.text)?;
        found.to.map(|to| Part::Within(found.from, to)).ok_or_else(|| {
            let message = format!("{:?} is an instant: nothing begins just then", value.text);
            Mistake::new(value.at, message, format!("Write {}>{} for all that is later.", info.name(), value.text))
                .unfinished(self.is_last(value.at))
        })
    }

    fn time(&self, info: &FieldInfo, value: &Piece, at: At, text: &str) -> Result<times::Stretch, Mistake> {
        times::read(text, self.clock).ok_or_else(|| {
            if let Some(wrong @ (Wrong::Unit(..) | Wrong::NoUnit)) = times::wrong_length(text) {
                return self.wrong(info, at, text, (&wrong, "time"));
            }
            let lower = text.to_lowercase();
            let begun = ["now", "today", "yesterday", "tomorrow"].iter().any(|word| word.starts_with(&lower))
                || lower.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+'));
            let hint = "Write -1h, today, 2026-11-21, 2026-11-21T10:00 or 10:30.";
            Mistake::new(at, format!("{text:?} is not a time"), hint)
                .unfinished(begun && !value.quoted && self.is_last(at))
        })
    }

    fn severity(&self, info: &FieldInfo, value: &Piece) -> Result<Part, Mistake> {
        if let Some((from, to)) = range(value) {
            let end = |text: &str| Piece { text: text.to_owned(), ..value.clone() };
            let from = self.severity_numbers(info, &end(from))?.0;
            return self.ordered(value, from, self.severity_numbers(info, &end(to))?.1 + 1);
        }
        match self.severity_numbers(info, value)? {
            (lowest, highest) if lowest == highest => {
                Ok(Part::One(info.known, value.unquoted(&value.text, Some(Number::Int(lowest)))))
            }
            (lowest, highest) => Ok(Part::Within(lowest, highest + 1)),
        }
    }

    /// The lowest and the highest number a severity has.
    fn severity_numbers(&self, info: &FieldInfo, value: &Piece) -> Result<(i64, i64), Mistake> {
        let typed = value.text.to_lowercase();
        let word = SEVERITIES.iter().find(|(words, _)| words.contains(&typed.as_str()));
        if let Some((_, lowest)) = word {
            return Ok((*lowest, lowest + OF_SEVERITY - 1));
        }
        if let Some(number) = typed.parse().ok().filter(|number| (1..=24).contains(number)) {
            return Ok((number, number));
        }
        let words = || SEVERITIES.iter().flat_map(|(words, _)| *words).copied();
        let hint = match nearest(&typed, words()) {
            Some(word) => format!("Write {}{}{word}", info.name(), self.sign()),
            None => {
                format!("It is {}, or a number from 1 to 24.", listed(SEVERITIES.iter().map(|(words, _)| words[0])))
            }
        };
        let begun = words().any(|word| word.starts_with(&typed));
        Err(Mistake::new(value.at, format!("{:?} is not a severity", value.text), hint)
            .unfinished(begun && self.is_last(value.at)))
    }

    /// One value of an attribute.
    pub(crate) fn of_attribute(&self, key: &str, value: &Piece) -> Wanted {
        let number = if value.quoted { None } else { units::of_attribute(key, &value.text) };
        // A long row of digits is a name: as a double it would equal its neighbours.
        let is_rounded = matches!(number, Some(Number::Double(_)))
            && value.text.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit())
            && !matches!(self.operator, Operator::Order(_));
        value.wanted(number.filter(|_| !is_rounded))
    }

    /// Whether the trace's own value is asked for where it has one.
    pub(crate) fn own_of_trace(&self) -> bool {
        self.on == Target::Traces && !self.named.of_span
    }
}

/// What an order means to a stretch from here, inclusive, to there, exclusive: above warn is above all its numbers, after a day is after its end, up to a
/// day includes it.
fn outside(
    comparison: Comparison,
    (from, to): (i64, i64),
    value: &Piece,
    written: impl Fn(i64) -> String,
) -> (Comparison, Wanted) {
    let (comparison, number) = match comparison {
        Comparison::Greater => (Comparison::GreaterOrEqual, to),
        Comparison::GreaterOrEqual => (Comparison::GreaterOrEqual, from),
        Comparison::Less => (Comparison::Less, from),
        Comparison::LessOrEqual => (Comparison::Less, to),
    };
    (comparison, value.unquoted(&written(number), Some(Number::Int(number))))
}

/// `a..b`.
fn range(value: &Piece) -> Option<(&str, &str)> {
    value.text.split_once("..").filter(|(from, to)| !from.is_empty() && !to.is_empty())
}

impl Piece {
    /// Stars and nothing else: any value.
    pub(crate) fn is_star(&self) -> bool {
        !self.quoted && !self.text.is_empty() && self.text.bytes().all(|byte| byte == b'*')
    }

    fn wanted(&self, number: Option<Number>) -> Wanted {
        Wanted { text: self.text.clone(), quoted: self.quoted, number }
    }

    /// For fields whose values are no plain texts: quotation marks only held the value together.
    fn unquoted(&self, text: &str, number: Option<Number>) -> Wanted {
        Wanted { text: text.to_owned(), quoted: false, number }
    }
}
