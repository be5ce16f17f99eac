//! Free text in the newest spans first: opening chunks is dear, and a common word fills a page long before all chunks of a block are open. So blocks are
//! not read whole but from their latest spans back, always whole traces of a block at a time. Knows no filter's meaning but the words'.

use std::ops::RangeInclusive;

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal};
use super::plan::Plan;
use super::text::{RowPlace, places};
use crate::StoreError;

/// Spans looked at first for each trace wanted.
const FIRST: usize = 8;

/// Spans of one look at most, so that starts and places of many blocks are never held at once.
const MOST: usize = 1 << 17;

/// A block of which not all spans are decided yet.
struct Open {
    block: Block,
    /// When each row begins.
    starts: Vec<i64>,
    /// Rows that are decided.
    done: Bits,
    /// Rows that are stored, ordered by chunk; read when the first of them is asked for. A block ends with its last span's end, often long after all of its
    /// spans have begun.
    places: Option<Vec<RowPlace>>,
    /// Sets whose words the block may hold, and in which chunks.
    held: Vec<(usize, RangeInclusive<i64>)>,
}

impl Open {
    /// Starts of the rows not decided.
    fn ahead(&self) -> impl Iterator<Item = i64> {
        let starts = self.starts.iter().enumerate();
        starts.filter(|(row, _)| !self.done.has(*row as u32)).map(|(_, start)| *start)
    }
}

/// The blocks that are being read.
pub(crate) struct Slices {
    open: Vec<Open>,
    /// Traces wanted.
    limit: usize,
    /// Spans looked at so far.
    spent: usize,
}

impl Slices {
    /// For pages of so many traces.
    pub(crate) fn new(limit: u32) -> Self {
        Self { open: Vec::new(), limit: limit.max(1) as usize, spent: 0 }
    }

    /// How many spans to look at next: as many as the traces that are missing should need by what the found ones took, and at most twice as many as so far.
    fn wanted(&self, found: usize) -> usize {
        let twice = self.spent.saturating_mul(2).max(FIRST * self.limit);
        let missing = self.limit.saturating_sub(found) + 1;
        let guess = self.spent.saturating_mul(missing) / found.max(1);
        (guess + guess / 8).clamp(twice.min(FIRST * missing), twice).min(MOST)
    }

    /// Reads the next slice; `found` traces are on the page already. Traces that begin after the answer are decided; `None`: all are.
    pub(crate) fn read(
        &mut self,
        blocks: &mut Blocks<'_, '_>,
        plan: &mut Plan,
        unread: &mut Vec<Block>,
        found: usize,
    ) -> Result<Option<i64>, StoreError> {
        let wanted = self.wanted(found);
        let mut ahead: Vec<i64> = self.open.iter().flat_map(Open::ahead).collect();
        while ahead.len() < wanted && !unread.is_empty() {
            if let Some(opened) = self.open(blocks, plan, unread.remove(0))? {
                ahead.extend(opened.ahead());
            }
        }
        self.spent = self.spent.saturating_add(wanted);
        let border = match ahead.len().checked_sub(wanted) {
            Some(rest) => ahead.select_nth_unstable(rest).1.saturating_sub(1),
            // All there is.
            None => i64::MIN,
        };
        while unread.first().is_some_and(|block| block.t1 > border) {
            self.open(blocks, plan, unread.remove(0))?;
        }
        for open in &mut self.open {
            look(blocks, plan, open, border)?;
        }
        self.open.retain(|open| open.ahead().next().is_some());
        Ok((border != i64::MIN).then_some(border))
    }

    /// Begins a block, unless nothing in it can be found by words.
    fn open(
        &mut self,
        blocks: &mut Blocks<'_, '_>,
        plan: &mut Plan,
        block: Block,
    ) -> Result<Option<&Open>, StoreError> {
        blocks.reader.in_time()?;
        let held = plan.begin(blocks, &block)?;
        if held.is_empty() {
            return Ok(None);
        }
        let mut starts: Vec<i64> = blocks.numbers(&block, "start")?.unwrap_or_default().into_iter().flatten().collect();
        // A row whose start is not known is looked at with the latest.
        starts.resize(block.rows as usize, i64::MAX);
        self.open.push(Open { done: Bits::none(block.rows), block, starts, places: None, held });
        Ok(self.open.last())
    }
}

/// Decides the traces of a block that have an undecided span after `border`.
fn look(blocks: &mut Blocks<'_, '_>, plan: &mut Plan, open: &mut Open, border: i64) -> Result<(), StoreError> {
    if open.ahead().all(|start| start <= border) && border != i64::MIN {
        return Ok(());
    }
    let mut now = Bits::none(open.block.rows);
    let (done, starts) = (&open.done, &open.starts);
    blocks.runs(&open.block, |from, to, _| {
        if (from..to).any(|row| !done.has(row) && starts.get(row as usize).is_some_and(|start| *start > border)) {
            now.set(from, to);
        }
    })?;
    if border == i64::MIN {
        now = Bits::all(open.block.rows);
    }
    let mut asked = now.clone();
    let mut before = open.done.clone();
    before.not();
    asked.and(&before);
    if open.places.is_none() {
        let mut places = places(blocks, Signal::Spans, &open.block)?;
        places.sort_by_key(|place| place.chunk);
        open.places = Some(places);
    }
    for (set, held) in &open.held {
        let places = open.places.as_deref().unwrap_or_default();
        plan.look_for_words(blocks, &open.block, *set, (places, held), &asked)?;
    }
    open.done.or(&now);
    // Rows in no run were sent twice or have been deleted: nothing is asked of them.
    for (row, start) in open.starts.iter().enumerate() {
        if *start > border {
            open.done.set(row as u32, row as u32 + 1);
        }
    }
    Ok(())
}
