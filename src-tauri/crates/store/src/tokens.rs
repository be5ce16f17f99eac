//! `tok`: for a block of rows, hashes of all words in its texts. Full text asks it which blocks may hold a word, and in which chunk, then reads those.
//!
//! A word is a run of letters and digits, lower-cased; each ideograph is a word of its own, as those scripts write no spaces. Texts that
//! are JSON are read through their escapes, so that a line break or an accent written as `\n` or `\u00e9` does not glue or split
//! words. Of each word of four bytes and more its beginning is kept as well, so that `refun*` can be asked.
//!
//! Layout: a format byte (2); 257 offsets of four bytes (little-endian, from the end of the offsets), one for each first byte a hash may have and the end; then
//! for each hash, in order, a varint, its distance from the one before it with the same first byte, and a byte: the number, plus 1, of the only chunk that
//! has the word, or of the first when the next one has it too; 0 when others have it.

use std::cell::RefCell;

use waterglass_model::wire::{put_varint, read_varint};

const FORMAT: u8 = 2;

/// First bytes of hashes, and the end.
const OFFSETS: usize = 257;

/// Texts are read in pieces of at least this many bytes, each but once a block.
const PIECE: usize = 40;

/// Collects the words of a block.
pub(crate) struct Words {
    /// The words.
    recent: Recent,
    /// Pieces already read: a model call repeats its whole history, so most text has been seen before.
    pieces: Set,
}

/// How many words are remembered as met lately.
const RECENT: usize = 4096;

/// How many words queue for the set.
const QUEUE: usize = 256;

/// A set of hashes, each with the chunk it was first met in: open addressing, linear probing. An entry is a hash of up to 56 bits above eight
/// bits that tell the chunk, so that one look at the memory tells both; 0 marks a free slot, so the hash 0 is kept as 1.
struct Set {
    slots: Vec<u64>,
    used: usize,
}

/// Slots of a set that are kept for the next block: half a megabyte.
const KEPT: usize = 1 << 16;

/// In place of a chunk: chunks that do not adjoin, or one whose number does not fit.
const SEVERAL: u8 = 0;

/// Hashes that fit above the chunk.
const HASH: u64 = (1 << 56) - 1;

impl Set {
    fn new() -> Self {
        Self { slots: vec![0; 1 << 12], used: 0 }
    }

    /// Empties it. What an unusual block has made very large is given back.
    fn clear(&mut self) {
        self.used = 0;
        if self.slots.len() > KEPT {
            self.slots = vec![0; KEPT];
        } else {
            self.slots.fill(0);
        }
    }

    /// Says whether that is news: the hash is new, or was met before, but neither in this chunk nor in the one before it. A trace often lies in two
    /// chunks, and what it repeats need not be read again for that.
    #[inline]
    fn insert(&mut self, hash: u64, chunk: u8) -> bool {
        let hash = hash.max(1);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let entry = self.slots[slot];
            if entry == 0 {
                break;
            }
            if entry >> 8 == hash {
                let known = entry as u8;
                if known == chunk || known == SEVERAL || known + 1 == chunk {
                    return false;
                }
                self.slots[slot] = hash << 8 | u64::from(SEVERAL);
                return true;
            }
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = hash << 8 | u64::from(chunk);
        self.used += 1;
        if self.used * 3 > self.slots.len() * 2 {
            self.grow();
        }
        true
    }

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        let mask = old.len() * 2 - 1;
        self.slots = vec![0; mask + 1];
        for entry in old.into_iter().filter(|entry| *entry != 0) {
            let mut slot = (entry >> 8) as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = entry;
        }
    }

    /// A word, and its beginning when the word is news.
    fn insert_word(&mut self, hash: u32, head: u32, chunk: u8) {
        if self.insert(u64::from(hash), chunk) && head != 0 {
            self.insert(u64::from(head_hash(head)), chunk);
        }
    }
}

/// Words met lately in this chunk: small enough for the nearest cache, where the whole set is not. Those that are not among them queue for
/// the set: neither step has to wait for the other's memory, and whether a word was met lately, which cannot be guessed, is no branch.
struct Recent {
    met: Box<[u32; RECENT]>,
    queue: Box<[(u32, u32); QUEUE]>,
    queued: usize,
    hashes: Set,
    /// Where the texts that are being added lie, plus 1.
    chunk: u8,
}

impl Recent {
    /// Moves the queue into the set.
    #[inline(never)]
    fn flush(&mut self) {
        for (hash, head) in &self.queue[..self.queued] {
            self.hashes.insert_word(*hash, *head, self.chunk);
        }
        self.queued = 0;
    }
}

