//! Compaction: many small blocks, as a lone exporter leaves them, become one large one. Messages of a trace come together again
//! and a question has one block to ask instead of a hundred. Rows keep their ids; nothing raw changes but its place.
//!
//! A block some of whose rows were deleted is written anew in the same way, without them: that is when their bytes leave the file.
//!
//! This file reads and prepares, on a thread of its own; the writer then swaps old for new in one transaction (`writer/compact.rs`).

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;

use crate::chunk::{Chunk, Packer};
use crate::columns::{self, Column, FastMap, Opener};
use crate::prepare::own::{Numbers, Runs, place};
use crate::prepare::{BlockAttributes, Chunks, KeyColumn, Place, logs, spans};
use crate::reader::Reader;
use crate::writer::RUNS;
use crate::{StoreError, numbers};
use waterglass_model::otlp::{Log, Span};

/// Worth the work: half of the rows that a merged block may have, or so many blocks.
const BLOCKS_ENOUGH: usize = 32;

/// How thoroughly small blocks are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Nobody waits for the writer.
    Quiet,
    /// Exporters do, and it takes some 4 µs a row to swap a merged block in: only what is really small, a little at a time.
    Busy,
}

impl Pace {
    /// A block with fewer rows is small. Half of [`Self::most`] is not, so that nothing is merged twice.
    fn small(self) -> i64 {
        match self {
            Self::Quiet => 2048,
            Self::Busy => 512,
        }
    }

    /// The rows a merged block has at most.
    fn most(self) -> i64 {
        match self {
            Self::Quiet => 8192,
            Self::Busy => 3072,
        }
    }
}

/// Raw bytes one merge may hold in memory.
const MOST_BYTES: u64 = 64 << 20;

/// Enough of a chunk to read its length from: the longest header of a zstd frame (RFC 8878 §3.1.1.1).
const HEADER: i64 = 18;

/// One block to put in the place of several.
pub(crate) struct Compacted {
    /// 0 spans, 1 logs.
    pub(crate) signal: u8,
    /// Their ids, and how many rows of each had been deleted when it was read.
    pub(crate) blocks: Vec<(i64, i64)>,
    /// Of the dialects that read all of them.
    pub(crate) revision: u32,
    pub(crate) old_chunks: Vec<i64>,
    pub(crate) first: i64,
    pub(crate) rows: i64,
    pub(crate) time: (i64, i64),
    pub(crate) chunks: Vec<Vec<u8>>,
    /// Row id and its new place. Empty: no row is left, and there is no new block.
    pub(crate) places: Vec<(i64, Place)>,
    pub(crate) columns: Vec<KeyColumn>,
    pub(crate) words: Vec<u8>,
}

#[derive(Default)]
struct Run {
    signal: u8,
    blocks: Vec<(i64, i64)>,
    revision: u32,
    block_rows: Vec<i64>,
    first: i64,
    rows: i64,
}

impl Run {
    fn add(&mut self, block: (i64, i64), rows: i64) {
        self.blocks.push(block);
        self.block_rows.push(rows);
        self.rows += rows;
    }

    fn is_worth_it(&self, pace: Pace) -> bool {
        self.blocks.len() > 1 && (self.rows >= pace.most() / 2 || self.blocks.len() >= BLOCKS_ENOUGH)
    }
}

/// Finds one run of small blocks and merges it; `None` when there is none worth it.
pub(crate) fn compact(reader: &Reader<'_>, pace: Pace) -> Result<Option<Compacted>, StoreError> {
    for signal in [0, 1] {
        if let Some(run) = find(reader, signal, pace)? {
            return merge(reader, run).map(Some);
        }
    }
    Ok(None)
}

/// How many blocks a busy merge would take.
pub(crate) fn small_blocks(reader: &Reader<'_>) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM blocks WHERE signal < 2 AND rows < ?1";
    Ok(reader.db.prepare_cached(sql)?.query_row([Pace::Busy.small()], |row| row.get(0))?)
}

/// Finds a block with deleted rows and writes it anew without them; `None` when there is none.
pub(crate) fn rewrite_deleted(reader: &Reader<'_>) -> Result<Option<Compacted>, StoreError> {
    let sql = "SELECT signal, id, first, rows, deleted, revision FROM blocks WHERE deleted > 0 LIMIT 1";
    let found = reader.db.prepare_cached(sql)?.query_row([], |row| {
        let (first, rows) = (row.get(2)?, row.get(3)?);
        let blocks = vec![(row.get(1)?, row.get(4)?)];
        Ok(Run { signal: row.get(0)?, revision: row.get(5)?, blocks, block_rows: vec![rows], first, rows })
    });
    found.optional()?.map(|run| merge(reader, run)).transpose()
}

