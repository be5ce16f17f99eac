//! Traces to be settled: reads their narrow rows and works out what they add up to. Opens no chunk and writes nothing: `writer/settle.rs` does.

use rusqlite::Row;
use waterglass_model::counting::{Call, Counted};
use waterglass_model::{SpanType, TraceId, Usage};

use crate::columns::FastMap;
use crate::prepare::Rules;
use crate::reader::Reader;
use crate::settle::{Calls, settle};
use crate::strings::Names;
use crate::trace_row::flag;
use crate::writer::{SettledTrace, SettledTraces};
use crate::{PricedCall, StoreError};

/// What writing a trace costs, in spans.
const A_TRACE: i64 = 8;

/// A trace to be settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unsettled {
    no: i64,
    trace_id: TraceId,
    spans: i64,
}

/// A span of it beside what the rule looks at: what a price depends on, and what was said of it before.
struct Read {
    id: i64,
    provider: Option<i64>,
    request_model: Option<i64>,
    before: (Counted, Option<i64>),
    has_call: bool,
}

/// Settles traces one after another, remembering texts and scopes between them.
pub(crate) struct Settler<'r, 'c> {
    reader: &'r Reader<'c>,
    rules: &'r Rules,
    names: Names,
    /// Scope to the number of its name, and whether that instruments somebody else's library.
    scopes: FastMap<u64, (i64, bool)>,
}

impl Reader<'_> {
    /// Marked traces behind a number, then those before it, until they have so many spans together; and marks whose trace is gone.
    pub(crate) fn marked_traces(&self, after: i64, most_spans: i64) -> Result<(Vec<Unsettled>, Vec<i64>), StoreError> {
        let (mut found, mut gone, mut spans) = (Vec::new(), Vec::new(), 0);
        for condition in ["u.trace_no > ?1", "u.trace_no <= ?1"] {
            let sql = format!(
                "SELECT u.trace_no, t.trace_id, t.spans FROM unsettled u LEFT JOIN traces t ON t.no = u.trace_no
                 WHERE {condition} ORDER BY u.trace_no"
            );
            let mut statement = self.db.prepare_cached(&sql)?;
            let mut rows = statement.query([after])?;
            while let Some(row) = rows.next()? {
                match unsettled(row)? {
                    Ok(one) => {
                        spans += one.spans + A_TRACE;
                        found.push(one);
                    }
                    Err(no) => gone.push(no),
                }
                if spans >= most_spans {
                    return Ok((found, gone));
                }
            }
        }
        Ok((found, gone))
    }

    /// Traces with calls behind a number, by number.
    pub(crate) fn traces_with_calls(&self, after: i64, most_spans: i64) -> Result<Vec<Unsettled>, StoreError> {
        let sql = "SELECT no, trace_id, spans FROM traces WHERE no > ?1 AND flags & ?2 ORDER BY no";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([after, flag::CALLS])?;
        let (mut found, mut spans) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            found.extend(unsettled(row)?);
            spans += found.last().map_or(0, |one: &Unsettled| one.spans + A_TRACE);
            if spans >= most_spans {
                break;
            }
        }
        Ok(found)
    }

    /// The number of the last trace.
    pub(crate) fn last_trace(&self) -> Result<i64, StoreError> {
        Ok(self.db.prepare_cached("SELECT coalesce(max(no), 0) FROM traces")?.query_row([], |row| row.get(0))?)
    }
}

/// `no, trace_id, spans`; without an id the number alone.
fn unsettled(row: &Row<'_>) -> Result<Result<Unsettled, i64>, StoreError> {
    let no = row.get(0)?;
    let id: Option<[u8; 16]> = row.get(1)?;
    Ok(match id.and_then(|id| TraceId::from_bytes(&id).ok()) {
        Some(trace_id) => Ok(Unsettled { no, trace_id, spans: row.get(2)? }),
        None => Err(no),
    })
}

impl Unsettled {
    /// Its number.
    pub(crate) fn no(&self) -> i64 {
        self.no
    }
}

