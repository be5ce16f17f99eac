//! How many traces have each value of a field, without listing them: a facet over a million traces is a sum of lengths.
//!
//! Rows of a block stand trace by trace, so the rows of a value cover stretches of whole runs. A trace of one run is counted by counting runs; only a trace
//! of several (its spans came in several groups) has to be remembered by number.

use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::blocks::{Block, Blocks, damaged};
use super::facets::{Counting, Facet, FieldColumns, MOST_VALUES, WAVE};
use crate::columns::{FastMap, Opener};
use crate::{StoreError, numbers};

/// A set of numbers of traces. They are dense, so it is one bit each.
#[derive(Default)]
struct Dense(Vec<u64>);

impl Dense {
    /// Adds one, and says whether it was in already.
    fn insert(&mut self, number: u64) -> bool {
        let (word, bit) = ((number / 64) as usize, 1 << (number % 64));
        if word >= self.0.len() {
            self.0.resize((word + 1).next_power_of_two(), 0);
        }
        let before = self.0[word];
        self.0[word] |= bit;
        before & bit != 0
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
    for (number, some) in list[..known].chunks(WAVE).enumerate() {
        let wave = match Wave::read(blocks, some, &chosen, &several, counting) {
            // What was looked at before is an answer, too.
            Err(StoreError::Timeout) if number > 0 => return Ok(true),
            wave => wave?,
        };
        let of_field = |opener: &mut Opener, (field, counting): (usize, &mut TraceCounts)| {
            wave.0.iter().try_for_each(|(traces, columns)| counting.add(opener, &columns[field], traces))
        };
        counting.par_iter_mut().enumerate().try_for_each_init(Opener::new, of_field)?;
    }
    Ok(known < list.len())
}

/// What some blocks say of the traces to count and of each field.
struct Wave(Vec<(BlockTraces, Vec<FieldColumns>)>);

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
        let of_block = |opener: &mut Opener, (block, runs): (&Block, &Option<Arc<[u8]>>)| {
            BlockTraces::of(opener, (block, runs.as_deref()), &chosen, several)
        };
        let traces: Vec<_> =
            some.par_iter().zip(&runs).map_init(Opener::new, of_block).collect::<Result<_, StoreError>>()?;
        let mut wave = Vec::with_capacity(some.len());
        for (block, traces) in some.iter().zip(traces).filter(|(_, traces)| !traces.is_empty()) {
            let columns = counting.iter().map(|counting| counting.counting.columns(blocks, block));
            wave.push((traces, columns.collect::<Result<Vec<_>, _>>()?));
        }
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
            if met.insert(trace as u64) {
                several.insert(trace as u64);
            }
        })?;
    }
    Ok((several, list.len()))
}

/// Which run of a trace each row of a block lies in.
struct BlockTraces {
    /// The run of each row; [`NO_RUN`] for rows that are not stored.
    run_of_row: Vec<u32>,
    /// How many runs before each are chosen and their trace's only one.
    single_before: Vec<u32>,
    /// The other chosen runs, and their traces.
    several: Vec<(u32, u64)>,
}

const NO_RUN: u32 = u32::MAX;

