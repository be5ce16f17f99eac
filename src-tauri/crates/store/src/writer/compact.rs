//! The swap at the end of a compaction: old blocks, columns, words and chunks out, new ones in, rows pointed at their new places.

use rusqlite::{Connection, Result, params};

use super::Memory;
use super::rows::{write_block, write_chunks, write_columns};
use crate::compaction::Compacted;

pub(super) fn replace(db: &Connection, memory: &mut Memory, new: &Compacted) -> Result<()> {
    for (block, deleted) in &new.blocks {
        // Gone in the meantime, or derived again, or more of it was deleted, which the new one would bring back: it will be read again.
        let sql = "SELECT 1 FROM blocks WHERE id = ?1 AND deleted = ?2 AND revision = ?3";
        let unchanged = db.prepare_cached(sql)?.exists([*block, *deleted, i64::from(new.revision)])?;
        if !unchanged {
            return Ok(());
        }
    }
    for (block, _) in &new.blocks {
        db.prepare_cached("DELETE FROM col WHERE block = ?1")?.execute([block])?;
        db.prepare_cached("DELETE FROM tok WHERE block = ?1")?.execute([block])?;
        db.prepare_cached("DELETE FROM blocks WHERE id = ?1")?.execute([block])?;
    }
    let chunk = write_chunks(db, memory, &new.chunks)?;
    let sql = match new.signal {
        0 => "UPDATE spans SET chunk = ?2, pos = ?3 WHERE id = ?1",
        _ => "UPDATE logs SET chunk = ?2, pos = ?3 WHERE id = ?1",
    };
    let mut update = db.prepare_cached(sql)?;
    for (id, place) in &new.places {
        update.execute(params![id, chunk + i64::from(place.chunk), place.position])?;
    }
    for old in &new.old_chunks {
        db.prepare_cached("DELETE FROM chunks WHERE id = ?1")?.execute([old])?;
    }
    if new.places.is_empty() {
        return Ok(());
    }
    let block =
        write_block(db, (new.signal, new.first, new.rows as usize), chunk, new.time.0..new.time.1, new.revision)?;
    write_columns(db, memory, block, &new.columns, &new.words)
}
