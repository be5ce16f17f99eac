//! Derives a block again, by other dialects than had read it: what a dialect reads of its spans or log records, and nothing else. Raw messages, names, times and
//! words stay as they are.
//!
//! This file reads and works out, on the settling thread; the writer then puts the new in the place of the old (`writer/rederive.rs`).

use waterglass_model::otlp::{Log, Span};
use waterglass_model::{SpanFacts, SpanType, TraceId};

use crate::StoreError;
use crate::chunk::{Chunk, Packer};
use crate::columns::FastMap;
use crate::prepare::logs::{OwnSaid, said_by};
use crate::prepare::own::{OwnTexts, place};
use crate::prepare::spans::{CallNumbers, CallRow, DIALECT, OWN, call_of, dialect_texts};
use crate::prepare::{KeyColumn, Rules, Strings};
use crate::queries::unsettled::usage;
use crate::reader::Reader;
use crate::strings::Names;
use waterglass_model::counting::Counted;

/// A block that was read by another revision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stale {
    pub(crate) id: i64,
    pub(crate) signal: u8,
    pub(crate) first: i64,
    pub(crate) rows: i64,
    pub(crate) deleted: i64,
    pub(crate) revision: i64,
}

/// A block derived again.
pub(crate) struct Rederived {
    pub(crate) block: Stale,
    pub(crate) revision: u32,
    /// Texts that the rows below refer to.
    pub(crate) strings: Vec<Box<str>>,
    /// Spans that now read otherwise.
    pub(crate) spans: Vec<RederivedSpan>,
    /// The traces of the block's spans.
    pub(crate) traces: Vec<RederivedTrace>,
    /// The columns that are put in the place of those with these names, which may be fewer.
    pub(crate) columns: Vec<KeyColumn>,
    /// The traces that log records name, and what the records say of them.
    pub(crate) logs: Vec<(TraceId, Vec<(i64, OwnSaid)>)>,
}

/// A span's derived columns; texts by the block's own numbers.
#[derive(Debug)]
pub(crate) struct RederivedSpan {
    pub(crate) id: i64,
    pub(crate) span_type: SpanType,
    pub(crate) operation: Option<u32>,
    pub(crate) provider: Option<u32>,
    pub(crate) model: Option<u32>,
    pub(crate) detail: Option<u32>,
    pub(crate) call: Option<CallRow>,
}

/// What the spans of one trace say together.
#[derive(Debug)]
pub(crate) struct RederivedTrace {
    pub(crate) trace_id: TraceId,
    /// A span of it says something of a call, or did.
    pub(crate) calls: bool,
    /// Whether something about its spans changed.
    pub(crate) changed: bool,
    /// OTLP parent, flags, start and id of a span, and what it says.
    pub(crate) said: Vec<SaidBySpan>,
}

/// What a span says of its trace.
#[derive(Debug)]
pub(crate) struct SaidBySpan {
    pub(crate) parent: Option<i64>,
    pub(crate) flags: u32,
    pub(crate) start: i64,
    pub(crate) span_id: i64,
    pub(crate) said: Option<OwnSaid>,
    pub(crate) model: Option<u32>,
    /// The model is the one that answered.
    pub(crate) answered: bool,
}

/// The names of all columns that are derived: place and name.
pub(crate) fn derived_columns() -> impl Iterator<Item = (u8, &'static str)> {
    let texts = DIALECT.iter().map(|field| (place::OWN_SPAN, OWN[*field]));
    texts.chain(CallNumbers::NAMES.iter().map(|name| (place::NUMBERS, *name)))
}