impl Reader for Recent {
    #[inline]
    fn word(&mut self, hash: u32, head: u32) {
        let place = &mut self.met[hash as usize % RECENT];
        let news = *place != hash;
        *place = hash;
        self.queue[self.queued % QUEUE] = (hash, head);
        self.queued += usize::from(news);
        if self.queued == QUEUE {
            self.flush();
        }
    }
}

thread_local! {
    /// What the thread's last block was collected in: a set that has grown once need not grow again for the next block.
    static SPARE: RefCell<Option<Words>> = const { RefCell::new(None) };
}

impl Words {
    pub(crate) fn new() -> Self {
        SPARE.take().unwrap_or_else(|| {
            let (met, queue) = (Box::new([0; RECENT]), Box::new([(0, 0); QUEUE]));
            Self { recent: Recent { met, queue, queued: 0, hashes: Set::new(), chunk: SEVERAL }, pieces: Set::new() }
        })
    }

    /// Forgets everything but its memory, which the thread's next block takes over.
    fn spare(mut self) {
        self.recent.met.fill(0);
        self.recent.hashes.clear();
        self.recent.chunk = SEVERAL;
        self.pieces.clear();
        SPARE.set(Some(self));
    }

    /// Says in which chunk of the block the texts that follow lie.
    pub(crate) fn in_chunk(&mut self, chunk: u32) {
        let chunk = u8::try_from(chunk + 1).unwrap_or(SEVERAL);
        if self.recent.chunk != chunk {
            self.recent.flush();
            self.recent.chunk = chunk;
            self.recent.met.fill(0);
        }
    }

    /// Adds the words of a text.
    #[inline]
    pub(crate) fn add(&mut self, text: &str) {
        self.add_from(text, 0);
    }

    /// Adds the words of a text from a byte on: what stands before was added already. The byte is one that [`known_beginning`] gave.
    pub(crate) fn add_from(&mut self, text: &str, from: usize) {
        let (json, chunk) = (is_json(text), self.recent.chunk);
        let mut rest = &text[from..];
        while rest.len() > PIECE * 2 {
            let (piece, after) = rest.split_at(border(rest));
            // Met again far away it is read once more, so that its words are known to be in several chunks.
            let hash = xxhash_rust::xxh3::xxh3_64_with_seed(piece.as_bytes(), u64::from(json));
            if self.pieces.insert(hash & HASH, chunk) {
                each_word(piece, json, &mut self.recent);
            }
            rest = after;
        }
        each_word(rest, json, &mut self.recent);
    }

