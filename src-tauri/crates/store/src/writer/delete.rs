//! Deleting traces, a bounded number of rows a transaction. At once they are gone from every answer: the rows of the trace, its spans and its log records, what the
//! user wrote on it, and what its blocks say about which rows are stored. Their bytes follow: each block they were in is marked, and `compaction.rs` writes it
//! anew without them.

use rusqlite::{Connection, OptionalExtension, params};
use waterglass_model::TraceId;

use super::notes::number;
use super::rows::{RUNS, mark, write_column};
use super::{Memory, Writer};
use crate::StoreError;
use crate::answers::Totals;
use crate::columns::Opener;
use crate::numbers;
use crate::prepare::own::{Runs, place};

/// Rows one transaction deletes.
const MOST_ROWS: usize = 8192;

/// What a step did.
#[derive(Debug, Default)]
pub(crate) struct Deleted {
    /// How many of the traces handed over are done, from the first on.
    pub(crate) done: usize,
    /// What is stored no more.
    pub(crate) gone: Totals,
}

/// Rows being deleted.
#[derive(Default)]
struct Rows {
    spans: Vec<i64>,
    logs: Vec<i64>,
}

impl Rows {
    fn left(&self) -> usize {
        MOST_ROWS - self.spans.len() - self.logs.len()
    }
}

impl Writer {
    /// Deletes as many of these traces, with the log records that name them, as fit into one transaction: perhaps only a part of the first.
    pub(crate) fn delete(&mut self, traces: &[TraceId]) -> Result<Deleted, StoreError> {
        let result = self.overwriting(|writer| writer.transaction(|db, memory| step(db, memory, traces)));
        if result.is_err() {
            self.forget()?;
        }
        result
    }

    /// Does something whose freed pages are overwritten with zeros, so that nothing of what was deleted stays readable in the file.
    pub(super) fn overwriting<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.db.execute_batch("PRAGMA secure_delete = ON")?;
        let result = work(self);
        self.db.execute_batch("PRAGMA secure_delete = OFF")?;
        result
    }

    /// Gives a few free pages at the end of the file back to the system; says whether there are more.
    pub(crate) fn give_back(&mut self) -> Result<bool, StoreError> {
        Ok(give_back(&self.db)?)
    }
}

fn give_back(db: &Connection) -> rusqlite::Result<bool> {
    // 256 pages are 2 MiB: a few milliseconds between two commits. Each step of the statement frees one of them.
    let mut statement = db.prepare_cached("PRAGMA incremental_vacuum(256)")?;
    let mut steps = statement.query([])?;
    while steps.next()?.is_some() {}
    drop(steps);
    Ok(db.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0))? > 0)
}

fn step(db: &Connection, memory: &mut Memory, traces: &[TraceId]) -> Result<Deleted, StoreError> {
    let (mut deleted, mut rows) = (Deleted::default(), Rows::default());
    for trace in traces {
        if let Some(no) = number(db, *trace)? {
            memory.traces.forget(trace);
            delete_spans(db, no, &mut rows)?;
            delete_logs(db, *trace, &mut rows)?;
            if rows.left() == 0 {
                // Perhaps not all of this one: the next step asks again. Should a crash come first, its sums follow what is left.
                mark(db, no)?;
                break;
            }
            db.prepare_cached("DELETE FROM tags WHERE trace_no = ?1")?.execute([no])?;
            db.prepare_cached("DELETE FROM notes WHERE trace_no = ?1")?.execute([no])?;
            db.prepare_cached("DELETE FROM unsettled WHERE trace_no = ?1")?.execute([no])?;
            db.prepare_cached("DELETE FROM said_by_logs WHERE trace_id = ?1")?.execute([trace.as_bytes()])?;
            db.prepare_cached("DELETE FROM traces WHERE no = ?1")?.execute([no])?;
            deleted.gone.traces += 1;
        }
        deleted.done += 1;
    }
    deleted.gone.spans = rows.spans.len() as u64;
    deleted.gone.logs = rows.logs.len() as u64;
    hide(db, memory, 0, rows.spans)?;
    hide(db, memory, 1, rows.logs)?;
    let gone = &deleted.gone;
    for (name, count) in [("traces", gone.traces), ("spans", gone.spans), ("logs", gone.logs)] {
        db.prepare_cached(include_str!("sql/add_total.sql"))?.execute(params![name, -(count as i64)])?;
    }
    Ok(deleted)
}