impl Reader<'_> {
    /// Blocks read by another revision than this, the newest first.
    pub(crate) fn stale_blocks(&self, revision: u32) -> Result<Vec<Stale>, StoreError> {
        let sql = "SELECT id, signal, first, rows, deleted, revision FROM blocks WHERE signal < 2 AND revision <> ?1 ORDER BY t1 DESC";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([revision], |row| {
            Ok(Stale {
                id: row.get(0)?,
                signal: row.get(1)?,
                first: row.get(2)?,
                rows: row.get(3)?,
                deleted: row.get(4)?,
                revision: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Rows of spans and log records stored, as blocks count them.
    pub(crate) fn rows_in_blocks(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(sum(rows), 0) FROM blocks WHERE signal < 2";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Derives a block again.
    pub(crate) fn rederive(&self, block: Stale, rules: &Rules) -> Result<Rederived, StoreError> {
        let mut work = Work::new(self, block, rules)?;
        if block.signal == 0 {
            work.spans()?
        } else {
            work.logs()?
        }
        work.finish()
    }
}

struct Work<'r, 'c> {
    reader: &'r Reader<'c>,
    rules: &'r Rules,
    block: Stale,
    names: Names,
    scopes: FastMap<u64, i64>,
    chunks: FastMap<u64, Chunk>,
    strings: Strings,
    texts: OwnTexts,
    numbers: CallNumbers,
    /// Rows the arrays have so far.
    filled: i64,
    spans: Vec<RederivedSpan>,
    traces: Vec<RederivedTrace>,
    /// By the trace's number.
    index: FastMap<u64, usize>,
    logs: Vec<(TraceId, Vec<(i64, OwnSaid)>)>,
}

/// A row of `spans` and `calls` as it stands.
struct Known {
    id: i64,
    trace: i64,
    span_id: i64,
    parent: Option<i64>,
    flags: u32,
    start: i64,
    scope: i64,
    span_type: u8,
    /// operation, provider, model, detail, request model
    texts: [Option<i64>; 5],
    call: Option<CallRow>,
    chunk: i64,
    position: usize,
}

impl Known {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let counted: Option<u8> = row.get(15)?;
        let call = match counted {
            None => None,
            Some(counted) => Some(CallRow {
                counted: Counted::from_number(counted),
                cost: row.get(16)?,
                response: row.get(17)?,
                first_token: row.get(18)?,
                usage: usage(row, 19)?,
                request_model: None,
            }),
        };
        Ok(Self {
            id: row.get(0)?,
            trace: row.get(1)?,
            span_id: row.get(2)?,
            parent: row.get(3)?,
            flags: row.get(4)?,
            start: row.get(5)?,
            scope: row.get(6)?,
            span_type: row.get(7)?,
            texts: [row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?, row.get(14)?],
            call,
            chunk: row.get(12)?,
            position: row.get(13)?,
        })
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged("a chunk is shorter than its rows say".into())
}

impl<'r, 'c> Work<'r, 'c> {
    fn new(reader: &'r Reader<'c>, block: Stale, rules: &'r Rules) -> Result<Self, StoreError> {
        const NAMES: [&str; DIALECT.len()] = {
            let (mut names, mut at) = ([""; DIALECT.len()], 0);
            while at < names.len() {
                names[at] = OWN[DIALECT[at]];
                at += 1;
            }
            names
        };
        Ok(Self {
            reader,
            rules,
            block,
            names: Names::default(),
            scopes: FastMap::default(),
            chunks: FastMap::default(),
            strings: Strings::default(),
            texts: OwnTexts::new(place::OWN_SPAN, &NAMES),
            numbers: CallNumbers::new(),
            filled: 0,
            spans: Vec::new(),
            traces: Vec::new(),
            index: FastMap::default(),
            logs: Vec::new(),
        })
    }

    fn spans(&mut self) -> Result<(), StoreError> {
        let mut statement = self.reader.db.prepare_cached(include_str!("queries/rederive_spans.sql"))?;
        let rows = statement.query_map((self.block.first, self.block.first + self.block.rows), Known::read)?;
        let rows: Vec<Known> = rows.collect::<Result<_, _>>()?;
        for row in &rows {
            self.open(row.chunk)?;
        }
        let chunks = std::mem::take(&mut self.chunks);
        for row in &rows {
            let chunk = chunks.get(&(row.chunk as u64)).ok_or_else(damaged)?;
            let span = Span::parse(chunk.message(row.position).ok_or_else(damaged)?).map_err(|_| damaged())?;
            self.span(row, &span)?;
        }
        Ok(())
    }

    fn span(&mut self, row: &Known, span: &Span<'_>) -> Result<(), StoreError> {
        let scope = self.scope(row.scope)?;
        let scope = self.names.get(self.reader, scope)?.to_owned();
        let attributes: Vec<_> = span.attributes().collect();
        let facts = SpanFacts { name: span.name, kind: span.kind, scope: &scope, attributes: &attributes };
        let genai = (self.rules.facts.normalise)(&facts);
        let number = (row.id - self.block.first) as u32;
        for (field, text) in dialect_texts(&genai).into_iter().enumerate() {
            if let Some(text) = text {
                self.texts.add(number, field, text);
            }
        }
        let strings = &mut self.strings;
        let mut local = |text: Option<&str>| text.map(|text| strings.number(text));
        let mut call = call_of(&genai, &mut local);
        // Which count and what they cost is settled afterwards.
        if let (Some(call), Some(known)) = (&mut call, &row.call) {
            (call.counted, call.cost) = (known.counted, known.cost);
        }
        let texts = [
            local(genai.operation.as_deref()),
            local(genai.provider.as_deref()),
            local(genai.model()),
            local(genai.tool_name.as_deref().or(genai.agent_name.as_deref())),
            call.and_then(|call| call.request_model),
        ];
        self.fill(row.id - self.block.first);
        self.numbers.add(call.as_ref());
        self.filled += 1;
        let mut same = row.span_type == genai.span_type as u8
            && row.call == call.map(|call| CallRow { request_model: None, ..call });
        for (known, now) in row.texts.iter().zip(texts) {
            let known = known.map(|id| self.names.get(self.reader, id)).transpose()?;
            same &= known == now.map(|number| self.strings.text(number));
        }
        let trace = self.trace(row.trace)?;
        trace.calls |= row.call.is_some() || call.is_some();
        trace.changed |= !same;
        let said = OwnSaid::of(genai.conversation_id.as_deref(), genai.user_id.as_deref());
        if said.is_some() || texts[2].is_some() {
            let Known { parent, flags, start, span_id, .. } = *row;
            let answered = genai.response_model.is_some();
            trace.said.push(SaidBySpan { parent, flags, start, span_id, said, model: texts[2], answered });
        }
        if !same {
            let [operation, provider, model, detail, _] = texts;
            let span_type = genai.span_type;
            self.spans.push(RederivedSpan { id: row.id, span_type, operation, provider, model, detail, call });
        }
        Ok(())
    }

    fn logs(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT trace_id, time_ns, scope, chunk, pos FROM logs WHERE id >= ?1 AND id < ?2 AND trace_id IS NOT NULL ORDER BY id";
        let mut statement = self.reader.db.prepare_cached(sql)?;
        let mut rows = statement.query((self.block.first, self.block.first + self.block.rows))?;
        let mut index = FastMap::<[u8; 16], usize>::default();
        while let Some(row) = rows.next()? {
            let (id, time): ([u8; 16], i64) = (row.get(0)?, row.get(1)?);
            let Ok(trace_id) = TraceId::from_bytes(&id) else { continue };
            let chunk_id: i64 = row.get(3)?;
            self.open(chunk_id)?;
            let scope = self.scope(row.get(2)?)?;
            let scope = self.names.get(self.reader, scope)?.to_owned();
            let chunk = self.chunks.get(&(chunk_id as u64)).ok_or_else(damaged)?;
            let log = Log::parse(chunk.message(row.get(4)?).ok_or_else(damaged)?).map_err(|_| damaged())?;
            let said = said_by(&self.rules.facts, &log, time as u64, &scope, &mut Vec::new());
            let at = *index.entry(id).or_insert_with(|| {
                self.logs.push((trace_id, Vec::new()));
                self.logs.len() - 1
            });
            self.logs[at].1.extend(said.map(|said| (time, said)));
        }
        Ok(())
    }

    /// Opens a chunk, once.
    fn open(&mut self, chunk: i64) -> Result<(), StoreError> {
        if !self.chunks.contains_key(&(chunk as u64)) {
            self.reader.in_time()?;
            self.chunks.insert(chunk as u64, self.reader.chunk(chunk)?);
        }
        Ok(())
    }

    /// The number of a scope's name.
    fn scope(&mut self, id: i64) -> Result<i64, StoreError> {
        if let Some(name) = self.scopes.get(&(id as u64)) {
            return Ok(*name);
        }
        let sql = "SELECT name FROM scopes WHERE id = ?1";
        let name = self.reader.db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
        self.scopes.insert(id as u64, name);
        Ok(name)
    }

    fn trace(&mut self, no: i64) -> Result<&mut RederivedTrace, StoreError> {
        let at = match self.index.get(&(no as u64)) {
            Some(at) => *at,
            None => {
                let sql = "SELECT trace_id FROM traces WHERE no = ?1";
                let id: [u8; 16] = self.reader.db.prepare_cached(sql)?.query_row([no], |row| row.get(0))?;
                let trace_id = TraceId::from_bytes(&id).map_err(|_| damaged())?;
                self.traces.push(RederivedTrace { trace_id, calls: false, changed: false, said: Vec::new() });
                self.index.insert(no as u64, self.traces.len() - 1);
                self.traces.len() - 1
            }
        };
        Ok(&mut self.traces[at])
    }

    /// Fills the arrays up to a row.
    fn fill(&mut self, row: i64) {
        while self.filled < row {
            self.numbers.add(None);
            self.filled += 1;
        }
    }

    fn finish(mut self) -> Result<Rederived, StoreError> {
        let mut columns = Vec::new();
        if self.block.signal == 0 {
            self.fill(self.block.rows);
            let mut packer = Packer::new()?;
            self.texts.finish(&mut packer, &mut columns);
            self.numbers.finish(&mut packer, &mut columns);
        }
        Ok(Rederived {
            block: self.block,
            revision: self.rules.facts.revision,
            strings: self.strings.into_list(),
            spans: self.spans,
            traces: self.traces,
            columns,
            logs: self.logs,
        })
    }
}
