//! A set of rows of one block.

/// One bit a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    rows: u32,
}

impl Bits {
    pub(crate) fn none(rows: u32) -> Self {
        Self { words: vec![0; rows.div_ceil(64) as usize], rows }
    }

    pub(crate) fn all(rows: u32) -> Self {
        let mut bits = Self::none(rows);
        bits.set(0, rows);
        bits
    }

    /// Adds the rows from `from` to before `to`; rows past the end are left out.
    pub(crate) fn set(&mut self, from: u32, to: u32) {
        let to = to.min(self.rows);
        if from >= to {
            return;
        }
        let (first, last) = ((from / 64) as usize, ((to - 1) / 64) as usize);
        let (head, tail) = (!0u64 << (from % 64), !0u64 >> (63 - (to - 1) % 64));
        if first == last {
            self.words[first] |= head & tail;
            return;
        }
        self.words[first] |= head;
        self.words[first + 1..last].fill(!0);
        self.words[last] |= tail;
    }

    pub(crate) fn has(&self, row: u32) -> bool {
        row < self.rows && self.words[(row / 64) as usize] >> (row % 64) & 1 == 1
    }

    /// Whether a row from `from` to before `to` is in it.
    pub(crate) fn any(&self, from: u32, to: u32) -> bool {
        let to = to.min(self.rows);
        if from >= to {
            return false;
        }
        let (first, last) = ((from / 64) as usize, ((to - 1) / 64) as usize);
        let (head, tail) = (!0u64 << (from % 64), !0u64 >> (63 - (to - 1) % 64));
        if first == last {
            return self.words[first] & head & tail != 0;
        }
        self.words[first] & head != 0
            || self.words[last] & tail != 0
            || self.words[first + 1..last].iter().any(|word| *word != 0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(crate) fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// How many rows from `from` to before `to` are in it.
    pub(crate) fn count_in(&self, from: u32, to: u32) -> u32 {
        let to = to.min(self.rows);
        if from >= to {
            return 0;
        }
        let (first, last) = ((from / 64) as usize, ((to - 1) / 64) as usize);
        let (head, tail) = (!0u64 << (from % 64), !0u64 >> (63 - (to - 1) % 64));
        if first == last {
            return (self.words[first] & head & tail).count_ones();
        }
        let middle: u32 = self.words[first + 1..last].iter().map(|word| word.count_ones()).sum();
        (self.words[first] & head).count_ones() + middle + (self.words[last] & tail).count_ones()
    }

    pub(crate) fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    pub(crate) fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Turns it into the rows that are not in it.
    pub(crate) fn not(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        if let Some(last) = self.words.last_mut().filter(|_| !self.rows.is_multiple_of(64)) {
            *last &= (1 << (self.rows % 64)) - 1;
        }
    }

    /// Stands for just these rows: other sets of as many have another number.
    pub(crate) fn mark(&self) -> u64 {
        self.words
            .iter()
            .fold(u64::from(self.rows), |mark, word| xxhash_rust::xxh3::xxh3_64_with_seed(&word.to_le_bytes(), mark))
    }

    /// The rows, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                rest = rest.checked_sub(1).map(|less| rest & less)?;
                Some(index as u32 * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(rows: u32, runs: &[(u32, u32)]) -> (Bits, BTreeSet<u32>) {
        let (mut bits, mut plain) = (Bits::none(rows), BTreeSet::new());
        for (from, length) in runs {
            bits.set(*from, from + length);
            plain.extend((*from..from + length).filter(|row| *row < rows));
        }
        (bits, plain)
    }

    proptest! {
        #[test]
        fn sets_of_rows_are_sets(rows in 0u32..200, a in prop::collection::vec((0u32..220, 0u32..130), 0..6), b in prop::collection::vec((0u32..220, 0u32..130), 0..6), from in 0u32..220, length in 0u32..220) {
            let ((mut left, plain), (right, other)) = (of(rows, &a), of(rows, &b));
            prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), plain.clone());
            prop_assert_eq!((left.count(), left.is_empty()), (plain.len() as u32, plain.is_empty()));
            prop_assert_eq!(left.any(from, from + length), plain.range(from..from + length).next().is_some());
            prop_assert_eq!(left.count_in(from, from + length) as usize, plain.range(from..from + length).count());
            prop_assert!((0..rows + 5).all(|row| left.has(row) == plain.contains(&row)));
            let mut both = left.clone();
            both.and(&right);
            prop_assert_eq!(both.iter().collect::<BTreeSet<_>>(), &plain & &other);
            left.or(&right);
            prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), &plain | &other);
            left.not();
            prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), (0..rows).filter(|row| !plain.contains(row) && !other.contains(row)).collect());
        }
    }
}
