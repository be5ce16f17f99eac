//! `tok`: for a block of rows, hashes of all words in its texts. Full text asks it which blocks may hold a word, and in which chunk, then reads those.
//!
//! A word is a run of letters and digits, lower-cased; each ideograph is a word of its own, as those scripts write no spaces. Texts that
//! are JSON are read through their escapes, so that a line break or an accent written as `\n` or `\u00e9` does not glue or split
//! words. Of each word of four bytes and more its beginning is kept as well, so that `refun*` can be asked.
//!
//! Layout: a format byte (2); 257 offsets of four bytes (little-endian, from the end of the offsets), one for each first byte a hash may have and the end; then
//! for each hash, in order, a varint, its distance from the one before it with the same first byte, and a byte: the number, plus 1, of the only chunk that
//! has the word, or of the first when the next one has it too; 0 when others have it.

mod collect;
mod scan;

use waterglass_model::wire::read_varint;

pub(crate) use collect::{Words, known_beginning};
use scan::{each_word, head_hash, is_json};

const FORMAT: u8 = 2;

/// First bytes of hashes, and the end.
const OFFSETS: usize = 257;

/// In place of a chunk: chunks that do not adjoin, or one whose number does not fit.
const SEVERAL: u8 = 0;

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

#[cfg(test)]
mod tests {
    use super::scan::{classes, slow_word};
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
