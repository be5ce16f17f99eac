//! Facets: which values a field has under a filter, and how many traces, spans or log records have each.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use roaring::RoaringTreemap;
use rusqlite::params_from_iter;
use waterglass_model::otlp::Resource;
use waterglass_query::{Cell, Field, Known, Target};

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal, cell_of, damaged};
use super::distinct::{self, TraceCounts};
use super::fields::{Column, is_measure, signal_of};
use super::own;
use super::spans::{MatchingRows, SpanFilter};
use super::traces::{Matching, TraceFilter};
use super::values::Source;
use crate::StoreError;
use crate::columns::{self, ColumnValue, FastMap, Opener};
use crate::prepare::own::place;
use crate::reader::Reader;

/// Different values of a field that are told apart; more are a key of unique values, and no facet.
pub(crate) const MOST_VALUES: usize = 10_000;

/// Blocks whose columns are read before they are counted, each field on a core of its own.
pub(crate) const WAVE: usize = 64;

/// What is counted under which filter.
#[derive(Clone, Debug)]
pub enum FacetFilter {
    /// Traces.
    Traces(TraceFilter),
    /// Spans, or log records.
    Rows(Target, SpanFilter),
}

/// A field's values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facet {
    /// Value and count, the most frequent first, then by value.
    pub values: Vec<(String, u64)>,
    /// Different values found.
    pub distinct: u32,
    /// Not all rows could be looked at, or there are more different values than are told apart.
    pub partial: bool,
}

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

/// The values of one field while blocks are read.
pub(crate) struct Counting {
    signal: Signal,
    source: Source,
    pub(crate) values: FastMap<Box<str>, Counter>,
    pub(crate) partial: bool,
    /// Values by resource, when the field is one of resources.
    resources: FastMap<[u8; 16], Box<str>>,
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
        Ok(Self { signal, source, values: FastMap::default(), partial: false, resources })
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

    /// Counts the rows of a block among `rows`, by row or by trace.
    pub(crate) fn add(
        &mut self,
        opener: &mut Opener,
        columns: &FieldColumns,
        rows: &Bits,
        traces: Option<&[Option<u64>]>,
    ) -> Result<(), StoreError> {
        let mut values = std::mem::take(&mut self.values);
        let mut partial = self.partial;
        let result = self.each_run(opener, columns, |(_, text), from, to| {
            if !rows.any(from, to) {
                return;
            }
            if !values.contains_key(text) {
                if values.len() >= MOST_VALUES {
                    partial = true;
                    return;
                }
                let counter = if traces.is_some() { Counter::Traces(RoaringTreemap::new()) } else { Counter::Rows(0) };
                values.insert(text.into(), counter);
            }
            let Some(counter) = values.get_mut(text) else { return };
            match (counter, traces) {
                (Counter::Traces(found), Some(traces)) => {
                    let mut last = None;
                    for row in from..to.min(columns.rows) {
                        let trace = traces[row as usize];
                        if trace != last && rows.has(row) {
                            found.extend(trace);
                            last = trace;
                        }
                    }
                }
                (Counter::Rows(count), _) => *count += u64::from(rows.count_in(from, to)),
                (Counter::Traces(_), None) => {}
            }
        });
        (self.values, self.partial) = (values, partial);
        result
    }

    /// Values and how often each was met.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.values.iter().map(|(value, counter)| (&**value, counter.count()))
    }

    fn finish(self, most: usize) -> Facet {
        let counted = self.values.into_iter().map(|(value, counter)| (value, counter.count()));
        Facet::of(counted.collect(), self.partial, most)
    }
}

