//! Points in time as people write them: `-1h`, `now-15m`, `today`, `2026-11-21T10:00`, `10:30`, Unix times. What is written without its smaller parts is a
//! stretch: `2026-11-21` the whole day. Knows no fields.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _, Zoned};
use winnow::Parser;
use winnow::combinator::{alt, eof, opt, preceded, terminated};
use winnow::error::EmptyError;
use winnow::token::{one_of, take_while};

use crate::ast::Number;
use crate::units::{self, Wrong};

type Read<O> = winnow::Result<O, EmptyError>;

/// What `now` and `today` mean.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Unix nanoseconds.
    pub now_ns: i64,
    /// Where days begin, and what a time without a zone is in.
    pub zone: TimeZone,
}

impl Clock {
    /// This machine's.
    pub fn system() -> Self {
        let now = Timestamp::now().as_nanosecond();
        Self { now_ns: i64::try_from(now).unwrap_or(i64::MAX), zone: TimeZone::system() }
    }

    fn now(&self) -> Option<Zoned> {
        Some(Timestamp::from_nanosecond(self.now_ns.into()).ok()?.to_zoned(self.zone.clone()))
    }
}

/// Unix nanoseconds: from, inclusive, to, exclusive. `None` for an instant, which covers nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: i64,
    pub(crate) to: Option<i64>,
}

/// Reads a time; `None` when it is none, or none between the years 1678 and 2261.
pub(crate) fn read(text: &str, clock: &Clock) -> Option<Stretch> {
    let lower = text.trim().to_ascii_lowercase();
    let day = |back: i64| {
        let date = clock.now()?.date().checked_sub(back.days()).ok()?;
        stretch(date.into(), date.tomorrow().ok()?.into(), &clock.zone)
    };
    match lower.as_str() {
        "now" => return Some(Stretch { from: clock.now_ns, to: None }),
        "today" => return day(0),
        "yesterday" => return day(1),
        "tomorrow" => return day(-1),
        _ => {}
    }
    if let Some(apart) = relative(&lower) {
        return Some(Stretch { from: clock.now_ns.checked_add(apart)?, to: None });
    }
    if lower.bytes().all(|byte| byte.is_ascii_digit()) && lower.len() != 4 {
        return unix(&lower);
    }
    calendar(&lower, clock)
}

/// `-1h`, `+5m`, `now-15m`, `2 hours ago`.
fn relative(text: &str) -> Option<i64> {
    if let Some(length) = text.strip_suffix("ago") {
        return match units::duration(&length.replace(' ', "")) {
            Ok(Number::Int(length)) if length >= 0 => Some(-length),
            _ => None,
        };
    }
    let rest = text.strip_prefix("now").unwrap_or(text);
    let (sign, length) = match rest.as_bytes().first()? {
        b'-' => (-1, &rest[1..]),
        b'+' => (1, &rest[1..]),
        _ => return None,
    };
    match units::duration(length) {
        Ok(Number::Int(length)) if length >= 0 => Some(sign * length),
        _ => None,
    }
}

