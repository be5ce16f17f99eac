//! `tok`: for a block of rows, hashes of all words in its texts. Full text asks it which blocks may hold a word, then reads their chunks.
//!
//! A word is a run of letters and digits, lower-cased; each ideograph is a word of its own, as those scripts write no spaces. Texts that
//! are JSON are read through their escapes, so that a line break or an accent written as `\n` or `\u00e9` does not glue or split
//! words. Layout: a format byte (1), then the gaps between the sorted 32-bit hashes as varints.

use waterglass_model::wire::{put_varint, read_varint};

const FORMAT: u8 = 1;

/// Collects the words of a block.
pub(crate) struct Words {
    /// Open addressing, linear probing; 0 marks a free slot, so the hash 0 is kept as 1.
    slots: Vec<u32>,
    used: usize,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self { slots: vec![0; 1 << 14], used: 0 }
    }

    #[inline]
    fn insert(&mut self, hash: u32) {
        let hash = hash.max(1);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                found if found == hash => return,
                _ => slot = (slot + 1) & mask,
            }
        }
        self.slots[slot] = hash;
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![0; old.len() * 4];
        self.used = 0;
        old.into_iter().filter(|hash| *hash != 0).for_each(|hash| self.insert(hash));
    }

    /// Adds the words of a text.
    #[inline]
    pub(crate) fn add(&mut self, text: &str) {
        each_word(text, 0, |hash| self.insert(hash));
    }

    /// Adds a number as the word it is written as; its sign is no part of a word.
    pub(crate) fn add_number(&mut self, number: i64) {
        let (mut digits, mut rest, mut at) = ([0u8; 20], number.unsigned_abs(), 20);
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.insert(hash_of(&digits[at..]));
    }

    /// Adds the words of a text whose beginning is also that of `known`, a text already added: a model call repeats its
    /// whole history, so most of a long text need not be read again.
    pub(crate) fn add_after(&mut self, text: &str, known: &str) {
        each_word(text, shared_words(text, known), |hash| self.insert(hash));
    }

    /// The block's bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut hashes: Vec<u32> = self.slots.into_iter().filter(|hash| *hash != 0).collect();
        hashes.sort_unstable();
        let mut out = Vec::with_capacity(hashes.len() * 3 + 1);
        out.push(FORMAT);
        let mut before = 0;
        for hash in hashes {
            put_varint(&mut out, u64::from(hash - before));
            before = hash;
        }
        out
    }
}

/// The hashes of a query's words, as [`may_hold`] wants them.
pub fn hashes_of(text: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    each_word(text, 0, |hash| hashes.push(hash.max(1)));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Whether a block may hold all of these words (sorted hashes). A wrong yes is possible, a wrong no is not.
pub fn may_hold(data: &[u8], wanted: &[u32]) -> bool {
    let Some(mut rest) = data.strip_prefix(&[FORMAT]) else { return true };
    let (mut wanted, mut hash) = (wanted.iter().copied().peekable(), 0u64);
    while let Some(next) = wanted.peek().copied() {
        let Ok((gap, used)) = read_varint(rest) else { return false };
        rest = &rest[used..];
        hash += gap;
        if hash == u64::from(next) {
            wanted.next();
        } else if hash > u64::from(next) {
            return false;
        }
    }
    true
}

/// Hash of a word. Bit 0x20 is set in every byte first: that lower-cases ASCII letters and leaves digits alone, eight bytes at a
/// time. Other bytes lose a little, which may only cost a wrong yes.
#[inline]
fn hash_of(word: &[u8]) -> u32 {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let step = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (parts, rest) = word.as_chunks::<8>();
    let mut hash = parts.iter().fold(word.len() as u64, |hash, part| step(hash, u64::from_le_bytes(*part) | LOWER));
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash = step(hash, u64::from_le_bytes(last) | LOWER);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash >> 32) as u32
}

/// What a byte is to words: not 0 for an ASCII letter or digit, 0 for other ASCII, 0xff for bytes of other characters.
const CLASS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z' => 1,
            0x80.. => 0xff,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Length of the part of `text` that `known` begins with too, back to a space: no word or escape of the rest starts before it.
