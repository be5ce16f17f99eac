//! Compaction: many small blocks, as a lone exporter leaves them, become one large one. Messages of a trace come together again
//! and a question has one block to ask instead of a hundred. Rows keep their ids; nothing raw changes but its place.
//!
//! This file reads and prepares, on a thread of its own; the writer then swaps old for new in one transaction (`writer/compact.rs`).

use std::collections::BTreeMap;

use crate::chunk::{Chunk, Packer};
use crate::columns::{self, Column, FastMap, Opener};
use crate::prepare::own::{Numbers, Runs, place};
use crate::prepare::{BlockAttributes, Chunks, KeyColumn, Place, logs, spans};
use crate::reader::Reader;
use crate::writer::RUNS;
use crate::{StoreError, numbers};
use waterglass_model::otlp::{Log, Span};

/// A block with fewer rows may be merged.
const SMALL: i64 = 2048;

/// A merged block has at most so many rows.
const LARGE: i64 = 8192;

/// Worth the work: so many rows, or so many blocks.
const ROWS_ENOUGH: i64 = 4096;
const BLOCKS_ENOUGH: usize = 32;

/// Raw bytes one merge may hold in memory.
const MOST_BYTES: u64 = 64 << 20;

/// Enough of a chunk to read its length from: the longest header of a zstd frame (RFC 8878 §3.1.1.1).
const HEADER: i64 = 18;

/// One block to put in the place of several.
pub(crate) struct Compacted {
    /// 0 spans, 1 logs.
    pub(crate) signal: u8,
    pub(crate) blocks: Vec<i64>,
    pub(crate) old_chunks: Vec<i64>,
    pub(crate) first: i64,
    pub(crate) rows: i64,
    pub(crate) time: (i64, i64),
    pub(crate) chunks: Vec<Vec<u8>>,
    /// Row id and its new place.
    pub(crate) places: Vec<(i64, Place)>,
    pub(crate) columns: Vec<KeyColumn>,
    pub(crate) words: Vec<u8>,
}

#[derive(Default)]
struct Run {
    signal: u8,
    blocks: Vec<i64>,
    block_rows: Vec<i64>,
    first: i64,
    rows: i64,
    bytes: u64,
    time: (i64, i64),
}

/// Finds one run of small blocks and merges it; `None` when there is none worth it.
pub(crate) fn compact(reader: &Reader<'_>) -> Result<Option<Compacted>, StoreError> {
    for signal in [0, 1] {
        if let Some(run) = find(reader, signal)? {
            return merge(reader, run).map(Some);
        }
    }
    Ok(None)
}

fn find(reader: &Reader<'_>, signal: u8) -> Result<Option<Run>, StoreError> {
    let sql = "SELECT id, first, rows, t0, t1 FROM blocks WHERE signal = ?1 AND rows < ?2 ORDER BY first";
    let mut statement = reader.db.prepare_cached(sql)?;
    let mut found = statement.query((signal, SMALL))?;
    let mut run = Run::default();
    while let Some(row) = found.next()? {
        let (id, first, rows): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let bytes = raw_bytes(reader, signal, first, rows)?;
        let adjoins = run.first + run.rows == first;
        let fits = adjoins && run.rows + rows <= LARGE && run.bytes + bytes <= MOST_BYTES;
        if !run.blocks.is_empty() && !fits {
            if worth_it(&run) {
                return Ok(Some(run));
            }
            run = Run::default();
        }
        if run.blocks.is_empty() {
            run = Run { signal, first, time: (i64::MAX, i64::MIN), ..Run::default() };
        }
        run.blocks.push(id);
        run.block_rows.push(rows);
        run.rows += rows;
        run.bytes += bytes;
        run.time = (run.time.0.min(row.get(3)?), run.time.1.max(row.get(4)?));
    }
    Ok(worth_it(&run).then_some(run))
}

/// How many bytes a block's chunks hold, read off their headers.
fn raw_bytes(reader: &Reader<'_>, signal: u8, first: i64, rows: i64) -> Result<u64, StoreError> {
    let sql = match signal {
        0 => "SELECT substr(data, 1, ?3) FROM chunks WHERE id IN (SELECT chunk FROM spans WHERE id >= ?1 AND id < ?2)",
        _ => "SELECT substr(data, 1, ?3) FROM chunks WHERE id IN (SELECT chunk FROM logs WHERE id >= ?1 AND id < ?2)",
    };
    let mut statement = reader.db.prepare_cached(sql)?;
    let mut headers = statement.query((first, first + rows, HEADER))?;
    let mut bytes = 0;
    while let Some(row) = headers.next()? {
        bytes += Chunk::length(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?).unwrap_or(u64::MAX / 1024);
    }
    Ok(bytes)
}

fn worth_it(run: &Run) -> bool {
    run.blocks.len() > 1 && (run.rows >= ROWS_ENOUGH || run.blocks.len() >= BLOCKS_ENOUGH)
}

struct Row {
    id: i64,
    trace: i64,
    chunk: i64,
    position: usize,
}

