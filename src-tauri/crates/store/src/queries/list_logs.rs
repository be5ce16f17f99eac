//! The list of log records, a page at a time; words are looked for in the records themselves, newest chunk first.

use std::time::Instant;

use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use waterglass_model::otlp::Log;

use crate::StoreError;
use crate::answers::{LogFilter, LogPage, StoredLog};
use crate::chunk::Chunk;
use crate::filter::{Conditions, of_logs};
use crate::needle::Needle;
use crate::reader::Reader;
use crate::strings::Names;

/// Opened chunks kept while a page is read: by time, neighbours lie in few chunks.
const OPEN_CHUNKS: usize = 32;

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
        let Some(conditions) = of_logs(self, filter)? else {
            return Ok(LogPage { total: Some(0), ..LogPage::default() });
        };
        let (rows, next) = self.log_page(filter, &conditions)?;
        let countable = filter.count && filter.words.is_empty() && !self.is_late(started);
        let total = if countable { self.count_logs(&conditions)? } else { None };
        Ok(LogPage { rows, next, total })
    }

    fn log_page(
        &self,
        filter: &LogFilter,
        conditions: &Conditions,
    ) -> Result<(Vec<StoredLog>, Option<String>), StoreError> {
        let (sql, values) = page_sql(filter, conditions)?;
        let needles: Vec<Needle> = filter.words.iter().map(|word| Needle::new(word)).collect();
        let wanted = filter.limit.max(1) as usize;
        let (mut open, mut names) = (OpenChunks::default(), Names::default());
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let (mut found, mut last) = (Vec::new(), (0, 0));
        while let Some(row) = rows.next()? {
            let row = LogNumbers::read(row)?;
            let log = self.stored_log(&row, &mut open, &mut names)?;
            if !needles.iter().all(|needle| holds(&log, needle)) {
                continue;
            }
            if found.len() == wanted {
                return Ok((found, Some(format!("{}.{}", last.0, last.1))));
            }
            last = (row.time, row.id);
            found.push(log);
        }
        Ok((found, None))
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
        let sql = include_str!("list_logs.sql").replace("/*conditions*/", "l.id = ?").replace("/*direction*/", "ASC");
        let row = self.db.prepare_cached(&sql)?.query_row([id], LogNumbers::read).optional()?;
        row.map(|row| self.stored_log(&row, &mut OpenChunks::default(), &mut Names::default())).transpose()
    }

    fn count_logs(&self, conditions: &Conditions) -> Result<Option<u32>, StoreError> {
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM logs l WHERE {} LIMIT 1000000)", conditions.sql());
        match self.db.prepare_cached(&sql)?.query_row(params_from_iter(&conditions.values), |row| row.get(0)) {
            Ok(count) => Ok(Some(count)),
            Err(error) => match StoreError::from(error) {
                StoreError::Timeout => Ok(None),
                other => Err(other),
            },
        }
    }
}

fn page_sql(filter: &LogFilter, conditions: &Conditions) -> Result<(String, Vec<SqlValue>), StoreError> {
    let mut sql = conditions.sql();
    let mut values = conditions.values.clone();
    if let Some(cursor) = &filter.cursor {
        let read = || {
            let (time, id) = cursor.split_once('.')?;
            Some([SqlValue::Integer(time.parse().ok()?), SqlValue::Integer(id.parse().ok()?)])
        };
        let past = if filter.ascending { '>' } else { '<' };
        sql.push_str(&format!(" AND (l.time_ns, l.id) {past} (?, ?)"));
        values.extend(read().ok_or(StoreError::Cursor)?);
    }
    let sql = include_str!("list_logs.sql")
        .replace("/*conditions*/", &sql)
        .replace("/*direction*/", if filter.ascending { "ASC" } else { "DESC" });
    Ok((sql, values))
}

/// Whether a record's body, event name, severity, service or attributes contain a text.
fn holds(log: &StoredLog, needle: &Needle) -> bool {
    let Ok(view) = Log::parse(&log.message) else { return false };
    needle.in_value(&view.body, 0).is_some()
        || [view.event_name, view.severity_text, &log.service].into_iter().any(|text| needle.in_text(text).is_some())
        || view.attributes().any(|(key, value)| needle.in_text(key).is_some() || needle.in_value(&value, 0).is_some())
}
