//! How many traces have each value of a field, without listing them: a facet over a million traces is a sum of lengths.
//!
//! Rows of a block stand trace by trace, so the rows of a value cover stretches of whole runs. A trace of one run is counted by counting runs; only a trace
//! of several (its spans came in several groups) has to be remembered by number.

use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::blocks::{Block, Blocks, damaged};
use super::counting::{Counting, FieldColumns, MOST_VALUES, Said};
use super::facets::{Facet, WAVE};
use super::kept::Kept;
use super::tally::{self, Counted, Tally, Word};
use crate::columns::{FastMap, Opener};
use crate::{StoreError, numbers};

/// A set of numbers of traces. They are dense, so it is one bit each.
#[derive(Default)]
struct Dense(Vec<u64>);

impl Dense {
    /// Adds some, and says how many of them were not in already.
    fn insert(&mut self, (place, bits): Word) -> u64 {
        let place = place as usize;
        if place >= self.0.len() {
            self.0.resize((place + 1).next_power_of_two(), 0);
        }
        let new = bits & !self.0[place];
        self.0[place] |= bits;
        u64::from(new.count_ones())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, number: u64) -> bool {
        self.0.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}

/// Counts the chosen traces of all these blocks; says whether time was up before the last one.
pub(crate) fn count(
    blocks: &mut Blocks<'_, '_>,
    list: &[Block],
    chosen: impl Fn(u64) -> bool + Sync,
    counting: &mut [TraceCounts],
) -> Result<bool, StoreError> {
    let (several, known) = of_several_runs(blocks, list)?;
    if known == 0 && !list.is_empty() {
        return Err(StoreError::Timeout);
    }
    let kept = blocks.reader.kept;
    for (number, some) in list[..known].chunks(WAVE).enumerate() {
        let wave = match Wave::read(blocks, some, &chosen, &several, counting) {
            // What was looked at before is an answer, too.
            Err(StoreError::Timeout) if number > 0 => return Ok(true),
            wave => wave?,
        };
        let of_field = |opener: &mut Opener, (field, counting): (usize, &mut TraceCounts)| {
            let mut blocks = wave.0.iter();
            blocks.try_for_each(|(block, traces, said)| counting.add(opener, kept, (block, traces, &said[field])))
        };
        counting.par_iter_mut().enumerate().try_for_each_init(Opener::new, of_field)?;
    }
    Ok(known < list.len())
}

/// What some blocks say of the traces to count and of each field.
struct Wave(Vec<(Block, BlockTraces, Vec<Said>)>);

impl Wave {
    fn read(
        blocks: &mut Blocks<'_, '_>,
        some: &[Block],
        chosen: impl Fn(u64) -> bool + Sync,
        several: &Dense,
        counting: &[TraceCounts],
    ) -> Result<Self, StoreError> {
        blocks.reader.in_time()?;
        let runs: Vec<_> = some.iter().map(|block| blocks.packed_runs(block)).collect::<Result<_, _>>()?;
        let of_block =
            |opener: &mut Opener, runs: &Option<Arc<[u8]>>| BlockTraces::of(opener, runs.as_deref(), &chosen, several);
        let traces: Vec<_> = runs.par_iter().map_init(Opener::new, of_block).collect::<Result<_, StoreError>>()?;
        let mut wave = Vec::with_capacity(some.len());
        for (block, traces) in some.iter().zip(traces).filter(|(_, traces)| !traces.is_empty()) {
            let said = counting.iter().map(|counting| counting.counting.said(blocks, block, traces.mark));
            let said = said.collect::<Result<Vec<_>, _>>()?;
            wave.push((*block, traces, said));
        }
        let is_asked_anew = |said: &[Said]| said.iter().any(|said| matches!(said, Said::Stored(_)));
        let asked_anew = wave.par_iter_mut().filter(|(_, _, said)| is_asked_anew(said));
        asked_anew.for_each(|(block, traces, _)| traces.spread(block.rows));
        Ok(Self(wave))
    }
}

/// The traces that have more than one run in these blocks, and how many of the blocks that is true of: all that could be looked at in half of the time.
fn of_several_runs(blocks: &mut Blocks<'_, '_>, list: &[Block]) -> Result<(Dense, usize), StoreError> {
    let started = Instant::now();
    let (mut met, mut several) = (Dense::default(), Dense::default());
    for (number, block) in list.iter().enumerate() {
        if blocks.reader.is_late(started) {
            return Ok((several, number));
        }
        blocks.runs(block, |_, _, trace| {
            let one = ((trace as u64 / 64) as u32, 1 << (trace as u64 % 64));
            if met.insert(one) == 0 {
                several.insert(one);
            }
        })?;
    }
    Ok((several, list.len()))
}

/// Which traces of a block are to be counted, by their runs of rows.
struct BlockTraces {
    /// First row of each run, and one past its last.
    runs: Vec<(u32, u32)>,
    /// The run of each row; [`NO_RUN`] for rows that are not stored. Filled in by [`Self::spread`].
    run_of_row: Vec<u32>,
    /// How many runs before each are chosen and their trace's only one.
    single_before: Vec<u32>,
    /// The other chosen runs, and their traces.
    several: Vec<(u32, u64)>,
    /// Stands for what is to be counted: with the block's rows it tells all of the above.
    mark: u64,
}

const NO_RUN: u32 = u32::MAX;

impl BlockTraces {
    /// `packed`: the block's column of runs. `chosen`: the traces to count.
    fn of(
        opener: &mut Opener,
        packed: Option<&[u8]>,
        chosen: impl Fn(u64) -> bool,
        several: &Dense,
    ) -> Result<Self, StoreError> {
        let (mut runs, mut single_before, mut of_several, mut marks) = (Vec::new(), vec![0], Vec::new(), Vec::new());
        let mut before = 0;
        let mut add = |from: u32, to: u32, trace: i64| {
            let trace = trace as u64;
            let (chosen, is_of_several) = (chosen(trace), several.has(trace));
            if chosen && is_of_several {
                of_several.push((runs.len() as u32, trace));
            }
            before += u32::from(chosen && !is_of_several);
            single_before.push(before);
            runs.push((from, to));
            marks.push(u8::from(chosen) << 1 | u8::from(is_of_several));
        };
        if let Some(packed) = packed {
            opener.plain(packed).and_then(|plain| numbers::each_run(plain, &mut add)).ok_or_else(damaged)?;
        }
        let mark = xxhash_rust::xxh3::xxh3_64(&marks);
        Ok(Self { runs, run_of_row: Vec::new(), single_before, several: of_several, mark })
    }

