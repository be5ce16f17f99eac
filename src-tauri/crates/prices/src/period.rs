//! When a price holds: days and hours as texts, and the question whether a call's start is among them. All in UTC. Knows no money.

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Nanoseconds of a minute.
const MINUTE: u64 = 60_000_000_000;

/// From when to when, and between which hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Unix nanoseconds; included.
    pub from: u64,
    /// Unix nanoseconds; not included.
    pub until: u64,
    /// Minutes of a day: from, included, until, not included. The second may be the smaller: over midnight.
    pub hours: Option<(u16, u16)>,
}

impl Period {
    /// Always.
    #[cfg(test)]
    pub const ALWAYS: Self = Self { from: 0, until: u64::MAX, hours: None };

    /// Whether a moment, in Unix nanoseconds, is in it.
    pub fn holds(&self, at: u64) -> bool {
        let minute = at / MINUTE % (24 * 60);
        let in_hours = self.hours.is_none_or(|(from, until)| {
            let (from, until) = (u64::from(from), u64::from(until));
            if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
        });
        in_hours && (self.from..self.until).contains(&at)
    }

    /// Whether some moment is in both.
    pub fn meets(&self, other: &Self) -> bool {
        let minutes = |period: &Self| match period.hours {
            None => vec![(0, 24 * 60)],
            Some((from, until)) if from <= until => vec![(from, until)],
            Some((from, until)) => vec![(0, until), (from, 24 * 60)],
        };
        let theirs = minutes(other);
        let same_hours = minutes(self).iter().any(|(a, b)| theirs.iter().any(|(c, d)| a < d && c < b));
        same_hours && self.from < other.until && other.from < self.until
    }
}

/// The first moment of a day written `YYYY-MM-DD`, from 1970 to 2200, in Unix nanoseconds.
pub fn day(text: &str) -> Option<u64> {
    // jiff reads more forms than this one, and the rest of the app shows and sorts days as text.
    if text.len() != 10 || text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
        return None;
    }
    let day: Date = text.parse().ok()?;
    if !(1970..=2200).contains(&day.year()) {
        return None;
    }
    u64::try_from(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_nanosecond()).ok()
}

/// `HH:MM-HH:MM` as minutes of a day.
pub fn hours(text: &str) -> Option<(u16, u16)> {
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        let number = |text: &str| {
            (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u16>().ok())?
        };
        let (hour, minute) = (number(hour)?, number(minute)?);
        (minute < 60 && (hour < 24 || hour == 24 && minute == 0)).then_some(hour * 60 + minute)
    };
    let (from, until) = text.split_once('-')?;
    Some((minute(from)?, minute(until)?)).filter(|(from, until)| from != until && *from < 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 12 * 60 * MINUTE;

    #[test]
    fn days_and_hours_are_read() {
        assert_eq!(day("1970-01-02"), Some(24 * 60 * MINUTE));
        assert_eq!(day("2026-08-17"), Some(1_786_924_800_000_000_000));
        for text in [
            "",
            "2026-8-17",
            "2026-02-30",
            "17.08.2026",
            "20260817",
            "1969-12-31",
            "2026-08-17T00:00",
            "9999-01-01",
            "２０26-1",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(hours("16:30-00:30"), Some((990, 30)));
        assert_eq!(hours("00:00-24:00"), Some((0, 1440)));
        for text in
            ["", "16:30", "1:00-2:00", "25:00-26:00", "01:60-02:00", "01:00-01:00", "24:00-01:00", "+1:00-02:00"]
        {
            assert_eq!(hours(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_is_in_a_period_or_not() {
        let night = Period { hours: hours("22:00-02:00"), ..Period::ALWAYS };
        assert!(!night.holds(NOON) && night.holds(0) && night.holds(NOON + 11 * 60 * MINUTE));
        let days = Period { from: NOON, until: NOON + 1, hours: None };
        assert!(days.holds(NOON) && !days.holds(NOON - 1) && !days.holds(NOON + 1));
        assert!(
            night.meets(&Period::ALWAYS) && !night.meets(&Period { hours: hours("02:00-22:00"), ..Period::ALWAYS })
        );
        assert!(!days.meets(&Period { from: NOON + 1, ..Period::ALWAYS }));
    }
}
