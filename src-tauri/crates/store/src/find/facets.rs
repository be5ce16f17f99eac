//! Facets: which values a field has under a filter, and how many traces, spans or log records have each.

use rayon::prelude::*;
use roaring::RoaringTreemap;
use rusqlite::{OptionalExtension, params_from_iter};
use waterglass_query::{Field, Known, Target};

use super::blocks::{Block, Blocks, Signal};
use super::counting::{Counting, MOST_VALUES, Rows, Said};
use super::distinct::{self, TraceCounts};
use super::fields::{Column, is_measure, signal_of};
use super::own;
use super::spans::{MatchingRows, SpanFilter};
use super::traces::{FEW, Matching, TraceFilter};
use crate::StoreError;
use crate::columns::{FastMap, Opener};
use crate::reader::Reader;

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
        let all = matching.plan.sql == "1";
        let scanned = if fields.iter().any(|field| Scanned::tells(&field.field)) {
            Scanned::of(self, &matching)?
        } else {
            let numbers = if all { RoaringTreemap::new() } else { self.matching_numbers(&matching)? };
            Scanned { numbers, ..Scanned::default() }
        };
        let mut facets = Vec::with_capacity(fields.len());
        let mut counting = Vec::new();
        for field in fields {
            let own = match scanned.facet(self, &field.field, most)? {
                None => own_facet(self, &matching, &field.field, most)?,
                told => told,
            };
            if own.is_none() {
                counting.push(TraceCounts::new(Counting::new(self, Signal::Spans, &field.field)?));
            }
            facets.push(own);
        }
        let partial = if counting.is_empty() {
            false
        } else {
            let from = filter.from.map(crate::prepare::signed);
            let list = matching.blocks.newest_first(Signal::Spans, from)?;
            let chosen = |trace| all || scanned.numbers.contains(trace);
            distinct::count(&mut matching.blocks, &list, chosen, &mut counting)?
        };
        let mut counted = counting.into_iter().map(|counting| counting.finish(most));
        let mut of_spans = || counted.next().map(|facet| Facet { partial: facet.partial || partial, ..facet });
        Ok(facets.into_iter().map(|own| own.or_else(&mut of_spans).unwrap_or_default()).collect())
    }

    /// The numbers of the traces that match.
    pub(crate) fn matching_numbers(&self, matching: &Matching<'_, '_>) -> Result<RoaringTreemap, StoreError> {
        if let Some(set) = matching.plan.only_set() {
            return Ok(set.clone());
        }
        let from = matching.plan.from(self, FEW)?;
        let sql = format!("SELECT t.no FROM {} WHERE {}", from.sql, matching.plan.sql);
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&from.values), |row| row.get::<_, i64>(0))?;
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
            let wave = match rows_and_said(&mut blocks, some, &matching, &counting) {
                // What was looked at before is an answer, too.
                Err(StoreError::Timeout) if number > 0 => {
                    partial = true;
                    break;
                }
                wave => wave?,
            };
            let kept = self.kept;
            let of_field = |opener: &mut Opener, (field, counting): (usize, &mut Counting)| {
                wave.iter()
                    .try_for_each(|(block, rows, said)| counting.add_rows(opener, kept, (block, rows, &said[field])))
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
fn rows_and_said(
    blocks: &mut Blocks<'_, '_>,
    some: &[Block],
    matching: &MatchingRows,
    counting: &[Counting],
) -> Result<Vec<(Block, Rows, Vec<Said>)>, StoreError> {
    let mut wave = Vec::with_capacity(some.len());
    for block in some {
        blocks.reader.in_time()?;
        let bits = matching.rows(blocks, block)?;
        if !bits.is_empty() {
            let rows = Rows::from(bits);
            let said = counting.iter().map(|counting| counting.said(blocks, block, rows.mark));
            let said = said.collect::<Result<Vec<_>, _>>()?;
            wave.push((*block, rows, said));
        }
    }
    Ok(wave)
}

/// What one walk over the rows of all traces that match tells.
#[derive(Default)]
struct Scanned {
    numbers: RoaringTreemap,
    failed: u64,
    error: u64,
    ok: u64,
    /// By `strings.id`.
    projects: FastMap<u64, u64>,
}

impl Scanned {
    /// Whether it tells the facet of a field.
    fn tells(field: &Field) -> bool {
        matches!(field, Field::Known(Known::Status | Known::Project))
    }

    fn of(reader: &Reader<'_>, matching: &Matching<'_, '_>) -> Result<Self, StoreError> {
        let from = matching.plan.from(reader, FEW)?;
        let sql = format!(
            "SELECT t.no, t.project, t.errors > 0, t.root_error = 1 AND t.root_rank > 0 FROM {} WHERE {}",
            from.sql, matching.plan.sql
        );
        let mut statement = reader.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&from.values))?;
        let mut scanned = Self::default();
        while let Some(row) = rows.next()? {
            scanned.numbers.insert(row.get::<_, i64>(0)? as u64);
            *scanned.projects.entry(row.get::<_, i64>(1)? as u64).or_default() += 1;
            let count = match (row.get(3)?, row.get(2)?) {
                (true, _) => &mut scanned.failed,
                (false, true) => &mut scanned.error,
                (false, false) => &mut scanned.ok,
            };
            *count += 1;
        }
        Ok(scanned)
    }

    /// `None`: it does not tell this one.
    fn facet(&self, reader: &Reader<'_>, field: &Field, most: usize) -> Result<Option<Facet>, StoreError> {
        let counted = match field {
            Field::Known(Known::Status) => {
                let counts = [("failed", self.failed), ("error", self.error), ("ok", self.ok)];
                counts.into_iter().filter(|(_, count)| *count > 0).map(|(word, count)| (word.into(), count)).collect()
            }
            Field::Known(Known::Project) => {
                let mut named = reader.db.prepare_cached("SELECT value FROM strings WHERE id = ?1")?;
                let mut counted: Vec<(Box<str>, u64)> = Vec::new();
                for (id, count) in &self.projects {
                    let name: Option<String> = named.query_row([*id as i64], |row| row.get(0)).optional()?;
                    counted.extend(name.map(|name| (name.into(), *count)));
                }
                counted
            }
            _ => return Ok(None),
        };
        Ok(Some(Facet::of(counted, false, most)))
    }
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
        Known::Session => ("t.session", "traces t"),
        Known::User => ("t.user", "traces t"),
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