/// Whether a text begins like a relative time; what is wrong with its length then.
pub(crate) fn wrong_length(text: &str) -> Option<Wrong> {
    let rest = text.strip_prefix("now").unwrap_or(text);
    units::duration(rest.strip_prefix(['-', '+'])?).err()
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970: the shortest of these that puts the number between 1973 and 5138.
fn unix(text: &str) -> Option<Stretch> {
    let number: i64 = text.parse().ok()?;
    let unit = match text.len() {
        9..=11 => 1_000_000_000,
        12..=14 => 1_000_000,
        15..=17 => 1000,
        18..=19 => 1,
        _ => return None,
    };
    let from = number.checked_mul(unit)?;
    Some(Stretch { from, to: Some(from.checked_add(unit)?) })
}

/// How much of a date or a time is written.
type Parts = (DateTime, Precision);

enum Precision {
    Year,
    Month,
    Day,
    Nanos(i64),
}

fn calendar(text: &str, clock: &Clock) -> Option<Stretch> {
    let today = clock.now()?.date();
    let clock_time = (time, zone).map(|((time, precision), zone)| ((today.to_datetime(time), precision), zone));
    let with_time = (date, preceded(one_of(['t', ' ']), time), zone)
        .map(|(date, (time, precision), zone)| ((date.to_datetime(time), precision), zone));
    let only_date = alt((
        date.map(|date| (date.into(), Precision::Day)),
        (number_of(4), preceded('-', number_of(2))).verify_map(|(year, month)| first(year, month, Precision::Month)),
        number_of(4).verify_map(|year| first(year, 1, Precision::Year)),
    ))
    .map(|parts| (parts, None));
    let mut whole = alt((terminated(clock_time, eof), terminated(with_time, eof), terminated(only_date, eof)));
    let ((from, precision), zone): (Parts, Option<TimeZone>) = whole.parse_next(&mut &*text).ok()?;
    let zone = zone.unwrap_or_else(|| clock.zone.clone());
    let to = match precision {
        Precision::Year => from.checked_add(1.year()).ok()?,
        Precision::Month => from.checked_add(1.month()).ok()?,
        Precision::Day => from.checked_add(1.day()).ok()?,
        Precision::Nanos(length) => {
            let from = nanos(from, &zone)?;
            return Some(Stretch { from, to: Some(from.checked_add(length)?) });
        }
    };
    stretch(from, to, &zone)
}

fn stretch(from: DateTime, to: DateTime, zone: &TimeZone) -> Option<Stretch> {
    Some(Stretch { from: nanos(from, zone)?, to: Some(nanos(to, zone)?) })
}

fn nanos(at: DateTime, zone: &TimeZone) -> Option<i64> {
    i64::try_from(at.to_zoned(zone.clone()).ok()?.timestamp().as_nanosecond()).ok()
}

fn first(year: i16, month: i16, precision: Precision) -> Option<Parts> {
    Some((Date::new(year, month.try_into().ok()?, 1).ok()?.into(), precision))
}

/// A number of so many digits.
fn number_of<'t>(digits: usize) -> impl Parser<&'t str, i16, EmptyError> {
    take_while(digits, '0'..='9').parse_to()
}

fn date(input: &mut &str) -> Read<Date> {
    let parts = (number_of(4), preceded('-', number_of(2)), preceded('-', number_of(2)));
    parts
        .verify_map(|(year, month, day)| Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok())
        .parse_next(input)
}

/// `10:30`, `10:30:05`, `10:30:05.25`.
fn time(input: &mut &str) -> Read<(Time, Precision)> {
    let short = take_while(1..=2, '0'..='9').parse_to::<i8>();
    let (hour, minute) = (short, preceded(':', number_of(2))).parse_next(input)?;
    let second = opt(preceded(':', number_of(2))).parse_next(input)?;
    let part: Option<&str> =
        if second.is_some() { opt(preceded('.', take_while(1..=9, '0'..='9'))).parse_next(input)? } else { None };
    let length = match (second, part) {
        (None, _) => 60_000_000_000,
        (_, None) => 1_000_000_000,
        (_, Some(part)) => 10i64.pow(9 - part.len() as u32),
    };
    let nanos = part.map_or(0, |part| part.parse::<i64>().unwrap_or(0) * length);
    let time = Time::new(hour, minute as i8, second.unwrap_or(0) as i8, nanos as i32);
    Ok((time.map_err(|_| EmptyError)?, Precision::Nanos(length)))
}

/// `z`, `+02:00`, `-0530`, or nothing.
fn zone(input: &mut &str) -> Read<Option<TimeZone>> {
    let offset = (one_of(['+', '-']), number_of(2), opt(preceded(opt(':'), number_of(2))));
    let offset = offset.verify_map(|(sign, hours, minutes): (char, i16, Option<i16>)| {
        let seconds = i32::from(hours) * 3600 + i32::from(minutes.unwrap_or(0)) * 60;
        Some(Offset::from_seconds(if sign == '-' { -seconds } else { seconds }).ok()?.to_time_zone())
    });
    opt(alt(('z'.map(|_| TimeZone::UTC), offset))).parse_next(input)
}

/// A point in time, to the nanosecond, as it is read everywhere.
pub(crate) fn written(nanos: i64) -> String {
    let time = Timestamp::from_nanosecond(nanos.into()).expect("64 bits of nanoseconds lie within the calendar");
    format!("{time:.9}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn clock() -> Clock {
        // 2026-11-21 12:34:56 UTC, 13:34:56 in Berlin.
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        Clock { now_ns: 1_795_264_496 * SECOND, zone }
    }

    fn utc(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("a time").as_nanosecond() as i64
    }

    #[test]
    fn times_are_read() {
        let now = clock().now_ns;
        for (text, from, to) in [
            ("now", now, None),
            ("-1h", now - 3600 * SECOND, None),
            ("now-15m", now - 900 * SECOND, None),
            ("-1d12h", now - 36 * 3600 * SECOND, None),
            ("+5m", now + 300 * SECOND, None),
            ("2 hours ago", now - 7200 * SECOND, None),
            ("15m ago", now - 900 * SECOND, None),
            ("today", utc("2026-11-20T23:00:00Z"), Some(utc("2026-11-21T23:00:00Z"))),
            ("Yesterday", utc("2026-11-19T23:00:00Z"), Some(utc("2026-11-20T23:00:00Z"))),
            ("2026-11-21", utc("2026-11-20T23:00:00Z"), Some(utc("2026-11-21T23:00:00Z"))),
            ("2026-11", utc("2026-10-31T23:00:00Z"), Some(utc("2026-11-30T23:00:00Z"))),
            ("2026", utc("2025-12-31T23:00:00Z"), Some(utc("2026-12-31T23:00:00Z"))),
            // The day the clocks go back has 25 hours.
            ("2026-10-25", utc("2026-10-24T22:00:00Z"), Some(utc("2026-10-25T23:00:00Z"))),
            ("2026-11-21T10:00", utc("2026-11-21T09:00:00Z"), Some(utc("2026-11-21T09:01:00Z"))),
            ("2026-11-21 10:00", utc("2026-11-21T09:00:00Z"), Some(utc("2026-11-21T09:01:00Z"))),
            ("2026-11-21T10:00:05Z", utc("2026-11-21T10:00:05Z"), Some(utc("2026-11-21T10:00:06Z"))),
            ("2026-11-21t10:00:05.25z", utc("2026-11-21T10:00:05.25Z"), Some(utc("2026-11-21T10:00:05.26Z"))),
            ("2026-11-21T10:00+02:00", utc("2026-11-21T08:00:00Z"), Some(utc("2026-11-21T08:01:00Z"))),
            ("2026-11-21T10:00-0530", utc("2026-11-21T15:30:00Z"), Some(utc("2026-11-21T15:31:00Z"))),
            ("10:30", utc("2026-11-21T09:30:00Z"), Some(utc("2026-11-21T09:31:00Z"))),
            ("9:30:05", utc("2026-11-21T08:30:05Z"), Some(utc("2026-11-21T08:30:06Z"))),
            ("1795264496", now, Some(now + SECOND)),
            ("1795264496000", now, Some(now + 1_000_000)),
            ("1795264496000000", now, Some(now + 1000)),
            ("1795264496000000000", now, Some(now + 1)),
        ] {
            assert_eq!(read(text, &clock()), Some(Stretch { from, to }), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "soon",
            "-",
            "-1",
            "-1x",
            "2026-13-01",
            "2026-02-30",
            "25:00",
            "10:61",
            "2026-11-21T",
            "12",
            "1e9",
            "2026-11-21T10:00+99:00",
            "9999-01-01",
            "0000",
            "1600",
            "99999999999999999999",
            "-300000w",
            "now-",
            "10:30 x",
        ] {
            assert_eq!(read(text, &clock()), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for nanos in [0, 1, -1, i64::MAX - 1, i64::MIN, 1_795_264_496_123_456_789] {
            assert_eq!(
                read(&written(nanos), &clock()),
                Some(Stretch { from: nanos, to: nanos.checked_add(1) }),
                "{nanos}"
            );
        }
    }
}
