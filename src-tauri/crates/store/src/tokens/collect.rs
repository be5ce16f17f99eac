//! Collecting the words of a block while it is prepared: each text read once, each word kept once, with the chunk it stands in.
//! Knows nothing of what a word is (scan.rs) nor of who asks (mod.rs).

use std::cell::RefCell;

use waterglass_model::wire::put_varint;

use super::scan::{Reader, each_word, hash_of, head_hash, head_of, is_json};
use super::{FORMAT, OFFSETS, SEVERAL};

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
