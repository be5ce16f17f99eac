//! Groups: rows under a filter put together by a field's value, with what they add up to.

use waterglass_query::Target;

use super::blocks::{Blocks, Signal};
use super::counting::{Counter, Counting, MOST_VALUES};
use super::facets::FacetFilter;
use super::fields::Column;
use super::leaf::Number;
use super::spans::{MatchingRows, SpanFilter};
use super::traces::{Matching, TraceFilter};
use super::values::traces_of_rows;
use crate::StoreError;
use crate::columns::{self, FastMap, Opener};
use crate::prepare::own::place;
use crate::reader::Reader;

/// What is grouped under which filter: as facets.
pub type GroupFilter = FacetFilter;

/// The groups, the largest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// At most as many as were asked for.
    pub groups: Vec<Group>,
    /// How many there are.
    pub total: u32,
    /// Not everything could be told apart or looked at.
    pub partial: bool,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The value; `None`: rows without one.
    pub value: Option<String>,
    /// Traces or spans.
    pub count: u64,
    /// Of them failed.
    pub errors: u64,
    /// Median duration, nanoseconds.
    pub p50: u64,
    /// 95th percentile.
    pub p95: u64,
    /// Sum; `None`: none said.
    pub input_tokens: Option<u64>,
    /// Sum; `None`: none said.
    pub output_tokens: Option<u64>,
    /// Sum, picodollars; `None`: nothing is priced.
    pub cost: Option<u64>,
}

/// What one trace or span adds.
#[derive(Clone, Copy)]
struct Row {
    duration: i64,
    failed: bool,
    input_tokens: Option<i64>,
    output_tokens: Option<i64>,
    cost: Option<i64>,
}

/// A group while rows are added.
#[derive(Default)]
struct Sum {
    durations: Vec<i64>,
    errors: u64,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    cost: Option<u64>,
}

impl Sum {
    fn add(&mut self, row: Row) {
        self.durations.push(row.duration);
        self.errors += u64::from(row.failed);
        let add = |sum: &mut Option<u64>, more: Option<i64>| {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or(0).saturating_add(more.max(0) as u64));
            }
        };
        add(&mut self.input_tokens, row.input_tokens);
        add(&mut self.output_tokens, row.output_tokens);
        add(&mut self.cost, row.cost);
    }

    fn finish(mut self, value: Option<String>) -> Group {
        let count = self.durations.len() as u64;
        let mut percentile = |part: f64| nearest_rank(&mut self.durations, part).max(0) as u64;
        Group {
            value,
            count,
            errors: self.errors,
            p50: percentile(0.5),
            p95: percentile(0.95),
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cost: self.cost,
        }
    }
}

/// A percentile by nearest rank: the smallest value that at least this part of all does not exceed.
fn nearest_rank(values: &mut [i64], part: f64) -> i64 {
    if values.is_empty() {
        return 0;
    }
    let rank = ((values.len() as f64 * part).ceil() as usize).clamp(1, values.len());
    *values.select_nth_unstable(rank - 1).1
}

