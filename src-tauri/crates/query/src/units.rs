//! Numbers with their units: lengths of time, points in time, sizes, counts, money. Pure reading; what a field does with them is `resolve`'s.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::ast::Number;

/// When and where a query is asked: what `today` and `-1h` mean.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Unix nanoseconds.
    pub now_ns: i64,
    /// The user's time zone.
    pub zone: TimeZone,
}

/// Nanoseconds of each unit of time.
const TIME_UNITS: [(&str, f64); 15] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("µs", 1e3),
    ("μs", 1e3),
    ("ms", 1e6),
    ("sec", 1e9),
    ("s", 1e9),
    ("min", 60e9),
    ("m", 60e9),
    ("hours", 3600e9),
    ("hour", 3600e9),
    ("h", 3600e9),
    ("days", 86_400e9),
    ("d", 86_400e9),
    ("w", 604_800e9),
];

const COUNTS: [(&str, f64); 9] =
    [("k", 1e3), ("K", 1e3), ("M", 1e6), ("m", 1e6), ("B", 1e9), ("b", 1e9), ("G", 1e9), ("T", 1e12), ("t", 1e12)];

const SIZES: [(&str, f64); 10] = [
    ("B", 1.0),
    ("kB", 1e3),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1024.0),
    ("kiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
];

/// A number and what stands behind it.
fn split(text: &str) -> Option<(f64, &str)> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(digits.len());
    let unit = &digits[end..];
    let number = text[..text.len() - unit.len()].replace('_', "");
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, unit))
}

/// A number without a unit, exact when it is an integer.
pub(crate) fn plain(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(Number::Int(number));
    }
    let looks = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    text.parse::<f64>().ok().filter(|number| looks && number.is_finite()).map(Number::Double)
}

fn whole(number: f64) -> Option<Number> {
    (number.abs() < 9.2e18)
        .then(|| if number.fract() == 0.0 { Number::Int(number as i64) } else { Number::Double(number) })
}

/// A length of time in nanoseconds: `150ms`, `2.5s`, `1m30s`.
pub(crate) fn length(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut sum = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = split(rest)?;
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let (_, nanoseconds) = TIME_UNITS.iter().find(|(name, _)| *name == unit)?;
        sum += number * nanoseconds;
        rest = next;
    }
    (sum.is_finite() && sum < 9.2e18).then(|| (sign * sum).round() as i64)
}

/// A count: `1k`, `2.5M`.
pub(crate) fn count(text: &str) -> Option<Number> {
    if let Some(number) = plain(text) {
        return Some(number);
    }
    let (number, unit) = split(text)?;
    let factor = if unit.is_empty() { 1.0 } else { COUNTS.iter().find(|(name, _)| *name == unit)?.1 };
    whole(number * factor)
}

/// A size in bytes: `10kB`, `2MiB`.
pub(crate) fn size(text: &str) -> Option<Number> {
    let (number, unit) = split(text)?;
    whole(number * SIZES.iter().find(|(name, _)| *name == unit)?.1)
}

/// An amount of money in millionths of a dollar: `$0.01`, `0.01usd`, `5¢`.
pub(crate) fn money(text: &str) -> Option<i64> {
    let text = text.trim();
    let (text, factor) = if let Some(cents) = text.strip_suffix('¢') {
        (cents, 1e4)
    } else {
        let sign = text.starts_with('-');
        let text = text.strip_prefix('-').unwrap_or(text);
        let text = text.strip_prefix('$').or_else(|| text.strip_suffix('$')).unwrap_or(text);
        let lower = text.to_ascii_lowercase();
        let text = &text[..lower.strip_suffix("usd").map_or(text.len(), str::len)];
        (text, if sign { -1e6 } else { 1e6 })
    };
    let number = match count(text.trim())? {
        Number::Int(number) => number as f64,
        Number::Double(number) => number,
    };
    let amount = number * factor;
    (amount.abs() < 9.2e18).then(|| amount.round() as i64)
}

