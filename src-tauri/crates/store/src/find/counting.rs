//! Counting one field's values: what a block says of it, as it is stored or as it was remembered, and how often each value was met so far.

use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::Arc;

use roaring::RoaringTreemap;
use waterglass_model::otlp::Resource;
use waterglass_query::{Cell, Field};

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal, cell_of, damaged};
use super::facets::Facet;
use super::kept::Kept;
use super::tally::{self, Tally};
use super::values::Source;
use crate::StoreError;
use crate::columns::{self, ColumnValue, FastMap, Opener, Xx};
use crate::prepare::own::place;
use crate::reader::Reader;

/// Different values of a field that are told apart; more are a key of unique values, and no facet.
pub(crate) const MOST_VALUES: usize = 10_000;

/// Different values of one block that are remembered together: of a key with more, nearly every row has a value of its own.
const MOST_TOLD: usize = 512;

/// How often each value was met.
pub(crate) enum Counter {
    /// Rows.
    Rows(u64),
    /// Traces: one may have spans in several blocks.
    Traces(RoaringTreemap),
}

impl Counter {
    fn count(&self) -> u64 {
        match self {
            Self::Rows(count) => *count,
            Self::Traces(traces) => traces.len(),
        }
    }
}

/// Rows of a block that match.
pub(crate) struct Rows {
    bits: Bits,
    /// Stands for them.
    pub(crate) mark: u64,
}

impl From<Bits> for Rows {
    fn from(bits: Bits) -> Self {
        Self { mark: bits.mark(), bits }
    }
}

/// The values of one field while blocks are read.
pub(crate) struct Counting {
    signal: Signal,
    source: Source,
    pub(crate) values: FastMap<Box<str>, Counter>,
    pub(crate) partial: bool,
    /// Values by resource, when the field is one of resources.
    resources: FastMap<[u8; 16], Box<str>>,
    /// Stands for the field.
    hash: u64,
}

/// What one block says of one field to a question.
pub(crate) enum Said {
    /// It has been asked before.
    Known(Arc<[u8]>),
    /// It is to be counted.
    Stored(FieldColumns),
}

/// What one block says of one field, as it is stored.
pub(crate) struct FieldColumns {
    own: Option<Arc<[u8]>>,
    /// Which resource each row has; only where a resource may tell the field.
    resource: Option<Arc<[u8]>>,
    rows: u32,
}

