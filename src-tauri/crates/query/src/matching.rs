//! How one stored value is compared with what a query asks: the only place that says so. LANGUAGE.md has the same rules as a table.
//!
//! - Texts: `:` without regard to ASCII case, `*` for any characters; `=` byte by byte.
//! - A number asked for without quotation marks equals integers and doubles of the same value, and texts that read the same number. Nothing is
//!   rounded: integers beyond 2^53 stay what they are.
//! - `true` and `false` without quotation marks equal booleans. In quotation marks everything is a text and equals texts only.
//! - Order compares numbers with numbers and with texts that are wholly a number. Asked with something that is no number, it compares texts by
//!   their bytes (dates written year first sort well that way).
//! - `!=`, `!~` and `not in` need a value. One that cannot be compared ([`Cell::Other`]) is unequal to everything.
//! - Wildcards and regular expressions read numbers and booleans as they are written.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::ast::{Cell, CellTest, Comparison, Number, Wanted};
use crate::wildcard;

impl CellTest {
    /// Whether a value passes. Called for every distinct value of a column: allocates only to write a number for a wildcard or a regular expression.
    pub fn matches(&self, cell: &Cell<'_>) -> bool {
        match self {
            Self::Exists => true,
            Self::Like(wanted) => wanted.iter().any(|wanted| wanted.is_like(cell)),
            Self::Equal(wanted) => wanted.iter().any(|wanted| wanted.equals(cell)),
            Self::Unequal(wanted) => !wanted.iter().any(|wanted| wanted.equals(cell)),
            Self::Unlike(wanted) => !wanted.iter().any(|wanted| wanted.is_like(cell)),
            Self::Order(comparison, wanted) => order(cell, wanted).is_some_and(|found| comparison.holds(found)),
            Self::Within(from, to) => number_in(cell).is_some_and(|number| {
                number.order(Number::Int(*from)).is_some_and(Ordering::is_ge)
                    && number.order(Number::Int(*to)).is_some_and(Ordering::is_lt)
            }),
            Self::Match(regex) => written(cell).is_some_and(|text| regex.is_match(&text)),
            Self::NoMatch(regex) => written(cell).is_none_or(|text| !regex.is_match(&text)),
        }
    }
}

impl Comparison {
    /// Whether a value that stands so to the one asked for passes.
    pub fn holds(self, found: Ordering) -> bool {
        match self {
            Self::Greater => found.is_gt(),
            Self::GreaterOrEqual => found.is_ge(),
            Self::Less => found.is_lt(),
            Self::LessOrEqual => found.is_le(),
        }
    }
}

impl Wanted {
    /// Whether a `*` in it stands for any characters.
    pub fn has_wildcard(&self) -> bool {
        !self.quoted && self.text.contains('*')
    }

    fn is_like(&self, cell: &Cell<'_>) -> bool {
        if self.has_wildcard() {
            return written(cell).is_some_and(|text| wildcard::fits(&self.text, &text));
        }
        match cell {
            Cell::Text(text) => text.eq_ignore_ascii_case(&self.text) || self.reads_as(cell),
            Cell::Bool(truth) => !self.quoted && self.text.eq_ignore_ascii_case(word(*truth)),
            _ => self.reads_as(cell),
        }
    }

    fn equals(&self, cell: &Cell<'_>) -> bool {
        match cell {
            Cell::Text(text) => *text == self.text || self.reads_as(cell),
            Cell::Bool(truth) => !self.quoted && self.text == word(*truth),
            _ => self.reads_as(cell),
        }
    }

    /// Whether a value is the same number.
    fn reads_as(&self, cell: &Cell<'_>) -> bool {
        let number = self.number.filter(|_| !self.quoted);
        number.is_some_and(|number| number_in(cell).and_then(|found| found.order(number)).is_some_and(Ordering::is_eq))
    }
}

/// How a value stands to the one asked for; `None` when they cannot be compared.
fn order(cell: &Cell<'_>, wanted: &Wanted) -> Option<Ordering> {
    match (wanted.number.filter(|_| !wanted.quoted), cell) {
        (Some(number), _) => number_in(cell)?.order(number),
        (None, Cell::Text(text)) => Some(text.as_bytes().cmp(wanted.text.as_bytes())),
        (None, _) => None,
    }
}

