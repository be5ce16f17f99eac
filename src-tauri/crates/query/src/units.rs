//! Numbers and their units: `2.5M`, `1m30s`, `10KiB`, `$0.01`. Exact as long as the result is an integer; knows no fields.

use winnow::Parser;
use winnow::ascii::digit1;
use winnow::combinator::{alt, eof, opt, preceded, repeat, terminated};
use winnow::error::EmptyError;
use winnow::token::{one_of, take_while};

use crate::ast::Number;
use crate::near::nearest;

type Read<O> = winnow::Result<O, EmptyError>;

/// A decimal number as written: `mantissa` times ten to the power of `power`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    mantissa: i128,
    power: i32,
}

/// A unit: its spellings, the usual one first, and how many of the smallest unit it is.
pub(crate) struct Unit {
    names: &'static [&'static str],
    size: i64,
}

impl Unit {
    /// How the unit is written, the usual way first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.iter().copied()
    }
}

const fn unit(names: &'static [&'static str], size: i64) -> Unit {
    Unit { names, size }
}

const SECOND: i64 = 1_000_000_000;

/// Lengths of time, in nanoseconds.
pub(crate) const TIMES: &[Unit] = &[
    unit(&["ns"], 1),
    unit(&["us", "µs", "μs"], 1000),
    unit(&["ms"], 1_000_000),
    unit(&["s", "sec"], SECOND),
    unit(&["m", "min"], 60 * SECOND),
    unit(&["h", "hour", "hours"], 3600 * SECOND),
    unit(&["d", "day", "days"], 86_400 * SECOND),
    unit(&["w"], 7 * 86_400 * SECOND),
];

/// Sizes, in bytes.
const SIZES: &[Unit] = &[
    unit(&["B"], 1),
    unit(&["kB", "KB", "kb"], 1000),
    unit(&["MB", "mb"], 1_000_000),
    unit(&["GB", "gb"], 1_000_000_000),
    unit(&["TB", "tb"], 1_000_000_000_000),
    unit(&["KiB", "kib", "kiB"], 1 << 10),
    unit(&["MiB", "mib"], 1 << 20),
    unit(&["GiB", "gib"], 1 << 30),
    unit(&["TiB", "tib"], 1 << 40),
];

/// Counts.
const COUNTS: &[Unit] = &[
    unit(&["k", "K"], 1000),
    unit(&["M", "m"], 1_000_000),
    unit(&["B", "b", "G"], 1_000_000_000),
    unit(&["T"], 1_000_000_000_000),
];

/// Why a text is no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It does not begin like one.
    NotANumber,
    /// A length of time without its unit.
    NoUnit,
    /// A unit nobody knows, and the one that may be meant.
    Unit(String, Option<&'static str>),
}

/// A length of time in nanoseconds: `150ms`, `1m30s`. Nothing needs no unit: `0`.
pub(crate) fn duration(text: &str) -> Result<Number, Wrong> {
    let mut rest = text;
    let negative = rest.starts_with('-');
    rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    if rest.starts_with(['-', '+']) {
        return Err(Wrong::NotANumber);
    }
    let mut parts: Vec<(Decimal, &str)> = Vec::new();
    while !rest.is_empty() {
        let part = (decimal, letters).parse_next(&mut rest).map_err(|EmptyError| Wrong::NotANumber)?;
        parts.push(part);
    }
    let mut sum = None;
    for (amount, name) in &parts {
        let size = match (*name, amount.mantissa, parts.len()) {
            ("", 0, 1) => 1,
            ("", ..) => return Err(Wrong::NoUnit),
            (name, ..) => size_of(name, TIMES)?,
        };
        let part = amount.times(if negative { -size } else { size }, 1);
        sum = Some(sum.map_or(part, |sum| add(sum, part)));
    }
    sum.ok_or(Wrong::NotANumber)
}

fn add(one: Number, two: Number) -> Number {
    match (one, two) {
        (Number::Int(one), Number::Int(two)) if one.checked_add(two).is_some() => Number::Int(one + two),
        (one, two) => Number::Double(double(one) + double(two)),
    }
}

