//! Times, lengths, counts and money as people read them. Text out, no rule of what is shown.

use std::fmt::Write as _;

/// A time as this machine's clock shows it.
pub(crate) fn time(nanos: u64) -> String {
    let stamp = i64::try_from(nanos / 1_000_000).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
    stamp.map_or_else(
        || nanos.to_string(),
        |stamp| stamp.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    )
}

/// A length of time with three digits that count.
pub(crate) fn length(nanos: u64) -> String {
    let seconds = nanos / 1_000_000_000;
    let (unit, size) = match nanos {
        0..1_000 => return format!("{nanos} ns"),
        1_000..1_000_000 => ("µs", 1e3),
        1_000_000..1_000_000_000 => ("ms", 1e6),
        1_000_000_000..60_000_000_000 => ("s", 1e9),
        _ => {
            let mut text = String::new();
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            if hours > 0 {
                let _ = write!(text, "{hours} h {minutes:02} m");
            } else {
                let _ = write!(text, "{minutes} m {:02} s", seconds % 60);
            }
            return text;
        }
    };
    let number = nanos as f64 / size;
    let digits = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    // Cut, not rounded: 999.9 ms are not 1000 ms.
    let scale = 10f64.powi(digits as i32);
    format!("{:.digits$} {unit}", (number * scale).floor() / scale)
}

/// A count with its thousands apart.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// US dollars with two digits that count, at least cents.
pub(crate) fn dollars(amount: f64) -> String {
    if amount == 0.0 {
        return "$0".to_owned();
    }
    let places = if amount.abs() >= 0.995 { 2 } else { (1 - amount.abs().log10().floor() as i32).clamp(2, 12) };
    format!("${amount:.*}", places as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_well() {
        let told = [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_500, "1.50 µs"),
            (12_345_678, "12.3 ms"),
            (999_999_999, "999 ms"),
            (2_000_000_000, "2.00 s"),
            (125_000_000_000, "2 m 05 s"),
            (3_600_000_000_000, "1 h 00 m"),
        ];
        for (nanos, text) in told {
            assert_eq!(length(nanos), text);
        }
    }

    #[test]
    fn counts_and_money_read_well() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0.0, 12.345, 0.5, 0.0123, 0.000_266_8, 0.000_000_04].map(dollars),
            ["$0", "$12.35", "$0.50", "$0.012", "$0.00027", "$0.000000040"]
        );
    }
}