/// Deletes spans of a trace, and what says that the trace holds their services, models and names.
fn delete_spans(db: &Connection, no: i64, rows: &mut Rows) -> Result<(), StoreError> {
    let mut parts = Vec::new();
    let before = rows.spans.len();
    let mut delete = db.prepare_cached(include_str!("sql/delete_spans.sql"))?;
    let mut call = db.prepare_cached("DELETE FROM calls WHERE id = ?1")?;
    let mut gone = delete.query(params![no, rows.left() as i64])?;
    while let Some(row) = gone.next()? {
        rows.spans.push(row.get(0)?);
        call.execute([row.get::<_, i64>(0)?])?;
        parts.extend([(0, row.get(1)?), (2, row.get::<_, i64>(3)?)]);
        parts.extend(row.get::<_, Option<i64>>(2)?.map(|model| (1, model)));
    }
    parts.sort_unstable();
    parts.dedup();
    let mut part = db.prepare_cached("DELETE FROM trace_parts WHERE kind = ?1 AND value = ?2 AND trace_no = ?3")?;
    for (kind, value) in parts {
        part.execute(params![kind, value, no])?;
    }
    // Of a trace that a crash leaves half deleted, what is left is told rightly.
    let count = (rows.spans.len() - before) as i64;
    db.prepare_cached("UPDATE traces SET spans = spans - ?2 WHERE no = ?1")?.execute([no, count])?;
    Ok(())
}

fn delete_logs(db: &Connection, trace: TraceId, rows: &mut Rows) -> Result<(), StoreError> {
    let left = rows.left() as i64;
    let mut delete = db.prepare_cached(include_str!("sql/delete_logs.sql"))?;
    let mut gone = delete.query(params![trace.as_bytes(), left])?;
    while let Some(row) = gone.next()? {
        rows.logs.push(row.get(0)?);
    }
    Ok(())
}

/// Takes rows out of what their blocks say is stored, and marks the blocks.
fn hide(db: &Connection, memory: &mut Memory, signal: u8, mut ids: Vec<i64>) -> Result<(), StoreError> {
    ids.sort_unstable();
    let key = memory.interned.key(db, place::NUMBERS, RUNS)?;
    let mut find = db.prepare_cached(include_str!("sql/find_block.sql"))?;
    let (mut rest, mut opener) = (&ids[..], Opener::new());
    while let Some(first) = rest.first() {
        let found = find.query_row(params![signal, first], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let (block, first_row, count): (i64, i64, i64) =
            found.optional()?.ok_or_else(|| StoreError::Damaged("a row is in no block".into()))?;
        let end = rest.partition_point(|id| *id < first_row + count).max(1);
        let (hidden, after) = rest.split_at(end);
        rest = after;
        let said = db
            .prepare_cached("SELECT data FROM col WHERE block = ?1 AND key = ?2")?
            .query_row([block, key], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        let mut runs = Runs::new();
        let mut keep = |from: u32, to: u32, trace: i64| {
            let gone = |row: &u32| hidden.binary_search(&(first_row + i64::from(*row))).is_ok();
            (from..to).filter(|row| !gone(row)).for_each(|row| runs.add(row, trace));
        };
        match &said {
            Some(data) => opener
                .plain(data)
                .and_then(|plain| numbers::each_run(plain, keep))
                .ok_or_else(|| StoreError::Damaged("a column cannot be read".into()))?,
            // Log records: all of them, so far.
            None => keep(0, count as u32, 0),
        }
        db.prepare_cached("DELETE FROM col WHERE block = ?1 AND key = ?2")?.execute([block, key])?;
        write_column(db, memory, block, (place::NUMBERS, RUNS, &runs.finish()))?;
        let sql = "UPDATE blocks SET deleted = deleted + ?2 WHERE id = ?1";
        db.prepare_cached(sql)?.execute([block, hidden.len() as i64])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_given_back_many_pages_at_a_time() {
        let home = tempfile::tempdir().expect("temp");
        let db = crate::connection::open_writer(&home.path().join("a.db"), crate::Synchronous::Normal).expect("opens");
        let free = || db.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0)).expect("counts");
        db.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(4000000)); DELETE FROM t").expect("frees");
        let before = free();
        assert!(before > 256, "{before} pages of 8 KiB");
        assert!(give_back(&db).expect("gives back"));
        assert_eq!(free(), before - 256);
        assert!(!give_back(&db).expect("gives back the rest"));
        assert_eq!(free(), 0);
    }
}