impl Facet {
    /// Of all values and their counts.
    pub(crate) fn of(counted: Vec<(Box<str>, u64)>, partial: bool, most: usize) -> Self {
        let distinct = counted.len() as u32;
        let mut values: Vec<(String, u64)> = counted.into_iter().map(|(value, count)| (value.into(), count)).collect();
        values.sort_by(|(one, count), (other, other_count)| other_count.cmp(count).then_with(|| one.cmp(other)));
        values.truncate(most);
        Self { values, distinct, partial }
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

impl Reader<'_> {
    /// The values of each of these fields under a filter, at most `most` of each.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] when not even the newest rows could be looked at before the deadline.
    pub fn facets(&self, filter: &FacetFilter, fields: &[Column], most: usize) -> Result<Vec<Facet>, StoreError> {
        match filter {
            FacetFilter::Traces(filter) => self.facets_of_traces(filter, fields, most),
            FacetFilter::Rows(target, filter) => self.facets_of_rows(signal_of(*target), filter, fields, most),
        }
    }

    fn facets_of_traces(&self, filter: &TraceFilter, fields: &[Column], most: usize) -> Result<Vec<Facet>, StoreError> {
        let Some(mut matching) = Matching::of(self, filter)? else {
            return Ok(vec![Facet::default(); fields.len()]);
        };
        matching.read_all()?;
        let mut facets = Vec::with_capacity(fields.len());
        let mut counting = Vec::new();
        for field in fields {
            let own = own_facet(self, &matching, &field.field, most)?;
            if own.is_none() {
                counting.push(TraceCounts::new(Counting::new(self, Signal::Spans, &field.field)?));
            }
            facets.push(own);
        }
        let all = matching.plan.sql == "1";
        let numbers = if all { RoaringTreemap::new() } else { self.matching_numbers(&matching)? };
        let partial = if counting.is_empty() {
            false
        } else {
            let from = filter.from.map(crate::prepare::signed);
            let list = matching.blocks.newest_first(Signal::Spans, from)?;
            distinct::count(&mut matching.blocks, &list, |trace| all || numbers.contains(trace), &mut counting)?
        };
        let mut counted = counting.into_iter().map(|counting| counting.finish(most));
        let mut of_spans = || counted.next().map(|facet| Facet { partial: facet.partial || partial, ..facet });
        Ok(facets.into_iter().map(|own| own.or_else(&mut of_spans).unwrap_or_default()).collect())
    }

    /// The numbers of the traces that match.
    pub(crate) fn matching_numbers(&self, matching: &Matching<'_, '_>) -> Result<RoaringTreemap, StoreError> {
        let sql = format!("SELECT t.no FROM traces t WHERE {}", matching.plan.sql);
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&matching.plan.values), |row| row.get::<_, i64>(0))?;
        let numbers: Result<_, _> = rows.map(|no| no.map(|no| no as u64)).collect();
        Ok(numbers?)
    }

    fn facets_of_rows(
        &self,
        signal: Signal,
        filter: &SpanFilter,
        fields: &[Column],
        most: usize,
    ) -> Result<Vec<Facet>, StoreError> {
        let mut blocks = Blocks::new(self);
        let matching = MatchingRows::of(&mut blocks, signal, filter)?;
        let mut counting = Vec::new();
        for field in fields {
            counting.push(Counting::new(self, signal, &field.field)?);
        }
        let mut partial = false;
        let list = blocks.newest_first(signal, filter.from.map(crate::prepare::signed))?;
        for (number, some) in list.chunks(WAVE).enumerate() {
            let wave = match rows_and_columns(&mut blocks, some, &matching, &counting) {
                // What was looked at before is an answer, too.
                Err(StoreError::Timeout) if number > 0 => {
                    partial = true;
                    break;
                }
                wave => wave?,
            };
            let of_field = |opener: &mut Opener, (field, counting): (usize, &mut Counting)| {
                wave.iter().try_for_each(|(rows, columns)| counting.add(opener, &columns[field], rows, None))
            };
            counting.par_iter_mut().enumerate().try_for_each_init(Opener::new, of_field)?;
        }
        let finished = counting.into_iter().map(|counting| {
            let facet = counting.finish(most);
            Facet { partial: facet.partial || partial, ..facet }
        });
        Ok(finished.collect())
    }
}

/// Of some blocks the rows that match, and what they say of each field.
fn rows_and_columns(
    blocks: &mut Blocks<'_, '_>,
    some: &[Block],
    matching: &MatchingRows,
    counting: &[Counting],
) -> Result<Vec<(Bits, Vec<FieldColumns>)>, StoreError> {
    let mut wave = Vec::with_capacity(some.len());
    for block in some {
        blocks.reader.in_time()?;
        let rows = matching.rows(blocks, block)?;
        if !rows.is_empty() {
            let columns = counting.iter().map(|counting| counting.columns(blocks, block));
            wave.push((rows, columns.collect::<Result<Vec<_>, _>>()?));
        }
    }
    Ok(wave)
}

/// The facet of a field of the trace's own; `None`: it is its spans'.
fn own_facet(
    reader: &Reader<'_>,
    matching: &Matching<'_, '_>,
    field: &Field,
    most: usize,
) -> Result<Option<Facet>, StoreError> {
    let Field::Known(known) = field else { return Ok(None) };
    let (value, from) = match known {
        Known::Status => {
            let word = "CASE WHEN t.root_error = 1 AND t.root_rank > 0 THEN 'failed' WHEN t.errors > 0 THEN 'error' ELSE 'ok' END";
            (word, "traces t")
        }
        Known::Session => ("t.session", "traces t"),
        Known::User => ("t.user", "traces t"),
        Known::Project => ("(SELECT value FROM strings WHERE id = t.project)", "traces t"),
        Known::Tag => ("g.tag", "traces t JOIN tags g ON g.trace_no = t.no"),
        known if is_measure(*known) || own::number(*known).is_some() => return Ok(Some(Facet::default())),
        _ => return Ok(None),
    };
    let sql = format!(
        "SELECT {value} AS value, count(*) AS n FROM {from} WHERE {} GROUP BY value HAVING value IS NOT NULL
         ORDER BY n DESC, value LIMIT {}",
        matching.plan.sql,
        MOST_VALUES + 1
    );
    let mut statement = reader.db.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&matching.plan.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut values: Vec<(String, u64)> = rows.collect::<Result<_, _>>()?;
    let (distinct, partial) = (values.len().min(MOST_VALUES) as u32, values.len() > MOST_VALUES);
    values.truncate(most);
    Ok(Some(Facet { values, distinct, partial }))
}
