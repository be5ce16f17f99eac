//! One group into the tables, inside the writer's transaction.

use std::ops::Range;

use rusqlite::{Connection, Result, params};
use waterglass_model::{SpanType, TraceId};

use super::traces::Folded;
use super::{Memory, Written, said};
use crate::answers::Sums;
use crate::prepare::own::{Runs, place};
use crate::prepare::spans::CallRow;
use crate::prepare::{KeyColumn, LogBlock, MetricBlock, Prepared, SpanBlock, SpanRow, signed};

/// A group's numbers in the database's.
struct Numbers<'g> {
    group: &'g Prepared,
    strings: Vec<i64>,
    resources: Vec<i64>,
    scopes: Vec<i64>,
    received: i64,
}

pub(super) fn write(db: &Connection, memory: &mut Memory, group: &Prepared) -> Result<Written> {
    memory.traces.begin();
    let mut written = Written::default();
    let interned = &mut memory.interned;
    let strings: Vec<i64> = group.strings.iter().map(|text| interned.string(db, text)).collect::<Result<_>>()?;
    let resources =
        group.resources.iter().map(|resource| interned.resource(db, resource, &strings)).collect::<Result<_>>()?;
    let scopes = group.scopes.iter().map(|scope| interned.scope(db, scope, &strings)).collect::<Result<_>>()?;
    let numbers = Numbers { group, strings, resources, scopes, received: signed(group.received) };
    if let Some(block) = &group.spans {
        write_spans(db, memory, &numbers, block, &mut written)?;
    }
    if let Some(block) = &group.logs {
        write_logs(db, memory, &numbers, block, &mut written)?;
    }
    if let Some(block) = &group.metrics {
        write_metrics(db, memory, &numbers, block, &mut written)?;
    }
    let gained = &written.gained;
    for (name, value) in
        [("traces", gained.traces), ("spans", gained.spans), ("logs", gained.logs), ("points", gained.points)]
    {
        if value > 0 {
            db.prepare_cached(include_str!("sql/add_total.sql"))?.execute(params![name, signed(value)])?;
        }
    }
    Ok(written)
}

fn write_spans(
    db: &Connection,
    memory: &mut Memory,
    numbers: &Numbers<'_>,
    block: &SpanBlock,
    written: &mut Written,
) -> Result<()> {
    let chunk = write_chunks(db, memory, &block.chunks)?;
    let first = memory.ids.span + 1;
    let mut runs = Runs::new();
    // What was priced by other prices than those in force now is settled again.
    let is_current = block.pricing == memory.pricing;
    for (trace_id, range, sums) in &block.traces {
        let rows = NewRows {
            first: first + range.start as i64,
            rows: &block.rows[range.clone()],
            chunk,
            sums: Some(sums).filter(|_| is_current),
            revision: block.revision,
        };
        let stored = write_trace(db, memory, numbers, trace_id, &rows, |row, trace| {
            runs.add(range.start as u32 + row, trace);
        })?;
        written.gained.spans += stored.spans;
        written.gained.traces += u64::from(stored.is_new);
        written.marked |= stored.marked;
        if stored.spans > 0 {
            written.traces.push(*trace_id);
        }
    }
    memory.ids.span += block.rows.len() as i64;
    let runs = runs.finish();
    let (t0, t1) = time_range(block.rows.iter().map(|row| (row.start, row.start.saturating_add(row.duration))));
    let block_id = write_block(db, (0, first, block.rows.len()), chunk, t0..t1, block.revision)?;
    write_columns(db, memory, block_id, &block.columns, &block.words)?;
    write_column(db, memory, block_id, (place::NUMBERS, RUNS, &runs))?;
    if let Some(row) = block.rows.first() {
        arrived(db, memory, numbers, "span", row.origin.service, &block.client)?;
    }
    if let Some(row) = block.rows.iter().find(|row| matches!(row.span_type, SpanType::Model | SpanType::Embedding)) {
        arrived(db, memory, numbers, "model_call", row.origin.service, &block.client)?;
    }
    Ok(())
}

/// Rows of one trace, as a group brings them.
struct NewRows<'g> {
    first: i64,
    rows: &'g [SpanRow],
    chunk: i64,
    /// What they add up to, when they are all there are.
    sums: Option<&'g Sums>,
    revision: u32,
}

/// What of a trace was stored.
#[derive(Default)]
struct Stored {
    /// Spans that were not there yet.
    spans: u64,
    /// The trace was not there yet.
    is_new: bool,
    /// It must be settled.
    marked: bool,
}

