//! What conversations are read from: spans with the log records that name them, verbatim. Opens chunks, each once while neighbours need it, and stops after so
//! many bytes; reads no telemetry.

use rusqlite::{OptionalExtension, params};
use waterglass_model::counting::Counted;
use waterglass_model::{SpanId, SpanType, TraceId};

use crate::StoreError;
use crate::answers::{ContentLog, SpanContent, StoredSpan, TraceContents};
use crate::chunk::Chunk;
use crate::columns::FastMap;
use crate::reader::Reader;
use crate::strings::Names;

/// Log records told of a span.
const MOST_LOGS: usize = 10_000;

/// Bytes of opened chunks that are kept.
const OPEN_BYTES: usize = 16 << 20;

/// Spans of a trace that a preview looks at: those stored first and last.
const LOOKED_AT: usize = 2000;

/// Chunks opened a moment ago.
#[derive(Default)]
struct Open {
    chunks: Vec<(i64, Chunk)>,
    bytes: usize,
}

impl Open {
    fn message(&mut self, reader: &Reader<'_>, id: i64, position: usize) -> Result<Vec<u8>, StoreError> {
        let at = match self.chunks.iter().position(|(known, _)| *known == id) {
            Some(at) => at,
            None => {
                reader.in_time()?;
                let chunk = reader.chunk(id)?;
                self.bytes += chunk.bytes().len();
                self.chunks.push((id, chunk));
                while self.bytes > OPEN_BYTES && self.chunks.len() > 1 {
                    self.bytes -= self.chunks.remove(0).1.bytes().len();
                }
                self.chunks.len() - 1
            }
        };
        let message = self.chunks[at].1.message(position);
        message.map(<[u8]>::to_vec).ok_or_else(|| StoreError::Damaged("a chunk is shorter than its rows say".into()))
    }
}

/// Bytes that may still be answered with.
struct Room(usize);

impl Room {
    fn take(&mut self, bytes: usize) {
        self.0 = self.0.saturating_sub(bytes);
    }
}

/// Ids of log records by the span they name, in order of time.
type LogsOfSpans = FastMap<u64, Vec<i64>>;

