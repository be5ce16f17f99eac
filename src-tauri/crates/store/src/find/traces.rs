//! The list of traces: filtered, sorted, a page at a time.

use std::time::Instant;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use waterglass_model::TraceId;
use waterglass_query::{Expr, Known};

use super::blocks::{Block, Blocks, Signal};
use super::fields::{Column, Sort};
use super::own;
use super::plan::{FromClause, Plan};
use super::slices::Slices;
use super::values::{self, Cell};
use crate::StoreError;
use crate::answers::TraceSummary;
use crate::prepare::signed;
use crate::reader::Reader;
use crate::strings::Names;
use crate::trace_row::{TRACE_COLUMNS, TraceNumbers};

/// Blocks read between two looks for rows: one by one at first, as a page is often full after a few, then more and more.
const ONE_BY_ONE: usize = 6;

/// A set of so many traces is quicker asked one by one than by walking all traces.
pub(crate) const FEW: u64 = 4096;

/// Likewise when a page is looked for again and again, each time among those that begin in another stretch of time.
const FEW_AT_A_LOOK: u64 = 256;

/// Which traces. Everything given must hold.
#[derive(Clone, Debug)]
pub struct TraceFilter {
    /// The query.
    pub expr: Expr,
    /// Only this project.
    pub project: Option<String>,
    /// A span of the trace is of this service.
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

impl Default for TraceFilter {
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

/// A page of traces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TracePage {
    /// The rows.
    pub rows: Vec<TraceSummary>,
    /// For the next page.
    pub next: Option<String>,
    /// All matches, when asked for and countable in time.
    pub total: Option<u32>,
    /// For each row the values of the columns asked for.
    pub values: Vec<Vec<Option<Cell>>>,
}

/// What a filter says beside the order of rows, compiled.
pub(crate) struct Matching<'r, 'c> {
    pub(crate) blocks: Blocks<'r, 'c>,
    pub(crate) plan: Plan,
    /// Blocks not read yet, those that end last first.
    unread: Vec<Block>,
    slices: Slices,
}

impl<'r, 'c> Matching<'r, 'c> {
    /// Compiles a filter; `None` when nothing can match: a service that nobody sent.
    pub(crate) fn of(reader: &'r Reader<'c>, filter: &TraceFilter) -> Result<Option<Self>, StoreError> {
        let mut blocks = Blocks::new(reader);
        let mut plan = Plan::of(&mut blocks, &filter.expr)?;
        if let Some(project) = &filter.project {
            let Some(id) = reader.string_id(project)? else { return Ok(None) };
            plan.and("t.project = ?", [SqlValue::Integer(id)]);
        }
        if let Some(service) = &filter.service {
            let Some(id) = reader.string_id(service)? else { return Ok(None) };
            plan.and(
                "EXISTS (SELECT 1 FROM trace_parts p WHERE p.kind = 0 AND p.value = ? AND p.trace_no = t.no)",
                [SqlValue::Integer(id)],
            );
        }
        if let Some(from) = filter.from {
            plan.and("t.start_ns >= ?", [SqlValue::Integer(signed(from))]);
        }
        if let Some(to) = filter.to {
            plan.and("t.start_ns < ?", [SqlValue::Integer(signed(to))]);
        }
        let unread =
            if plan.is_simple() { Vec::new() } else { blocks.newest_first(Signal::Spans, filter.from.map(signed))? };
        plan.read_logs(&mut blocks)?;
        plan.arm(reader);
        Ok(Some(Self { blocks, plan, unread, slices: Slices::new(filter.limit) }))
    }

    /// Reads some more; `looks` says how often that was done before, `found` how many rows that gave. Traces that begin after the answer are decided; `None`: all are.
    pub(crate) fn read(&mut self, looks: usize, found: usize) -> Result<Option<i64>, StoreError> {
        let decided = if self.plan.needs_all() {
            let all = std::mem::take(&mut self.unread);
            self.plan.read_spans(&mut self.blocks, &all)?;
            None
        } else if self.plan.reads_words() {
            self.slices.read(&mut self.blocks, &mut self.plan, &mut self.unread, found)?
        } else {
            let most = if looks < ONE_BY_ONE { 1 } else { 1 << (looks - ONE_BY_ONE).min(30) };
            let rest = self.unread.split_off(self.unread.len().min(most));
            let some = std::mem::replace(&mut self.unread, rest);
            self.plan.read_spans(&mut self.blocks, &some)?;
            self.unread.first().map(|block| block.t1)
        };
        self.plan.arm(self.blocks.reader);
        Ok(decided)
    }

