//! From a query about traces to SQL with bound parameters: what the trace has itself is a condition on its row; what its spans have is a set of
//! traces, filled block by block, that the condition asks by number. One compiler for every list, count, facet and export.

use std::ops::RangeInclusive;

use roaring::RoaringTreemap;
use rusqlite::types::Value as SqlValue;
use waterglass_query::{CellTest, Expr, Field, Scope, Test, Words};

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal};
use super::leaf::RowTest;
use super::own;
use super::rows::RowExpr;
use super::text::{RowPlace, Text};
use crate::StoreError;
use crate::reader::Reader;

/// A compiled query about traces.
#[derive(Default)]
pub(crate) struct Plan {
    /// The condition on `traces t`.
    pub(crate) sql: String,
    /// Its parameters, in order.
    pub(crate) values: Vec<SqlValue>,
    /// What `passes(n, …)` asks.
    tests: Vec<CellTest>,
    /// What `in_set(n, …)` asks.
    sets: Vec<TraceSet>,
    /// The sets that a trace must be in whatever else is said.
    required: Vec<usize>,
}

/// Where the rows of traces come from.
pub(crate) struct FromClause {
    pub(crate) sql: &'static str,
    /// Its parameters and then the condition's.
    pub(crate) values: Vec<SqlValue>,
}

/// The traces one of whose rows passes.
struct TraceSet {
    /// Asked of spans, block by block; `None`: the set is complete as it is.
    spans: Option<RowExpr>,
    /// Asked of log records that name a trace.
    logs: Option<RowTest>,
    found: RoaringTreemap,
}

impl TraceSet {
    /// The words that spans are asked for, when that is all they are asked.
    fn words(&self) -> Option<&Text> {
        if let Some(RowExpr::Test(RowTest::Text(text))) = &self.spans { Some(text) } else { None }
    }
}

/// The condition that a trace is in a set.
fn in_set(set: usize) -> String {
    format!("in_set({set}, t.no)")
}

/// Adds the traces of these rows.
fn add_traces(
    found: &mut RoaringTreemap,
    blocks: &mut Blocks<'_, '_>,
    block: &Block,
    rows: &Bits,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    blocks.runs(block, |from, to, trace| {
        if rows.any(from, to) {
            found.insert(trace as u64);
        }
    })
}

impl Plan {
    /// Compiles an expression.
    pub(crate) fn of(blocks: &mut Blocks<'_, '_>, expr: &Expr) -> Result<Self, StoreError> {
        let mut plan = Self::default();
        let parts = if let Expr::And(parts) = expr { parts.as_slice() } else { std::slice::from_ref(expr) };
        let mut conditions = Vec::with_capacity(parts.len());
        for part in parts {
            let set = plan.sets.len();
            let condition = plan.condition(blocks, part)?;
            if condition == in_set(set) {
                plan.required.push(set);
            }
            conditions.push(condition);
        }
        plan.sql = if conditions.is_empty() { "1".into() } else { conditions.join(" AND ") };
        Ok(plan)
    }

    /// All rows of traces; or, where a trace must be in a set of at most `few` and less than half of them, the rows of that set: walking all of them costs
    /// more.
    pub(crate) fn from(&self, reader: &Reader<'_>, few: u64) -> Result<FromClause, StoreError> {
        let all = FromClause { sql: "traces t", values: self.values.clone() };
        let sets = self.required.iter().map(|set| &self.sets[*set].found);
        let Some(smallest) = sets.min_by_key(|found| found.len()).filter(|found| found.len() <= few) else {
            return Ok(all);
        };
        let last = reader
            .db
            .prepare_cached("SELECT max(no) FROM traces")?
            .query_row([], |row| row.get::<_, Option<i64>>(0))?;
        if smallest.len() * 2 > last.map_or(0, |last| last as u64) {
            return Ok(all);
        }
        let numbers: Vec<String> = smallest.iter().map(|number| number.to_string()).collect();
        let list = SqlValue::Text(format!("[{}]", numbers.join(",")));
        // CROSS: in this order.
        let sql = "json_each(?) few CROSS JOIN traces t ON t.no = few.value";
        Ok(FromClause { sql, values: std::iter::once(list).chain(all.values).collect() })
    }

    /// The set of the traces that match, when the condition says nothing else.
    pub(crate) fn only_set(&self) -> Option<&RoaringTreemap> {
        let [set] = self.required[..] else { return None };
        (self.sql == in_set(set)).then_some(&self.sets[set].found)
    }