impl Number {
    /// How two numbers stand, without rounding either; `None` for NaN.
    pub fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(one), Self::Int(two)) => Some(one.cmp(&two)),
            (Self::Double(one), Self::Double(two)) => one.partial_cmp(&two),
            (Self::Int(one), Self::Double(two)) => int_to_double(one, two),
            (Self::Double(one), Self::Int(two)) => int_to_double(two, one).map(Ordering::reverse),
        }
    }
}

/// 2^63, the first double beyond all `i64`.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

fn int_to_double(int: i64, double: f64) -> Option<Ordering> {
    if double.is_nan() {
        None
    } else if double >= BEYOND {
        Some(Ordering::Less)
    } else if double < -BEYOND {
        Some(Ordering::Greater)
    } else {
        // The whole part fits an i64 exactly; what is behind the point decides between equals.
        let whole = double.trunc();
        Some(int.cmp(&(whole as i64)).then_with(|| 0.0.partial_cmp(&(double - whole)).unwrap_or(Ordering::Equal)))
    }
}

/// The number a value is, or the number a text is wholly.
fn number_in(cell: &Cell<'_>) -> Option<Number> {
    match cell {
        Cell::Int(number) => Some(Number::Int(*number)),
        Cell::Double(number) => Some(Number::Double(*number)),
        Cell::Text(text) => Number::of_text(text),
        Cell::Bool(_) | Cell::Other => None,
    }
}

impl Number {
    /// Reads a text that is wholly a number: `12`, `-0.5`, `1e6`; not `inf`, `0x1f`, `1_000` or ` 1`. An integer that does not fit is read only
    /// roughly, as a double.
    pub fn of_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
        // Words, the most frequent texts by far, end here.
        if !matches!(digits, [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..]) {
            return None;
        }
        match text.parse() {
            Ok(number) => Some(Self::Int(number)),
            Err(_) => text.parse().ok().map(Self::Double),
        }
    }
}

/// A value as it is written; `None` for what is not written in one way.
fn written<'c>(cell: &Cell<'c>) -> Option<Cow<'c, str>> {
    Some(match cell {
        Cell::Text(text) => Cow::Borrowed(*text),
        Cell::Int(number) => Cow::Owned(number.to_string()),
        Cell::Double(number) => Cow::Owned(number.to_string()),
        Cell::Bool(truth) => Cow::Borrowed(word(*truth)),
        Cell::Other => return None,
    })
}

