//! Blocks and what they hold of one key: the only SQL of filtering that looks at rows in bulk. Knows bytes and bits, no filter.

use std::sync::Arc;

use rusqlite::OptionalExtension;
use waterglass_query::Cell;

use super::bits::Bits;
use crate::StoreError;
use crate::columns::{self, FastMap, Opener};
use crate::numbers;
use crate::prepare::own::place;
use crate::reader::Reader;
use crate::tokens::{self, Held};
use crate::writer::RUNS;

/// Rows that were stored together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    pub(crate) id: i64,
    /// Id of its first row.
    pub(crate) first: i64,
    pub(crate) rows: u32,
    /// Id of its first chunk; the others follow.
    pub(crate) chunk: i64,
    /// Earliest and latest time in it.
    pub(crate) t0: i64,
    pub(crate) t1: i64,
    /// Rows of it that have been deleted.
    pub(crate) deleted: i64,
    /// Of what is derived from its rows.
    pub(crate) revision: i64,
}

/// Which kind of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Spans = 0,
    Logs = 1,
}

/// Reads blocks for one question, remembering keys' numbers and the buffers between them.
pub(crate) struct Blocks<'r, 'c> {
    pub(crate) reader: &'r Reader<'c>,
    keys: FastMap<(u8, Box<str>), Option<i64>>,
    opener: Opener,
}

pub(crate) fn damaged() -> StoreError {
    StoreError::Damaged("a column cannot be read".into())
}