    /// Adds a condition of another kind: a picker's, a time range's.
    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = SqlValue>) {
        self.sql = format!("{} AND {condition}", self.sql);
        self.values.extend(values);
    }

    pub(crate) fn add_test(&mut self, test: CellTest) -> usize {
        self.tests.push(test);
        self.tests.len() - 1
    }

    /// Adds a set that is complete.
    pub(crate) fn add_set(&mut self, found: RoaringTreemap) -> usize {
        self.sets.push(TraceSet { spans: None, logs: None, found });
        self.sets.len() - 1
    }

    fn condition(&mut self, blocks: &mut Blocks<'_, '_>, expr: &Expr) -> Result<String, StoreError> {
        let mut joined = |parts: &[Expr], with: &str, empty: &str| -> Result<String, StoreError> {
            let parts: Vec<String> = parts.iter().map(|part| self.condition(blocks, part)).collect::<Result<_, _>>()?;
            Ok(if parts.is_empty() { empty.into() } else { format!("({})", parts.join(with)) })
        };
        match expr {
            Expr::And(parts) => joined(parts, " AND ", "1"),
            Expr::Or(parts) => joined(parts, " OR ", "0"),
            Expr::Not(part) => Ok(format!("NOT {}", self.condition(blocks, part)?)),
            Expr::Same(_) | Expr::Parent(_) | Expr::Child(_) | Expr::Under(_) => {
                let spans = RowExpr::of(blocks, Signal::Spans, expr)?;
                Ok(self.of_rows(Some(spans), None))
            }
            Expr::Leaf(leaf) => match &leaf.test {
                Test::Text(words) => self.text(blocks, words),
                Test::Field(Field::Known(known), test) => {
                    if let Some(condition) = own::condition(self, blocks.reader, *known, test)? {
                        return Ok(condition);
                    }
                    let spans = RowExpr::of(blocks, Signal::Spans, expr)?;
                    Ok(self.of_rows(Some(spans), None))
                }
                Test::Field(field @ Field::Attribute(Scope::Log, _), test) => {
                    let logs = RowTest::of_field(blocks, Signal::Logs, field, test)?;
                    Ok(self.of_rows(None, Some(logs)))
                }
                Test::Field(..) => {
                    let spans = RowExpr::of(blocks, Signal::Spans, expr)?;
                    Ok(self.of_rows(Some(spans), None))
                }
            },
        }
    }

    fn of_rows(&mut self, spans: Option<RowExpr>, logs: Option<RowTest>) -> String {
        self.sets.push(TraceSet { spans, logs, found: RoaringTreemap::new() });
        in_set(self.sets.len() - 1)
    }

    /// Words: in a span, in a log record of the trace, or the beginning of the trace's id.
    fn text(&mut self, blocks: &mut Blocks<'_, '_>, words: &Words) -> Result<String, StoreError> {
        let spans = RowExpr::Test(RowTest::of_text(blocks, Signal::Spans, words)?);
        let logs = RowTest::of_text(blocks, Signal::Logs, words)?;
        let set = self.of_rows(Some(spans), Some(logs));
        let is_id = (8..=32).contains(&words.text.len()) && words.text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_id {
            return Ok(set);
        }
        let (from, to) = super::leaf::range_of(&words.text);
        self.values.extend([SqlValue::Blob(from.to_vec()), SqlValue::Blob(to.to_vec())]);
        Ok(format!("({set} OR t.trace_id BETWEEN ? AND ?)"))
    }

    /// Whether all is said by the rows of `traces`: no block need be read.
    pub(crate) fn is_simple(&self) -> bool {
        self.sets.iter().all(|set| set.spans.is_none() && set.logs.is_none())
    }

    /// Whether blocks cannot be asked one after another, newest first.
    pub(crate) fn needs_all(&self) -> bool {
        self.sets.iter().filter_map(|set| set.spans.as_ref()).any(RowExpr::is_structural)
    }

    /// Fills the sets from log records. All of their blocks: a record may be older or newer than its trace.
    pub(crate) fn read_logs(&mut self, blocks: &mut Blocks<'_, '_>) -> Result<(), StoreError> {
        if self.sets.iter().all(|set| set.logs.is_none()) {
            return Ok(());
        }
        for block in blocks.newest_first(Signal::Logs, None)? {
            for set in &mut self.sets {
                if let Some(logs) = &set.logs {
                    blocks.reader.in_time()?;
                    let rows = logs.rows(blocks, &block)?;
                    traces_of_logs(blocks.reader, &block, &rows, &mut set.found)?;
                }
            }
        }
        Ok(())
    }

    /// Fills the sets from the spans of these blocks. When the plan [`Plan::needs_all`], they must be all there are.
    pub(crate) fn read_spans(&mut self, blocks: &mut Blocks<'_, '_>, some: &[Block]) -> Result<(), StoreError> {
        for set in &mut self.sets {
            let Some(spans) = &set.spans else { continue };
            if spans.is_structural() {
                let rows = spans.all_rows(blocks, some)?;
                for block in some {
                    blocks.runs(block, |from, to, trace| {
                        let ids = (block.first + i64::from(from)) as u64..(block.first + i64::from(to)) as u64;
                        if rows.range_cardinality(ids) > 0 {
                            set.found.insert(trace as u64);
                        }
                    })?;
                }
                continue;
            }
            for block in some {
                blocks.reader.in_time()?;
                let rows = spans.rows(blocks, block)?;
                add_traces(&mut set.found, blocks, block, &rows)?;
            }
        }
        Ok(())
    }

    /// Whether spans are asked for words, and may be asked one slice after another.
    pub(crate) fn reads_words(&self) -> bool {
        !self.needs_all() && self.sets.iter().any(|set| set.words().is_some())
    }

    /// Asks a block all but for the words in its messages; gives the sets whose words it may hold, and in which chunks.
    pub(crate) fn begin(
        &mut self,
        blocks: &mut Blocks<'_, '_>,
        block: &Block,
    ) -> Result<Vec<(usize, RangeInclusive<i64>)>, StoreError> {
        let mut held = Vec::new();
        for (number, set) in self.sets.iter_mut().enumerate() {
            let rows = match &set.spans {
                Some(RowExpr::Test(RowTest::Text(text))) => {
                    let mut rows = Bits::none(block.rows);
                    text.of_resources(blocks, block, &mut rows)?;
                    held.extend(text.held(blocks, block)?.map(|chunks| (number, chunks)));
                    rows
                }
                Some(spans) => spans.rows(blocks, block)?,
                None => continue,
            };
            add_traces(&mut set.found, blocks, block, &rows)?;
        }
        Ok(held)
    }

    /// Looks for a set's words in these rows of a block. One span is enough: traces that are known are passed over.
    pub(crate) fn look_for_words(
        &mut self,
        blocks: &mut Blocks<'_, '_>,
        block: &Block,
        set: usize,
        (places, held): (&[RowPlace], &RangeInclusive<i64>),
        rows: &Bits,
    ) -> Result<(), StoreError> {
        let set = &mut self.sets[set];
        let Some(text) = set.words() else { return Ok(()) };
        let mut known = Bits::none(block.rows);
        blocks.runs(block, |from, to, trace| {
            if set.found.contains(trace as u64) {
                known.set(from, to);
            }
        })?;
        let mut found = Bits::none(block.rows);
        text.look(blocks, block, (places, held), |row| rows.has(row) && !known.has(row), &mut found)?;
        add_traces(&mut set.found, blocks, block, &found)
    }

    /// Hands tests and sets to the connection's functions. To be done again after each reading of blocks.
    pub(crate) fn arm(&mut self, reader: &Reader<'_>) {
        let mut asked = reader.asked.lock();
        asked.tests.clone_from(&self.tests);
        asked.sets = self.sets.iter().map(|set| set.found.clone()).collect();
    }
}

/// The traces that these log records name.
fn traces_of_logs(
    reader: &Reader<'_>,
    block: &Block,
    rows: &Bits,
    found: &mut RoaringTreemap,
) -> Result<(), StoreError> {
    let sql = "SELECT t.no FROM logs l JOIN traces t ON t.trace_id = l.trace_id WHERE l.id = ?1";
    let mut statement = reader.db.prepare_cached(sql)?;
    for row in rows.iter() {
        let mut traces = statement.query([block.first + i64::from(row)])?;
        if let Some(trace) = traces.next()? {
            found.insert(trace.get::<_, i64>(0)? as u64);
        }
    }
    Ok(())
}