fn double(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::Double(number) => number,
    }
}

/// A count: `5`, `2.5M`, `1k`.
pub(crate) fn count(text: &str) -> Result<Number, Wrong> {
    let (amount, name) = amount(text)?;
    Ok(amount.times(if name.is_empty() { 1 } else { size_of(name, COUNTS)? }, 1))
}

/// A number without a unit.
pub(crate) fn plain(text: &str) -> Result<Number, Wrong> {
    match amount(text)? {
        (amount, "") => Ok(amount.times(1, 1)),
        (_, name) => Err(Wrong::Unit(name.to_owned(), None)),
    }
}

/// Dollars in picodollars: `$0.01`, `0.01$`, `5¢`, `0.01usd`, `0.01`.
pub(crate) fn money(text: &str) -> Result<Number, Wrong> {
    let (amount, name) = dollars(text)?;
    match name.to_ascii_lowercase().as_str() {
        "" | "$" | "usd" => Ok(amount.times(1_000_000_000_000, 1)),
        "¢" | "ct" | "cent" | "cents" => Ok(amount.times(10_000_000_000, 1)),
        _ => Err(Wrong::Unit(name.to_owned(), None)),
    }
}

fn dollars(text: &str) -> Result<(Decimal, &str), Wrong> {
    match text.strip_prefix("-$").or_else(|| text.strip_prefix('$')) {
        Some(rest) if rest.starts_with(['-', '+']) => Err(Wrong::NotANumber),
        Some(rest) => match amount(rest)? {
            (amount, "") if text.starts_with('-') => Ok((Decimal { mantissa: -amount.mantissa, ..amount }, "")),
            (amount, "") => Ok((amount, "")),
            (_, name) => Err(Wrong::Unit(name.to_owned(), None)),
        },
        None => amount(text),
    }
}

/// A value of an attribute whose unit nobody has said: a number as it is; a length of time in the unit that the key's end tells, in seconds when
/// it tells none, as OpenTelemetry has it; a size in bytes; a count; dollars.
pub(crate) fn of_attribute(key: &str, text: &str) -> Option<Number> {
    if let Ok((amount, name)) = amount(text) {
        let is_time = TIMES.iter().any(|unit| unit.names.contains(&name));
        if name.is_empty() {
            return Some(amount.times(1, 1));
        }
        if let Ok(size) = size_of(name, SIZES).or_else(|_| size_of(name, COUNTS))
            && !is_time
        {
            return Some(amount.times(size, 1));
        }
    }
    if text.contains('$') {
        return dollars(text).ok().filter(|(_, name)| matches!(*name, "" | "$")).map(|(amount, _)| amount.times(1, 1));
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| key.ends_with(end));
    let per = if ends(&["_ms", ".ms", "_millis", "_milliseconds"]) {
        1_000_000
    } else if ends(&["_us", ".us", "_micros", "_microseconds"]) {
        1000
    } else if ends(&["_ns", ".ns", "_nanos", "_nanoseconds"]) {
        1
    } else {
        SECOND
    };
    match duration(text).ok()? {
        Number::Int(nanos) => Some(Decimal { mantissa: nanos.into(), power: 0 }.times(1, per)),
        Number::Double(nanos) => Some(Number::Double(nanos / per as f64)),
    }
}

/// A number and what stands behind it.
fn amount(text: &str) -> Result<(Decimal, &str), Wrong> {
    let mut rest = text;
    let amount = decimal(&mut rest).map_err(|EmptyError| Wrong::NotANumber)?;
    let money = alt(("$", "¢", letters));
    terminated(money, eof).parse_next(&mut rest).map(|name| (amount, name)).map_err(|EmptyError| Wrong::NotANumber)
}

fn letters<'t>(input: &mut &'t str) -> Read<&'t str> {
    take_while(0.., char::is_alphabetic).parse_next(input)
}

