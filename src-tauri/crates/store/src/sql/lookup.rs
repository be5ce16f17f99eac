//! From the number of a row to its message, for the functions that read attributes. Asks on a connection of its own, for SQL gives a function none; keeps the
//! chunks opened last, so that a scan opens each once.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use crate::chunk::Chunk;
use crate::columns::FastMap;
use crate::{StoreError, connection};

/// Chunks kept open: a span and its parent may lie in two.
const OPEN: usize = 4;

/// Resources remembered before they are forgotten and looked up again.
const RESOURCES: usize = 1000;

/// Which table a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Spans,
    Logs,
    Metrics,
}

#[derive(Clone, Copy)]
struct Place {
    chunk: i64,
    position: usize,
    resource: i64,
    scope: i64,
}

/// Looks rows up.
pub(super) struct Lookup {
    db: Connection,
    chunks: Vec<(i64, Chunk)>,
    last: Option<(Table, i64, Option<Place>)>,
    resources: FastMap<u64, Vec<u8>>,
    scopes: FastMap<u64, Vec<u8>>,
}

/// What lies behind a number.
pub(super) struct Found<'l> {
    /// `Span`, `LogRecord` or `Metric`.
    pub(super) message: &'l [u8],
    /// `Resource`.
    pub(super) resource: &'l [u8],
    /// `InstrumentationScope`.
    pub(super) scope: &'l [u8],
}

impl Lookup {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let db = connection::open_reader(path)?;
        let (resources, scopes) = (FastMap::default(), FastMap::default());
        Ok(Self { db, chunks: Vec::new(), last: None, resources, scopes })
    }

    /// Holds on to the present state of the file. Called after the statement's own connection has done so: what it sees and was deleted since reads as NULL.
    pub(super) fn begin(&self) -> Result<(), StoreError> {
        Ok(self.db.execute_batch("BEGIN")?)
    }

    /// The number of a trace, from its id in hex.
    pub(super) fn trace(&self, hex: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT no FROM traces WHERE trace_id = unhex(?1)")?;
        Ok(statement.query_row([hex], |row| row.get(0)).optional()?)
    }

    /// What a number stands for; `None`: no row has it.
    pub(super) fn find(&mut self, table: Table, id: i64) -> Result<Option<Found<'_>>, StoreError> {
        let Some(place) = self.place(table, id)? else { return Ok(None) };
        self.chunk(place.chunk)?;
        let resources = "SELECT message FROM resources WHERE id = ?1";
        remember(&self.db, &mut self.resources, resources, place.resource)?;
        remember(&self.db, &mut self.scopes, "SELECT message FROM scopes WHERE id = ?1", place.scope)?;
        let message = self.chunks.first().and_then(|(_, chunk)| chunk.message(place.position));
        let message = message.ok_or_else(|| StoreError::Damaged("a chunk is shorter than its rows say".into()))?;
        let (resource, scope) = (remembered(&self.resources, place.resource), remembered(&self.scopes, place.scope));
        Ok(Some(Found { message, resource, scope }))
    }

    fn place(&mut self, table: Table, id: i64) -> Result<Option<Place>, StoreError> {
        if let Some((known, last, place)) = self.last
            && (known, last) == (table, id)
        {
            return Ok(place);
        }
        let sql = match table {
            Table::Spans => "SELECT chunk, pos, resource, scope FROM spans WHERE id = ?1",
            Table::Logs => "SELECT chunk, pos, resource, scope FROM logs WHERE id = ?1",
            Table::Metrics => "SELECT chunk, pos, resource, scope FROM metrics WHERE id = ?1",
        };
        let found = self.db.prepare_cached(sql)?.query_row([id], |row| {
            Ok(Place { chunk: row.get(0)?, position: row.get(1)?, resource: row.get(2)?, scope: row.get(3)? })
        });
        let place = found.optional()?;
        self.last = Some((table, id, place));
        Ok(place)
    }

    /// Brings a chunk to the front.
    fn chunk(&mut self, id: i64) -> Result<(), StoreError> {
        if let Some(at) = self.chunks.iter().position(|(known, _)| *known == id) {
            self.chunks[..=at].rotate_right(1);
            return Ok(());
        }
        let mut statement = self.db.prepare_cached("SELECT data FROM chunks WHERE id = ?1")?;
        let mut rows = statement.query([id])?;
        let row = rows.next()?.ok_or_else(|| StoreError::Damaged(format!("chunk {id} is missing")))?;
        let chunk = Chunk::open(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        self.chunks.truncate(OPEN - 1);
        self.chunks.insert(0, (id, chunk));
        Ok(())
    }
}

fn remembered(map: &FastMap<u64, Vec<u8>>, id: i64) -> &[u8] {
    map.get(&(id as u64)).map(Vec::as_slice).unwrap_or_default()
}

fn remember(db: &Connection, map: &mut FastMap<u64, Vec<u8>>, sql: &str, id: i64) -> Result<(), StoreError> {
    if map.contains_key(&(id as u64)) {
        return Ok(());
    }
    if map.len() >= RESOURCES {
        map.clear();
    }
    let message = db.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    map.insert(id as u64, message.unwrap_or_default());
    Ok(())
}
