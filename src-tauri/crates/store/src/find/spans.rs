//! The list of spans: filtered, sorted, a page at a time.

use std::time::Instant;

use roaring::RoaringTreemap;
use rusqlite::Row;
use waterglass_model::counting::Counted;
use waterglass_model::{SpanId, SpanType, TraceId};
use waterglass_query::{CellTest, Expr, Field, Known, Wanted};

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal};
use super::fields::{Column, Sort};
use super::leaf::{Number, RowTest};
use super::rows::RowExpr;
use super::values::{self, Cell, Key, Source};
use crate::StoreError;
use crate::prepare::signed;
use crate::reader::Reader;
use crate::strings::Names;

/// Blocks read before the first look for rows; then twice as many each time.
const FIRST_BLOCKS: usize = 1;

/// Which spans. Everything given must hold.
#[derive(Clone, Debug)]
pub struct SpanFilter {
    /// The query.
    pub expr: Expr,
    /// Only this project.
    pub project: Option<String>,
    /// Only this service.
    pub service: Option<String>,
    /// Start at or after, Unix nanoseconds.
    pub from: Option<u64>,
    /// Start before.
    pub to: Option<u64>,
    /// What the rows are sorted by.
    pub sort: Sort,
    /// Smallest first.
    pub ascending: bool,
    /// Rows wanted, at least 1.
    pub limit: u32,
    /// From the previous page.
    pub cursor: Option<String>,
    /// Whether to count all matches too.
    pub count: bool,
    /// Columns wanted beside the usual ones.
    pub columns: Vec<Column>,
}

impl Default for SpanFilter {
    fn default() -> Self {
        Self {
            expr: Expr::And(Vec::new()),
            project: None,
            service: None,
            from: None,
            to: None,
            sort: Sort::default(),
            ascending: false,
            limit: 100,
            cursor: None,
            count: false,
            columns: Vec::new(),
        }
    }
}

/// A span as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanSummary {
    /// Its trace.
    pub trace_id: TraceId,
    /// Its id.
    pub span_id: SpanId,
    /// Its parent, as sent.
    pub parent: Option<SpanId>,
    /// Its name.
    pub name: String,
    /// `service.name`.
    pub service: String,
    /// What kind of work it was.
    pub span_type: SpanType,
    /// OTLP kind.
    pub kind: u8,
    /// OTLP status.
    pub status: u8,
    /// Unix nanoseconds.
    pub start: u64,
    /// Nanoseconds.
    pub duration: u64,
    /// Model that answered, else the one asked for.
    pub model: Option<String>,
    /// Tool's or agent's name.
    pub detail: Option<String>,
    /// Tokens it says were read.
    pub input_tokens: Option<u64>,
    /// Tokens it says were written.
    pub output_tokens: Option<u64>,
    /// What became of them in the trace's sums.
    pub counted: Counted,
    /// Picodollars; `None`: not counted, or unpriced.
    pub cost: Option<i64>,
    /// Nanoseconds from its start to the first piece of the answer.
    pub first_token: Option<u64>,
}

/// A page of spans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanPage {
    /// The rows.
    pub rows: Vec<SpanSummary>,
    /// For the next page.
    pub next: Option<String>,
    /// All matches, when asked for and countable in time.
    pub total: Option<u64>,
    /// For each row the values of the columns asked for.
    pub values: Vec<Vec<Option<Cell>>>,
}

/// A filter of spans, compiled.
pub(crate) struct MatchingRows {
    expr: RowExpr,
    from: Option<i64>,
    to: Option<i64>,
    /// Rows of a structural question, worked out for all blocks at once.
    structural: Option<RoaringTreemap>,
}

impl MatchingRows {
    pub(crate) fn of(blocks: &mut Blocks<'_, '_>, signal: Signal, filter: &SpanFilter) -> Result<Self, StoreError> {
        let mut parts = Vec::new();
        for (known, value) in [(Known::Service, &filter.service), (Known::Project, &filter.project)] {
            if let Some(value) = value {
                let wanted = Wanted { text: value.clone(), quoted: true, number: None };
                let test = CellTest::Equal(vec![wanted]);
                parts.push(RowExpr::Test(RowTest::of_field(blocks, signal, &Field::Known(known), &test)?));
            }
        }
        parts.push(RowExpr::of(blocks, signal, &filter.expr)?);
        let (from, to) = (filter.from.map(signed), filter.to.map(signed));
        let mut matching = Self { expr: RowExpr::And(parts), from, to, structural: None };
        if matching.expr.is_structural() {
            let all = blocks.newest_first(signal, None)?;
            matching.structural = Some(matching.expr.all_rows(blocks, &all)?);
        }
        Ok(matching)
    }

