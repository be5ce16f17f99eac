//! What a word is, and reading texts for them: a run of letters and digits, lower-cased, through JSON's escapes; an ideograph by itself.
//! Runs over every text that comes in, so plain ASCII is classed eight bytes at a time and hashed where it stands.

/// Bit 0x20 of every byte: set, it lower-cases ASCII letters and leaves digits alone. Other bytes lose a little, which may only cost a
/// wrong yes.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// The top bit of every byte.
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Hash of a word, eight bytes at a time.
#[inline]
pub(super) fn hash_of(word: &[u8]) -> u32 {
    let (parts, rest) = word.as_chunks::<8>();
    let mut hash = parts.iter().fold(word.len() as u64, |hash, part| step(hash, u64::from_le_bytes(*part)));
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash = step(hash, u64::from_le_bytes(last));
    }
    finish(hash)
}

/// The first four bytes of a word, lower-cased; 0 when it has fewer.
#[inline]
pub(super) fn head_of(word: &[u8]) -> u32 {
    word.first_chunk::<4>().map_or(0, |four| u32::from_le_bytes(*four) | LOWER as u32)
}

/// Hash of a beginning: never the hash of the same four bytes as a word.
#[inline]
pub(super) fn head_hash(head: u32) -> u32 {
    finish(step(0xbe61, u64::from(head)))
}

#[inline]
fn step(hash: u64, part: u64) -> u64 {
    (hash ^ (part | LOWER)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

#[inline]
fn finish(hash: u64) -> u32 {
    ((hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

/// How many bytes are classed at once: one bit each.
const STRETCH: usize = 64;

/// Of up to [`STRETCH`] bytes: a bit for each that is an ASCII letter or digit; a bit for each that is a backslash or no ASCII, exact up to the first; and how
/// many bytes there are. Counted eight bytes at a time and without a branch a byte: where words end cannot be predicted, and a
/// wrong guess costs more than all of this.
#[inline]
fn classes_of(bytes: &[u8]) -> (u64, u64, usize) {
    let (mut word, mut other) = (0, 0);
    let length = bytes.len().min(STRETCH);
    for at in (0..length).step_by(8) {
        let (letters, others) = classes(eight_at(bytes, at));
        word |= letters << at;
        other |= others << at;
    }
    (word, other, length)
}

/// The same of eight bytes, in eight bits.
#[inline]
pub(super) fn classes(eight: u64) -> (u64, u64) {
    const fn all(byte: u64) -> u64 {
        byte * 0x0101_0101_0101_0101
    }
    let (bare, lower) = (eight & !TOPS, (eight | LOWER) & !TOPS);
    // Adding carries into a byte's top bit just when the byte has reached a bound.
    let letter = (lower + all(0x80 - b'a' as u64)) & !(lower + all(0x7f - b'z' as u64));
    let digit = (bare + all(0x80 - b'0' as u64)) & !(bare + all(0x7f - b'9' as u64));
    let word = (letter | digit) & !eight & TOPS;
    let slash = eight ^ all(b'\\' as u64);
    let other = (eight | (slash.wrapping_sub(all(1)) & !slash)) & TOPS;
    // The top bits of eight bytes side by side.
    let gather = |marks: u64| (marks >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    (gather(word), gather(other))
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

/// Whether a text is read through JSON's escapes.
pub(super) fn is_json(text: &str) -> bool {
    matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[' | b'"'))
}

/// Takes words as they are read: each one's hash, and its first four bytes or 0.
pub(super) trait Reader {
    fn word(&mut self, hash: u32, head: u32);
}

impl<F: FnMut(u32, u32)> Reader for F {
    #[inline]
    fn word(&mut self, hash: u32, head: u32) {
        self(hash, head);
    }
}

/// Gives `words` each word of a text, `json` says whether to read it through JSON's escapes.
pub(super) fn each_word(text: &str, json: bool, words: &mut impl Reader) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let read = plain_words(&bytes[at..], words);
        at += read;
        // What stopped it, if not the end of a stretch, is a word with other characters or escapes, or a very long one.
        if read == 0 {
            at = slow_word(text, at, json, words);
        }
    }
}

/// Gives `words` the plain words of the first stretch of these bytes, and says how many bytes are done with. 0: the first word is not plain,
/// or not shorter than a stretch.
#[inline]
fn plain_words(bytes: &[u8], words: &mut impl Reader) -> usize {
    let (word, other, length) = match bytes.first_chunk::<STRETCH>() {
        Some(whole) => classes_of(whole),
        None => classes_of(bytes),
    };
    // Words that end before the first byte that is not plain, and before the end of the stretch, if the text goes on behind it.
    let plain = (other.trailing_zeros() as usize).min(length);
    let ends = plain < bytes.len();
    let mut at = 0;
    loop {
        let rest = word >> at;
        let start = at + rest.trailing_zeros() as usize;
        if rest == 0 || start >= plain {
            return plain;
        }
        let letters = (!(word >> start)).trailing_zeros() as usize;
        let end = start + letters;
        if ends && end >= plain {
            return start;
        }
        give(&bytes[start..], letters, words);
        if end >= plain {
            return plain;
        }
        at = end + 1;
        if at >= STRETCH {
            return plain;
        }
    }
}

/// Gives `words` the word of the first `length` bytes.
#[inline]
fn give(bytes: &[u8], length: usize, words: &mut impl Reader) {
    let first = eight_at(bytes, 0);
    if length > 16 {
        return words.word(hash_of(&bytes[..length]), first as u32 | LOWER as u32);
    }
    // As in hash_of, but without a branch for each length: lengths cannot be predicted.
    let one = step(length as u64, lowest(first, length));
    let two = step(one, lowest(eight_at(bytes, 8), length.saturating_sub(8)));
    let head = if length < 4 { 0 } else { first as u32 | LOWER as u32 };
    words.word(finish(if length > 8 { two } else { one }), head);
}

/// Eight bytes from a place on, zeros behind the end.
#[inline]
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        Some(eight) => u64::from_le_bytes(*eight),
        None => {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte))
        }
    }
}

/// The lowest `length` bytes of eight.
#[inline]
const fn lowest(eight: u64, length: usize) -> u64 {
    if length >= 8 { eight } else { eight & ((1 << (length * 8)) - 1) }
}

/// Reads one word (or separator) from `at` on, whatever it is made of; says where it ends.
pub(super) fn slow_word(text: &str, mut at: usize, json: bool, words: &mut impl Reader) -> usize {
    let bytes = text.as_bytes();
    let start = at;
    while at < bytes.len() && !matches!(CLASS[bytes[at] as usize], 0 | 0xff) {
        at += 1;
    }
    let next = bytes.get(at).copied().unwrap_or(b' ');
    let unicode_escape = json && next == b'\\' && bytes.get(at + 1) == Some(&b'u');
    if next >= 0x80 || unicode_escape {
        return other_word(text, (start, at), json, words);
    }
    if at > start {
        words.word(hash_of(&bytes[start..at]), head_of(&bytes[start..at]));
    }
    at + if json && next == b'\\' { escape(&bytes[at..]).1 } else { 1 }
}

/// Reads on from the middle of a word (its ASCII beginning is `start..at`) that holds other characters or escapes; says where it ends.
fn other_word(text: &str, (start, mut at): (usize, usize), json: bool, words: &mut impl Reader) -> usize {
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
                    words.word(hash_of(&letters), head_of(&letters));
                }
                words.word(hash_of(character.encode_utf8(&mut [0; 4]).as_bytes()), 0);
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
        words.word(hash_of(&letters), head_of(&letters));
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
