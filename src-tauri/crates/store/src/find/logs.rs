//! The list of log records, a page at a time: what the query asks of a record is read off the blocks, newest first, and the page by time from the table.

use std::time::Instant;

use roaring::RoaringTreemap;
use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use waterglass_model::{SpanId, TraceId};
use waterglass_query::Expr;

use super::blocks::{Block, Blocks, Signal};
use super::rows::RowExpr;
use crate::StoreError;
use crate::answers::Origin;
use crate::chunk::Chunk;
use crate::prepare::signed;
use crate::reader::Reader;
use crate::strings::Names;

/// Opened chunks kept while a page is read: by time, neighbours lie in few chunks.
const OPEN_CHUNKS: usize = 32;

/// Blocks read before the first look for rows; then twice as many each time.
const FIRST_BLOCKS: usize = 1;

/// Which log records. Everything given must hold.
#[derive(Clone, Debug)]
pub struct LogFilter {
    /// The query.
    pub expr: Expr,
    /// Only this project.
    pub project: Option<String>,
    /// Only this service.
    pub service: Option<String>,
    /// At or after, Unix nanoseconds.
    pub from: Option<u64>,
    /// Before.
    pub to: Option<u64>,
    /// Severity number at least.
    pub severity: Option<u8>,
    /// Only records that name this trace.
    pub trace_id: Option<TraceId>,
    /// Only records that name this span.
    pub span_id: Option<SpanId>,
    /// Earliest first.
    pub ascending: bool,
    /// Rows wanted, at least 1.
    pub limit: u32,
    /// From the previous page.
    pub cursor: Option<String>,
    /// Whether to count all matches too.
    pub count: bool,
}

impl Default for LogFilter {
    fn default() -> Self {
        Self {
            expr: Expr::And(Vec::new()),
            project: None,
            service: None,
            from: None,
            to: None,
            severity: None,
            trace_id: None,
            span_id: None,
            ascending: false,
            limit: 100,
            cursor: None,
            count: false,
        }
    }
}

/// A stored log record, verbatim.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredLog {
    /// Names it in this database.
    pub id: i64,
    /// `LogRecord` message: read it with `model::otlp::Log::parse`.
    pub message: Vec<u8>,
    /// Its resource and scope.
    pub origin: Origin,
    /// `service.name`.
    pub service: String,
    /// When it was stored, Unix nanoseconds.
    pub received: u64,
    /// Whether the trace it names is stored.
    pub trace_known: bool,
}

/// A page of log records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogPage {
    /// The records.
    pub rows: Vec<StoredLog>,
    /// For the next page.
    pub next: Option<String>,
    /// All matches, when asked for and countable in time.
    pub total: Option<u32>,
}

/// Conditions on `logs l`, their parameters, and the rows that the query's blocks have told so far.
struct Matching {
    sql: String,
    values: Vec<SqlValue>,
    expr: Option<RowExpr>,
    found: RoaringTreemap,
    /// Blocks not read yet, those that end last first.
    unread: Vec<Block>,
}

struct LogNumbers {
    id: i64,
    time: i64,
    service: i64,
    resource: i64,
    scope: i64,
    chunk: i64,
    position: u32,
    trace_known: bool,
    received: i64,
}

impl LogNumbers {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            time: row.get(1)?,
            service: row.get(2)?,
            resource: row.get(3)?,
            scope: row.get(4)?,
            chunk: row.get(5)?,
            position: row.get(6)?,
            trace_known: row.get(7)?,
            received: row.get(8)?,
        })
    }
}

#[derive(Default)]
struct OpenChunks(Vec<(i64, Chunk)>);

impl OpenChunks {
    fn get(&mut self, reader: &Reader<'_>, id: i64) -> Result<&Chunk, StoreError> {
        if let Some(at) = self.0.iter().position(|(known, _)| *known == id) {
            return Ok(&self.0[at].1);
        }
        reader.in_time()?;
        if self.0.len() >= OPEN_CHUNKS {
            self.0.remove(0);
        }
        self.0.push((id, reader.chunk(id)?));
        Ok(&self.0[self.0.len() - 1].1)
    }
}