    /// The stored spans of a block that match.
    pub(crate) fn rows(&self, blocks: &mut Blocks<'_, '_>, block: &Block) -> Result<Bits, StoreError> {
        blocks.reader.in_time()?;
        if self.to.is_some_and(|to| block.t0 >= to) || self.from.is_some_and(|from| block.t1 < from) {
            return Ok(Bits::none(block.rows));
        }
        let mut found = match &self.structural {
            None => self.expr.rows(blocks, block)?,
            Some(rows) => {
                let mut found = Bits::none(block.rows);
                for row in 0..block.rows {
                    if rows.contains((block.first + i64::from(row)) as u64) {
                        found.set(row, row + 1);
                    }
                }
                found
            }
        };
        if found.is_empty() {
            return Ok(found);
        }
        let mut stored = Bits::none(block.rows);
        blocks.runs(block, |from, to, _| stored.set(from, to))?;
        found.and(&stored);
        let inside = self.from.is_none_or(|from| block.t0 >= from) && self.to.is_none_or(|to| block.t1 < to);
        if !inside && !found.is_empty() {
            let mut in_range = Bits::none(block.rows);
            for (row, start) in (0u32..).zip(Number::Start.read(blocks, block)?) {
                let start = start.unwrap_or(i64::MIN);
                if self.from.is_none_or(|from| start >= from) && self.to.is_none_or(|to| start < to) {
                    in_range.set(row, row + 1);
                }
            }
            found.and(&in_range);
        }
        Ok(found)
    }
}

impl Reader<'_> {
    /// A page of spans.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] when the cursor is not one of ours, [`StoreError::Timeout`] past the deadline.
    pub fn list_spans(&self, filter: &SpanFilter) -> Result<SpanPage, StoreError> {
        let started = Instant::now();
        let mut blocks = Blocks::new(self);
        let matching = MatchingRows::of(&mut blocks, Signal::Spans, filter)?;
        let all = blocks.newest_first(Signal::Spans, filter.from.map(signed))?;
        let newest_first = filter.sort == Sort::default() && !filter.ascending;
        let (ids, next, counted) = if newest_first {
            newest(&mut blocks, &matching, &all, filter)?
        } else {
            sorted(&mut blocks, &matching, &all, filter)?
        };
        let mut names = Names::default();
        let mut statement = self.db.prepare_cached(include_str!("../queries/list_spans.sql"))?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in &ids {
            let mut found = statement.query([id])?;
            if let Some(row) = found.next()? {
                rows.push(summary(self, row, &mut names)?);
            }
        }
        let values = values::of_rows(&mut blocks, Signal::Spans, &filter.columns, &ids)?;
        let total = match counted {
            Some(total) => Some(total),
            None if filter.count && !self.is_late(started) => count(&mut blocks, &matching, &all)?,
            None => None,
        };
        Ok(SpanPage { rows, next, total, values })
    }
}