impl BlockTraces {
    /// `runs`: the block's column of them. `chosen`: the traces to count.
    fn of(
        opener: &mut Opener,
        (block, runs): (&Block, Option<&[u8]>),
        chosen: impl Fn(u64) -> bool,
        several: &Dense,
    ) -> Result<Self, StoreError> {
        let mut found =
            Self { run_of_row: vec![NO_RUN; block.rows as usize], single_before: vec![0], several: Vec::new() };
        let mut add = |from: u32, to: u32, trace: i64| {
            let (run, trace) = (found.single_before.len() as u32 - 1, trace as u64);
            let to = (to as usize).min(found.run_of_row.len());
            found.run_of_row[(from as usize).min(to)..to].fill(run);
            let before = found.single_before[run as usize];
            let (chosen, of_several) = (chosen(trace), several.has(trace));
            found.single_before.push(before + u32::from(chosen && !of_several));
            if chosen && of_several {
                found.several.push((run, trace));
            }
        };
        if let Some(runs) = runs {
            opener.plain(runs).and_then(|plain| numbers::each_run(plain, &mut add)).ok_or_else(damaged)?;
        }
        Ok(found)
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
    /// Numbers of the others, once for each run.
    several: Vec<u64>,
    /// Those that have been counted already, once they are many.
    counted: Dense,
    /// Runs of the block that is being read.
    runs: Vec<(u32, u32)>,
}

/// Numbers that are kept in a list: more of them are quicker to count as bits.
const MANY: usize = 1 << 12;

impl Distinct {
    fn add(&mut self, (from, to): (u32, u32)) {
        match self.runs.last_mut() {
            Some(last) if last.0 <= from && from <= last.1 => last.1 = last.1.max(to),
            _ => self.runs.push((from, to)),
        }
    }

    /// Counts the numbers of the list that are new.
    fn count_several(&mut self) {
        for number in self.several.drain(..) {
            self.single += u64::from(!self.counted.insert(number));
        }
    }

    fn count(mut self) -> u64 {
        if !self.counted.is_empty() {
            self.count_several();
        }
        self.several.sort_unstable();
        self.several.dedup();
        self.single + self.several.len() as u64
    }

    /// Counts what was added of a block.
    fn close(&mut self, traces: &BlockTraces) {
        // One text may stand for values of two types, or for a span's own and its resource's.
        self.runs.sort_unstable();
        let mut next = 0;
        for (from, to) in self.runs.drain(..) {
            let from = from.max(next);
            if from >= to {
                continue;
            }
            next = to;
            self.single += u64::from(traces.single_before[to as usize] - traces.single_before[from as usize]);
            let start = traces.several.partition_point(|(run, _)| *run < from);
            let numbers = traces.several[start..].iter().take_while(|(run, _)| *run < to);
            self.several.extend(numbers.map(|(_, trace)| *trace));
        }
        if self.several.len() > MANY {
            self.count_several();
        }
    }
}

/// The values of one field and their traces, while blocks are read.
pub(crate) struct TraceCounts {
    counting: Counting,
    index: FastMap<Box<str>, usize>,
    values: Vec<(Box<str>, Distinct)>,
}

impl TraceCounts {
    pub(crate) fn new(counting: Counting) -> Self {
        Self { counting, index: FastMap::default(), values: Vec::new() }
    }

    /// Counts the traces of a block.
    fn add(&mut self, opener: &mut Opener, columns: &FieldColumns, traces: &BlockTraces) -> Result<(), StoreError> {
        let Self { counting, index, values } = self;
        let (mut touched, mut last, mut partial) = (Vec::new(), (0, None), false);
        counting.each_run(opener, columns, |(number, text), from, to| {
            if last.0 != number {
                let place = match index.get(text) {
                    Some(place) => Some(*place),
                    None if values.len() >= MOST_VALUES => None,
                    None => {
                        index.insert(text.into(), values.len());
                        values.push((text.into(), Distinct::default()));
                        Some(values.len() - 1)
                    }
                };
                last = (number, place);
                partial |= place.is_none();
                touched.extend(place);
            }
            let (Some(place), Some(runs)) = (last.1, traces.runs(from, to)) else { return };
            values[place].1.add(runs);
        })?;
        touched.into_iter().for_each(|number| values[number].1.close(traces));
        counting.partial |= partial;
        Ok(())
    }

    /// The facet, with at most `most` values.
    pub(crate) fn finish(self, most: usize) -> Facet {
        let counted = self.values.into_iter().map(|(value, found)| (value, found.count()));
        // A value that only traces outside the filter have was met, but none has it.
        Facet::of(counted.filter(|(_, count)| *count > 0).collect(), self.counting.partial, most)
    }
}