fn find(reader: &Reader<'_>, signal: u8, pace: Pace) -> Result<Option<Run>, StoreError> {
    let sql = "SELECT id, first, rows, deleted, revision FROM blocks WHERE signal = ?1 AND rows < ?2 ORDER BY first";
    let mut statement = reader.db.prepare_cached(sql)?;
    let mut found = statement.query((signal, pace.small()))?;
    let mut run = Run::default();
    while let Some(row) = found.next()? {
        let (first, rows): (i64, i64) = (row.get(1)?, row.get(2)?);
        let revision = row.get(4)?;
        let adjoins = run.first + run.rows == first && run.revision == revision;
        if !adjoins || run.rows + rows > pace.most() {
            let whole = std::mem::replace(&mut run, Run { signal, first, revision, ..Run::default() });
            if let Some(run) = within_bytes(reader, whole, pace)? {
                return Ok(Some(run));
            }
        }
        run.add((row.get(0)?, row.get(3)?), rows);
    }
    within_bytes(reader, run, pace)
}

/// The first part of a run that is worth merging and not too large for memory. Bytes are looked up only here: most runs are too short anyway.
fn within_bytes(reader: &Reader<'_>, run: Run, pace: Pace) -> Result<Option<Run>, StoreError> {
    if !run.is_worth_it(pace) {
        return Ok(None);
    }
    let begin = |first| Run { signal: run.signal, first, revision: run.revision, ..Run::default() };
    let (mut part, mut bytes) = (begin(run.first), 0);
    for (block, rows) in run.blocks.iter().zip(&run.block_rows) {
        let more = raw_bytes(reader, run.signal, part.first + part.rows, *rows)?;
        if bytes + more > MOST_BYTES && part.is_worth_it(pace) {
            break;
        }
        if bytes + more > MOST_BYTES {
            (part, bytes) = (begin(part.first + part.rows), 0);
        }
        part.add(*block, *rows);
        bytes += more;
    }
    Ok(part.is_worth_it(pace).then_some(part))
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

struct Row {
    id: i64,
    trace: i64,
    chunk: i64,
    position: usize,
    time: (i64, i64),
}

fn merge(reader: &Reader<'_>, run: Run) -> Result<Compacted, StoreError> {
    let rows = rows_of(reader, &run)?;
    let open = open_chunks(reader, &rows)?;
    let damaged = || StoreError::Damaged("a chunk is shorter than its rows say".into());
    let message =
        |row: &Row| open.get(&(row.chunk as u64)).and_then(|chunk| chunk.message(row.position)).ok_or_else(damaged);
    let mut packer = Packer::new()?;
    let mut present = vec![false; run.rows as usize];
    rows.iter().for_each(|row| present[(row.id - run.first) as usize] = true);
    let mut columns = merge_columns(reader, &run, &present, &mut packer)?;
    columns.extend(runs_column(&run, &rows, &mut packer));
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
    let old_chunks = chunks_of(reader, &run)?;
    let time = rows.iter().fold((i64::MAX, i64::MIN), |time, row| (time.0.min(row.time.0), time.1.max(row.time.1)));
    Ok(Compacted {
        signal: run.signal,
        blocks: run.blocks,
        revision: run.revision,
        old_chunks,
        first: run.first,
        rows: run.rows,
        time,
        chunks,
        places,
        columns,
        words,
    })
}

/// All chunks of the blocks, also those none of whose messages is wanted any more: a block's chunks follow its first one up to the next block's.
fn chunks_of(reader: &Reader<'_>, run: &Run) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT c.id FROM blocks b JOIN chunks c ON c.id >= b.chunk
        AND c.id < coalesce((SELECT min(n.chunk) FROM blocks n WHERE n.chunk > b.chunk), 9223372036854775807)
        WHERE b.id = ?1";
    let mut statement = reader.db.prepare_cached(sql)?;
    let mut chunks = Vec::new();
    for (block, _) in &run.blocks {
        let found = statement.query_map([block], |row| row.get(0))?;
        chunks.extend(found.collect::<Result<Vec<i64>, _>>()?);
    }
    Ok(chunks)
}

/// Which rows belong to which trace. Of log records it is said only where some are missing.
fn runs_column(run: &Run, rows: &[Row], packer: &mut Packer) -> Option<KeyColumn> {
    if run.signal == 1 && rows.len() as i64 == run.rows {
        return None;
    }
    let mut runs = Runs::new();
    rows.iter().for_each(|row| runs.add((row.id - run.first) as u32, row.trace));
    Some(KeyColumn { place: place::NUMBERS, name: RUNS.into(), data: packer.column(runs.finish()) })
}

/// The blocks' columns as those of one block, without what rows had that are not stored any more. Nothing is read from the telemetry again: what was
/// derived stays as it was derived.
fn merge_columns(
    reader: &Reader<'_>,
    run: &Run,
    present: &[bool],
    packer: &mut Packer,
) -> Result<Vec<KeyColumn>, StoreError> {
    let damaged = || StoreError::Damaged("a column cannot be read".into());
    let mut merged: BTreeMap<(u8, Box<str>), Merging> = BTreeMap::new();
    let mut first = 0u32;
    let mut opener = Opener::new();
    for ((block, _), rows) in run.blocks.iter().zip(&run.block_rows) {
        reader.in_time()?;
        // Which trace a row belongs to is made again from the rows themselves.
        let sql = "SELECT k.place, k.name, c.data FROM col c JOIN keys k ON k.id = c.key WHERE c.block = ?1 AND NOT (k.place = ?2 AND k.name = ?3)";
        let mut statement = reader.db.prepare_cached(sql)?;
        let mut found = statement.query((block, place::NUMBERS, RUNS))?;
        while let Some(row) = found.next()? {
            let name: Box<str> = row.get::<_, String>(1)?.into();
            let data = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let plain = opener.plain(data).ok_or_else(damaged)?;
            let place = row.get(0)?;
            merged
                .entry((place, name))
                .or_insert_with_key(|(place, name)| Merging::new(*place, name))
                .add(first, &present[first as usize..][..*rows as usize], plain)
                .ok_or_else(damaged)?;
        }
        first += *rows as u32;
    }
    let finish = |((place, name), merging): ((u8, Box<str>), Merging)| {
        let data = merging.finish(first);
        KeyColumn { place, name, data: packer.column(data) }
    };
    Ok(merged.into_iter().filter(|(_, merging)| !merging.is_empty()).map(finish).collect())
}

/// One column of a merged block while its parts are put together.
enum Merging {
    Values(Box<Column>),
    Times { numbers: Numbers, last: i64 },
    Counts { numbers: Numbers, rows: u32 },
}

impl Merging {
    fn new(at: u8, name: &str) -> Self {
        match (at, name) {
            (place::NUMBERS, "start") => Self::Times { numbers: Numbers::new("start"), last: 0 },
            (place::NUMBERS, _) => Self::Counts { numbers: Numbers::new(""), rows: 0 },
            _ => Self::Values(Box::default()),
        }
    }

    /// Adds a block's part: `first` is its first row in the merged block, `present` says which of its rows are stored.
    fn add(&mut self, first: u32, present: &[bool], plain: &[u8]) -> Option<()> {
        let count = present.len() as u32;
        let is_present = |row: u32| present.get(row as usize) == Some(&true);
        match self {
            Self::Values(column) => {
                let mut good = Some(());
                columns::each_value(plain, |value| {
                    let rows = columns::runs_of(value.rows, |from, to| {
                        let rows = (from..to.min(count)).filter(|row| is_present(*row));
                        rows.for_each(|row| column.add(first + row, value.kind, value.bytes));
                    });
                    good = good.and(rows);
                })?;
                good
            }
            Self::Times { numbers, last } => {
                let mut row = 0;
                numbers::each_time(plain, |time| {
                    *last = if is_present(row) { time } else { *last };
                    numbers.add_time(*last);
                    row += 1;
                })
            }
            Self::Counts { numbers, rows } => {
                (*rows..first).for_each(|_| numbers.add_count(None));
                *rows = first + count;
                let mut row = 0;
                numbers::each_count(plain, |count| {
                    numbers.add_count(count.filter(|_| is_present(row)));
                    row += 1;
                })
            }
        }
    }

    /// Whether no row has anything of it.
    fn is_empty(&self) -> bool {
        matches!(self, Self::Values(column) if column.is_empty())
    }

    fn finish(self, rows: u32) -> Vec<u8> {
        match self {
            Self::Values(column) => column.finish(),
            Self::Times { numbers, .. } => numbers.bytes(),
            Self::Counts { mut numbers, rows: filled } => {
                (filled..rows).for_each(|_| numbers.add_count(None));
                numbers.bytes()
            }
        }
    }
}

fn rows_of(reader: &Reader<'_>, run: &Run) -> Result<Vec<Row>, StoreError> {
    let sql = match run.signal {
        0 => "SELECT id, trace_no, chunk, pos, start_ns, duration_ns FROM spans WHERE id >= ?1 AND id < ?2 ORDER BY id",
        _ => "SELECT id, 0, chunk, pos, time_ns, 0 FROM logs WHERE id >= ?1 AND id < ?2 ORDER BY id",
    };
    let mut statement = reader.db.prepare_cached(sql)?;
    let rows = statement.query_map((run.first, run.first + run.rows), |row| {
        let (start, duration): (i64, i64) = (row.get(4)?, row.get(5)?);
        let time = (start, start.saturating_add(duration));
        Ok(Row { id: row.get(0)?, trace: row.get(1)?, chunk: row.get(2)?, position: row.get(3)?, time })
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
