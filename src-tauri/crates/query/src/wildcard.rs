//! Patterns in which `*` stands for any characters, without regard to ASCII case. Looks once at each stretch between two stars, in order: no pattern makes it
//! go back, so a bad one costs no more than length of pattern times length of text. Knows nothing of fields.

/// Whether a text fits a pattern as a whole.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let mut pieces = pattern.split(|byte| *byte == b'*');
    let first = pieces.next().unwrap_or_default();
    let Some(last) = pieces.next_back() else { return text.eq_ignore_ascii_case(pattern) };
    if text.len() < first.len() + last.len() {
        return false;
    }
    let (head, rest) = text.split_at(first.len());
    let (mut rest, tail) = rest.split_at(rest.len() - last.len());
    if !head.eq_ignore_ascii_case(first) || !tail.eq_ignore_ascii_case(last) {
        return false;
    }
    // The earliest place of each piece leaves the most room for those behind it.
    for piece in pieces {
        match find(rest, piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

/// The first place of a piece.
fn find(text: &[u8], piece: &[u8]) -> Option<usize> {
    let Some(first) = piece.first() else { return Some(0) };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let last = text.len().checked_sub(piece.len())?;
    let mut at = 0;
    while at <= last {
        at += text[at..=last].iter().position(|byte| *byte == lower || *byte == upper)?;
        if text[at..at + piece.len()].eq_ignore_ascii_case(piece) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a star means, said plainly.
    fn plain(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|skipped| plain(rest, &text[skipped..])),
            Some((byte, rest)) => {
                text.split_first().is_some_and(|(first, after)| first.eq_ignore_ascii_case(byte) && plain(rest, after))
            }
        }
    }

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, text, expected) in [
            ("gpt-4o*", "GPT-4o-mini", true),
            ("gpt-4o*", "gpt-4", false),
            ("*mini", "gpt-4o-mini", true),
            ("*o*m*", "gpt-4o-mini", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("**", "", true),
            ("*é*", "café!", true),
            ("x", "X", true),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} against {text}");
        }
    }

    #[test]
    fn many_stars_over_a_long_text_end_soon() {
        let text = "a".repeat(100_000);
        assert!(!fits(&"a*".repeat(2000).replace("a*a*", "*a*b"), &text));
    }

    proptest! {
        #[test]
        fn fits_means_what_stars_mean(pattern in "[aB*]{0,7}", text in "[abA]{0,9}") {
            prop_assert_eq!(fits(&pattern, &text), plain(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
