//! Search inside one trace: plain text in names, status messages, attributes and events, without regard to case. Reads the trace's chunks.

use waterglass_model::otlp::Span;
use waterglass_model::{SpanId, TraceId};

use crate::StoreError;
use crate::answers::Match;
use crate::chunk::Chunk;
use crate::needle::Needle;
use crate::reader::Reader;

impl Reader<'_> {
    /// Spans of a trace that contain a text, by start, at most `limit`; and whether there may be more.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn search_trace(&self, trace_id: TraceId, text: &str, limit: usize) -> Result<(Vec<Match>, bool), StoreError> {
        let Some(trace) = self.find_trace(trace_id)? else { return Ok((Vec::new(), false)) };
        let needle = Needle::new(text);
        let mut statement = self.db.prepare_cached(include_str!("search_trace.sql"))?;
        let mut rows = statement.query([trace.no])?;
        let mut open: Option<(i64, Chunk)> = None;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, position, span_id): (i64, usize, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if open.as_ref().is_none_or(|(known, _)| *known != id) {
                self.in_time()?;
                open = Some((id, self.chunk(id)?));
            }
            let message = open.as_ref().and_then(|(_, chunk)| chunk.message(position)).unwrap_or_default();
            let Ok(span) = Span::parse(message) else { continue };
            if let (Some((field, snippet)), Some(span_id)) = (needle.in_span(&span), SpanId::from_i64(span_id)) {
                found.push((span.start, Match { span_id, field, snippet }));
            }
        }
        found.sort_by_key(|(start, _)| *start);
        let truncated = found.len() > limit;
        Ok((found.into_iter().take(limit).map(|(_, found)| found).collect(), truncated))
    }
}
