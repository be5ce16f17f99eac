//! What one block says of one field to one question, in few bytes: each value, how many rows or traces have it, and which traces have it that may stand in
//! other blocks too. A block that has been counted once need not be counted again until its rows or the question change, so a facet that is asked again
//! whenever something comes in costs what is new. Knows bytes, never SQL.
//!
//! Layout, all numbers varints but bits: for each value the length of its text, the text, the count, and how many words of traces follow. Traces are
//! numbered as they come, so those of a block stand close together and are bits of a few words ([`Word`]): of each the distance from the one before, and
//! its 8 bytes of bits, the lowest first.

use waterglass_model::wire::{put_varint, read_varint};

/// 64 neighbours in a set of numbers: which they are (the number of the first one divided by 64), and one bit for each.
pub(crate) type Word = (u32, u64);

/// Writes numbers as words, ascending. `numbers` is left sorted.
pub(crate) fn words(numbers: &mut [u64], words: &mut Vec<Word>) {
    words.clear();
    numbers.sort_unstable();
    for number in numbers {
        let (place, bit) = ((*number / 64) as u32, 1 << (*number % 64));
        match words.last_mut() {
            Some((last, bits)) if *last == place => *bits |= bit,
            _ => words.push((place, bit)),
        }
    }
}

/// Writes a tally.
#[derive(Default)]
pub(crate) struct Tally(Vec<u8>);

impl Tally {
    /// Adds a value; `traces`: those that may stand in other blocks too, ascending, not counted in `count`.
    pub(crate) fn add(&mut self, text: &str, count: u64, traces: &[Word]) {
        put_varint(&mut self.0, text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        put_varint(&mut self.0, count);
        put_varint(&mut self.0, traces.len() as u64);
        let mut before = 0;
        for (place, bits) in traces {
            put_varint(&mut self.0, u64::from(place - before));
            self.0.extend_from_slice(&bits.to_le_bytes());
            before = *place;
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// One value of a tally.
pub(crate) struct Counted<'t> {
    pub(crate) text: &'t str,
    /// Rows, or traces that stand in this block only.
    pub(crate) count: u64,
    /// The traces that may stand in other blocks too.
    pub(crate) traces: &'t [Word],
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (value, used) = read_varint(rest).ok()?;
    *rest = &rest[used..];
    Some(value)
}

/// Calls `value` with each value of a tally. `None` when the bytes are not one.
pub(crate) fn each(tally: &[u8], mut value: impl FnMut(Counted<'_>)) -> Option<()> {
    let (mut rest, mut traces) = (tally, Vec::new());
    while !rest.is_empty() {
        let length = usize::try_from(number(&mut rest)?).ok()?;
        let (text, after) = rest.split_at_checked(length)?;
        rest = after;
        let (count, many) = (number(&mut rest)?, number(&mut rest)?);
        traces.clear();
        let mut place = 0u32;
        for _ in 0..many {
            place = place.checked_add(u32::try_from(number(&mut rest)?).ok()?)?;
            let (bits, after) = rest.split_first_chunk()?;
            traces.push((place, u64::from_le_bytes(*bits)));
            rest = after;
        }
        value(Counted { text: std::str::from_utf8(text).ok()?, count, traces: &traces });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_tally_says_what_was_added(values in prop::collection::vec((".{0,5}", any::<u64>(), prop::collection::vec(0u64..300, 0..9)), 0..6), far in 0..1u64 << 37) {
            let (mut tally, mut plain) = (Tally::default(), Vec::new());
            for (text, count, traces) in values {
                let (mut traces, mut packed) = (traces.into_iter().map(|trace| far + trace).collect::<Vec<_>>(), Vec::new());
                words(&mut traces, &mut packed);
                tally.add(&text, count, &packed);
                plain.push((text, count, traces.into_iter().collect::<BTreeSet<_>>()));
            }
            let mut read = Vec::new();
            let good = each(tally.bytes(), |value| {
                let of_word = |(place, bits): &Word| {
                    let (place, bits) = (*place, *bits);
                    (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| u64::from(place) * 64 + bit)
                };
                read.push((value.text.to_owned(), value.count, value.traces.iter().flat_map(of_word).collect()));
            });
            prop_assert!(good.is_some());
            prop_assert_eq!(read, plain);
        }

        #[test]
        fn nonsense_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = each(&bytes, |_| ());
        }
    }
}