impl Reader<'_> {
    /// These spans of a trace with their log records, in the order asked. Ends early once `most_bytes` are passed, but not before the first; spans that are
    /// not stored are left out.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline, [`StoreError::Damaged`] when a chunk cannot be opened.
    pub fn span_contents(
        &self,
        trace_id: TraceId,
        spans: &[SpanId],
        most_bytes: usize,
    ) -> Result<Vec<SpanContent>, StoreError> {
        let (mut open, mut names, mut room) = (Open::default(), Names::default(), Room(most_bytes));
        self.contents(trace_id, spans, (&mut open, &mut names, &mut room))
    }

    fn contents(
        &self,
        trace_id: TraceId,
        spans: &[SpanId],
        (open, names, room): (&mut Open, &mut Names, &mut Room),
    ) -> Result<Vec<SpanContent>, StoreError> {
        let logs = self.logs_of_spans(trace_id, spans)?;
        let mut contents = Vec::with_capacity(spans.len());
        for span_id in spans {
            if room.0 == 0 && !contents.is_empty() {
                break;
            }
            let Some(mut content) = self.content(trace_id, *span_id, open)? else { continue };
            room.take(content.span.message.len());
            for id in logs.get(&(span_id.to_i64() as u64)).into_iter().flatten().take(MOST_LOGS) {
                if room.0 == 0 && !content.logs.is_empty() {
                    break;
                }
                let Some(log) = self.content_log(*id, open, names)? else { continue };
                room.take(log.message.len());
                content.logs.push(log);
            }
            contents.push(content);
        }
        Ok(contents)
    }

    fn content(&self, trace_id: TraceId, span_id: SpanId, open: &mut Open) -> Result<Option<SpanContent>, StoreError> {
        let mut statement = self.db.prepare_cached(include_str!("get_content.sql"))?;
        let mut rows = statement.query(params![trace_id.as_bytes(), span_id.to_i64()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(SpanContent {
            span_id,
            span: StoredSpan {
                message: open.message(self, row.get(0)?, row.get(1)?)?,
                origin: self.origin(row.get(2)?, row.get(3)?)?,
                received: row.get::<_, i64>(4)? as u64 * 1_000_000,
            },
            counted: Counted::from_number(row.get::<_, Option<u8>>(5)?.unwrap_or_default()),
            cost: row.get(6)?,
            logs: Vec::new(),
        }))
    }

    fn content_log(&self, id: i64, open: &mut Open, names: &mut Names) -> Result<Option<ContentLog>, StoreError> {
        let sql =
            "SELECT l.time_ns, s.name, l.chunk, l.pos FROM logs l JOIN scopes s ON s.id = l.scope WHERE l.id = ?1";
        let found = self.db.prepare_cached(sql)?.query_row([id], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get::<_, usize>(3)?))
        });
        let Some((time, scope, chunk, position)) = found.optional()? else { return Ok(None) };
        Ok(Some(ContentLog {
            time: time as u64,
            scope: names.get(self, scope)?.to_owned(),
            message: open.message(self, chunk, position)?,
        }))
    }

    /// The log records that name these spans. Read off the index alone.
    fn logs_of_spans(&self, trace_id: TraceId, spans: &[SpanId]) -> Result<LogsOfSpans, StoreError> {
        let mut wanted: LogsOfSpans = spans.iter().map(|span| (span.to_i64() as u64, Vec::new())).collect();
        let sql = "SELECT id, span_id FROM logs WHERE trace_id = ?1 AND span_id IS NOT NULL ORDER BY time_ns, id";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([trace_id.as_bytes()])?;
        while let Some(row) = rows.next()? {
            if let Some(ids) = wanted.get_mut(&(row.get::<_, i64>(1)? as u64)) {
                ids.push(row.get(0)?);
            }
        }
        Ok(wanted)
    }

    /// Of each of these traces the few spans that may tell what it was about: its root, its first agent's, its first and its last model call. In the order asked;
    /// traces that are not stored are left out, and those past `most_bytes` too: ask for them again.
    ///
    /// # Errors
    /// As [`Reader::span_contents`].
    pub fn preview_contents(&self, traces: &[TraceId], most_bytes: usize) -> Result<Vec<TraceContents>, StoreError> {
        let (mut open, mut names, mut room) = (Open::default(), Names::default(), Room(most_bytes));
        let mut contents = Vec::with_capacity(traces.len());
        for trace_id in traces {
            if room.0 == 0 {
                break;
            }
            self.in_time()?;
            let Some(spans) = self.telling_spans(*trace_id)? else { continue };
            let spans = self.contents(*trace_id, &spans, (&mut open, &mut names, &mut room))?;
            contents.push(TraceContents { trace_id: *trace_id, spans });
        }
        Ok(contents)
    }

    /// The spans of a trace that a preview is made from; `None` when it is not stored.
    fn telling_spans(&self, trace_id: TraceId) -> Result<Option<Vec<SpanId>>, StoreError> {
        let sql = "SELECT no, root_span FROM traces WHERE trace_id = ?1";
        let found = self
            .db
            .prepare_cached(sql)?
            .query_row([trace_id.as_bytes()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
        let Some((no, root)) = found.optional()? else { return Ok(None) };
        let sql = "SELECT id FROM spans INDEXED BY spans_by_trace WHERE trace_no = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut ids: Vec<i64> = statement.query_map([no], |row| row.get(0))?.collect::<Result<_, _>>()?;
        ids.sort_unstable();
        if ids.len() > LOOKED_AT {
            ids.drain(LOOKED_AT / 2..ids.len() - LOOKED_AT / 2);
        }
        let sql = "SELECT span_id, type, start_ns FROM spans WHERE id = ?1 AND type IN (1, 2)";
        let mut statement = self.db.prepare_cached(sql)?;
        // Start and id of the first agent, the first and the last model call.
        let mut found: [Option<(i64, i64)>; 3] = [None; 3];
        for id in ids {
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { continue };
            let place = (row.get(2)?, row.get(0)?);
            let earlier = |known: Option<(i64, i64)>| Some(known.map_or(place, |known| known.min(place)));
            if row.get::<_, u8>(1)? == SpanType::Agent as u8 {
                found[0] = earlier(found[0]);
            } else {
                found[1] = earlier(found[1]);
                found[2] = found[2].max(Some(place));
            }
        }
        let mut spans = Vec::new();
        for id in [Some(root)].into_iter().chain(found.map(|place| place.map(|(_, id)| id))).flatten() {
            spans.extend(SpanId::from_i64(id).filter(|id| !spans.contains(id)));
        }
        Ok(Some(spans))
    }
}