fn size_of(name: &str, units: &[Unit]) -> Result<i64, Wrong> {
    let find = |fits: &dyn Fn(&str) -> bool| units.iter().find(|unit| unit.names.iter().any(|name| fits(name)));
    // `MS` and `Sec` are understood where nothing else is meant by them.
    let unit = find(&|known| known == name).or_else(|| find(&|known| known.eq_ignore_ascii_case(name)));
    unit.map(|unit| unit.size).ok_or_else(|| {
        let names = units.iter().flat_map(|unit| unit.names).copied();
        let start = units
            .iter()
            .map(|unit| unit.names[0])
            .find(|known| name.len() > 1 && name.to_lowercase().starts_with(known));
        let long = LONG.iter().find(|(long, _)| name.to_lowercase().starts_with(long)).map(|(_, short)| *short);
        let meant = long.filter(|short| units.iter().any(|unit| unit.names.contains(short)));
        Wrong::Unit(name.to_owned(), meant.or_else(|| nearest(name, names)).or(start))
    })
}

/// Units written out.
const LONG: [(&str, &str); 8] = [
    ("nano", "ns"),
    ("micro", "us"),
    ("mil", "ms"),
    ("sec", "s"),
    ("min", "m"),
    ("hour", "h"),
    ("day", "d"),
    ("week", "w"),
];

/// `12`, `-0.5`, `.5`, `1_000`, `1e6`.
fn decimal(input: &mut &str) -> Read<Decimal> {
    let sign = opt(one_of(['-', '+'])).parse_next(input)?;
    let whole = opt(digits).parse_next(input)?.unwrap_or_default();
    let part = opt(preceded('.', digits)).parse_next(input)?.unwrap_or_default();
    // An `e` without digits behind it begins a unit.
    let exponent = opt(preceded(one_of(['e', 'E']), (opt(one_of(['-', '+'])), digit1))).parse_next(input)?;
    let exponent = exponent.map_or(Ok(0), |(sign, digits)| {
        let exponent = digits.parse::<i32>().map_err(|_| EmptyError)?;
        Ok(if sign == Some('-') { -exponent } else { exponent })
    })?;
    if whole.is_empty() && part.is_empty() || exponent.abs() > 400 {
        return Err(EmptyError);
    }
    let power = exponent - i32::try_from(part.len()).map_err(|_| EmptyError)?;
    let mantissa: i128 = format!("{whole}{part}").parse().map_err(|_| EmptyError)?;
    Ok(Decimal { mantissa: if sign == Some('-') { -mantissa } else { mantissa }, power })
}

/// Digits; `_` may stand between them.
fn digits(input: &mut &str) -> Read<String> {
    let more = repeat(0.., alt((digit1, preceded('_', digit1))));
    let (first, more): (&str, Vec<&str>) = (digit1, more).parse_next(input)?;
    Ok(first.to_owned() + &more.concat())
}

impl Decimal {
    /// This much of a unit: exact when that is an integer, else the nearest double.
    fn times(self, times: i64, per: i64) -> Number {
        self.exactly(times, per).map_or_else(|| Number::Double(self.roughly(times, per)), Number::Int)
    }

    fn exactly(self, times: i64, per: i64) -> Option<i64> {
        if self.mantissa == 0 {
            return Some(0);
        }
        let ten = 10i128.checked_pow(self.power.unsigned_abs())?;
        let (up, down) = if self.power < 0 { (1, ten) } else { (ten, 1) };
        let number = self.mantissa.checked_mul(up)?.checked_mul(times.into())?;
        let down = down.checked_mul(per.into())?;
        if number % down == 0 { i64::try_from(number / down).ok() } else { None }
    }

