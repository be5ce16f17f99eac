//! The list of traces: filtered, sorted, a page at a time, from the one narrow row each trace has.

use std::time::Instant;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::StoreError;
use crate::answers::{TraceFilter, TracePage};
use crate::filter::{Conditions, of_traces, sort_key};
use crate::reader::Reader;
use crate::strings::Names;
use crate::trace_row::TraceNumbers;

/// Counting stops here: "at least so many" tells enough.
const COUNT_LIMIT: i64 = 1_000_000;

impl Reader<'_> {
    /// A page of traces.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] when the cursor is not one of ours, [`StoreError::Timeout`] past the deadline.
    pub fn list_traces(&self, filter: &TraceFilter) -> Result<TracePage, StoreError> {
        let started = Instant::now();
        let Some(conditions) = of_traces(self, filter)? else {
            return Ok(TracePage { total: Some(0), ..TracePage::default() });
        };
        let wanted = filter.limit.max(1) as usize;
        let (mut found, next) = self.page(filter, &conditions, wanted)?;
        let mut names = Names::default();
        let rows = found.drain(..).map(|row| row.summary(self, &mut names)).collect::<Result<Vec<_>, _>>()?;
        let total = if !filter.count || self.is_late(started) { None } else { self.count(&conditions)? };
        Ok(TracePage { rows, next, total })
    }

    fn page(
        &self,
        filter: &TraceFilter,
        conditions: &Conditions,
        wanted: usize,
    ) -> Result<(Vec<TraceNumbers>, Option<String>), StoreError> {
        let key = sort_key(filter.order, filter.ascending);
        let mut sql = conditions.sql();
        let mut values = conditions.values.clone();
        if let Some(cursor) = &filter.cursor {
            let (key_value, no) = read_cursor(cursor)?;
            let past = if filter.ascending { '>' } else { '<' };
            sql.push_str(&format!(" AND ({key}, t.no) {past} (?, ?)"));
            values.extend([key_value, Value::Integer(no)]);
        }
        values.push(Value::Integer(wanted as i64 + 1));
        let sql = include_str!("list_traces.sql")
            .replace("/*conditions*/", &sql)
            .replace("/*key*/", key)
            .replace("/*direction*/", if filter.ascending { "ASC" } else { "DESC" });
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let (mut found, mut last_key) = (Vec::new(), Value::Null);
        while let Some(row) = rows.next()? {
            if found.len() == wanted {
                let no = found.last().map_or(0, |row: &TraceNumbers| row.no);
                return Ok((found, Some(write_cursor(&last_key, no))));
            }
            last_key = row.get(17)?;
            found.push(TraceNumbers::read(row)?);
        }
        Ok((found, None))
    }

    fn count(&self, conditions: &Conditions) -> Result<Option<u32>, StoreError> {
        let sql =
            format!("SELECT count(*) FROM (SELECT 1 FROM traces t WHERE {} LIMIT {COUNT_LIMIT})", conditions.sql());
        match self.db.prepare_cached(&sql)?.query_row(params_from_iter(&conditions.values), |row| row.get(0)) {
            Ok(count) => Ok(Some(count)),
            Err(error) => match StoreError::from(error) {
                // The rows are there: a page without a total is better than none.
                StoreError::Timeout => Ok(None),
                other => Err(other),
            },
        }
    }
}

/// A cursor names the last row of a page by its sort key and its number: `i123.45`, `s6368617.45` (text in hex).
fn write_cursor(key: &Value, no: i64) -> String {
    match key {
        Value::Integer(number) => format!("i{number}.{no}"),
        Value::Text(text) => {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("s{hex}.{no}")
        }
        _ => format!("n.{no}"),
    }
}

fn read_cursor(cursor: &str) -> Result<(Value, i64), StoreError> {
    let read = || {
        let (key, no) = cursor.split_once('.')?;
        let no = no.parse().ok()?;
        let key = match key.split_at_checked(1)? {
            ("i", number) => Value::Integer(number.parse().ok()?),
            ("n", "") => Value::Null,
            ("s", hex) => {
                let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
                Value::Text(String::from_utf8(bytes.collect::<Option<_>>()?).ok()?)
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
        for (key, no) in [(Value::Integer(-5), 7), (Value::Text("a.é".into()), 1), (Value::Text(String::new()), 2)] {
            assert_eq!(read_cursor(&write_cursor(&key, no)).expect("ours"), (key, no));
        }
        for bad in ["", "x", "i5", "s1.2", "é.1", "szz.1", "i1.1.1"] {
            assert!(read_cursor(bad).is_err(), "{bad}");
        }
    }
}