impl<'r, 'c> Settler<'r, 'c> {
    pub(crate) fn new(reader: &'r Reader<'c>, rules: &'r Rules) -> Self {
        Self { reader, rules, names: Names::default(), scopes: FastMap::default() }
    }

    /// Settles these traces.
    pub(crate) fn settle(&mut self, traces: &[Unsettled]) -> Result<SettledTraces, StoreError> {
        let traces = traces.iter().map(|one| self.settle_one(one)).collect::<Result<_, _>>()?;
        Ok(SettledTraces { traces, pricing: self.rules.pricing.revision(), ..SettledTraces::default() })
    }

    fn settle_one(&mut self, trace: &Unsettled) -> Result<SettledTrace, StoreError> {
        self.reader.in_time()?;
        let (spans, read) = self.read(trace.no)?;
        let mut failed = None;
        let settled = settle(&spans, |index| match self.price(spans.get(index), &read[index]) {
            Ok(price) => price,
            Err(error) => {
                failed = Some(error);
                None
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let now = settled.counted.into_iter().zip(settled.costs);
        let calls = read.iter().zip(now).filter(|(read, now)| read.has_call && read.before != *now);
        Ok(SettledTrace {
            no: trace.no,
            trace_id: trace.trace_id,
            spans: spans.len() as i64,
            calls: calls.map(|(read, (counted, cost))| (read.id, counted, cost)).collect(),
            sums: settled.sums,
        })
    }

    fn read(&mut self, no: i64) -> Result<(Calls, Vec<Read>), StoreError> {
        let mut statement = self.reader.db.prepare_cached(include_str!("settle_trace.sql"))?;
        let mut rows = statement.query([no])?;
        let (mut spans, mut read) = (Calls::default(), Vec::new());
        while let Some(row) = rows.next()? {
            let (scope, instrumentor) = self.scope(row.get(5)?)?;
            let counted: Option<u8> = row.get(10)?;
            let call = Call {
                id: row.get(1)?,
                parent: row.get(2)?,
                start: row.get(3)?,
                duration: row.get(4)?,
                usage: if counted.is_some() { usage(row, 14)? } else { Usage::default() },
                response: row.get(13)?,
                scope,
                operation: row.get(6)?,
                model: row.get(8)?,
                instrumentor,
            };
            spans.add(call, SpanType::from_number(row.get(9)?));
            read.push(Read {
                id: row.get(0)?,
                provider: row.get(7)?,
                request_model: row.get(12)?,
                before: (Counted::from_number(counted.unwrap_or_default()), row.get(11)?),
                has_call: counted.is_some(),
            });
        }
        Ok((spans, read))
    }

    fn scope(&mut self, id: i64) -> Result<(i64, bool), StoreError> {
        if let Some(known) = self.scopes.get(&(id as u64)) {
            return Ok(*known);
        }
        let sql = "SELECT name FROM scopes WHERE id = ?1";
        let name: i64 = self.reader.db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
        let found = (name, (self.rules.facts.is_instrumentor)(self.names.get(self.reader, name)?));
        self.scopes.insert(id as u64, found);
        Ok(found)
    }

    fn price(&mut self, call: &Call, read: &Read) -> Result<Option<i64>, StoreError> {
        let mut text = |id: Option<i64>| match id {
            Some(id) => self.names.get(self.reader, id).map(str::to_owned),
            None => Ok(String::new()),
        };
        let (provider, request_model, response_model) =
            (text(read.provider)?, text(read.request_model)?, text(call.model)?);
        Ok(self.rules.pricing.price(&PricedCall {
            provider: &provider,
            request_model: &request_model,
            response_model: &response_model,
            usage: &call.usage,
            start: call.start as u64,
        }))
    }
}

/// Seven columns: input, output, cached, cache write, reasoning, audio in and out.
pub(crate) fn usage(row: &Row<'_>, first: usize) -> rusqlite::Result<Usage> {
    Ok(Usage {
        input: row.get(first)?,
        output: row.get(first + 1)?,
        cached_input: row.get(first + 2)?,
        cache_write: row.get(first + 3)?,
        reasoning: row.get(first + 4)?,
        audio_input: row.get(first + 5)?,
        audio_output: row.get(first + 6)?,
    })
}