/// The spans of one trace.
fn write_trace(
    db: &Connection,
    memory: &mut Memory,
    numbers: &Numbers<'_>,
    trace_id: &TraceId,
    new: &NewRows<'_>,
    mut stored_row: impl FnMut(u32, i64),
) -> Result<Stored> {
    let mut trace = memory.traces.take(db, trace_id, &mut memory.ids.trace, numbers.received)?;
    trace.read_by(db, trace_id, new.revision)?;
    let mut insert = db.prepare_cached(include_str!("sql/insert_span.sql"))?;
    let (mut stored, mut calls) = (Stored::default(), false);
    for (id, row) in (new.first..).zip(new.rows) {
        let string = |number: Option<u32>| number.map(|number| numbers.strings[number as usize]);
        let local = &numbers.group.resources[row.origin.resource as usize];
        let span = Folded {
            row,
            name: numbers.strings[row.name as usize],
            service: numbers.strings[row.origin.service as usize],
            project: numbers.strings[local.project as usize],
            model: string(row.model),
        };
        let inserted = insert.execute(params![
            id,
            trace.no,
            row.span_id,
            row.parent,
            row.start,
            row.duration,
            span.name,
            span.service,
            numbers.resources[row.origin.resource as usize],
            numbers.scopes[row.origin.scope as usize],
            row.kind,
            row.status,
            row.span_type as u8,
            row.flags,
            string(row.operation),
            string(row.provider),
            span.model,
            string(row.detail),
            row.ticks,
            numbers.received / 1_000_000,
            new.chunk + i64::from(row.place.chunk),
            row.place.position,
        ])?;
        if inserted == 1 {
            if let Some(call) = &row.call {
                insert_call(db, id, call, string(call.request_model))?;
                calls = true;
            }
            trace.fold(db, &span)?;
            stored_row((id - new.first) as u32, trace.no);
            stored.spans += 1;
        }
    }
    if stored.spans > 0 {
        stored.marked = trace.adds_up(new.sums, calls);
        if stored.marked {
            mark(db, trace.no)?;
        }
        stored.is_new = trace.save(db, trace_id)?;
    }
    memory.traces.put(trace_id, trace);
    Ok(stored)
}

/// Writes a row of `calls`.
pub(super) fn insert_call(db: &Connection, id: i64, call: &CallRow, request_model: Option<i64>) -> Result<()> {
    let usage = &call.usage;
    db.prepare_cached(include_str!("sql/insert_call.sql"))?.execute(params![
        id,
        usage.input,
        usage.output,
        call.counted as u8,
        call.cost,
        request_model,
        call.response,
        call.first_token,
        usage.cached_input,
        usage.cache_write,
        usage.reasoning,
        usage.audio_input,
        usage.audio_output,
    ])?;
    Ok(())
}

/// Says that a trace's sums may be behind its spans.
pub(super) fn mark(db: &Connection, trace: i64) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO unsettled (trace_no) VALUES (?1)")?.execute([trace])?;
    Ok(())
}

fn write_logs(
    db: &Connection,
    memory: &mut Memory,
    numbers: &Numbers<'_>,
    block: &LogBlock,
    written: &mut Written,
) -> Result<()> {
    let chunk = write_chunks(db, memory, &block.chunks)?;
    let first = memory.ids.log + 1;
    let mut insert = db.prepare_cached(include_str!("sql/insert_log.sql"))?;
    for (id, row) in (first..).zip(&block.rows) {
        insert.execute(params![
            id,
            row.time,
            row.severity,
            numbers.strings[row.origin.service as usize],
            numbers.resources[row.origin.resource as usize],
            numbers.scopes[row.origin.scope as usize],
            row.event.map(|number| numbers.strings[number as usize]),
            row.trace_id.as_ref().map(TraceId::as_bytes),
            row.span_id,
            numbers.received / 1_000_000,
            chunk + i64::from(row.place.chunk),
            row.place.position,
        ])?;
        if let (Some(trace_id), Some(said)) = (&row.trace_id, &row.said)
            && said::by_log(db, memory, (trace_id, row.time, said), block.revision)?
        {
            written.traces.push(*trace_id);
        }
    }
    memory.ids.log += block.rows.len() as i64;
    written.gained.logs += block.rows.len() as u64;
    let (t0, t1) = time_range(block.rows.iter().map(|row| (row.time, row.time)));
    let block_id = write_block(db, (1, first, block.rows.len()), chunk, t0..t1, block.revision)?;
    write_columns(db, memory, block_id, &block.columns, &block.words)?;
    block.rows.first().map_or(Ok(()), |row| arrived(db, memory, numbers, "log", row.origin.service, &block.client))
}