    /// Tells each row of a block its run.
    fn spread(&mut self, rows: u32) {
        self.run_of_row = vec![NO_RUN; rows as usize];
        for (run, (from, to)) in (0..).zip(&self.runs) {
            let to = (*to as usize).min(self.run_of_row.len());
            self.run_of_row[(*from as usize).min(to)..to].fill(run);
        }
    }

    /// Whether no row is to be counted.
    fn is_empty(&self) -> bool {
        self.several.is_empty() && self.single_before.last() == Some(&0)
    }

    /// The runs that rows from `from` to before `to` lie in, the second one not included.
    #[inline]
    fn runs(&self, from: u32, to: u32) -> Option<(u32, u32)> {
        let rows = self.run_of_row.get(from as usize..(to as usize).min(self.run_of_row.len()))?;
        let first = rows.iter().find(|run| **run != NO_RUN)?;
        let last = rows.iter().rfind(|run| **run != NO_RUN)?;
        Some((*first, *last + 1))
    }
}

/// The traces of one value.
#[derive(Default)]
struct Distinct {
    single: u64,
    /// The others, once for each block.
    several: Vec<Word>,
    /// Those that have been counted already, once they are many.
    counted: Dense,
    /// Runs of the block that is being read.
    runs: Vec<(u32, u32)>,
}

/// Words that are kept in a list: more of them are quicker to count as bits.
const MANY: usize = 1 << 10;

impl Distinct {
    fn add(&mut self, (from, to): (u32, u32)) {
        match self.runs.last_mut() {
            Some(last) if last.0 <= from && from <= last.1 => last.1 = last.1.max(to),
            _ => self.runs.push((from, to)),
        }
    }

    /// Adds traces that stand in one block only, and traces that may stand in others too.
    fn count_in(&mut self, single: u64, several: &[Word]) {
        self.single += single;
        self.several.extend_from_slice(several);
        if self.several.len() > MANY {
            self.count_several();
        }
    }

    /// Counts those of the list that are new.
    fn count_several(&mut self) {
        for word in self.several.drain(..) {
            self.single += self.counted.insert(word);
        }
    }

