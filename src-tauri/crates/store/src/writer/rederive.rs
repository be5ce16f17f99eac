//! The swap at the end of a re-derivation: a block's derived columns, and the derived columns of its spans, in the place of the old ones.

use rusqlite::{Connection, Result, params};
use waterglass_model::TraceId;

use super::rows::{insert_call, mark, write_column};
use super::traces::rank_of;
use super::{Memory, Writer, said};
use crate::StoreError;
use crate::rederive::{Rederived, derived_columns};

impl Writer {
    /// Puts what was derived again in its place, if the block is still as it was read; says which traces now read otherwise.
    pub(crate) fn rederive(&mut self, new: &Rederived) -> std::result::Result<Vec<TraceId>, StoreError> {
        let result = self.transaction(|db, memory| replace(db, memory, new));
        if result.is_err() {
            self.forget()?;
        }
        Ok(result?)
    }
}

fn replace(db: &Connection, memory: &mut Memory, new: &Rederived) -> Result<Vec<TraceId>> {
    let block = &new.block;
    let sql = "SELECT 1 FROM blocks WHERE id = ?1 AND deleted = ?2 AND revision = ?3";
    // Merged with others in the meantime, or more of it was deleted: it will be read again.
    if !db.prepare_cached(sql)?.exists([block.id, block.deleted, block.revision])? {
        return Ok(Vec::new());
    }
    db.prepare_cached("UPDATE blocks SET revision = ?2 WHERE id = ?1")?.execute(params![block.id, new.revision])?;
    if block.signal == 0 { spans(db, memory, new) } else { logs(db, memory, new) }
}

fn spans(db: &Connection, memory: &mut Memory, new: &Rederived) -> Result<Vec<TraceId>> {
    let strings: Vec<i64> = new.strings.iter().map(|text| memory.interned.string(db, text)).collect::<Result<_>>()?;
    let string = |number: Option<u32>| number.map(|number| strings[number as usize]);
    let mut update = db.prepare_cached(
        "UPDATE spans SET type = ?2, operation = ?3, provider = ?4, model = ?5, detail = ?6 WHERE id = ?1",
    )?;
    let mut delete = db.prepare_cached("DELETE FROM calls WHERE id = ?1")?;
    for span in &new.spans {
        let known = update.execute(params![
            span.id,
            span.span_type as u8,
            string(span.operation),
            string(span.provider),
            string(span.model),
            string(span.detail),
        ])?;
        delete.execute([span.id])?;
        if let Some(call) = span.call.as_ref().filter(|_| known > 0) {
            insert_call(db, span.id, call, string(call.request_model))?;
        }
    }
    for (place, name) in derived_columns() {
        let key = memory.interned.key(db, place, name)?;
        db.prepare_cached("DELETE FROM col WHERE block = ?1 AND key = ?2")?.execute([new.block.id, key])?;
    }
    for column in &new.columns {
        write_column(db, memory, new.block.id, (column.place, &column.name, &column.data))?;
    }
    let mut changed = Vec::new();
    for one in &new.traces {
        let Some(mut trace) = memory.traces.take_known(db, &one.trace_id)? else { continue };
        trace.read_by(db, &one.trace_id, new.revision)?;
        for said in &one.said {
            let place = (rank_of(said.parent, said.flags), said.start, said.span_id);
            let model = string(said.model).map(|model| (model, said.answered));
            trace.fold_said(said.said.as_ref(), model, place);
        }
        if one.calls {
            trace.note_calls();
            mark(db, trace.no)?;
        }
        trace.save(db, &one.trace_id)?;
        memory.traces.put(&one.trace_id, trace);
        changed.push(one.trace_id);
    }
    Ok(changed)
}

fn logs(db: &Connection, memory: &mut Memory, new: &Rederived) -> Result<Vec<TraceId>> {
    let mut changed = Vec::new();
    for (trace_id, records) in &new.logs {
        let mut is_other = said::forget_others(db, trace_id, new.revision)? && said::tell_trace(db, memory, trace_id)?;
        for (time, said) in records {
            is_other |= said::by_log(db, memory, (trace_id, *time, said), new.revision)?;
        }
        if is_other {
            changed.push(*trace_id);
        }
    }
    Ok(changed)
}
