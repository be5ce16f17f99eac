//! Free text: how texts split into words, and where words stand in a text.
//!
//! A word is a run of letters and digits; case does not count. Each ideograph is a word of its own, as those scripts write no spaces. Texts that are JSON are
//! read through their escapes, so that `\n` and `\u00e9` neither glue nor split words. The store's word hashes are made by the same rules
//! (`store/src/tokens/scan.rs`): what is found here must be found there. Allocates nothing while it looks.

use std::iter::successors;
use std::ops::Range;

use crate::ast::Words;

impl Words {
    /// Words in this order, the last of which may go on when `prefix` says so.
    pub fn new(text: impl Into<String>, prefix: bool) -> Self {
        Self { text: text.into(), prefix }
    }

    /// The first place of the words in a text, in bytes: from the beginning of the first to the end of the last, the whole of a word that goes on.
    ///
    /// A text without letters and digits (`!!!`) is looked for as it stands.
    pub fn in_text(&self, text: &str) -> Option<Range<usize>> {
        self.in_text_from(text, 0)
    }

    /// All places of the words in a text, none overlapping another.
    pub fn each_in_text<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let next = move |from: usize| self.in_text_from(text, from).filter(|found| !found.is_empty());
        successors(next(0), move |last| next(last.end))
    }

    fn in_text_from(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let wanted = Reader::new(&self.text);
        let Some(first) = wanted.word(0) else {
            let at = from + text.get(from..)?.find(&self.text)?;
            return Some(at..at + self.text.len());
        };
        let first_may_go_on = self.prefix && wanted.word(first.to).is_none();
        let found = Reader::new(text);
        let mut at = from;
        while let Some(word) = found.word(at) {
            if wanted.fits(&first, &found, &word, first_may_go_on)
                && let Some(to) = self.rest_fits((&wanted, first.to), (&found, word.to))
            {
                return Some(word.from..to);
            }
            at = word.to;
        }
        None
    }

    /// Whether the words behind the first follow here; where the last of them ends.
    fn rest_fits(
        &self,
        (wanted, mut in_wanted): (&Reader<'_>, usize),
        (found, mut at): (&Reader<'_>, usize),
    ) -> Option<usize> {
        while let Some(next) = wanted.word(in_wanted) {
            let word = found.word(at)?;
            let may_go_on = self.prefix && wanted.word(next.to).is_none();
            if !wanted.fits(&next, found, &word, may_go_on) {
                return None;
            }
            (in_wanted, at) = (next.to, word.to);
        }
        Some(at)
    }
}

/// A text, read word by word.
struct Reader<'t> {
    text: &'t str,
    /// Read through JSON's escapes.
    json: bool,
}

/// Where a word stands.
struct Word {
    from: usize,
    to: usize,
    /// ASCII letters and digits as they stand: can be compared byte by byte.
    plain: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, json: matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[' | b'"')) }
    }

    /// The first word at or behind a byte that is no middle of one.
    fn word(&self, mut at: usize) -> Option<Word> {
        let bytes = self.text.as_bytes();
        loop {
            let from = at + bytes.get(at..)?.iter().position(|byte| !is_border(*byte, self.json))?;
            let run = bytes[from..].iter().position(|byte| !byte.is_ascii_alphanumeric());
            let end = run.map_or(bytes.len(), |run| from + run);
            // Nearly every word ends at a plain border.
            if end > from && bytes.get(end).is_none_or(|next| is_border(*next, self.json)) {
                return Some(Word { from, to: end, plain: true });
            }
            match self.odd_word(from, end) {
                Ok(word) => return Some(word),
                Err(behind) => at = behind,
            }
        }
    }

    /// A word that holds other characters than ASCII, or escapes; the part up to `at` is plain. When there is none: where to look on.
    fn odd_word(&self, from: usize, mut at: usize) -> Result<Word, usize> {
        let plain_to = at;
        while let Some((character, length)) = self.character(at) {
            match character {
                Some(character) if is_ideograph(character) => {
                    if at == from {
                        return Ok(Word { from, to: at + length, plain: false });
                    }
                    break;
                }
                Some(character) if character.is_alphanumeric() => at += length,
                _ if at == from => return Err(at + length),
                _ => break,
            }
        }
        Ok(Word { from, to: at, plain: at == plain_to })
    }

    /// The character at a byte, `None` for one that is never part of a word, and its length as it is written.
    fn character(&self, at: usize) -> Option<(Option<char>, usize)> {
        let character = self.text[at..].chars().next()?;
        Some(match character {
            '\\' if self.json => escape(&self.text.as_bytes()[at..]),
            _ => (Some(character), character.len_utf8()),
        })
    }

    /// Whether a word of this text, the one looked for, fits a word of another.
    fn fits(&self, word: &Word, other: &Self, found: &Word, may_go_on: bool) -> bool {
        if word.plain && found.plain {
            let (word, found) =
                (&self.text.as_bytes()[word.from..word.to], &other.text.as_bytes()[found.from..found.to]);
            let found = if may_go_on { found.get(..word.len()) } else { Some(found) };
            return found.is_some_and(|found| found.eq_ignore_ascii_case(word));
        }
        let mut letters = other.letters(found);
        self.letters(word).all(|letter| letters.next() == Some(letter)) && (may_go_on || letters.next().is_none())
    }

    /// A word's letters, lower-cased.
    fn letters(&self, word: &Word) -> impl Iterator<Item = char> {
        let mut at = word.from;
        let next = move || {
            let (character, length) = self.character(at).filter(|_| at < word.to)?;
            at += length;
            Some(character.into_iter().flat_map(char::to_lowercase))
        };
        std::iter::from_fn(next).flatten()
    }
}