    /// Reads all that is left: every trace is decided then.
    pub(crate) fn read_all(&mut self) -> Result<(), StoreError> {
        while self.read(usize::MAX, 0)?.is_some() {}
        Ok(())
    }
}

impl Reader<'_> {
    /// A page of traces.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] when the cursor is not one of ours, [`StoreError::Timeout`] past the deadline.
    pub fn list_traces(&self, filter: &TraceFilter) -> Result<TracePage, StoreError> {
        let started = Instant::now();
        let Some(mut matching) = Matching::of(self, filter)? else {
            return Ok(TracePage { total: Some(0), ..TracePage::default() });
        };
        let (found, next) = match order_key(&filter.sort, filter.ascending) {
            Some(key) => self.page(filter, &mut matching, key)?,
            None => values::sorted_traces(self, filter, &mut matching)?,
        };
        let numbers: Vec<i64> = found.iter().map(|row| row.no).collect();
        let mut names = Names::default();
        let rows = found.into_iter().map(|row| row.summary(self, &mut names)).collect::<Result<Vec<_>, _>>()?;
        let values = values::of_traces(&mut matching.blocks, &filter.columns, &rows, &numbers)?;
        let total = if !filter.count || self.is_late(started) { None } else { self.count(&mut matching)? };
        Ok(TracePage { rows, next, total, values })
    }