/// Calls `each` with each value of a stored column.
fn each_value(
    opener: &mut Opener,
    data: &[u8],
    mut each: impl FnMut(ColumnValue<'_>) -> Option<()>,
) -> Result<(), StoreError> {
    let mut good = Some(());
    let read = |plain| columns::each_value(plain, |value| good = good.and(each(value)));
    opener.plain(data).and_then(read).and(good).ok_or_else(damaged)
}

impl Counting {
    pub(crate) fn new(reader: &Reader<'_>, signal: Signal, field: &Field) -> Result<Self, StoreError> {
        let source = Source::of(field, signal);
        let resources = match &source {
            Source::Resource(key) => resource_values(reader, key)?,
            Source::Texts { name, resource: true, .. } => resource_values(reader, name)?,
            _ => FastMap::default(),
        };
        let hash = BuildHasherDefault::<Xx>::default().hash_one(&source);
        Ok(Self { signal, source, values: FastMap::default(), partial: false, resources, hash })
    }

    /// What a block says of the field where `chosen` rows or traces of it are counted.
    pub(crate) fn said(&self, blocks: &mut Blocks<'_, '_>, block: &Block, chosen: u64) -> Result<Said, StoreError> {
        match blocks.reader.kept.tally(block, self.hash, chosen) {
            Some(tally) => Ok(Said::Known(tally)),
            None => Ok(Said::Stored(self.columns(blocks, block)?)),
        }
    }

    /// Remembers what a block said.
    pub(crate) fn remember(&self, kept: &Kept, block: &Block, chosen: u64, tally: &Tally) {
        kept.put_tally(block, self.hash, chosen, tally.bytes());
    }

    /// What a block says of the field, as it is stored.
    pub(crate) fn columns(&self, blocks: &mut Blocks<'_, '_>, block: &Block) -> Result<FieldColumns, StoreError> {
        let mut of = |place: u8, name: &str| match blocks.key(place, name)? {
            Some(key) => blocks.packed(block, key),
            None => Ok(None),
        };
        let own = match &self.source {
            Source::Texts { place, name, .. } => of(*place, name)?,
            _ => None,
        };
        let at = if self.signal == Signal::Spans { place::OWN_SPAN } else { place::OWN_LOG };
        let resource = if self.resources.is_empty() { None } else { of(at, "resource")? };
        Ok(FieldColumns { own, resource, rows: block.rows })
    }

    /// Calls `each` with the value of each run of rows that has one, and the value's number: the runs of one value come one after another, and
    /// comparing numbers is cheaper than comparing texts.
    pub(crate) fn each_run(
        &self,
        opener: &mut Opener,
        columns: &FieldColumns,
        mut each: impl FnMut((u32, &str), u32, u32),
    ) -> Result<(), StoreError> {
        let (mut own, mut number) = (None, 0);
        if let Some(data) = &columns.own {
            let track = columns.resource.is_some();
            let mut having = Bits::none(if track { columns.rows } else { 0 });
            each_value(opener, data, |value| {
                let Some(text) = text_of(value.kind, value.bytes) else { return Some(()) };
                number += 1;
                columns::runs_of(value.rows, |from, to| {
                    having.set(from, to);
                    each((number, &text), from, to);
                })
            })?;
            own = track.then_some(having);
        }
        let Some(data) = &columns.resource else { return Ok(()) };
        each_value(opener, data, |value| {
            let hash = value.bytes.try_into().ok();
            let Some(text) = hash.and_then(|hash: [u8; 16]| self.resources.get(&hash)) else { return Some(()) };
            number += 1;
            columns::runs_of(value.rows, |from, to| match &own {
                // The span's own attribute stands before its resource's.
                Some(own) => (from..to).filter(|row| !own.has(*row)).for_each(|row| each((number, text), row, row + 1)),
                None => each((number, text), from, to),
            })
        })
    }

    /// Adds the traces of the rows of a block among `rows`; `traces`: each row's.
    pub(crate) fn add_traces(
        &mut self,
        opener: &mut Opener,
        columns: &FieldColumns,
        rows: &Bits,
        traces: &[Option<u64>],
    ) -> Result<(), StoreError> {
        let (mut values, mut partial) = (std::mem::take(&mut self.values), self.partial);
        let result = self.each_run(opener, columns, |(_, text), from, to| {
            if !rows.any(from, to) {
                return;
            }
            if !values.contains_key(text) {
                if values.len() >= MOST_VALUES {
                    partial = true;
                    return;
                }
                values.insert(text.into(), Counter::Traces(RoaringTreemap::new()));
            }
            let Some(Counter::Traces(found)) = values.get_mut(text) else { return };
            let mut last = None;
            for row in from..to.min(columns.rows) {
                let trace = traces[row as usize];
                if trace != last && rows.has(row) {
                    found.extend(trace);
                    last = trace;
                }
            }
        });
        (self.values, self.partial) = (values, partial);
        result
    }

    /// Counts the chosen rows of a block, by row.
    pub(crate) fn add_rows(
        &mut self,
        opener: &mut Opener,
        kept: &Kept,
        (block, rows, said): (&Block, &Rows, &Said),
    ) -> Result<(), StoreError> {
        let (mut values, mut partial) = (std::mem::take(&mut self.values), self.partial);
        let mut count_in = |text: &str, more: u64| {
            let full = values.len() >= MOST_VALUES;
            match values.get_mut(text) {
                Some(Counter::Rows(count)) => *count += more,
                Some(Counter::Traces(_)) => {}
                None if full => partial = true,
                None => drop(values.insert(text.into(), Counter::Rows(more))),
            }
        };
        let result = match said {
            Said::Known(tally) => tally::each(tally, |value| count_in(value.text, value.count)).ok_or_else(damaged),
            Said::Stored(columns) => self.tally_rows(opener, columns, rows, &mut count_in).map(|tally| {
                if let Some(tally) = tally {
                    self.remember(kept, block, rows.mark, &tally);
                }
            }),
        };
        (self.values, self.partial) = (values, partial);
        result
    }

    /// Counts the chosen rows of a block by their values; also gives what the block says, unless it says too much to be remembered.
    fn tally_rows(
        &self,
        opener: &mut Opener,
        columns: &FieldColumns,
        rows: &Rows,
        count_in: &mut impl FnMut(&str, u64),
    ) -> Result<Option<Tally>, StoreError> {
        let (mut found, mut whole) = (FastMap::<Box<str>, u64>::default(), true);
        self.each_run(opener, columns, |(_, text), from, to| {
            let count = u64::from(rows.bits.count_in(from, to));
            let is_full = found.len() >= MOST_TOLD;
            match found.get_mut(text) {
                _ if count == 0 => {}
                Some(before) => *before += count,
                None if !is_full => drop(found.insert(text.into(), count)),
                None => {
                    whole = false;
                    count_in(text, count);
                }
            }
        })?;
        let mut tally = Tally::default();
        for (text, count) in found {
            tally.add(&text, count, &[]);
            count_in(&text, count);
        }
        Ok(whole.then_some(tally))
    }

    /// Values and how often each was met.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.values.iter().map(|(value, counter)| (&**value, counter.count()))
    }

    pub(crate) fn finish(self, most: usize) -> Facet {
        let counted = self.values.into_iter().map(|(value, counter)| (value, counter.count()));
        Facet::of(counted.collect(), self.partial, most)
    }
}

/// A value as a person reads it; `None` for what is no value of a facet.
fn text_of(kind: u8, bytes: &[u8]) -> Option<Cow<'_, str>> {
    Some(match cell_of(kind, bytes) {
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Int(number) => number.to_string().into(),
        Cell::Double(number) => number.to_string().into(),
        Cell::Bool(truth) => truth.to_string().into(),
        Cell::Other => return None,
    })
}

fn resource_values(reader: &Reader<'_>, key: &str) -> Result<FastMap<[u8; 16], Box<str>>, StoreError> {
    let mut statement = reader.db.prepare_cached("SELECT hash, message FROM resources")?;
    let mut rows = statement.query([])?;
    let mut values = FastMap::default();
    while let Some(row) = rows.next()? {
        let message = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let resource = Resource::parse(message).unwrap_or_default();
        let Some((_, value)) = resource.attributes().find(|(name, _)| *name == key) else { continue };
        let mut text = None;
        columns::cells(&value, &mut |kind, bytes| {
            text = text.take().or_else(|| text_of(kind, bytes).map(Cow::into_owned))
        });
        if let Some(text) = text {
            values.insert(row.get(0)?, text.into());
        }
    }
    Ok(values)
}