fn merge(reader: &Reader<'_>, run: Run) -> Result<Compacted, StoreError> {
    let rows = rows_of(reader, &run)?;
    let open = open_chunks(reader, &rows)?;
    let damaged = || StoreError::Damaged("a chunk is shorter than its rows say".into());
    let message =
        |row: &Row| open.get(&(row.chunk as u64)).and_then(|chunk| chunk.message(row.position)).ok_or_else(damaged);
    let mut packer = Packer::new()?;
    let columns = merge_columns(reader, &run, &mut packer)?;
    let (mut block, mut scratch) = (BlockAttributes::words_only(), Vec::new());
    let mut chunks = Chunks::new(&mut packer);
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by_key(|row| (row.trace, row.id));
    let (mut places, mut trace) = (Vec::with_capacity(rows.len()), 0);
    for row in order {
        if row.trace != trace || run.signal == 1 {
            chunks.border()?;
            trace = row.trace;
        }
        let bytes = message(row)?;
        let place = chunks.add(bytes)?;
        places.push((row.id, place));
        // Words know their chunk, and the chunks are new.
        block.in_chunk(place.chunk);
        let number = (row.id - run.first) as u32;
        if run.signal == 0 {
            spans::add_attributes(number, &Span::parse(bytes).map_err(|_| damaged())?, &mut block, &mut scratch);
        } else {
            logs::add_attributes(number, &Log::parse(bytes).map_err(|_| damaged())?, &mut block);
        }
    }
    let words = block.finish_words();
    let chunks = chunks.finish()?;
    let old_chunks = open.keys().map(|id| *id as i64).collect();
    Ok(Compacted {
        signal: run.signal,
        blocks: run.blocks,
        old_chunks,
        first: run.first,
        rows: run.rows,
        time: run.time,
        chunks,
        places,
        columns,
        words,
    })
}

/// The blocks' columns as those of one block. Nothing is read from the telemetry again: what was derived stays as it was derived.
fn merge_columns(reader: &Reader<'_>, run: &Run, packer: &mut Packer) -> Result<Vec<KeyColumn>, StoreError> {
    let damaged = || StoreError::Damaged("a column cannot be read".into());
    let mut merged: BTreeMap<(u8, Box<str>), Merging> = BTreeMap::new();
    let mut first = 0u32;
    let mut opener = Opener::new();
    for (block, rows) in run.blocks.iter().zip(&run.block_rows) {
        reader.in_time()?;
        let sql = "SELECT k.place, k.name, c.data FROM col c JOIN keys k ON k.id = c.key WHERE c.block = ?1";
        let mut statement = reader.db.prepare_cached(sql)?;
        let mut found = statement.query([block])?;
        while let Some(row) = found.next()? {
            let name: Box<str> = row.get::<_, String>(1)?.into();
            let data = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let plain = opener.plain(data).ok_or_else(damaged)?;
            let place = row.get(0)?;
            merged
                .entry((place, name))
                .or_insert_with_key(|(place, name)| Merging::new(*place, name))
                .add(first, *rows as u32, plain)
                .ok_or_else(damaged)?;
        }
        first += *rows as u32;
    }
    let finish = |((place, name), merging): ((u8, Box<str>), Merging)| {
        let data = merging.finish(first);
        KeyColumn { place, name, data: packer.column(data) }
    };
    Ok(merged.into_iter().map(finish).collect())
}

/// One column of a merged block while its parts are put together.
enum Merging {
    Values(Box<Column>),
    Times(Numbers),
    Counts { numbers: Numbers, rows: u32 },
    Traces(Runs),
}

impl Merging {
    fn new(at: u8, name: &str) -> Self {
        match (at, name) {
            (place::NUMBERS, RUNS) => Self::Traces(Runs::new()),
            (place::NUMBERS, "start") => Self::Times(Numbers::new("start")),
            (place::NUMBERS, _) => Self::Counts { numbers: Numbers::new(""), rows: 0 },
            _ => Self::Values(Box::default()),
        }
    }

    /// Adds a block's part: `first` is its first row in the merged block, `count` how many rows it has.
    fn add(&mut self, first: u32, count: u32, plain: &[u8]) -> Option<()> {
        match self {
            Self::Values(column) => {
                let mut good = Some(());
                columns::each_value(plain, |value| {
                    let rows = columns::runs_of(value.rows, |from, to| {
                        (from..to.min(count)).for_each(|row| column.add(first + row, value.kind, value.bytes));
                    });
                    good = good.and(rows);
                })?;
                good
            }
            Self::Times(numbers) => numbers::each_time(plain, |time| numbers.add_time(time)),
            Self::Counts { numbers, rows } => {
                (*rows..first).for_each(|_| numbers.add_count(None));
                *rows = first + count;
                numbers::each_count(plain, |count| numbers.add_count(count))
            }
            Self::Traces(runs) => numbers::each_run(plain, |from, to, trace| {
                (from..to.min(count)).for_each(|row| runs.add(first + row, trace));
            }),
        }
    }

    fn finish(self, rows: u32) -> Vec<u8> {
        match self {
            Self::Values(column) => column.finish(),
            Self::Times(numbers) => numbers.bytes(),
            Self::Counts { mut numbers, rows: filled } => {
                (filled..rows).for_each(|_| numbers.add_count(None));
                numbers.bytes()
            }
            Self::Traces(runs) => runs.finish(),
        }
    }
}

fn rows_of(reader: &Reader<'_>, run: &Run) -> Result<Vec<Row>, StoreError> {
    let sql = match run.signal {
        0 => "SELECT id, trace_no, chunk, pos FROM spans WHERE id >= ?1 AND id < ?2 ORDER BY id",
        _ => "SELECT id, 0, chunk, pos FROM logs WHERE id >= ?1 AND id < ?2 ORDER BY id",
    };
    let mut statement = reader.db.prepare_cached(sql)?;
    let rows = statement.query_map((run.first, run.first + run.rows), |row| {
        Ok(Row { id: row.get(0)?, trace: row.get(1)?, chunk: row.get(2)?, position: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The chunks these rows lie in.
fn open_chunks(reader: &Reader<'_>, rows: &[Row]) -> Result<FastMap<u64, Chunk>, StoreError> {
    let mut open = FastMap::default();
    for row in rows {
        if open.contains_key(&(row.chunk as u64)) {
            continue;
        }
        reader.in_time()?;
        open.insert(row.chunk as u64, reader.chunk(row.chunk)?);
    }
    Ok(open)
}
