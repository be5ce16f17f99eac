//! Writes what settling found: which calls count and what they cost, and each trace's sums. What changed meanwhile stays marked.

use rusqlite::{Connection, Result, params};
use waterglass_model::TraceId;
use waterglass_model::counting::Counted;

use super::{Memory, Writer};
use crate::StoreError;
use crate::answers::Sums;

/// A settled trace, to be written.
#[derive(Debug)]
pub(crate) struct SettledTrace {
    pub(crate) no: i64,
    pub(crate) trace_id: TraceId,
    /// How many spans it had when it was read.
    pub(crate) spans: i64,
    /// Calls that now count otherwise or cost something else: `spans.id`, verdict, picodollars.
    pub(crate) calls: Vec<(i64, Counted, Option<i64>)>,
    pub(crate) sums: Sums,
}

/// Traces settled together.
#[derive(Debug, Default)]
pub(crate) struct SettledTraces {
    pub(crate) traces: Vec<SettledTrace>,
    /// Marks whose trace is gone.
    pub(crate) gone: Vec<i64>,
    /// Revision of the prices they were priced by.
    pub(crate) pricing: u64,
    /// When all stored traces are being priced again: a setting and how far it has come.
    pub(crate) walk: Option<(&'static str, String)>,
}

impl Writer {
    /// Writes settled traces in one transaction; says which of them now read otherwise.
    pub(crate) fn settle(&mut self, settled: &SettledTraces) -> Result<Vec<TraceId>, StoreError> {
        let is_current = self.rules.read().pricing.revision() == settled.pricing;
        let result = self.transaction(|db, memory| write(db, memory, settled, is_current));
        if result.is_err() {
            self.forget()?;
        }
        Ok(result?)
    }
}

fn write(db: &Connection, memory: &mut Memory, settled: &SettledTraces, is_current: bool) -> Result<Vec<TraceId>> {
    let mut changed = Vec::new();
    let mut unmark = db.prepare_cached("DELETE FROM unsettled WHERE trace_no = ?1")?;
    let mut update = db.prepare_cached("UPDATE calls SET counted = ?2, cost = ?3 WHERE id = ?1")?;
    for one in &settled.traces {
        for (id, counted, cost) in &one.calls {
            update.execute(params![id, *counted as u8, cost])?;
        }
        let Some(mut trace) = memory.traces.take_known(db, &one.trace_id)? else { continue };
        let is_same = trace.no == one.no && trace.spans() == one.spans && is_current;
        if trace.no == one.no && trace.settled(one.sums) {
            trace.save(db, &one.trace_id)?;
            changed.push(one.trace_id);
        } else if !one.calls.is_empty() {
            changed.push(one.trace_id);
        }
        memory.traces.put(&one.trace_id, trace);
        if is_same {
            unmark.execute([one.no])?;
        }
    }
    for no in &settled.gone {
        unmark.execute([no])?;
    }
    if let Some((key, value)) = settled.walk.as_ref().filter(|_| is_current) {
        db.prepare_cached(include_str!("sql/put_setting.sql"))?.execute([key, value.as_str()])?;
    }
    Ok(changed)
}
