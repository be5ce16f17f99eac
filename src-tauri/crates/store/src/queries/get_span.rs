//! One span, verbatim, with its resource and scope.

use rusqlite::OptionalExtension;
use waterglass_model::{SpanId, TraceId};

use crate::StoreError;
use crate::answers::{Origin, StoredSpan};
use crate::chunk::Chunk;
use crate::reader::Reader;

impl Reader<'_> {
    /// A span as it came; `None` when it is not stored.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when its chunk cannot be opened.
    pub fn get_span(&self, trace_id: TraceId, span_id: SpanId) -> Result<Option<StoredSpan>, StoreError> {
        let found = self
            .db
            .prepare_cached(include_str!("get_span.sql"))?
            .query_row((trace_id.as_bytes(), span_id.to_i64()), |row| {
                let data: Vec<u8> = row.get(0)?;
                Ok((data, row.get::<_, u32>(1)?, row.get(2)?, row.get(3)?, row.get::<_, i64>(4)?))
            })
            .optional()?;
        let Some((data, position, resource, scope, received)) = found else { return Ok(None) };
        let message = Chunk::open(&data)?
            .message(position as usize)
            .ok_or_else(|| StoreError::Damaged("a chunk is shorter than its rows say".into()))?
            .to_vec();
        Ok(Some(StoredSpan { message, origin: self.origin(resource, scope)?, received: received as u64 * 1_000_000 }))
    }

    /// Which of these traces are stored.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn known_traces(&self, trace_ids: &[TraceId]) -> Result<Vec<bool>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM traces WHERE trace_id = ?1")?;
        Ok(trace_ids.iter().map(|id| statement.exists([id.as_bytes()])).collect::<Result<_, _>>()?)
    }

    /// The resource and scope behind two numbers.
    pub(crate) fn origin(&self, resource: i64, scope: i64) -> Result<Origin, StoreError> {
        Ok(self.db.prepare_cached(include_str!("get_origin.sql"))?.query_row((resource, scope), |row| {
            Ok(Origin {
                resource: row.get(0)?,
                resource_schema_url: row.get(1)?,
                scope: row.get(2)?,
                scope_schema_url: row.get(3)?,
            })
        })?)
    }

    /// Opens a chunk.
    pub(crate) fn chunk(&self, id: i64) -> Result<Chunk, StoreError> {
        self.chunk_bytes(id, Chunk::open)?
    }

    /// A chunk as it is stored.
    pub(crate) fn packed_chunk(&self, id: i64) -> Result<Vec<u8>, StoreError> {
        self.chunk_bytes(id, <[u8]>::to_vec)
    }

    fn chunk_bytes<T>(&self, id: i64, read: impl FnOnce(&[u8]) -> T) -> Result<T, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT data FROM chunks WHERE id = ?1")?;
        let mut rows = statement.query([id])?;
        match rows.next()? {
            Some(row) => Ok(read(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)),
            None => Err(StoreError::Damaged(format!("chunk {id} is missing"))),
        }
    }
}