impl Reader<'_> {
    /// Groups of rows by a field, at most `limit`. A trace with several values of the field counts in each of their groups.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn groups(&self, filter: &GroupFilter, by: &Column, limit: usize) -> Result<Groups, StoreError> {
        let (sums, none, partial) = match filter {
            FacetFilter::Traces(filter) => self.groups_of_traces(filter, by)?,
            FacetFilter::Rows(Target::Logs, _) => return Ok(Groups::default()),
            FacetFilter::Rows(_, filter) => self.groups_of_spans(filter, by)?,
        };
        let mut groups: Vec<Group> = sums.into_iter().map(|(value, sum)| sum.finish(Some(value.into()))).collect();
        if !none.durations.is_empty() {
            groups.push(none.finish(None));
        }
        groups.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
        let total = groups.len() as u32;
        groups.truncate(limit);
        Ok(Groups { groups, total, partial })
    }

    fn groups_of_traces(&self, filter: &TraceFilter, by: &Column) -> Result<Sums, StoreError> {
        let Some(mut matching) = Matching::of(self, filter)? else { return Ok(Sums::default()) };
        matching.read_all()?;
        let numbers = self.matching_numbers(&matching)?;
        // Numbers of traces are dense enough for a list.
        let last = numbers.max().map_or(0, |last| last as usize + 1);
        let mut rows: Vec<Option<Row>> = vec![None; last];
        let sql = "SELECT no, end_ns - start_ns, errors > 0, input_tokens, output_tokens, cost FROM traces";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let no: i64 = row.get(0)?;
            if numbers.contains(no as u64) {
                rows[no as usize] = Some(Row {
                    duration: row.get(1)?,
                    failed: row.get(2)?,
                    input_tokens: row.get(3)?,
                    output_tokens: row.get(4)?,
                    cost: row.get(5)?,
                });
            }
        }
        drop(found);
        if let Some(own) = own_values(self, &matching, by)? {
            return Ok(sum_own(own, rows));
        }
        let (mut counting, mut opener) = (Counting::new(self, Signal::Spans, &by.field)?, Opener::new());
        let blocks = &mut matching.blocks;
        for block in blocks.newest_first(Signal::Spans, filter.from.map(crate::prepare::signed))? {
            self.in_time()?;
            let traces = traces_of_rows(blocks, &block)?;
            let mut matched = super::bits::Bits::none(block.rows);
            blocks.runs(&block, |from, to, trace| {
                if numbers.contains(trace as u64) {
                    matched.set(from, to);
                }
            })?;
            if !matched.is_empty() {
                let columns = counting.columns(blocks, &block)?;
                counting.add_traces(&mut opener, &columns, &matched, &traces)?;
            }
        }
        let (mut sums, mut without) = (Vec::new(), numbers);
        for (value, counter) in counting.values {
            let Counter::Traces(traces) = counter else { continue };
            let mut sum = Sum::default();
            traces.iter().filter_map(|no| rows[no as usize]).for_each(|row| sum.add(row));
            without -= traces;
            sums.push((value, sum));
        }
        let mut none = Sum::default();
        // Values that were not told apart would make it wrong.
        if !counting.partial {
            without.iter().filter_map(|no| rows[no as usize]).for_each(|row| none.add(row));
        }
        Ok((sums, none, counting.partial))
    }

    fn groups_of_spans(&self, filter: &SpanFilter, by: &Column) -> Result<Sums, StoreError> {
        let mut blocks = Blocks::new(self);
        let matching = MatchingRows::of(&mut blocks, Signal::Spans, filter)?;
        let (counting, mut opener) = (Counting::new(self, Signal::Spans, &by.field)?, Opener::new());
        let mut index: FastMap<Box<str>, usize> = FastMap::default();
        let (mut sums, mut none, mut partial): (Vec<(Box<str>, Sum)>, Sum, bool) = (Vec::new(), Sum::default(), false);
        for block in blocks.newest_first(Signal::Spans, filter.from.map(crate::prepare::signed))? {
            let matched = matching.rows(&mut blocks, &block)?;
            if matched.is_empty() {
                continue;
            }
            let rows = rows_of(&mut blocks, &block)?;
            let mut seen = super::bits::Bits::none(block.rows);
            let columns = counting.columns(&mut blocks, &block)?;
            counting.each_run(&mut opener, &columns, |(_, text), from, to| {
                for row in (from..to.min(block.rows)).filter(|row| matched.has(*row)) {
                    seen.set(row, row + 1);
                    let known = index.len();
                    let at = match index.get(text) {
                        Some(at) => *at,
                        None if known >= MOST_VALUES => {
                            partial = true;
                            continue;
                        }
                        None => {
                            index.insert(text.into(), known);
                            sums.push((text.into(), Sum::default()));
                            known
                        }
                    };
                    sums[at].1.add(rows[row as usize]);
                }
            })?;
            matched.iter().filter(|row| !seen.has(*row)).for_each(|row| none.add(rows[row as usize]));
        }
        Ok((sums, none, partial))
    }
}

/// Groups with a value, the group without one, and whether values were left out.
type Sums = (Vec<(Box<str>, Sum)>, Sum, bool);