impl Reader<'_> {
    /// A page of log records.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] when the cursor is not one of ours, [`StoreError::Timeout`] past the deadline.
    pub fn list_logs(&self, filter: &LogFilter) -> Result<LogPage, StoreError> {
        let started = Instant::now();
        let mut blocks = Blocks::new(self);
        let Some(mut matching) = Matching::of(&mut blocks, filter)? else {
            return Ok(LogPage { total: Some(0), ..LogPage::default() });
        };
        let (rows, next) = self.log_page(&mut blocks, filter, &mut matching)?;
        let total =
            if filter.count && !self.is_late(started) { self.count_logs(&mut blocks, &mut matching)? } else { None };
        Ok(LogPage { rows, next, total })
    }

    fn log_page(
        &self,
        blocks: &mut Blocks<'_, '_>,
        filter: &LogFilter,
        matching: &mut Matching,
    ) -> Result<(Vec<StoredLog>, Option<String>), StoreError> {
        let wanted = filter.limit.max(1) as usize;
        let past = if filter.ascending { '>' } else { '<' };
        let after = filter.cursor.as_deref().map(read_cursor).transpose()?;
        let (mut open, mut names) = (OpenChunks::default(), Names::default());
        let (mut found, mut last) = (Vec::new(), (0, 0));
        let (mut above, mut some) = (i64::MAX, if filter.ascending { usize::MAX } else { FIRST_BLOCKS });
        loop {
            let decided = matching.read(blocks, some)?;
            let window = decided.map_or(i64::MIN, |decided| decided.saturating_add(1));
            let mut sql = format!("{} AND l.time_ns BETWEEN ? AND ?", matching.sql);
            let mut values = matching.values.clone();
            values.extend([SqlValue::Integer(window), SqlValue::Integer(above)]);
            if let Some((time, id)) = after {
                sql.push_str(&format!(" AND (l.time_ns, l.id) {past} (?, ?)"));
                values.extend([SqlValue::Integer(time), SqlValue::Integer(id)]);
            }
            let sql = include_str!("../queries/list_logs.sql")
                .replace("/*conditions*/", &sql)
                .replace("/*direction*/", if filter.ascending { "ASC" } else { "DESC" });
            let mut statement = self.db.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                if found.len() == wanted {
                    return Ok((found, Some(format!("{}.{}", last.0, last.1))));
                }
                let row = LogNumbers::read(row)?;
                last = (row.time, row.id);
                found.push(self.stored_log(&row, &mut open, &mut names)?);
            }
            if decided.is_none() {
                return Ok((found, None));
            }
            above = window.saturating_sub(1);
            some = some.saturating_mul(2);
        }
    }

    fn stored_log(&self, row: &LogNumbers, open: &mut OpenChunks, names: &mut Names) -> Result<StoredLog, StoreError> {
        let message = open.get(self, row.chunk)?.message(row.position as usize);
        let message =
            message.ok_or_else(|| StoreError::Damaged("a chunk is shorter than its rows say".into()))?.to_vec();
        Ok(StoredLog {
            id: row.id,
            message,
            origin: self.origin(row.resource, row.scope)?,
            service: names.get(self, row.service)?.to_owned(),
            received: row.received as u64 * 1_000_000,
            trace_known: row.trace_known,
        })
    }

    /// One log record; `None` when it is not stored.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when its chunk cannot be opened.
    pub fn get_log(&self, id: i64) -> Result<Option<StoredLog>, StoreError> {
        let sql = include_str!("../queries/list_logs.sql")
            .replace("/*conditions*/", "l.id = ?")
            .replace("/*direction*/", "ASC");
        let row = self.db.prepare_cached(&sql)?.query_row([id], LogNumbers::read).optional()?;
        row.map(|row| self.stored_log(&row, &mut OpenChunks::default(), &mut Names::default())).transpose()
    }

    fn count_logs(&self, blocks: &mut Blocks<'_, '_>, matching: &mut Matching) -> Result<Option<u32>, StoreError> {
        let counted = matching.read(blocks, usize::MAX).and_then(|_| {
            let sql = format!("SELECT count(*) FROM logs l WHERE {}", matching.sql);
            Ok(self.db.prepare_cached(&sql)?.query_row(params_from_iter(&matching.values), |row| row.get(0))?)
        });
        match counted {
            Ok(count) => Ok(Some(count)),
            Err(StoreError::Timeout) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

impl Matching {
    /// Compiles a filter; `None` when nothing can match: a service that nobody sent.
    fn of(blocks: &mut Blocks<'_, '_>, filter: &LogFilter) -> Result<Option<Self>, StoreError> {
        let reader = blocks.reader;
        let (mut sql, mut values) = ("1".to_owned(), Vec::new());
        let mut and = |condition: &str, value: SqlValue| {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        };
        if let Some(project) = &filter.project {
            let Some(id) = reader.string_id(project)? else { return Ok(None) };
            and("l.resource IN (SELECT id FROM resources WHERE project = ?)", SqlValue::Integer(id));
        }
        if let Some(service) = &filter.service {
            let Some(id) = reader.string_id(service)? else { return Ok(None) };
            and("l.service = ?", SqlValue::Integer(id));
        }
        if let Some(from) = filter.from {
            and("l.time_ns >= ?", SqlValue::Integer(signed(from)));
        }
        if let Some(to) = filter.to {
            and("l.time_ns < ?", SqlValue::Integer(signed(to)));
        }
        if let Some(least) = filter.severity {
            and("l.severity >= ?", SqlValue::Integer(i64::from(least)));
        }
        if let Some(trace_id) = filter.trace_id {
            and("l.trace_id = ?", SqlValue::Blob(trace_id.as_bytes().to_vec()));
        }
        if let Some(span_id) = filter.span_id {
            and("l.span_id = ?", SqlValue::Integer(span_id.to_i64()));
        }
        let everything = matches!(&filter.expr, Expr::And(parts) if parts.is_empty());
        let (mut expr, mut unread) = (None, Vec::new());
        if !everything {
            expr = Some(RowExpr::of(blocks, Signal::Logs, &filter.expr)?);
            unread = blocks.newest_first(Signal::Logs, filter.from.map(signed))?;
            sql.push_str(" AND in_set(0, l.id)");
        }
        Ok(Some(Self { sql, values, expr, found: RoaringTreemap::new(), unread }))
    }

    /// Reads blocks, at most so many. Records later than the answer are decided; `None`: all are.
    fn read(&mut self, blocks: &mut Blocks<'_, '_>, most: usize) -> Result<Option<i64>, StoreError> {
        let rest = self.unread.split_off(most.min(self.unread.len()));
        for block in std::mem::replace(&mut self.unread, rest) {
            blocks.reader.in_time()?;
            if let Some(expr) = &self.expr {
                let rows = expr.rows(blocks, &block)?;
                self.found.extend(rows.iter().map(|row| (block.first + i64::from(row)) as u64));
            }
        }
        blocks.reader.asked.lock().sets = vec![self.found.clone()];
        Ok(self.unread.first().map(|block| block.t1))
    }
}

fn read_cursor(cursor: &str) -> Result<(i64, i64), StoreError> {
    let read = || {
        let (time, id) = cursor.split_once('.')?;
        Some((time.parse().ok()?, id.parse().ok()?))
    };
    read().ok_or(StoreError::Cursor)
}