/// Whether a byte is no part of any word, whatever stands around it.
fn is_border(byte: u8, json: bool) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !(json && byte == b'\\')
}

/// A JSON escape: the character it stands for when that may be part of a word, and its length in bytes.
fn escape(bytes: &[u8]) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    match (bytes.get(1), unit(0)) {
        (Some(b'u'), Some(high @ 0xd800..=0xdbff)) => match unit(6) {
            Some(low @ 0xdc00..=0xdfff) => (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12),
            _ => (None, 6),
        },
        (Some(b'u'), Some(code)) => (char::from_u32(code), 6),
        (Some(next), _) if next.is_ascii() => (None, 2),
        _ => (None, 1),
    }
}

/// Characters of scripts that write no spaces, as far as each of them is a word: CJK radicals and ideographs, Hiragana, Katakana.
fn is_ideograph(character: char) -> bool {
    matches!(character as u32, 0x2e80..=0x2fdf | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first<'t>(words: &str, text: &'t str) -> Option<&'t str> {
        let (words, prefix) = words.strip_suffix('*').map_or((words, false), |words| (words, true));
        Words::new(words, prefix).in_text(text).map(|at| &text[at])
    }

    #[test]
    fn words_are_found() {
        for (words, text, expected) in [
            ("refund", "issue a Refund now", Some("Refund")),
            ("refund", "refunds", None),
            ("refun*", "a Refunds b", Some("Refunds")),
            ("refund*", "refund", Some("refund")),
            ("rate limit", "Rate-limit exceeded", Some("Rate-limit")),
            ("rate limit", "rate of limit", None),
            ("rate limit", "rate rate limit", Some("rate limit")),
            ("rate lim*", "rate limits", Some("rate limits")),
            ("rat* limit", "rate limit", None),
            ("4417", "GET /orders/4417?x", Some("4417")),
            ("straße", "Hauptstraße STRASSE Straße", Some("Straße")),
            ("café", r#"{"a":"caf\u00e9 x"}"#, Some(r"caf\u00e9")),
            ("second", r#"["first\nSecond"]"#, Some("Second")),
            ("nsecond", r#"["first\nSecond"]"#, None),
            ("nsecond", r"first\nSecond", Some("nSecond")),
            ("政策", "退款政策 a", Some("政策")),
            ("款", "退款政策", Some("款")),
            ("款*", "退款政策", Some("款")),
            ("a退", "xa退", None),
            ("xa 退", "xa退", Some("xa退")),
            ("k", "\u{212a}", Some("\u{212a}")),
            ("!!!", "help !!! now", Some("!!!")),
            ("!!!", "help !! now", None),
            ("x", "", None),
            ("x", r#"{"a":"\ud83d\ude00x"}"#, Some("x")),
            ("a", r#""\"#, None),
        ] {
            assert_eq!(first(words, text), expected, "{words} in {text}");
        }
    }

    #[test]
    fn all_places_are_found() {
        let places = |words: &str, text: &str| Words::new(words, false).each_in_text(text).collect::<Vec<_>>();
        assert_eq!(places("a a", "a a a a-a"), [0..3, 4..7]);
        assert_eq!(places("é", "é É x"), [0..2, 3..5]);
        assert_eq!(places("!", "!!"), [0..1, 1..2]);
        assert!(places("", "ab").is_empty());
    }

    /// The rule said plainly: characters with their places, grouped into words.
    fn plain(text: &str) -> Vec<(String, Range<usize>)> {
        let reader = Reader::new(text);
        let (mut words, mut open, mut at): (Vec<(String, Range<usize>)>, bool, usize) = (Vec::new(), false, 0);
        while let Some((character, length)) = reader.character(at) {
            let to = at + length;
            match character.filter(|character| is_ideograph(*character) || character.is_alphanumeric()) {
                Some(character) if open && !is_ideograph(character) => {
                    let (word, range) = words.last_mut().expect("an open word");
                    word.extend(character.to_lowercase());
                    range.end = to;
                }
                Some(character) => {
                    words.push((character.to_lowercase().collect(), at..to));
                    open = !is_ideograph(character);
                }
                None => open = false,
            }
            at = to;
        }
        words
    }

    fn plainly(words: &Words, text: &str) -> Option<Range<usize>> {
        let (wanted, found) = (plain(&words.text), plain(text));
        if wanted.is_empty() {
            return text.find(&words.text).map(|at| at..at + words.text.len());
        }
        let last = wanted.len() - 1;
        found.windows(wanted.len()).find_map(|window| {
            let fits = |(index, (word, _)): (usize, &(String, Range<usize>))| {
                let (wanted, _) = &wanted[index];
                if words.prefix && index == last { word.starts_with(wanted) } else { word == wanted }
            };
            window.iter().enumerate().all(fits).then(|| window[0].1.start..window[last].1.end)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn places_are_those_of_the_rule(
            text in "[{\"]?([ab]{1,3}|[Aéß退K ,.!\u{300}-]|\\\\[nu\"\\\\]|\\\\u00e9|\\\\u9000|\\\\ud83d\\\\ude00){0,12}",
            words in "([ab]{1,2}|[ é退\"!]|\\\\u00e9|\\\\){1,4}",
            prefix: bool,
        ) {
            let words = Words::new(words, prefix);
            prop_assert_eq!(words.in_text(&text), plainly(&words, &text));
        }

        #[test]
        fn every_text_can_be_read(text in ".{0,40}", words in ".{1,5}", prefix: bool) {
            let words = Words::new(words, prefix);
            for found in words.each_in_text(&text).take(100) {
                prop_assert!(text.get(found).is_some());
            }
            prop_assert_eq!(words.in_text(&text), plainly(&words, &text));
        }
    }
}