/// A point in time, or a stretch of it: its first nanosecond and the first behind it.
pub(crate) fn time(text: &str, clock: &Clock) -> Option<(i64, i64)> {
    let point = |at: i64| Some((at, at.saturating_add(1)));
    if let Some(length) = text.strip_prefix("now").or(Some(text)).filter(|text| text.starts_with(['-', '+'])) {
        return point(clock.now_ns.saturating_add(self::length(length)?));
    }
    if text == "now" {
        return point(clock.now_ns);
    }
    // `2 hours ago`, `15m ago`.
    if let Some(length) = text.strip_suffix("ago") {
        return point(clock.now_ns.saturating_sub(self::length(&length.replace(' ', ""))?));
    }
    let now = Timestamp::from_nanosecond(i128::from(clock.now_ns)).ok()?.to_zoned(clock.zone.clone());
    match text {
        "today" => return day(now.date(), clock),
        "yesterday" => return day(now.date().yesterday().ok()?, clock),
        _ => {}
    }
    if let Ok(number) = text.parse::<u64>() {
        // By their size: seconds, milliseconds, microseconds, nanoseconds since 1970. Smaller numbers are no times.
        let factor = match number {
            100_000_000..100_000_000_000 => 1_000_000_000,
            100_000_000_000..100_000_000_000_000 => 1_000_000,
            100_000_000_000_000..100_000_000_000_000_000 => 1000,
            100_000_000_000_000_000.. => 1,
            _ => return None,
        };
        let from = i64::try_from(number.checked_mul(factor)?).ok()?;
        return Some((from, from.saturating_add(factor as i64)));
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return point(i64::try_from(time.as_nanosecond()).ok()?);
    }
    if let (Ok(date), true) = (text.parse::<Date>(), text.len() <= 10) {
        return day(date, clock);
    }
    if let Ok(moment) = text.parse::<DateTime>() {
        let from = nanoseconds(&moment.to_zoned(clock.zone.clone()).ok()?)?;
        return Some((from, from.saturating_add(step_of(text))));
    }
    let time = text.parse::<Time>().ok().filter(|_| text.contains(':'))?;
    let from = nanoseconds(&now.date().to_datetime(time).to_zoned(clock.zone.clone()).ok()?)?;
    Some((from, from.saturating_add(step_of(text))))
}

/// How long the last unit of a written time is: a minute, a second, or nothing to speak of.
fn step_of(text: &str) -> i64 {
    match (text.matches(':').count(), text.contains('.')) {
        (_, true) => 1,
        (0 | 1, _) => 60_000_000_000,
        _ => 1_000_000_000,
    }
}

fn day(date: Date, clock: &Clock) -> Option<(i64, i64)> {
    let start = |date: Date| nanoseconds(&date.to_zoned(clock.zone.clone()).ok()?);
    Some((start(date)?, start(date.checked_add(1.day()).ok()?)?))
}

fn nanoseconds(zoned: &Zoned) -> Option<i64> {
    i64::try_from(zoned.timestamp().as_nanosecond()).ok()
}

/// Names of units of time, for hints.
pub(crate) fn time_units() -> &'static str {
    "ns, us, ms, s, m, h, d"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock { now_ns: 1_763_726_400_000_000_000, zone: TimeZone::UTC }
    }

    #[test]
    fn lengths_counts_sizes_money() {
        assert_eq!(
            (length("1m30s"), length("2.5ms"), length("-1h")),
            (Some(90_000_000_000), Some(2_500_000), Some(-3_600_000_000_000))
        );
        assert_eq!((length("2"), length("2parsecs"), length("")), (None, None, None));
        assert_eq!(
            (count("1k"), count("2.5M"), count("7")),
            (Some(Number::Int(1000)), Some(Number::Int(2_500_000)), Some(Number::Int(7)))
        );
        assert_eq!((size("2KiB"), size("10kB"), size("x")), (Some(Number::Int(2048)), Some(Number::Int(10_000)), None));
        assert_eq!(
            (money("$0.01"), money("5¢"), money("0.5usd"), money("x")),
            (Some(10_000), Some(50_000), Some(500_000), None)
        );
    }

    #[test]
    fn times() {
        let now = clock().now_ns;
        let hour = 3_600_000_000_000;
        assert_eq!(time("-1h", &clock()), Some((now - hour, now - hour + 1)));
        assert_eq!(time("now-1h", &clock()), time("-1h", &clock()));
        assert_eq!(time("1 hour ago", &clock()), time("-1h", &clock()));
        // 2025-11-21T12:00:00Z.
        assert_eq!(time("today", &clock()), Some((now - 12 * hour, now + 12 * hour)));
        assert_eq!(time("2025-11-21", &clock()), time("today", &clock()));
        assert_eq!(time("yesterday", &clock()), Some((now - 36 * hour, now - 12 * hour)));
        assert_eq!(time("2025-11-21T12:00", &clock()), Some((now, now + 60_000_000_000)));
        assert_eq!(time("2025-11-21T12:00:00Z", &clock()), Some((now, now + 1)));
        assert_eq!(time("12:00", &clock()), Some((now, now + 60_000_000_000)));
        assert_eq!(time("1763726400", &clock()), Some((now, now + 1_000_000_000)));
        assert_eq!((time("tomorrow", &clock()), time("5", &clock())), (None, None));
    }
}