    /// How many traces match.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn count_traces(&self, filter: &TraceFilter) -> Result<u32, StoreError> {
        let Some(mut matching) = Matching::of(self, filter)? else { return Ok(0) };
        self.count(&mut matching)?.ok_or(StoreError::Timeout)
    }

    /// All traces that match, in the order they were stored.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn matching_traces(&self, filter: &TraceFilter) -> Result<Vec<TraceId>, StoreError> {
        let Some(mut matching) = Matching::of(self, filter)? else { return Ok(Vec::new()) };
        matching.read_all()?;
        let from = matching.plan.from(self, FEW)?;
        let sql = format!("SELECT t.trace_id FROM {} WHERE {} ORDER BY t.no", from.sql, matching.plan.sql);
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&from.values), |row| row.get::<_, [u8; 16]>(0))?;
        let damaged = || StoreError::Damaged("a trace has no id".into());
        rows.map(|id| TraceId::from_bytes(&id?).map_err(|_| damaged())).collect()
    }

    fn page(
        &self,
        filter: &TraceFilter,
        matching: &mut Matching<'_, '_>,
        key: &str,
    ) -> Result<(Vec<TraceNumbers>, Option<String>), StoreError> {
        let by_start = matches!(filter.sort, Sort::Known(Known::Start)) && !filter.ascending;
        let after = filter.cursor.as_deref().map(read_cursor).transpose()?;
        let (mut found, mut next) = (Vec::new(), None);
        let (mut above, mut looks) = (i64::MAX, 0usize);
        loop {
            let decided =
                if by_start { matching.read(looks, found.len())? } else { matching.read_all().map(|()| None)? };
            let window = decided.map_or(i64::MIN, |decided| decided.saturating_add(1));
            let FromClause { sql: source, mut values } = matching.plan.from(self, FEW_AT_A_LOOK)?;
            let mut sql = matching.plan.sql.clone();
            if by_start {
                sql.push_str(" AND t.start_ns BETWEEN ? AND ?");
                values.extend([SqlValue::Integer(window), SqlValue::Integer(above)]);
            }
            if let Some((key_value, no)) = &after {
                let past = if filter.ascending { '>' } else { '<' };
                sql.push_str(&format!(" AND ({key}, t.no) {past} (?, ?)"));
                values.extend([key_value.clone(), SqlValue::Integer(*no)]);
            }
            let wanted = filter.limit.max(1) as usize;
            values.push(SqlValue::Integer((wanted - found.len()) as i64 + 1));
            let sql = include_str!("../queries/list_traces.sql")
                .replace("/*traces*/", source)
                .replace("/*conditions*/", &sql)
                .replace("/*key*/", key)
                .replace("/*direction*/", if filter.ascending { "ASC" } else { "DESC" });
            let mut statement = self.db.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                if found.len() == wanted {
                    return Ok((found, next));
                }
                let row_key: SqlValue = row.get(TRACE_COLUMNS)?;
                found.push(TraceNumbers::read(row)?);
                next = found.last().map(|last: &TraceNumbers| write_cursor(&row_key, last.no));
            }
            if decided.is_none() {
                return Ok((found, None));
            }
            above = window.saturating_sub(1);
            looks += 1;
        }
    }

    fn count(&self, matching: &mut Matching<'_, '_>) -> Result<Option<u32>, StoreError> {
        let counted = matching.read_all().and_then(|()| {
            if let Some(set) = matching.plan.only_set() {
                return Ok(u32::try_from(set.len()).unwrap_or(u32::MAX));
            }
            let from = matching.plan.from(self, FEW)?;
            let sql = format!("SELECT count(*) FROM {} WHERE {}", from.sql, matching.plan.sql);
            Ok(self.db.prepare_cached(&sql)?.query_row(params_from_iter(&from.values), |row| row.get(0))?)
        });
        match counted {
            Ok(count) => Ok(Some(count)),
            // The rows are there: a page without a total is better than none.
            Err(StoreError::Timeout) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// The expression a column of the trace's own is sorted by; `None`: its values stand in blocks. Traces that have none come last either way.
fn order_key(sort: &Sort, ascending: bool) -> Option<&'static str> {
    let Sort::Known(known) = sort else { return None };
    Some(match (known, ascending) {
        (Known::Start, _) => "t.start_ns",
        (Known::Duration, _) => "(t.end_ns - t.start_ns)",
        (Known::Spans, _) => "t.spans",
        (Known::Errors, _) => "t.errors",
        (Known::Name, _) => "(SELECT lower(value) FROM strings WHERE id = t.name)",
        (Known::Service, _) => "(SELECT lower(value) FROM strings WHERE id = t.service)",
        (Known::Project, _) => "(SELECT lower(value) FROM strings WHERE id = t.project)",
        (Known::Trace, _) => "hex(t.trace_id)",
        (Known::Tokens, false) => {
            debug_assert!(own::TOKENS.starts_with("coalesce("));
            "coalesce(t.input_tokens + coalesce(t.output_tokens, 0), t.output_tokens, -1)"
        }
        (Known::Tokens, true) => {
            "coalesce(t.input_tokens + coalesce(t.output_tokens, 0), t.output_tokens, 9223372036854775807)"
        }
        (Known::InputTokens, false) => "coalesce(t.input_tokens, -1)",
        (Known::InputTokens, true) => "coalesce(t.input_tokens, 9223372036854775807)",
        (Known::OutputTokens, false) => "coalesce(t.output_tokens, -1)",
        (Known::OutputTokens, true) => "coalesce(t.output_tokens, 9223372036854775807)",
        (Known::CachedTokens, false) => "coalesce(t.cached_input, -1)",
        (Known::CachedTokens, true) => "coalesce(t.cached_input, 9223372036854775807)",
        (Known::ReasoningTokens, false) => "coalesce(t.reasoning, -1)",
        (Known::ReasoningTokens, true) => "coalesce(t.reasoning, 9223372036854775807)",
        (Known::Cost, false) => "coalesce(t.cost, -1)",
        (Known::Cost, true) => "coalesce(t.cost, 9223372036854775807)",
        // Behind every text that a user or session may be.
        (Known::User, true) => "coalesce(lower(t.user), char(1114111))",
        (Known::User, false) => "coalesce(lower(t.user), '')",
        (Known::Session, true) => "coalesce(lower(t.session), char(1114111))",
        (Known::Session, false) => "coalesce(lower(t.session), '')",
        (Known::Status, _) => "(t.errors > 0) + (t.root_error = 1 AND t.root_rank > 0)",
        _ => return None,
    })
}

/// A cursor names the last row of a page by its sort key and its number: `i123.45`, `s6368617.45` (text in hex).
pub(crate) fn write_cursor(key: &SqlValue, no: i64) -> String {
    match key {
        SqlValue::Integer(number) => format!("i{number}.{no}"),
        SqlValue::Text(text) => {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("s{hex}.{no}")
        }
        _ => format!("n.{no}"),
    }
}

pub(crate) fn read_cursor(cursor: &str) -> Result<(SqlValue, i64), StoreError> {
    let read = || {
        let (key, no) = cursor.split_once('.')?;
        let no = no.parse().ok()?;
        let key = match key.split_at_checked(1)? {
            ("i", number) => SqlValue::Integer(number.parse().ok()?),
            ("n", "") => SqlValue::Null,
            ("s", hex) => {
                let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
                SqlValue::Text(String::from_utf8(bytes.collect::<Option<_>>()?).ok()?)
            }
            _ => return None,
        };
        Some((key, no))
    };
    read().ok_or(StoreError::Cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_strangers_are_refused() {
        for (key, no) in
            [(SqlValue::Integer(-5), 7), (SqlValue::Text("a.é".into()), 1), (SqlValue::Text(String::new()), 2)]
        {
            assert_eq!(read_cursor(&write_cursor(&key, no)).expect("ours"), (key, no));
        }
        for bad in ["", "x", "i5", "s1.2", "é.1", "szz.1", "i1.1.1"] {
            assert!(read_cursor(bad).is_err(), "{bad}");
        }
    }
}
