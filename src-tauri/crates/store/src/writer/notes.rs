//! What the user writes: tags and notes on traces, saved views. Each edit is one transaction; nothing here touches telemetry.

use rusqlite::{Connection, OptionalExtension, params};
use waterglass_model::TraceId;

use super::Writer;
use crate::{Edit, MOST_TAGS, MOST_VIEWS, StoreError};

/// What an edit did.
#[derive(Debug, Default)]
pub(crate) struct Edited {
    /// Those of its traces that are stored.
    pub(crate) traces: Vec<TraceId>,
    /// Saved views changed.
    pub(crate) views: u64,
}

impl Writer {
    /// Does what the user asked for, whole or not at all.
    pub(crate) fn edit(&mut self, edit: &Edit) -> Result<Edited, StoreError> {
        self.transaction(|db, _| match edit {
            Edit::Tag { traces, add, remove } => tag(db, traces, add, remove),
            Edit::Note { trace, text } => note(db, *trace, text),
            Edit::PutViews(views) => put_views(db, views),
            Edit::DeleteView(name) => {
                let gone = db.prepare_cached("DELETE FROM views WHERE name = ?1")?.execute([name])?;
                Ok(Edited { views: gone as u64, ..Edited::default() })
            }
        })
    }
}

fn tag(db: &Connection, traces: &[TraceId], add: &[String], remove: &[String]) -> Result<Edited, StoreError> {
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO tags (tag, trace_no) VALUES (?1, ?2)")?;
    let mut delete = db.prepare_cached("DELETE FROM tags WHERE tag = ?1 AND trace_no = ?2")?;
    let mut count = db.prepare_cached("SELECT count(*) FROM tags WHERE trace_no = ?1")?;
    let mut edited = Edited::default();
    for trace in traces {
        let Some(no) = number(db, *trace)? else { continue };
        for tag in remove {
            delete.execute(params![tag, no])?;
        }
        for tag in add {
            insert.execute(params![tag, no])?;
        }
        if !add.is_empty() && count.query_row([no], |row| row.get::<_, usize>(0))? > MOST_TAGS {
            return Err(StoreError::TooMany(format!("trace {trace} would have more than {MOST_TAGS} tags")));
        }
        edited.traces.push(*trace);
    }
    Ok(edited)
}

fn note(db: &Connection, trace: TraceId, text: &str) -> Result<Edited, StoreError> {
    let Some(no) = number(db, trace)? else { return Ok(Edited::default()) };
    if text.is_empty() {
        db.prepare_cached("DELETE FROM notes WHERE trace_no = ?1")?.execute([no])?;
    } else {
        db.prepare_cached("INSERT OR REPLACE INTO notes (trace_no, text) VALUES (?1, ?2)")?
            .execute(params![no, text])?;
    }
    Ok(Edited { traces: vec![trace], views: 0 })
}

fn put_views(db: &Connection, views: &[(String, String)]) -> Result<Edited, StoreError> {
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO views (name, body) VALUES (?1, ?2)")?;
    for (name, body) in views {
        put.execute([name, body])?;
    }
    let kept: usize = db.query_row("SELECT count(*) FROM views", [], |row| row.get(0))?;
    if kept > MOST_VIEWS {
        return Err(StoreError::TooMany(format!("there would be more than {MOST_VIEWS} saved views")));
    }
    Ok(Edited { traces: Vec::new(), views: views.len() as u64 })
}

/// A trace's number, if it is stored.
pub(super) fn number(db: &Connection, trace: TraceId) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT no FROM traces WHERE trace_id = ?1";
    db.prepare_cached(sql)?.query_row([trace.as_bytes()], |row| row.get(0)).optional()
}