fn shared_words(text: &str, known: &str) -> usize {
    let (text, known) = (text.as_bytes(), known.as_bytes());
    let mut same = 0;
    for (ours, theirs) in text.chunks(64).zip(known.chunks(64)) {
        if ours == theirs {
            same += ours.len();
            continue;
        }
        same += ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
        break;
    }
    text[..same].iter().rposition(|byte| *byte == b' ').unwrap_or(0)
}

/// Calls `word` with the hash of each word of a text from byte `from` on, which must be a border of words.
fn each_word(text: &str, from: usize, mut word: impl FnMut(u32)) {
    let json = matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[' | b'"'));
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && !matches!(CLASS[bytes[at] as usize], 0 | 0xff) {
            at += 1;
        }
        let next = bytes.get(at).copied().unwrap_or(b' ');
        // Nearly every word is plain ASCII and ends at a plain border: hashed where it stands.
        let unicode_escape = json && next == b'\\' && bytes.get(at + 1) == Some(&b'u');
        if next < 0x80 && !unicode_escape {
            if at > start {
                word(hash_of(&bytes[start..at]));
            }
            at += if json && next == b'\\' { escape(&bytes[at..]).1 } else { 1 };
        } else {
            at = other_word(text, (start, at), json, &mut word);
        }
    }
}

/// Reads on from the middle of a word (its ASCII beginning is `start..at`) that holds other characters or escapes; says where it ends.
fn other_word(text: &str, (start, mut at): (usize, usize), json: bool, word: &mut impl FnMut(u32)) -> usize {
    let bytes = text.as_bytes();
    let mut letters = bytes[start..at].to_vec();
    while at < bytes.len() {
        let (character, length) = match bytes[at] {
            b'\\' if json => escape(&bytes[at..]),
            byte if byte < 0x80 => (Some(char::from(byte)), 1),
            _ => text[at..].chars().next().map_or((None, 1), |character| (Some(character), character.len_utf8())),
        };
        match character {
            Some(character) if is_ideograph(character) => {
                if !letters.is_empty() {
                    word(hash_of(&letters));
                }
                word(hash_of(character.encode_utf8(&mut [0; 4]).as_bytes()));
                return at + length;
            }
            Some(character) if character.is_alphanumeric() => {
                for lower in character.to_lowercase() {
                    letters.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
                }
                at += length;
            }
            _ => {
                at += length;
                break;
            }
        }
    }
    if !letters.is_empty() {
        word(hash_of(&letters));
    }
    at
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
        (Some(_), _) => (None, if bytes.get(1).is_some_and(u8::is_ascii) { 2 } else { 1 }),
        (None, _) => (None, 1),
    }
}

fn is_ideograph(character: char) -> bool {
    matches!(character as u32, 0x2e80..=0x2fdf | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(texts: &[&str]) -> Vec<u8> {
        let mut words = Words::new();
        texts.iter().for_each(|text| words.add(text));
        words.finish()
    }

    #[test]
    fn words_are_found_through_case_escapes_and_scripts() {
        let data =
            block(&["GET /orders/4417", r#"{"text":"first\nSecond caf\u00e9 \ud83d\ude00x"}"#, "退款政策 Straße"]);
        for word in ["get", "Orders", "4417", "second", "café", "退", "straße", "x"] {
            assert!(may_hold(&data, &hashes_of(word)), "{word}");
        }
        for word in ["nsecond", "order", "u00e9"] {
            assert!(!may_hold(&data, &hashes_of(word)), "{word}");
        }
    }

    proptest! {
        /// Skipping what two texts share loses no word.
        #[test]
        fn a_shared_beginning_is_read_once(start in "[a-z{\\\\n\" é]{0,90}", one in "\\PC{0,20}", two in "\\PC{0,20}") {
            let (first, second) = (format!("{start}{one}"), format!("{start}{two}"));
            let mut words = Words::new();
            words.add(&first);
            words.add_after(&second, &first);
            prop_assert_eq!(words.finish(), block(&[&first, &second]));
        }

        /// Against a plain evaluator: every word of a text that was added may be held.
        #[test]
        fn no_word_is_lost(texts in prop::collection::vec("\\PC{0,40}", 0..20)) {
            let data = block(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            for text in &texts {
                prop_assert!(may_hold(&data, &hashes_of(text)) );
            }
        }
    }
}
