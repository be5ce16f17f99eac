//! A trace's outline: its narrow rows, by start. Opens no chunk.

use rusqlite::Row;
use waterglass_model::counting::Counted;
use waterglass_model::{SpanId, SpanType, TraceId};

use crate::answers::{Outline, OutlineSpan};
use crate::columns::FastMap;
use crate::reader::Reader;
use crate::strings::Names;
use crate::{StoreError, ticks};

/// The outline's texts, numbered as they appear.
#[derive(Default)]
struct Texts {
    index: FastMap<u64, u32>,
    list: Vec<String>,
}

impl Texts {
    fn number(&mut self, reader: &Reader<'_>, id: i64) -> Result<u32, StoreError> {
        if let Some(number) = self.index.get(&(id as u64)) {
            return Ok(*number);
        }
        let number = self.list.len() as u32;
        self.list.push(reader.string(id)?);
        self.index.insert(id as u64, number);
        Ok(number)
    }
}

impl Reader<'_> {
    /// All spans of a trace as the waterfall draws them; `None` when the trace is not stored.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn get_outline(&self, trace_id: TraceId) -> Result<Option<Outline>, StoreError> {
        let Some(trace) = self.find_trace(trace_id)? else { return Ok(None) };
        let no = trace.no;
        let summary = trace.summary(self, &mut Names::default())?;
        let mut texts = Texts::default();
        let mut statement = self.db.prepare_cached(include_str!("get_outline.sql"))?;
        let mut rows = statement.query([no])?;
        let mut spans = Vec::with_capacity(summary.spans as usize);
        while let Some(row) = rows.next()? {
            spans.push(self.outline_span(row, &mut texts)?);
        }
        // Stable, so that spans that start together stay in the order of their arrival.
        spans.sort_by_key(|span| span.start);
        let logs = self
            .db
            .prepare_cached("SELECT count(*) FROM logs WHERE trace_id = ?1")?
            .query_row([trace_id.as_bytes()], |row| row.get(0))?;
        Ok(Some(Outline { summary, strings: texts.list, spans, logs }))
    }

    fn outline_span(&self, row: &Row<'_>, texts: &mut Texts) -> Result<OutlineSpan, StoreError> {
        let mut text = |id: Option<i64>| id.map(|id| texts.number(self, id)).transpose();
        let start = row.get::<_, i64>(2)? as u64;
        let ticks = row.get_ref(12)?.as_blob_or_null().ok().flatten();
        Ok(OutlineSpan {
            span_id: SpanId::from_i64(row.get(0)?).ok_or_else(|| StoreError::Damaged("a span has no id".into()))?,
            parent: row.get::<_, Option<i64>>(1)?.and_then(SpanId::from_i64),
            start,
            duration: row.get::<_, i64>(3)? as u64,
            name: text(Some(row.get(4)?))?.unwrap_or_default(),
            service: text(Some(row.get(5)?))?.unwrap_or_default(),
            kind: row.get(6)?,
            status: row.get(7)?,
            span_type: SpanType::from_number(row.get(8)?),
            flags: row.get(9)?,
            model: text(row.get(10)?)?,
            detail: text(row.get(11)?)?,
            input_tokens: row.get(13)?,
            output_tokens: row.get(14)?,
            counted: Counted::from_number(row.get::<_, Option<u8>>(15)?.unwrap_or_default()),
            cost: row.get(16)?,
            first_token: row.get(17)?,
            ticks: ticks.map(|blob| ticks::decode(blob, start)).unwrap_or_default(),
        })
    }
}