/// What each row of a block adds.
fn rows_of(blocks: &mut Blocks<'_, '_>, block: &super::blocks::Block) -> Result<Vec<Row>, StoreError> {
    let durations = Number::Duration.read(blocks, block)?;
    let input = Number::InputTokens.read(blocks, block)?;
    let output = Number::OutputTokens.read(blocks, block)?;
    let (counted, costs) = (super::calls::counted(blocks, block)?, super::calls::costs(blocks, block)?);
    let mut failed = super::bits::Bits::none(block.rows);
    if let Some(key) = blocks.key(place::OWN_SPAN, "status")? {
        blocks.with(block, key, |plain| {
            columns::each_value(plain, |value| {
                if value.bytes == b"error" {
                    let _ = columns::runs_of(value.rows, |from, to| failed.set(from, to));
                }
            })
        })?;
    }
    let row = |row: usize| Row {
        duration: durations[row].unwrap_or(0),
        failed: failed.has(row as u32),
        // What a wrapper repeats is not added to what it repeats.
        input_tokens: input[row].filter(|_| counted.has(row as u32)),
        output_tokens: output[row].filter(|_| counted.has(row as u32)),
        cost: costs[row],
    };
    Ok((0..block.rows as usize).map(row).collect())
}

/// Numbers of traces and their value of a field.
type OwnValues = Vec<(i64, Option<String>)>;

/// Each trace's value of a field of its own; `None`: the field is its spans'.
fn own_values(reader: &Reader<'_>, matching: &Matching<'_, '_>, by: &Column) -> Result<Option<OwnValues>, StoreError> {
    use waterglass_query::{Field, Known};
    let Field::Known(known) = by.field else { return Ok(None) };
    let (value, from) = match known {
        Known::Status => (
            "CASE WHEN t.root_error = 1 AND t.root_rank > 0 THEN 'failed' WHEN t.errors > 0 THEN 'error' ELSE 'ok' END",
            "traces t",
        ),
        Known::Session => ("t.session", "traces t"),
        Known::User => ("t.user", "traces t"),
        Known::Project => ("(SELECT value FROM strings WHERE id = t.project)", "traces t"),
        // A trace goes by its root's name and service; its other spans' would put it into many groups.
        Known::Name => ("(SELECT value FROM strings WHERE id = t.name)", "traces t"),
        Known::Service => ("(SELECT value FROM strings WHERE id = t.service)", "traces t"),
        Known::Tag => ("g.tag", "traces t LEFT JOIN tags g ON g.trace_no = t.no"),
        Known::Spans => ("CAST(t.spans AS TEXT)", "traces t"),
        Known::Errors => ("CAST(t.errors AS TEXT)", "traces t"),
        _ => return Ok(None),
    };
    let sql = format!("SELECT t.no, {value} FROM {from} WHERE {}", matching.plan.sql);
    let mut statement = reader.db.prepare_cached(&sql)?;
    let rows =
        statement.query_map(rusqlite::params_from_iter(&matching.plan.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Some(rows.collect::<Result<_, _>>()?))
}

fn sum_own(own: OwnValues, rows: Vec<Option<Row>>) -> Sums {
    let mut index: FastMap<Box<str>, usize> = FastMap::default();
    let (mut sums, mut none): (Vec<(Box<str>, Sum)>, Sum) = (Vec::new(), Sum::default());
    for (no, value) in own {
        let Some(row) = rows.get(no as usize).copied().flatten() else { continue };
        let Some(value) = value else {
            none.add(row);
            continue;
        };
        let at = *index.entry(value.as_str().into()).or_insert_with(|| {
            sums.push((value.as_str().into(), Sum::default()));
            sums.len() - 1
        });
        sums[at].1.add(row);
    }
    (sums, none, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let mut values = [50, 15, 40, 20, 35];
        assert_eq!(nearest_rank(&mut values, 0.5), 35);
        assert_eq!(nearest_rank(&mut values, 0.95), 50);
        assert_eq!(nearest_rank(&mut values, 0.3), 20);
        assert_eq!(nearest_rank(&mut [], 0.5), 0);
    }
}