fn count(blocks: &mut Blocks<'_, '_>, matching: &MatchingRows, all: &[Block]) -> Result<Option<u64>, StoreError> {
    let mut total = 0;
    for block in all {
        match matching.rows(blocks, block) {
            Ok(rows) => total += u64::from(rows.count()),
            Err(StoreError::Timeout) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(total))
}

/// Ids of a page, its continuation, and how many match when that came out by the way.
type Page = (Vec<i64>, Option<String>, Option<u64>);

/// The newest matches: blocks are read until those not read cannot hold newer ones.
fn newest(
    blocks: &mut Blocks<'_, '_>,
    matching: &MatchingRows,
    all: &[Block],
    filter: &SpanFilter,
) -> Result<Page, StoreError> {
    let before = filter.cursor.as_deref().map(read_cursor).transpose()?;
    let wanted = filter.limit.max(1) as usize;
    let (mut found, mut read, mut some, mut total) = (Vec::new(), 0, FIRST_BLOCKS, 0);
    loop {
        for block in &all[read..(read + some).min(all.len())] {
            let rows = matching.rows(blocks, block)?;
            total += u64::from(rows.count());
            if rows.is_empty() {
                continue;
            }
            let starts = Number::Start.read(blocks, block)?;
            let keys = rows.iter().map(|row| (starts[row as usize].unwrap_or(0), block.first + i64::from(row)));
            found.extend(keys.filter(|key| before.is_none_or(|before| *key < before)));
        }
        read = (read + some).min(all.len());
        some *= 2;
        let decided = all.get(read).map_or(i64::MIN, |block| block.t1.saturating_add(1));
        let done = read == all.len();
        if done || found.iter().filter(|(start, _)| *start >= decided).count() > wanted {
            found.sort_unstable_by(|one, other| other.cmp(one));
            let more = found.len() > wanted;
            found.truncate(wanted);
            let next = found.last().filter(|_| more).map(|(start, id)| format!("{start}.{id}"));
            let total = (done && before.is_none()).then_some(total);
            return Ok((found.into_iter().map(|(_, id)| id).collect(), next, total));
        }
    }
}

fn read_cursor(cursor: &str) -> Result<(i64, i64), StoreError> {
    let read = || {
        let (start, id) = cursor.split_once('.')?;
        Some((start.parse().ok()?, id.parse().ok()?))
    };
    read().ok_or(StoreError::Cursor)
}

/// Matches sorted by a field: all of them are looked at.
fn sorted(
    blocks: &mut Blocks<'_, '_>,
    matching: &MatchingRows,
    all: &[Block],
    filter: &SpanFilter,
) -> Result<Page, StoreError> {
    let field = match &filter.sort {
        Sort::Known(known) => Field::Known(*known),
        Sort::Attribute(field) => field.clone(),
    };
    let source = Source::of(&field, Signal::Spans);
    let mut found: Vec<(Key, i64)> = Vec::new();
    for block in all {
        let rows = matching.rows(blocks, block)?;
        if rows.is_empty() {
            continue;
        }
        let mut keys = vec![Key::None; block.rows as usize];
        values::each_key(blocks, block, &source, |row, key| {
            if rows.has(row) {
                keys[row as usize].clone_from(key);
            }
        })?;
        found.extend(
            rows.iter()
                .map(|row| (std::mem::replace(&mut keys[row as usize], Key::None), block.first + i64::from(row))),
        );
    }
    found.sort_by(|(one, id), (other, other_id)| one.compare(other, filter.ascending).then(other_id.cmp(id)));
    let total = found.len() as u64;
    let (page, next) = values::page_of(&found, filter.cursor.as_deref(), filter.limit)?;
    Ok((page.iter().map(|(_, id)| *id).collect(), next, Some(total)))
}

fn summary(reader: &Reader<'_>, row: &Row<'_>, names: &mut Names) -> Result<SpanSummary, StoreError> {
    let damaged = |what: &str| StoreError::Damaged(format!("a span has no {what}"));
    let mut text = |id: Option<i64>| id.map(|id| names.get(reader, id).map(str::to_owned)).transpose();
    Ok(SpanSummary {
        trace_id: TraceId::from_bytes(&row.get::<_, [u8; 16]>(0)?).map_err(|_| damaged("trace"))?,
        span_id: SpanId::from_i64(row.get(1)?).ok_or_else(|| damaged("id"))?,
        parent: row.get::<_, Option<i64>>(2)?.and_then(SpanId::from_i64),
        name: text(Some(row.get(3)?))?.unwrap_or_default(),
        service: text(Some(row.get(4)?))?.unwrap_or_default(),
        span_type: SpanType::from_number(row.get(5)?),
        kind: row.get(6)?,
        status: row.get(7)?,
        start: row.get::<_, i64>(8)? as u64,
        duration: row.get::<_, i64>(9)? as u64,
        model: text(row.get(10)?)?,
        detail: text(row.get(11)?)?,
        input_tokens: row.get(12)?,
        output_tokens: row.get(13)?,
        counted: Counted::from_number(row.get::<_, Option<u8>>(14)?.unwrap_or_default()),
        cost: row.get(15)?,
        first_token: row.get(16)?,
    })
}