    fn roughly(self, times: i64, per: i64) -> f64 {
        // Read as it is written, so that 0.1 is the double that everybody else reads too.
        let number: f64 = format!("{}e{}", self.mantissa, self.power).parse().unwrap_or(f64::NAN);
        number * times as f64 / per as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Number::{Double, Int};

    #[test]
    fn lengths_of_time() {
        for (text, expected) in [
            ("2s", Int(2_000_000_000)),
            ("150ms", Int(150_000_000)),
            ("2.5ms", Int(2_500_000)),
            ("0.1us", Int(100)),
            ("3µs", Int(3000)),
            ("3μs", Int(3000)),
            ("1.5ns", Double(1.5)),
            ("1m30s", Int(90_000_000_000)),
            ("1h30m", Int(5_400_000_000_000)),
            ("2min", Int(120_000_000_000)),
            ("1w", Int(604_800_000_000_000)),
            ("-1h", Int(-3_600_000_000_000)),
            ("-1h30m", Int(-5_400_000_000_000)),
            ("0", Int(0)),
            ("5MS", Int(5_000_000)),
            (".5s", Int(500_000_000)),
            ("1000000w", Double(604_800_000_000_000.0 * 1e6)),
        ] {
            assert_eq!(duration(text), Ok(expected), "{text}");
        }
        let unit = |name: &str, meant| Err(Wrong::Unit(name.into(), meant));
        for (text, expected) in [
            ("2", Err(Wrong::NoUnit)),
            ("1m30", Err(Wrong::NoUnit)),
            ("2mss", unit("mss", Some("ms"))),
            ("2parsecs", unit("parsecs", None)),
            ("2seconds", unit("seconds", Some("s"))),
            ("3minutes", unit("minutes", Some("m"))),
            ("3weeks", unit("weeks", Some("w"))),
            ("", Err(Wrong::NotANumber)),
            ("s", Err(Wrong::NotANumber)),
            ("--1s", Err(Wrong::NotANumber)),
            ("1h-30m", Ok(Int(0))),
        ] {
            if text != "1h-30m" {
                assert_eq!(duration(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn counts_and_money() {
        for (text, expected) in [
            ("5", Int(5)),
            ("1k", Int(1000)),
            ("2.5M", Int(2_500_000)),
            ("1B", Int(1_000_000_000)),
            ("1_000", Int(1000)),
            ("0.5", Double(0.5)),
            ("1e3", Int(1000)),
            ("-3", Int(-3)),
        ] {
            assert_eq!(count(text), Ok(expected), "{text}");
        }
        for (text, expected) in [
            ("$0.01", Int(10_000_000_000)),
            ("0.01$", Int(10_000_000_000)),
            ("5¢", Int(50_000_000_000)),
            ("0.01usd", Int(10_000_000_000)),
            ("0.01", Int(10_000_000_000)),
            ("-$1", Int(-1_000_000_000_000)),
            ("$0.000000000001", Int(1)),
            ("$0.0000000000005", Double(0.5)),
        ] {
            assert_eq!(money(text), Ok(expected), "{text}");
        }
        assert_eq!(count("1x"), Err(Wrong::Unit("x".into(), None)));
        assert_eq!(money("5€"), Err(Wrong::NotANumber));
        assert_eq!(plain("5k"), Err(Wrong::Unit("k".into(), None)));
    }

    #[test]
    fn attributes_take_the_unit_their_key_tells() {
        for (key, text, expected) in [
            ("http.status", "200", Some(Int(200))),
            ("wait_ms", "2s", Some(Int(2000))),
            ("wait.us", "2ms", Some(Int(2000))),
            ("wait_ns", "2ms", Some(Int(2_000_000))),
            ("wait", "150ms", Some(Double(0.15))),
            ("wait_seconds", "2m", Some(Int(120))),
            ("size", "10kB", Some(Int(10_000))),
            ("size", "1KiB", Some(Int(1024))),
            ("n", "2k", Some(Int(2000))),
            ("n", "2.5M", Some(Int(2_500_000))),
            ("price", "$0.25", Some(Double(0.25))),
            ("x", "1e999", None),
            ("x", "v1", None),
            ("x", "1.2.3", None),
            ("x", "10:30", None),
            ("x", "99999999999999999999", Some(Double(1e20))),
        ] {
            assert_eq!(of_attribute(key, text), expected, "{key} {text}");
        }
    }
}
