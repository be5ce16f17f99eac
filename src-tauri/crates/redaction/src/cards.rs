//! Payment card numbers: groups of digits that begin as a card brand's numbers do, have their length and pass the Luhn check.
//!
//! Sources: ISO/IEC 7812 (issuer ranges, Luhn's check digit) and the brands' published ranges. Numbers inside decimals, words and longer runs of digits are left.

use std::ops::Range;

/// Digits of the shortest number.
const SHORTEST: usize = 14;

/// The smallest number of that many digits.
pub(crate) const SMALLEST: i64 = 10_000_000_000_000;

/// Digits of the longest.
const LONGEST: usize = 19;

/// Whether a text can hold a card number at all. A number is at least [`SHORTEST`] bytes in which no two neighbours are both no digits, so looking at two bytes of
/// every thirteen is enough.
pub(crate) fn may_be_in(text: &[u8]) -> bool {
    text.len() >= SHORTEST && text.windows(2).step_by(SHORTEST - 1).any(|pair| pair.iter().any(u8::is_ascii_digit))
}

/// The card numbers in a text, in order.
pub(crate) fn find(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + skipped;
        let number = if begins_alone(bytes, start) { number_at(bytes, start) } else { None };
        at = number.unwrap_or_else(|| start + digits_at(bytes, start));
        found.extend(number.map(|end| start..end));
    }
    found
}

fn digits_at(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Not inside a word or a decimal.
fn begins_alone(bytes: &[u8], start: usize) -> bool {
    let Some(before) = start.checked_sub(1).map(|at| bytes[at]) else { return true };
    let decimal = before == b'.' && start >= 2 && bytes[start - 2].is_ascii_digit();
    !(before.is_ascii_alphanumeric() || before == b'_' || decimal)
}

fn ends_alone(bytes: &[u8], end: usize) -> bool {
    let Some(after) = bytes.get(end) else { return true };
    let decimal = *after == b'.' && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    !(after.is_ascii_alphanumeric() || *after == b'_' || decimal)
}

/// The end of the longest card number that begins here: one run of digits, or groups of three to seven with the same separator between them.
fn number_at(bytes: &[u8], start: usize) -> Option<usize> {
    let mut digits = [0u8; LONGEST];
    let (mut count, mut at, mut best, mut separator) = (0, start, None, None);
    loop {
        let group = digits_at(bytes, at);
        let grouped = (3..=7).contains(&group);
        if count + group > LONGEST || (separator.is_some() && !grouped) {
            return best;
        }
        digits[count..count + group].copy_from_slice(&bytes[at..at + group]);
        count += group;
        at += group;
        if ends_alone(bytes, at) && is_card(&digits[..count]) {
            best = Some(at);
        }
        let next = bytes.get(at).copied().filter(|byte| matches!(byte, b' ' | b'-'));
        if next.is_none() || !grouped || separator.is_some_and(|known| Some(known) != next) {
            return best;
        }
        separator = next;
        at += 1;
    }
}

/// Brand, length and check digit.
fn is_card(digits: &[u8]) -> bool {
    let begins = |width: usize| digits.iter().take(width).fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let length = digits.len();
    if length < SHORTEST {
        return false;
    }
    let known = match (begins(1), begins(2), begins(4)) {
        // Visa.
        (4, ..) => matches!(length, 16 | 19),
        // Mastercard.
        (_, 51..=55, _) | (_, _, 2221..=2720) => length == 16,
        // American Express.
        (_, 34 | 37, _) => length == 15,
        // Diners Club.
        (_, 36 | 38 | 39, _) | (_, _, 3000..=3059) => length == 14 || length == 16,
        // JCB.
        (_, _, 3528..=3589) => length >= 16,
        // Discover, UnionPay, Maestro, RuPay, Mir.
        (6, ..) | (_, 50 | 56..=58, _) | (_, _, 2200..=2204) => length >= 16,
        _ => false,
    };
    known && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') << (place % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let ranges = find(text);
        assert!(ranges.is_empty() || may_be_in(text.as_bytes()), "{text}");
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn card_numbers_are_found_in_any_grouping() {
        assert_eq!(found("pay 4111 1111 1111 1111 123 now"), ["4111 1111 1111 1111"]);
        assert_eq!(found("4111-1111-1111-1111,5555555555554444"), ["4111-1111-1111-1111", "5555555555554444"]);
        assert_eq!(found("amex 3782 822463 10005."), ["3782 822463 10005"]);
        assert_eq!(found("30569309025904"), ["30569309025904"]);
        assert_eq!(found("6011111111111117 3530111333300000"), ["6011111111111117", "3530111333300000"]);
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "4111111111111112",                // the check digit is wrong
            "0.4111111111111111",              // a decimal
            "a4111111111111111",               // in a word
            "4111111111111111e",               // in a word
            "12344111111111111111",            // in a longer run
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", // a list of digits
            "1700000000000",                   // milliseconds
            "1700000000000000000",             // nanoseconds
            "4111 1111-1111 1111",             // two separators
            "4111.1111.1111.1111",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
