//! How one stored value is compared with what a query asks: the only place that says so.

use crate::ast::{Cell, CellTest, Comparison, Number, Wanted};

impl CellTest {
    /// Whether a value passes.
    pub fn matches(&self, cell: &Cell<'_>) -> bool {
        match self {
            Self::Exists => true,
            Self::Like(wanted) => wanted.iter().any(|wanted| like(wanted, cell)),
            Self::Equal(wanted) => wanted.iter().any(|wanted| equal(wanted, cell)),
            Self::Unequal(wanted) => !wanted.iter().any(|wanted| equal(wanted, cell)),
            Self::Order(comparison, wanted) => order(wanted, cell).is_some_and(|found| match comparison {
                Comparison::Greater => found.is_gt(),
                Comparison::GreaterOrEqual => found.is_ge(),
                Comparison::Less => found.is_lt(),
                Comparison::LessOrEqual => found.is_le(),
            }),
            Self::Within(from, to) => matches!(cell, Cell::Int(number) if (*from..*to).contains(number)),
            Self::Match(regex) => text_of(cell).is_some_and(|text| regex.is_match(&text)),
            Self::NoMatch(regex) => text_of(cell).is_none_or(|text| !regex.is_match(&text)),
        }
    }
}

fn text_of<'c>(cell: &Cell<'c>) -> Option<std::borrow::Cow<'c, str>> {
    Some(match cell {
        Cell::Text(text) => (*text).into(),
        Cell::Int(number) => number.to_string().into(),
        Cell::Double(number) => number.to_string().into(),
        Cell::Bool(truth) => truth.to_string().into(),
        Cell::Other => return None,
    })
}

fn like(wanted: &Wanted, cell: &Cell<'_>) -> bool {
    if !wanted.quoted && wanted.text.contains('*') {
        return text_of(cell).is_some_and(|text| wildcard(wanted.text.as_bytes(), text.as_bytes()));
    }
    match cell {
        Cell::Text(text) if text.eq_ignore_ascii_case(&wanted.text) => true,
        _ => equal(wanted, cell),
    }
}

fn equal(wanted: &Wanted, cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) if *text == wanted.text => true,
        Cell::Bool(truth) => !wanted.quoted && wanted.text.eq_ignore_ascii_case(if *truth { "true" } else { "false" }),
        _ => order(wanted, cell).is_some_and(std::cmp::Ordering::is_eq) && wanted.number.is_some(),
    }
}

/// How a value stands to the one asked for; `None` when they cannot be compared.
fn order(wanted: &Wanted, cell: &Cell<'_>) -> Option<std::cmp::Ordering> {
    let Some(number) = wanted.number.filter(|_| !wanted.quoted) else {
        return match cell {
            Cell::Text(text) => Some((*text).cmp(&wanted.text)),
            _ => None,
        };
    };
    let found = match cell {
        Cell::Int(found) => Number::Int(*found),
        Cell::Double(found) => Number::Double(*found),
        Cell::Text(text) => match text.parse::<i64>() {
            Ok(found) => Number::Int(found),
            Err(_) => Number::Double(text.parse().ok()?),
        },
        _ => return None,
    };
    match (found, number) {
        (Number::Int(found), Number::Int(wanted)) => Some(found.cmp(&wanted)),
        (Number::Double(found), Number::Double(wanted)) => found.partial_cmp(&wanted),
        (Number::Int(found), Number::Double(wanted)) => (found as f64).partial_cmp(&wanted),
        (Number::Double(found), Number::Int(wanted)) => found.partial_cmp(&(wanted as f64)),
    }
}

/// Whether a text fits a pattern in which `*` stands for any characters, without regard to ASCII case.
fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut in_text, mut star) = (0, 0, None);
    while in_text < text.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at, in_text));
            at += 1;
        } else if pattern.get(at).is_some_and(|byte| byte.eq_ignore_ascii_case(&text[in_text])) {
            at += 1;
            in_text += 1;
        } else if let Some((star_at, from)) = star {
            star = Some((star_at, from + 1));
            (at, in_text) = (star_at + 1, from + 1);
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}