fn write_metrics(
    db: &Connection,
    memory: &mut Memory,
    numbers: &Numbers<'_>,
    block: &MetricBlock,
    written: &mut Written,
) -> Result<()> {
    let chunk = write_chunks(db, memory, &block.chunks)?;
    let mut gain = db.prepare_cached(include_str!("sql/gain_instrument.sql"))?;
    let mut instruments = Vec::with_capacity(block.instruments.len());
    for instrument in &block.instruments {
        let id: i64 = gain.query_row(
            params![
                instrument.hash,
                numbers.strings[instrument.service as usize],
                numbers.strings[instrument.scope_name as usize],
                instrument.name,
                instrument.unit,
                instrument.description,
                instrument.kind as u8,
                signed(instrument.points),
                instrument.first,
                instrument.last,
            ],
            |row| row.get(0),
        )?;
        instruments.push(id);
        written.gained.points += instrument.points;
    }
    let first = memory.ids.metric + 1;
    let mut insert = db.prepare_cached(include_str!("sql/insert_metric.sql"))?;
    for (id, row) in (first..).zip(&block.rows) {
        insert.execute(params![
            id,
            instruments[row.instrument as usize],
            numbers.resources[row.origin.resource as usize],
            numbers.scopes[row.origin.scope as usize],
            row.first,
            row.last,
            row.points,
            chunk + i64::from(row.place.chunk),
            row.place.position,
        ])?;
    }
    memory.ids.metric += block.rows.len() as i64;
    let (t0, t1) = time_range(block.rows.iter().map(|row| (row.first, row.last)));
    write_block(db, (2, first, block.rows.len()), chunk, t0..t1, 0)?;
    block.rows.first().map_or(Ok(()), |row| arrived(db, memory, numbers, "metric", row.origin.service, &block.client))
}

/// Stores chunks and returns the id of the first.
pub(super) fn write_chunks(db: &Connection, memory: &mut Memory, chunks: &[Vec<u8>]) -> Result<i64> {
    let first = memory.ids.chunk + 1;
    let mut insert = db.prepare_cached(include_str!("sql/insert_chunk.sql"))?;
    for chunk in chunks {
        memory.ids.chunk += 1;
        insert.execute(params![memory.ids.chunk, chunk])?;
    }
    Ok(first)
}

/// Writes the row of a block; `chunk` is the id of its first chunk.
pub(super) fn write_block(
    db: &Connection,
    (signal, first, rows): (u8, i64, usize),
    chunk: i64,
    time: Range<i64>,
    revision: u32,
) -> Result<i64> {
    db.prepare_cached(include_str!("sql/insert_block.sql"))?.insert(params![
        signal,
        first,
        rows as i64,
        chunk,
        time.start,
        time.end,
        revision
    ])
}

pub(super) fn write_columns(
    db: &Connection,
    memory: &mut Memory,
    block: i64,
    columns: &[KeyColumn],
    words: &[u8],
) -> Result<()> {
    for column in columns {
        write_column(db, memory, block, (column.place, &column.name, &column.data))?;
    }
    db.prepare_cached(include_str!("sql/insert_tok.sql"))?.execute(params![block, words])?;
    Ok(())
}

/// The key under which a block says which rows belong to which trace.
pub(crate) const RUNS: &str = "runs";

pub(super) fn write_column(
    db: &Connection,
    memory: &mut Memory,
    block: i64,
    (place, name, data): (u8, &str, &[u8]),
) -> Result<()> {
    let key = memory.interned.key(db, place, name)?;
    db.prepare_cached(include_str!("sql/insert_col.sql"))?.execute(params![key, block, data])?;
    Ok(())
}

fn arrived(
    db: &Connection,
    memory: &mut Memory,
    numbers: &Numbers<'_>,
    kind: &'static str,
    service: u32,
    client: &str,
) -> Result<()> {
    if memory.arrived.contains(&kind) {
        return Ok(());
    }
    memory.arrived.push(kind);
    db.prepare_cached(include_str!("sql/insert_arrival.sql"))?.execute(params![
        kind,
        numbers.received,
        &*numbers.group.strings[service as usize],
        client
    ])?;
    Ok(())
}

fn time_range(times: impl Iterator<Item = (i64, i64)>) -> (i64, i64) {
    times.fold((i64::MAX, i64::MIN), |(t0, t1), (start, end)| (t0.min(start), t1.max(end)))
}