    fn count(mut self) -> u64 {
        if !self.counted.is_empty() {
            self.count_several();
        }
        self.several.sort_unstable_by_key(|(place, _)| *place);
        let same_place = self.several.chunk_by(|(one, _), (other, _)| one == other);
        let listed: u32 = same_place.map(|words| words.iter().fold(0, |all, (_, bits)| all | bits).count_ones()).sum();
        self.single + u64::from(listed)
    }

    /// What the block that is being read has of this value: how many traces that stand in it only, and the others.
    fn close(&mut self, traces: &BlockTraces, several: &mut Vec<u64>) -> u64 {
        // One text may stand for values of two types, or for a span's own and its resource's.
        self.runs.sort_unstable();
        several.clear();
        let (mut next, mut single) = (0, 0);
        for (from, to) in self.runs.drain(..) {
            let from = from.max(next);
            if from >= to {
                continue;
            }
            next = to;
            single += u64::from(traces.single_before[to as usize] - traces.single_before[from as usize]);
            let start = traces.several.partition_point(|(run, _)| *run < from);
            let numbers = traces.several[start..].iter().take_while(|(run, _)| *run < to);
            several.extend(numbers.map(|(_, trace)| *trace));
        }
        single
    }
}

/// Different values, and the traces of each.
#[derive(Default)]
struct Values {
    index: FastMap<Box<str>, usize>,
    list: Vec<(Box<str>, Distinct)>,
}

impl Values {
    /// The place of a value in the list; `None`: there are too many.
    fn place(&mut self, text: &str) -> Option<usize> {
        match self.index.get(text) {
            Some(place) => Some(*place),
            None if self.list.len() >= MOST_VALUES => None,
            None => {
                self.index.insert(text.into(), self.list.len());
                self.list.push((text.into(), Distinct::default()));
                Some(self.list.len() - 1)
            }
        }
    }
}

/// The values of one field and their traces, while blocks are read.
pub(crate) struct TraceCounts {
    counting: Counting,
    values: Values,
}

impl TraceCounts {
    pub(crate) fn new(counting: Counting) -> Self {
        Self { counting, values: Values::default() }
    }

    /// Counts the traces of a block.
    fn add(
        &mut self,
        opener: &mut Opener,
        kept: &Kept,
        (block, traces, said): (&Block, &BlockTraces, &Said),
    ) -> Result<(), StoreError> {
        match said {
            Said::Known(tally) => self.add_known(tally),
            Said::Stored(columns) => match self.add_stored(opener, columns, traces)? {
                Some(tally) => {
                    self.counting.remember(kept, block, traces.mark, &tally);
                    Ok(())
                }
                None => Ok(()),
            },
        }
    }

    fn add_known(&mut self, tally: &[u8]) -> Result<(), StoreError> {
        let Self { counting, values } = self;
        let add = |value: Counted<'_>| match values.place(value.text) {
            Some(place) => values.list[place].1.count_in(value.count, value.traces),
            None => counting.partial = true,
        };
        tally::each(tally, add).ok_or_else(damaged)
    }

    /// Also says what the block has, unless it has values that are not told apart.
    fn add_stored(
        &mut self,
        opener: &mut Opener,
        columns: &FieldColumns,
        traces: &BlockTraces,
    ) -> Result<Option<Tally>, StoreError> {
        let Self { counting, values } = self;
        let (mut touched, mut last, mut whole) = (Vec::new(), (0, None), true);
        counting.each_run(opener, columns, |(number, text), from, to| {
            if last.0 != number {
                last = (number, values.place(text));
                whole &= last.1.is_some();
                touched.extend(last.1);
            }
            let (Some(place), Some(runs)) = (last.1, traces.runs(from, to)) else { return };
            values.list[place].1.add(runs);
        })?;
        counting.partial |= !whole;
        let (mut tally, mut several, mut words) = (Tally::default(), Vec::new(), Vec::new());
        for place in touched {
            let (text, found) = &mut values.list[place];
            let single = found.close(traces, &mut several);
            if single > 0 || !several.is_empty() {
                tally::words(&mut several, &mut words);
                tally.add(text, single, &words);
                found.count_in(single, &words);
            }
        }
        Ok(whole.then_some(tally))
    }

    /// The facet, with at most `most` values.
    pub(crate) fn finish(self, most: usize) -> Facet {
        let counted = self.values.list.into_iter().map(|(value, found)| (value, found.count()));
        // A value that only traces outside the filter have was met, but none has it.
        Facet::of(counted.filter(|(_, count)| *count > 0).collect(), self.counting.partial, most)
    }
}