/// Calls `read` with a column out of the file, and keeps it.
fn stored<T>(
    reader: &Reader<'_>,
    block: &Block,
    key: i64,
    read: impl FnOnce(Option<&[u8]>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut statement = reader.db.prepare_cached("SELECT data FROM col WHERE block = ?1 AND key = ?2")?;
    let mut rows = statement.query((block.id, key))?;
    let data = match rows.next()? {
        Some(row) => Some(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?),
        None => None,
    };
    reader.kept.put(block, key, data);
    read(data)
}

impl<'r, 'c> Blocks<'r, 'c> {
    pub(crate) fn new(reader: &'r Reader<'c>) -> Self {
        Self { reader, keys: FastMap::default(), opener: Opener::new() }
    }

    /// All blocks of a signal that end at or after `from`, those that end last first.
    pub(crate) fn newest_first(&self, signal: Signal, from: Option<i64>) -> Result<Vec<Block>, StoreError> {
        let sql = "SELECT id, first, rows, chunk, t0, t1, deleted, revision FROM blocks WHERE signal = ?1 AND t1 >= ?2 ORDER BY t1 DESC, id DESC";
        let mut statement = self.reader.db.prepare_cached(sql)?;
        let rows = statement.query_map((signal as u8, from.unwrap_or(i64::MIN)), |row| {
            Ok(Block {
                id: row.get(0)?,
                first: row.get(1)?,
                rows: row.get(2)?,
                chunk: row.get(3)?,
                t0: row.get(4)?,
                t1: row.get(5)?,
                deleted: row.get(6)?,
                revision: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The number of a key; `None`: no row has it.
    pub(crate) fn key(&mut self, at: u8, name: &str) -> Result<Option<i64>, StoreError> {
        if let Some(known) = self.keys.get(&(at, Box::from(name))) {
            return Ok(*known);
        }
        let sql = "SELECT id FROM keys WHERE place = ?1 AND name = ?2";
        let key = self.reader.db.prepare_cached(sql)?.query_row((at, name), |row| row.get(0)).optional()?;
        self.keys.insert((at, name.into()), key);
        Ok(key)
    }

    /// Calls `read` with a block's data of a key in its plain form; says whether there is any.
    pub(crate) fn with<T>(
        &mut self,
        block: &Block,
        key: i64,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let opener = &mut self.opener;
        let open = |data: &[u8]| opener.plain(data).and_then(read).ok_or_else(damaged);
        if let Some(kept) = self.reader.kept.get(block, key) {
            return kept.as_deref().map(open).transpose();
        }
        stored(self.reader, block, key, |data| data.map(open).transpose())
    }

    /// A block's data of a key as it is stored, to be opened elsewhere.
    pub(crate) fn packed(&self, block: &Block, key: i64) -> Result<Option<Arc<[u8]>>, StoreError> {
        match self.reader.kept.get(block, key) {
            Some(kept) => Ok(kept),
            None => stored(self.reader, block, key, |data| Ok(data.map(Arc::from))),
        }
    }

    /// Adds to `found` the rows whose value passes; `long` collects the rows of texts that stand in their chunk only.
    pub(crate) fn passing(
        &mut self,
        block: &Block,
        key: i64,
        mut passes: impl FnMut(Cell<'_>) -> bool,
        (found, long): (&mut Bits, &mut Bits),
    ) -> Result<(), StoreError> {
        self.with(block, key, |plain| {
            let mut good = Some(());
            columns::each_value(plain, |value| {
                let into = match value.kind {
                    b'l' => &mut *long,
                    b'a' => return,
                    _ if passes(cell_of(value.kind, value.bytes)) => &mut *found,
                    _ => return,
                };
                good = good.and(columns::runs_of(value.rows, |from, to| into.set(from, to)));
            })?;
            good
        })?;
        Ok(())
    }

    /// The array of a number: `None` when no row of the block has one.
    pub(crate) fn numbers(&mut self, block: &Block, name: &str) -> Result<Option<Vec<Option<i64>>>, StoreError> {
        let Some(key) = self.key(place::NUMBERS, name)? else { return Ok(None) };
        let rows = block.rows as usize;
        self.with(block, key, |plain| {
            let mut list = Vec::with_capacity(rows);
            match name {
                "start" => numbers::each_time(plain, |time| list.push(Some(time)))?,
                _ => numbers::each_count(plain, |count| list.push(count))?,
            }
            list.resize(rows, None);
            Some(list)
        })
    }

    /// Calls `run` with each run of rows of one trace that are stored. Log records have no number for a trace: theirs is 0.
    pub(crate) fn runs(&mut self, block: &Block, mut run: impl FnMut(u32, u32, i64)) -> Result<(), StoreError> {
        let said = match self.key(place::NUMBERS, RUNS)? {
            Some(key) => self.with(block, key, |plain| numbers::each_run(plain, &mut run))?,
            None => None,
        };
        if said.is_none() {
            // A block of log records says it only where some have been deleted.
            run(0, block.rows, 0);
        }
        Ok(())
    }

    /// What [`Blocks::runs`] reads of a block of spans, as it is stored.
    pub(crate) fn packed_runs(&mut self, block: &Block) -> Result<Option<Arc<[u8]>>, StoreError> {
        match self.key(place::NUMBERS, RUNS)? {
            Some(key) => self.packed(block, key),
            None => Ok(None),
        }
    }

    /// Where the block may hold all of these words.
    pub(crate) fn held(&self, block: &Block, hashes: &[u32]) -> Result<Held, StoreError> {
        let mut statement = self.reader.db.prepare_cached("SELECT data FROM tok WHERE block = ?1")?;
        let mut rows = statement.query([block.id])?;
        let Some(row) = rows.next()? else { return Ok(Held::Anywhere) };
        Ok(tokens::held(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?, hashes))
    }
}

/// A stored value as a filter compares it.
pub(crate) fn cell_of(kind: u8, bytes: &[u8]) -> Cell<'_> {
    match kind {
        b's' => std::str::from_utf8(bytes).map_or(Cell::Other, Cell::Text),
        b'i' => std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()).map_or(Cell::Other, Cell::Int),
        b'd' => bytes.try_into().map_or(Cell::Other, |bits| Cell::Double(f64::from_bits(u64::from_be_bytes(bits)))),
        b'b' => Cell::Bool(bytes == b"1"),
        _ => Cell::Other,
    }
}
