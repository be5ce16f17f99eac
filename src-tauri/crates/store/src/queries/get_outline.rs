//! A trace's outline: its narrow rows, by start. Opens no chunk.

use rusqlite::{Row, Rows};
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
        let mut spans = Vec::with_capacity(summary.spans as usize);
        for stretch in self.stretches(no)? {
            let mut calls = self.db.prepare_cached(include_str!("get_outline_calls.sql"))?;
            let mut calls = Calls { rows: calls.query(stretch)?, next: None };
            calls.step()?;
            let mut statement = self.db.prepare_cached(include_str!("get_outline.sql"))?;
            let mut rows = statement.query(stretch)?;
            while let Some(row) = rows.next()? {
                let call = calls.of(row.get(0)?)?;
                spans.push(self.outline_span(row, call, &mut texts)?);
            }
        }
        // Stable, so that spans that start together stay in the order of their arrival.
        spans.sort_by_key(|span| span.start);
        let logs = self
            .db
            .prepare_cached("SELECT count(*) FROM logs WHERE trace_id = ?1")?
            .query_row([trace_id.as_bytes()], |row| row.get(0))?;
        Ok(Some(Outline { summary, strings: texts.list, spans, logs }))
    }

    /// The rows of a trace as stretches of rows that lie one after another, first and last each, in the order they were stored.
    fn stretches(&self, trace_no: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT id FROM spans INDEXED BY spans_by_trace WHERE trace_no = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut ids = statement.query_map([trace_no], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        ids.sort_unstable();
        let together = ids.chunk_by(|one, next| one + 1 == *next);
        Ok(together.filter_map(|ids| Some((*ids.first()?, *ids.last()?))).collect())
    }

    fn outline_span(&self, row: &Row<'_>, call: Call, texts: &mut Texts) -> Result<OutlineSpan, StoreError> {
        let mut text = |id: Option<i64>| id.map(|id| texts.number(self, id)).transpose();
        let start = row.get::<_, i64>(3)? as u64;
        let ticks = row.get_ref(13)?.as_blob_or_null().ok().flatten();
        Ok(OutlineSpan {
            span_id: SpanId::from_i64(row.get(1)?).ok_or_else(|| StoreError::Damaged("a span has no id".into()))?,
            parent: row.get::<_, Option<i64>>(2)?.and_then(SpanId::from_i64),
            start,
            duration: row.get::<_, i64>(4)? as u64,
            name: text(Some(row.get(5)?))?.unwrap_or_default(),
            service: text(Some(row.get(6)?))?.unwrap_or_default(),
            kind: row.get(7)?,
            status: row.get(8)?,
            span_type: SpanType::from_number(row.get(9)?),
            flags: row.get(10)?,
            model: text(row.get(11)?)?,
            detail: text(row.get(12)?)?,
            input_tokens: call.input_tokens,
            output_tokens: call.output_tokens,
            counted: Counted::from_number(call.counted),
            cost: call.cost,
            first_token: call.first_token,
            ticks: ticks.map(|blob| ticks::decode(blob, start)).unwrap_or_default(),
        })
    }
}

/// What a row says of a call to a model; nothing, for most.
#[derive(Clone, Copy, Default)]
struct Call {
    id: i64,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    counted: u8,
    cost: Option<i64>,
    first_token: Option<u64>,
}

/// The calls of a stretch, one after another.
struct Calls<'s> {
    rows: Rows<'s>,
    next: Option<Call>,
}

impl Calls<'_> {
    fn step(&mut self) -> Result<(), StoreError> {
        self.next = match self.rows.next()? {
            Some(row) => Some(Call {
                id: row.get(0)?,
                input_tokens: row.get(1)?,
                output_tokens: row.get(2)?,
                counted: row.get(3)?,
                cost: row.get(4)?,
                first_token: row.get(5)?,
            }),
            None => None,
        };
        Ok(())
    }

    /// The call of a row. Rows must be asked for in ascending order.
    fn of(&mut self, id: i64) -> Result<Call, StoreError> {
        while let Some(call) = self.next.filter(|call| call.id <= id) {
            self.step()?;
            if call.id == id {
                return Ok(call);
            }
        }
        Ok(Call::default())
    }
}