fn word(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wanted(text: &str) -> Wanted {
        Wanted { text: text.into(), quoted: false, number: Number::of_text(text) }
    }

    fn quoted(text: &str) -> Wanted {
        Wanted { text: text.into(), quoted: true, number: None }
    }

    fn like(text: &str, cell: Cell<'_>) -> bool {
        CellTest::Like(vec![wanted(text)]).matches(&cell)
    }

    fn equal(text: &str, cell: Cell<'_>) -> bool {
        CellTest::Equal(vec![wanted(text)]).matches(&cell)
    }

    #[test]
    fn texts_numbers_and_booleans_are_compared_as_the_table_says() {
        use Cell::{Bool, Double, Int, Other, Text};
        let table = [
            // asked, value, `:`, `=`
            ("Checkout", Text("checkout"), true, false),
            ("checkout", Text("checkout"), true, true),
            ("check", Text("checkout"), false, false),
            ("É", Text("é"), false, false),
            ("200", Int(200), true, true),
            ("200", Double(200.0), true, true),
            ("200", Text("200"), true, true),
            ("200", Text("200.0"), true, true),
            ("2e2", Int(200), true, true),
            ("200", Text("0200"), true, true),
            ("200", Text(" 200"), false, false),
            ("200", Text("200 OK"), false, false),
            ("0.5", Double(0.5), true, true),
            ("TRUE", Bool(true), true, false),
            ("true", Bool(true), true, true),
            ("false", Bool(true), false, false),
            ("1", Bool(true), false, false),
            ("x", Other, false, false),
            ("5*", Int(503), true, false),
            ("5*", Text("5*"), true, true),
            ("t*e", Bool(true), true, false),
            ("*", Other, false, false),
            ("NaN", Double(f64::NAN), false, false),
        ];
        for (asked, cell, is_like, is_equal) in table {
            assert_eq!((like(asked, cell), equal(asked, cell)), (is_like, is_equal), "{asked} against {cell:?}");
        }
    }

    #[test]
    fn quotation_marks_make_texts() {
        let like = |text: &str, cell| CellTest::Like(vec![quoted(text)]).matches(&cell);
        assert!(!like("200", Cell::Int(200)));
        assert!(!like("true", Cell::Bool(true)));
        assert!(!like("a*", Cell::Text("abc")));
        assert!(like("a*", Cell::Text("A*")));
    }

    #[test]
    fn negations_need_a_value_and_other_values_are_unequal() {
        let unequal = CellTest::Unequal(vec![wanted("a"), wanted("5")]);
        let unlike = CellTest::Unlike(vec![wanted("a*")]);
        for (cell, by_unequal, by_unlike) in [
            (Cell::Text("a"), false, false),
            (Cell::Text("A"), true, false),
            (Cell::Int(5), false, true),
            (Cell::Int(6), true, true),
            (Cell::Other, true, true),
        ] {
            assert_eq!((unequal.matches(&cell), unlike.matches(&cell)), (by_unequal, by_unlike), "{cell:?}");
        }
    }

    #[test]
    fn order_does_not_round() {
        let above = |text: &str, cell| CellTest::Order(Comparison::Greater, wanted(text)).matches(&cell);
        assert!(above("9007199254740992", Cell::Int(9_007_199_254_740_993)));
        assert!(!above("9007199254740993", Cell::Double(9_007_199_254_740_992.0)));
        assert!(above("4503599627370495.5", Cell::Int(4_503_599_627_370_496)));
        assert!(above("1.5", Cell::Int(2)) && !above("1.5", Cell::Int(1)));
        assert!(above("-1.5", Cell::Int(-1)) && !above("-1.5", Cell::Int(-2)));
        assert!(above("5", Cell::Text("10")) && !above("5", Cell::Text("10a")));
        assert!(!above("5", Cell::Bool(true)) && !above("5", Cell::Other));
        assert!(above("2026-01-01", Cell::Text("2026-02-01")) && !above("b", Cell::Int(5)));
        assert!(!above("9223372036854775807", Cell::Double(-1e300)) && above("1", Cell::Double(f64::INFINITY)));
    }

    #[test]
    fn ranges_end_before_their_end() {
        let within = CellTest::Within(100, 200);
        for (cell, passes) in [
            (Cell::Int(100), true),
            (Cell::Int(199), true),
            (Cell::Int(200), false),
            (Cell::Double(199.5), true),
            (Cell::Text("150"), true),
            (Cell::Other, false),
        ] {
            assert_eq!(within.matches(&cell), passes, "{cell:?}");
        }
    }

    #[test]
    fn regular_expressions_read_numbers_as_written() {
        let regex = regex::Regex::new("^5..$").expect("a pattern");
        assert!(CellTest::Match(regex.clone()).matches(&Cell::Int(503)));
        assert!(!CellTest::Match(regex.clone()).matches(&Cell::Other));
        assert!(CellTest::NoMatch(regex.clone()).matches(&Cell::Other));
        assert!(!CellTest::NoMatch(regex).matches(&Cell::Text("503")));
    }

    proptest! {
        #[test]
        fn an_int_and_a_double_stand_as_exact_numbers_do(int in any::<i64>(), near in -4i64..4, part in 0usize..4) {
            let double = (int.saturating_add(near)) as f64 + [0.0, 0.25, -0.5, 1e18][part];
            // i128 holds whole parts exactly; halves and quarters are kept by doubling twice.
            let exact = (i128::from(int) * 4).cmp(&((double * 4.0) as i128));
            prop_assert_eq!(Number::Int(int).order(Number::Double(double)), Some(exact));
        }
    }
}