    /// The block's bytes.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.recent.flush();
        let mut entries: Vec<u64> = self.recent.hashes.slots.iter().copied().filter(|entry| *entry != 0).collect();
        self.spare();
        entries.sort_unstable();
        let head = 1 + OFFSETS * 4;
        let mut out = vec![0; head];
        out.reserve(entries.len() * 4);
        out[0] = FORMAT;
        let (mut bucket, mut before) = (0usize, 0u32);
        let mark = |out: &mut Vec<u8>, bucket: usize| {
            let offset = (out.len() - head) as u32;
            out[1 + bucket * 4..5 + bucket * 4].copy_from_slice(&offset.to_le_bytes());
        };
        mark(&mut out, 0);
        for entry in entries {
            let (hash, chunk) = ((entry >> 8) as u32, entry as u8);
            while bucket < (hash >> 24) as usize {
                bucket += 1;
                before = (bucket as u32) << 24;
                mark(&mut out, bucket);
            }
            put_varint(&mut out, u64::from(hash - before));
            out.push(chunk);
            before = hash;
        }
        (bucket + 1..OFFSETS).for_each(|bucket| mark(&mut out, bucket));
        out
    }

    /// Adds an id as the word its lower-case hex digits make; at most 16 bytes of it.
    pub(crate) fn add_id(&mut self, id: &[u8]) {
        let mut hex = [0u8; 32];
        for (two, byte) in hex.chunks_exact_mut(2).zip(id) {
            two[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            two[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        let word = &hex[..(id.len() * 2).min(32)];
        self.recent.hashes.insert(u64::from(hash_of(word)), self.recent.chunk);
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
        self.recent.word(hash_of(&digits[at..]), head_of(&digits[at..]));
    }
}

/// The hashes of a query's words, as [`held`] wants them.
pub(crate) fn hashes_of(text: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    each_word(text, is_json(text), &mut |hash: u32, _: u32| hashes.push(hash.max(1)));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The hashes of a query whose last word may go on. The last word counts by its beginning, if it has four bytes.
pub(crate) fn hashes_of_beginning(text: &str) -> Vec<u32> {
    let (mut hashes, mut last) = (Vec::new(), None);
    each_word(text, is_json(text), &mut |hash: u32, head: u32| {
        hashes.extend(last.replace((hash.max(1), head)).map(|(hash, _)| hash));
    });
    if let Some((_, head)) = last.filter(|(_, head)| *head != 0) {
        hashes.push(head_hash(head).max(1));
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Where in a block the words of a question may stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Nowhere.
    Nowhere,
    /// From this chunk of the block to that one, both included.
    Chunks(u32, u32),
    /// Anywhere.
    Anywhere,
}

/// Where a block may hold all of these words in one row. A wrong yes is possible, a wrong no is not.
pub(crate) fn held(data: &[u8], wanted: &[u32]) -> Held {
    let (mut from, mut to) = (0, u32::MAX);
    for hash in wanted {
        match chunk_of(data, *hash) {
            None => return Held::Nowhere,
            Some(SEVERAL) => {}
            // The chunk it was met in first, or the next one.
            Some(chunk) => (from, to) = (from.max(u32::from(chunk) - 1), to.min(u32::from(chunk))),
        }
    }
    match (from <= to, to) {
        (false, _) => Held::Nowhere,
        (true, u32::MAX) => Held::Anywhere,
        (true, to) => Held::Chunks(from, to),
    }
}

/// The chunk of a hash; [`SEVERAL`] also when the bytes are none of ours. `None`: the block does not have it.
fn chunk_of(data: &[u8], wanted: u32) -> Option<u8> {
    let read = || {
        let rest = data.strip_prefix(&[FORMAT])?;
        let (offsets, list) = rest.split_at_checked(OFFSETS * 4)?;
        let bucket = (wanted >> 24) as usize;
        let offset = |bucket: usize| Some(u32::from_le_bytes(*offsets.get(bucket * 4..)?.first_chunk()?) as usize);
        list.get(offset(bucket)?..offset(bucket + 1)?)
    };
    let Some(mut list) = read() else { return Some(SEVERAL) };
    let mut hash = u64::from(wanted >> 24) << 24;
    while let Ok((gap, used)) = read_varint(list) {
        hash += gap;
        let chunk = *list.get(used)?;
        if hash >= u64::from(wanted) {
            return (hash == u64::from(wanted)).then_some(chunk);
        }
        list = &list[used + 1..];
    }
    None
}

/// Bit 0x20 of every byte: set, it lower-cases ASCII letters and leaves digits alone. Other bytes lose a little, which may only cost a
/// wrong yes.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// The top bit of every byte.
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Hash of a word, eight bytes at a time.
#[inline]
fn hash_of(word: &[u8]) -> u32 {
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
fn head_of(word: &[u8]) -> u32 {
    word.first_chunk::<4>().map_or(0, |four| u32::from_le_bytes(*four) | LOWER as u32)
}

/// Hash of a beginning: never the hash of the same four bytes as a word.
#[inline]
fn head_hash(head: u32) -> u32 {
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
fn classes(eight: u64) -> (u64, u64) {
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
fn is_json(text: &str) -> bool {
    matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[' | b'"'))
}

/// Where the first piece of a text ends: behind a full stop, a quotation mark or a line break, none of which is part of a word or
/// inside an escape of letters. The same sentence is the same piece wherever it stands.
fn border(text: &str) -> usize {
    let found = text.as_bytes().get(PIECE..).and_then(|rest| memchr::memchr3(b'.', b'"', b'\n', rest));
    found.map_or(text.len(), |found| PIECE + found + 1)
}

/// How much of a text is known when another one was read: the beginning they share, up to a border of words.
pub(crate) fn known_beginning(known: &str, text: &str) -> usize {
    const STEP: usize = 64;
    let (known, bytes) = (known.as_bytes(), text.as_bytes());
    let steps = known.chunks_exact(STEP).zip(bytes.chunks_exact(STEP)).take_while(|(one, other)| one == other).count();
    let shared = steps * STEP;
    let shared = if known.len() == bytes.len() && known[shared..] == bytes[shared..] { bytes.len() } else { shared };
    if shared == bytes.len() {
        return shared;
    }
    memchr::memrchr3(b'.', b'"', b'\n', &bytes[..shared]).map_or(0, |at| at + 1)
}

/// Takes words as they are read: each one's hash, and its first four bytes or 0.
trait Reader {
    fn word(&mut self, hash: u32, head: u32);
}

impl<F: FnMut(u32, u32)> Reader for F {
    #[inline]
    fn word(&mut self, hash: u32, head: u32) {
        self(hash, head);
    }
}

/// Gives `words` each word of a text, `json` says whether to read it through JSON's escapes.
fn each_word(text: &str, json: bool, words: &mut impl Reader) {
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
fn slow_word(text: &str, mut at: usize, json: bool, words: &mut impl Reader) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(texts: &[&str]) -> Vec<u8> {
        let mut words = Words::new();
        for (chunk, text) in texts.iter().enumerate() {
            words.in_chunk(chunk as u32);
            words.add(text);
        }
        words.finish()
    }

    fn may_hold(data: &[u8], wanted: &[u32]) -> bool {
        wanted.iter().all(|hash| held(data, &[*hash]) != Held::Nowhere)
    }

    #[test]
    fn a_word_knows_its_only_chunk() {
        let long = "The same sentence stands in two chunks, and is longer than a piece of text may be, I hope. And again one that is.";
        let data = block(&["alpha beta", "beta gamma", long, "delta", long, "alphabet"]);
        assert_eq!(held(&data, &hashes_of("alpha")), Held::Chunks(0, 1));
        assert_eq!(held(&data, &hashes_of("beta")), Held::Chunks(0, 1));
        assert_eq!(held(&data, &hashes_of("beta gamma")), Held::Chunks(1, 1));
        assert_eq!(held(&data, &hashes_of("alpha delta")), Held::Nowhere);
        assert_eq!(held(&data, &hashes_of("sentence")), Held::Anywhere);
        assert_eq!(held(&data, &hashes_of_beginning("alpha")), Held::Anywhere);
        assert_eq!(held(&data, &hashes_of("epsilon")), Held::Nowhere);
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

    #[test]
    fn beginnings_are_found() {
        let data = block(&["issue a Refund now", "Straßenbahn refu"]);
        for text in ["refu", "refund", "Refun", "stra", "straß", "a refu", "issue a"] {
            assert!(may_hold(&data, &hashes_of_beginning(text)), "{text}");
        }
        for text in ["resu", "fund", "b refu"] {
            assert!(!may_hold(&data, &hashes_of_beginning(text)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_count_as_one_by_one(bytes in any::<[u8; 8]>()) {
            let (word, other) = classes(u64::from_le_bytes(bytes));
            for (at, byte) in bytes.iter().enumerate() {
                prop_assert_eq!(word >> at & 1 == 1, byte.is_ascii_alphanumeric());
            }
            let plain = bytes.iter().take_while(|byte| byte.is_ascii() && **byte != b'\\').count();
            prop_assert_eq!((other.trailing_zeros() as usize).min(8), plain);
        }

        /// Stretch by stretch or word by word, a text has the same words.
        #[test]
        fn stretches_lose_and_invent_no_word(text in "[a-zA-Z0-9 .,\"\\\\né退]{0,300}", json in any::<bool>()) {
            let (mut quick, mut slow) = (Vec::new(), Vec::new());
            each_word(&text, json, &mut |hash: u32, head: u32| quick.push((hash, head)));
            let mut at = 0;
            while at < text.len() {
                at = slow_word(&text, at, json, &mut |hash: u32, head: u32| slow.push((hash, head)));
            }
            prop_assert_eq!(quick, slow);
        }

        /// Reading only what is new of a text loses no word.
        #[test]
        fn known_beginnings_lose_no_word(parts in prop::collection::vec("[{\"]?[a-zé\\\\nu0-9 .]{0,90}[.\"\n]", 1..6), keep in 0usize..6, cut in 0usize..400) {
            let first: String = parts.concat();
            let mut cut = cut.min(first.len());
            while !first.is_char_boundary(cut) { cut -= 1; }
            let second = format!("{}{}", &first[..cut], parts[keep.min(parts.len() - 1)]);
            let mut words = Words::new();
            words.in_chunk(0);
            words.add(&first);
            words.add_from(&second, known_beginning(&first, &second));
            let data = words.finish();
            let mut plain: Vec<u32> = Vec::new();
            for text in [&first, &second] {
                each_word(text, is_json(text), &mut |hash: u32, _: u32| plain.push(hash.max(1)));
            }
            prop_assert!(may_hold(&data, &plain));
        }

        /// Reading a piece once loses no word, wherever it stands again.
        #[test]
        fn repeated_pieces_lose_no_word(sentences in prop::collection::vec("[{\"]?[a-zé\\\\nu0-9 ]{0,70}[.\"\n]", 0..6), order in prop::collection::vec(0usize..6, 0..20)) {
            let text = |order: &[usize]| order.iter().filter_map(|at| sentences.get(*at)).map(String::as_str).collect::<String>();
            let texts = [text(&order), text(&order[order.len() / 2..]), text(&order[..order.len() / 2])];
            let mut plain: Vec<u32> = Vec::new();
            for text in &texts {
                each_word(text, is_json(text), &mut |hash: u32, _: u32| plain.push(hash.max(1)));
            }
            plain.sort_unstable();
            plain.dedup();
            let data = block(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert!(may_hold(&data, &plain));
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
