//! The writer: one thread, one connection, one transaction a group. It binds and steps what preparers made; it reads no telemetry.
//!
//! Memory that mirrors the database (interned numbers, live traces, next ids) is forgotten whenever a transaction fails, so that it
//! can never say what the file does not.

mod compact;
mod delete;
mod intern;
mod notes;
mod rederive;
mod rows;
mod said;
mod settle;
mod traces;

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use rusqlite::Connection;
use waterglass_model::TraceId;

use crate::answers::Totals;
use crate::compaction::Compacted;
use crate::prepare::{Prepared, Rules};
use crate::{Facts, Pricing, StoreError};
pub(crate) use delete::Deleted;
use intern::Interned;
pub(crate) use notes::Edited;
pub(crate) use rows::RUNS;
pub(crate) use settle::{SettledTrace, SettledTraces};
use traces::Traces;

/// What a commit changed.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) traces: Vec<TraceId>,
    /// New rows; spans already stored are not counted.
    pub(crate) gained: Totals,
    /// Some trace must be settled, or some block derived again.
    pub(crate) marked: bool,
}

/// The last id used in each table.
#[derive(Clone, Copy, Debug, Default)]
struct LastIds {
    span: i64,
    log: i64,
    metric: i64,
    chunk: i64,
    trace: i64,
}

/// How long a checkpoint between two commits may wait for readers.
const MOMENT: Duration = Duration::from_millis(20);

/// The only connection that writes.
pub(crate) struct Writer {
    db: Connection,
    memory: Memory,
    rules: Arc<RwLock<Rules>>,
}

#[derive(Default)]
struct Memory {
    interned: Interned,
    traces: Traces,
    ids: LastIds,
    /// Kinds of telemetry known to have arrived.
    arrived: Vec<&'static str>,
    /// Revision of the prices in force.
    pricing: u64,
}

impl Writer {
    pub(crate) fn new(db: Connection, rules: Arc<RwLock<Rules>>) -> Result<Self, StoreError> {
        db.set_prepared_statement_cache_capacity(96);
        let mut writer = Self { db, memory: Memory::default(), rules };
        writer.forget()?;
        Ok(writer)
    }

    /// Stores a group in one transaction. On an error nothing of it is stored.
    pub(crate) fn write(&mut self, group: &Prepared) -> Result<Written, StoreError> {
        let revision = {
            let rules = self.rules.read();
            self.memory.pricing = rules.pricing.revision();
            rules.facts.revision
        };
        match self.transaction(|db, memory| rows::write(db, memory, group)) {
            Ok(mut written) => {
                // Prepared before the functions were replaced.
                let old = |known: Option<u32>| known.is_some_and(|known| known != revision);
                written.marked |= old(group.spans.as_ref().map(|block| block.revision))
                    || old(group.logs.as_ref().map(|block| block.revision));
                Ok(written)
            }
            Err(error) => {
                // The file may be unreadable just now too: then the next attempt starts by forgetting again.
                let _ = self.forget();
                Err(error.into())
            }
        }
    }

    /// Works by other functions or prices from now on.
    pub(crate) fn set_rules(&mut self, facts: Option<Facts>, pricing: Option<Arc<dyn Pricing>>) {
        let mut rules = self.rules.write();
        rules.facts = facts.unwrap_or(rules.facts);
        if let Some(pricing) = pricing {
            rules.pricing = pricing;
        }
    }

    /// Puts one large block in the place of several small ones, if they are still there.
    pub(crate) fn compact(&mut self, compacted: &Compacted) -> Result<(), StoreError> {
        let swap = |writer: &mut Self| -> Result<(), StoreError> {
            writer.transaction(|db, memory| Ok(compact::replace(db, memory, compacted)?))
        };
        let without_deleted = compacted.blocks.iter().any(|(_, deleted)| *deleted > 0);
        let result = if without_deleted { self.overwriting(swap) } else { swap(self) };
        if result.is_err() {
            self.forget()?;
        }
        result
    }

    /// Deletes all telemetry and gives the space back.
    pub(crate) fn clear(&mut self) -> Result<(), StoreError> {
        let result = self.transaction(|db, _| db.execute_batch(include_str!("sql/clear.sql")));
        self.forget()?;
        result?;
        self.db.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    /// Keeps a setting.
    pub(crate) fn put_setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.db.execute(include_str!("sql/put_setting.sql"), [key, value])?;
        Ok(())
    }

    /// Copies the write-ahead log into the file. `mode` is `PASSIVE`, `RESTART` or `TRUNCATE`. Says how many pages the log has.
    ///
    /// Waits but a moment for readers of an old state: those who are storing wait meanwhile, and the next commit can try again.
    pub(crate) fn checkpoint(&self, mode: &str) -> Result<i64, StoreError> {
        self.checkpoint_within(mode, MOMENT)
    }

    /// The last checkpoint: nobody stores any more, so it waits for whoever still reads or copies, and the file stands alone.
    pub(crate) fn last_checkpoint(&self) -> Result<i64, StoreError> {
        self.checkpoint_within("TRUNCATE", crate::connection::PATIENCE)
    }

    fn checkpoint_within(&self, mode: &str, patience: Duration) -> Result<i64, StoreError> {
        self.db.busy_timeout(patience)?;
        let pages = self.db.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(1));
        self.db.busy_timeout(crate::connection::PATIENCE)?;
        Ok(pages?)
    }

    fn transaction<T, E: From<rusqlite::Error>>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Memory) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let result = work(&transaction, &mut self.memory)?;
        transaction.commit()?;
        Ok(result)
    }

    fn forget(&mut self) -> Result<(), StoreError> {
        self.memory = Memory::default();
        self.memory.ids = self.db.query_row(include_str!("sql/next_ids.sql"), [], |row| {
            Ok(LastIds {
                span: row.get(0)?,
                log: row.get(1)?,
                metric: row.get(2)?,
                chunk: row.get(3)?,
                trace: row.get(4)?,
            })
        })?;
        Ok(())
    }
}
