//! Values of columns for the rows of a page, and the order of rows by such values. The value of a trace is that of its earliest span that has one.

use std::cmp::Ordering;

use rusqlite::OptionalExtension;
use waterglass_model::otlp::{Resource, Value};
use waterglass_query::{Field, Known, Scope};

use super::blocks::{Block, Blocks, Signal};
use super::fields::{Column, Sort};
use super::leaf::{Number, own_name};
use super::traces::{Matching, TraceFilter};
use crate::StoreError;
use crate::answers::{Outcome, TraceSummary};
use crate::columns::{self, FastMap};
use crate::prepare::own::place;
use crate::reader::Reader;
use crate::trace_row::TraceNumbers;

/// A value of a column, with its own type.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// An integer; times and lengths in nanoseconds.
    Int(i64),
    /// A double.
    Double(f64),
    /// A boolean.
    Bool(bool),
    /// A list.
    List(Vec<Self>),
    /// A map, in the order sent.
    Map(Vec<(String, Self)>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A value that says nothing.
    Empty,
}

impl Cell {
    /// An OTLP value, owned.
    pub fn of(value: &Value<'_>) -> Self {
        match value {
            Value::String(text) => Self::Text((*text).to_owned()),
            Value::Int(number) => Self::Int(*number),
            Value::Double(number) => Self::Double(*number),
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Array(_) => Self::List(value.elements().map(|element| Self::of(&element)).collect()),
            Value::Map(_) => {
                Self::Map(value.entries().map(|(key, entry)| (key.to_owned(), Self::of(&entry))).collect())
            }
            Value::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
            Value::Empty => Self::Empty,
        }
    }
}

/// Where the values of a column stand in blocks.
#[derive(Hash)]
pub(crate) enum Source {
    /// Under a key of `col`.
    Texts { place: u8, name: Box<str>, resource: bool },
    /// In an array.
    Number(Number),
    /// In the resource alone.
    Resource(Box<str>),
    /// Nowhere: the row itself tells it, or nobody does.
    Row,
}

impl Source {
    pub(crate) fn of(field: &Field, signal: Signal) -> Self {
        match (field, signal) {
            (Field::Known(known), _) => match (Number::of(*known), own_name(*known, signal)) {
                (Some(number), _) => Self::Number(number),
                (None, Some(name)) => {
                    let place = if signal == Signal::Spans { place::OWN_SPAN } else { place::OWN_LOG };
                    Self::Texts { place, name: name.into(), resource: false }
                }
                (None, None) => Self::Row,
            },
            (Field::Attribute(Scope::Resource, key), _) => Self::Resource((&**key).into()),
            (Field::Attribute(scope, key), _) => {
                let (place, resource) = match (scope, signal) {
                    (Scope::Event, Signal::Spans) => (place::EVENT, false),
                    (Scope::Link, Signal::Spans) => (place::LINK, false),
                    (Scope::Any, Signal::Spans) => (place::SPAN, true),
                    (Scope::Any, Signal::Logs) => (place::LOG, true),
                    (_, Signal::Spans) => (place::SPAN, false),
                    (_, Signal::Logs) => (place::LOG, false),
                };
                Self::Texts { place, name: (&**key).into(), resource }
            }
        }
    }
}

/// A row that may give the value of an output row: the lower its rank the better.
#[derive(Clone, Copy)]
struct Candidate {
    id: i64,
    output: usize,
    rank: usize,
}

/// The columns' values of traces on a page.
pub(crate) fn of_traces(
    blocks: &mut Blocks<'_, '_>,
    columns: &[Column],
    rows: &[TraceSummary],
    numbers: &[i64],
) -> Result<Vec<Vec<Option<Cell>>>, StoreError> {
    let mut values = vec![Vec::with_capacity(columns.len()); rows.len()];
    if columns.is_empty() {
        return Ok(values);
    }
    let mut candidates = Vec::new();
    if columns.iter().any(|column| of_trace(&column.field, None).is_none()) {
        let sql = "SELECT id FROM spans WHERE trace_no = ?1 ORDER BY start_ns, id";
        let mut statement = blocks.reader.db.prepare_cached(sql)?;
        for (output, no) in numbers.iter().enumerate() {
            let mut ids = statement.query([no])?;
            let mut rank = 0;
            while let Some(row) = ids.next()? {
                candidates.push(Candidate { id: row.get(0)?, output, rank });
                rank += 1;
            }
        }
    }
    let mut lookup = Lookup::new(blocks, Signal::Spans, candidates)?;
    for column in columns {
        if of_trace(&column.field, None).is_some() {
            for (values, row) in values.iter_mut().zip(rows) {
                values.push(of_trace(&column.field, Some(row)).flatten());
            }
            continue;
        }
        let found = lookup.column(blocks, &column.field, rows.len())?;
        values.iter_mut().zip(found).for_each(|(values, value)| values.push(value));
    }
    Ok(values)
}

/// The columns' values of spans or log records by their ids.
pub(crate) fn of_rows(
    blocks: &mut Blocks<'_, '_>,
    signal: Signal,
    columns: &[Column],
    ids: &[i64],
) -> Result<Vec<Vec<Option<Cell>>>, StoreError> {
    let mut values = vec![Vec::with_capacity(columns.len()); ids.len()];
    if columns.is_empty() {
        return Ok(values);
    }
    let candidates = ids.iter().enumerate().map(|(output, id)| Candidate { id: *id, output, rank: 0 }).collect();
    let mut lookup = Lookup::new(blocks, signal, candidates)?;
    for column in columns {
        let found = lookup.column(blocks, &column.field, ids.len())?;
        values.iter_mut().zip(found).for_each(|(values, value)| values.push(value));
    }
    Ok(values)
}

/// A field of the trace's own. The outer `None`: it is its spans'. Without a row only that is told.
fn of_trace(field: &Field, row: Option<&TraceSummary>) -> Option<Option<Cell>> {
    let Field::Known(known) = field else { return None };
    let int = |number: Option<u64>| number.map(|number| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX)));
    let tell = |tell: &dyn Fn(&TraceSummary) -> Option<Cell>| Some(row.and_then(tell));
    match known {
        Known::Name => tell(&|row| Some(Cell::Text(row.name.clone()))),
        Known::Service => tell(&|row| Some(Cell::Text(row.service.clone()))),
        Known::Project => tell(&|row| Some(Cell::Text(row.project.clone()))),
        Known::Session => tell(&|row| row.session.clone().map(Cell::Text)),
        Known::Trace => tell(&|row| Some(Cell::Text(row.trace_id.to_string()))),
        Known::Start => tell(&|row| int(Some(row.start))),
        Known::Duration => tell(&|row| int(Some(row.duration))),
        Known::Spans => tell(&|row| int(Some(u64::from(row.spans)))),
        Known::Errors => tell(&|row| int(Some(u64::from(row.errors)))),
        Known::User => tell(&|row| row.user.clone().map(Cell::Text)),
        Known::InputTokens => tell(&|row| int(row.sums.usage.input)),
        Known::OutputTokens => tell(&|row| int(row.sums.usage.output)),
        Known::CachedTokens => tell(&|row| int(row.sums.usage.cached_input)),
        Known::ReasoningTokens => tell(&|row| int(row.sums.usage.reasoning)),
        Known::Cost => tell(&|row| row.sums.cost.map(dollars)),
        Known::Tokens => tell(&|row| match (row.sums.usage.input, row.sums.usage.output) {
            (None, None) => None,
            (input, output) => int(Some(input.unwrap_or(0).saturating_add(output.unwrap_or(0)))),
        }),
        Known::Status => tell(&|row| {
            let word = match row.outcome {
                Outcome::Ok => "ok",
                Outcome::HasErrors => "error",
                Outcome::Failed => "failed",
            };
            Some(Cell::Text(word.into()))
        }),
        Known::Tag => tell(&|row| {
            let tags = row.tags.iter().cloned().map(Cell::Text).collect::<Vec<_>>();
            (!tags.is_empty()).then_some(Cell::List(tags))
        }),
        Known::Note => tell(&|row| row.note.clone().map(Cell::Text)),
        Known::Feedback => Some(None),
        _ => None,
    }
}

/// Picodollars as people read them.
fn dollars(picodollars: i64) -> Cell {
    Cell::Double(picodollars as f64 / 1e12)
}

struct Lookup {
    signal: Signal,
    blocks: Vec<Block>,
    /// By id.
    candidates: Vec<Candidate>,
}

/// The best value found for an output row so far.
#[derive(Clone)]
struct Best {
    rank: usize,
    id: i64,
    /// `None`: the message must be looked at.
    cell: Option<Cell>,
}

impl Lookup {
    fn new(blocks: &Blocks<'_, '_>, signal: Signal, mut candidates: Vec<Candidate>) -> Result<Self, StoreError> {
        candidates.sort_by_key(|candidate| candidate.id);
        let mut list = if candidates.is_empty() { Vec::new() } else { blocks.newest_first(signal, None)? };
        list.sort_by_key(|block| block.first);
        Ok(Self { signal, blocks: list, candidates })
    }

    /// Blocks that hold candidates, and those they hold.
    fn parts(&self) -> Vec<(Block, &[Candidate])> {
        let mut rest = &self.candidates[..];
        let mut parts = Vec::new();
        for block in &self.blocks {
            let end = block.first + i64::from(block.rows);
            let from = rest.partition_point(|candidate| candidate.id < block.first);
            let to = rest.partition_point(|candidate| candidate.id < end);
            if from < to {
                parts.push((*block, &rest[from..to]));
            }
            rest = &rest[to..];
        }
        parts
    }

    fn column(
        &mut self,
        blocks: &mut Blocks<'_, '_>,
        field: &Field,
        outputs: usize,
    ) -> Result<Vec<Option<Cell>>, StoreError> {
        let source = Source::of(field, self.signal);
        let mut best: Vec<Option<Best>> = vec![None; outputs];
        match &source {
            Source::Texts { place, name, .. } => {
                if let Some(key) = blocks.key(*place, name)? {
                    for (block, candidates) in self.parts() {
                        texts(blocks, &block, key, candidates, &mut best)?;
                    }
                }
            }
            Source::Number(number) => {
                for (block, candidates) in self.parts() {
                    let values = number.read(blocks, &block)?;
                    for candidate in candidates {
                        let value = values.get((candidate.id - block.first) as usize).copied().flatten();
                        if let Some(value) = value {
                            let cell = if *number == Number::Cost { dollars(value) } else { Cell::Int(value) };
                            offer(&mut best, candidate, Some(cell));
                        }
                    }
                }
            }
            Source::Resource(_) | Source::Row => {}
        }
        let mut values = Vec::with_capacity(outputs);
        for (output, best) in best.into_iter().enumerate() {
            values.push(match best {
                Some(Best { cell: Some(cell), .. }) => Some(cell),
                Some(Best { id, .. }) => message_value(blocks, self.signal, id, &source)?,
                None => self.elsewhere(blocks, field, &source, output)?,
            });
        }
        Ok(values)
    }

    /// The value of an output row none of whose rows has it in a column: its resource's, or what the table tells.
    fn elsewhere(
        &self,
        blocks: &Blocks<'_, '_>,
        field: &Field,
        source: &Source,
        output: usize,
    ) -> Result<Option<Cell>, StoreError> {
        let first = self.candidates.iter().filter(|candidate| candidate.output == output).min_by_key(|one| one.rank);
        let Some(first) = first else { return Ok(None) };
        match source {
            Source::Texts { name, resource: true, .. } | Source::Resource(name) => {
                resource_value(blocks.reader, self.signal, first.id, name)
            }
            Source::Row => row_value(blocks.reader, self.signal, first.id, field),
            _ => Ok(None),
        }
    }
}

fn offer(best: &mut [Option<Best>], candidate: &Candidate, cell: Option<Cell>) {
    let best = &mut best[candidate.output];
    match best {
        Some(known) if known.rank < candidate.rank => {}
        // A second value of the same row: a list, or a marker that says so.
        Some(known) if known.rank == candidate.rank => known.cell = None,
        _ => *best = Some(Best { rank: candidate.rank, id: candidate.id, cell }),
    }
}

fn texts(
    blocks: &mut Blocks<'_, '_>,
    block: &Block,
    key: i64,
    candidates: &[Candidate],
    best: &mut [Option<Best>],
) -> Result<(), StoreError> {
    blocks.with(block, key, |plain| {
        let mut good = Some(());
        columns::each_value(plain, |value| {
            let runs = columns::runs_of(value.rows, |from, to| {
                let (from, to) = (block.first + i64::from(from), block.first + i64::from(to));
                let first = candidates.partition_point(|candidate| candidate.id < from);
                for candidate in candidates[first..].iter().take_while(|candidate| candidate.id < to) {
                    offer(best, candidate, cell(value.kind, value.bytes));
                }
            });
            good = good.and(runs);
        })?;
        good
    })?;
    Ok(())
}

/// A stored value as a cell; `None` when only its message tells it.
pub(crate) fn cell(kind: u8, bytes: &[u8]) -> Option<Cell> {
    use waterglass_query::Cell as Compared;
    match super::blocks::cell_of(kind, bytes) {
        Compared::Text(text) => Some(Cell::Text(text.to_owned())),
        Compared::Int(number) => Some(Cell::Int(number)),
        Compared::Double(number) => Some(Cell::Double(number)),
        Compared::Bool(truth) => Some(Cell::Bool(truth)),
        Compared::Other => None,
    }
}

/// The value as it stands in the message of a row.
fn message_value(
    blocks: &Blocks<'_, '_>,
    signal: Signal,
    id: i64,
    source: &Source,
) -> Result<Option<Cell>, StoreError> {
    let Source::Texts { place, name, .. } = source else { return Ok(None) };
    let sql = match signal {
        Signal::Spans => "SELECT chunk, pos FROM spans WHERE id = ?1",
        Signal::Logs => "SELECT chunk, pos FROM logs WHERE id = ?1",
    };
    let found =
        blocks.reader.db.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((chunk, position)) = found else { return Ok(None) };
    let chunk = blocks.reader.chunk(chunk)?;
    let mut value = None;
    super::text::values_at(chunk.message(position).unwrap_or_default(), *place, name, &mut |found| {
        value = Some(Cell::of(found));
        true
    });
    Ok(value)
}

fn resource_value(reader: &Reader<'_>, signal: Signal, id: i64, key: &str) -> Result<Option<Cell>, StoreError> {
    let sql = match signal {
        Signal::Spans => "SELECT r.message FROM spans s JOIN resources r ON r.id = s.resource WHERE s.id = ?1",
        Signal::Logs => "SELECT r.message FROM logs s JOIN resources r ON r.id = s.resource WHERE s.id = ?1",
    };
    let mut statement = reader.db.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let resource = Resource::parse(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?).unwrap_or_default();
    Ok(resource.attributes().find(|(name, _)| *name == key).map(|(_, value)| Cell::of(&value)))
}

/// A field that neither a block nor a resource keeps: ids.
fn row_value(reader: &Reader<'_>, signal: Signal, id: i64, field: &Field) -> Result<Option<Cell>, StoreError> {
    let sql = match (field, signal) {
        (Field::Known(Known::Trace), Signal::Spans) => {
            "SELECT lower(hex(t.trace_id)) FROM spans s JOIN traces t ON t.no = s.trace_no WHERE s.id = ?1"
        }
        (Field::Known(Known::Span), Signal::Spans) => "SELECT printf('%016x', span_id) FROM spans WHERE id = ?1",
        (Field::Known(Known::Trace), Signal::Logs) => "SELECT lower(hex(trace_id)) FROM logs WHERE id = ?1",
        (Field::Known(Known::Span), Signal::Logs) => "SELECT printf('%016x', span_id) FROM logs WHERE id = ?1",
        _ => return Ok(None),
    };
    let text: Option<Option<String>> = reader.db.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    Ok(text.flatten().map(Cell::Text))
}

/// What rows are sorted by: numbers before texts, none last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    Number(f64),
    Text(Box<str>),
    None,
}

impl Key {
    pub(crate) fn of(kind: u8, bytes: &[u8]) -> Self {
        match cell(kind, bytes) {
            Some(Cell::Text(text)) => Self::Text(text.to_lowercase().into()),
            Some(Cell::Int(number)) => Self::Number(number as f64),
            Some(Cell::Double(number)) => Self::Number(number),
            Some(Cell::Bool(truth)) => Self::Number(f64::from(u8::from(truth))),
            _ => Self::Text("".into()),
        }
    }

    /// How two keys stand; those without a value come last either way.
    pub(crate) fn compare(&self, other: &Self, ascending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::None, Self::None) => return Ordering::Equal,
            (Self::None, _) => return Ordering::Greater,
            (_, Self::None) => return Ordering::Less,
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
        };
        if ascending { order } else { order.reverse() }
    }
}

/// Calls `each` with each row of a block that has a value of a field, and the value as a sort key.
pub(crate) fn each_key(
    blocks: &mut Blocks<'_, '_>,
    block: &Block,
    source: &Source,
    mut each: impl FnMut(u32, &Key),
) -> Result<(), StoreError> {
    match source {
        Source::Number(number) => {
            for (row, value) in number.read(blocks, block)?.into_iter().enumerate() {
                if let Some(value) = value {
                    each(row as u32, &Key::Number(value as f64));
                }
            }
        }
        Source::Texts { place, name, .. } => {
            let Some(key) = blocks.key(*place, name)? else { return Ok(()) };
            blocks.with(block, key, |plain| {
                let mut good = Some(());
                columns::each_value(plain, |value| {
                    if value.kind != b'a' {
                        let key = Key::of(value.kind, value.bytes);
                        good = good.and(columns::runs_of(value.rows, |from, to| {
                            (from..to.min(block.rows)).for_each(|row| each(row, &key));
                        }));
                    }
                })?;
                good
            })?;
        }
        Source::Resource(_) | Source::Row => {}
    }
    Ok(())
}

/// A page sorted by the values of an attribute: all matches are looked at. The cursor is how many rows came before.
pub(crate) fn sorted_traces(
    reader: &Reader<'_>,
    filter: &TraceFilter,
    matching: &mut Matching<'_, '_>,
) -> Result<(Vec<TraceNumbers>, Option<String>), StoreError> {
    let field = match &filter.sort {
        Sort::Known(known) => Field::Known(*known),
        Sort::Attribute(field) => field.clone(),
    };
    let source = Source::of(&field, Signal::Spans);
    matching.read_all()?;
    let wanted = reader.matching_numbers(matching)?;
    // The earliest span that has a value gives it.
    let mut keys: FastMap<u64, (i64, Key)> = FastMap::default();
    let blocks = &mut matching.blocks;
    for block in blocks.newest_first(Signal::Spans, None)? {
        reader.in_time()?;
        let traces = traces_of_rows(blocks, &block)?;
        let starts = Number::Start.read(blocks, &block)?;
        each_key(blocks, &block, &source, |row, key| {
            let Some(trace) = traces[row as usize].filter(|trace| wanted.contains(*trace)) else { return };
            let start = starts[row as usize].unwrap_or(i64::MAX);
            let known = keys.entry(trace).or_insert_with(|| (i64::MAX, Key::None));
            if start < known.0 || known.1 == Key::None {
                *known = (start, key.clone());
            }
        })?;
    }
    let mut order: Vec<(Key, u64)> =
        wanted.iter().map(|no| (keys.remove(&no).map_or(Key::None, |(_, key)| key), no)).collect();
    order.sort_by(|(one, no), (other, other_no)| one.compare(other, filter.ascending).then(other_no.cmp(no)));
    let (page, next) = page_of(&order, filter.cursor.as_deref(), filter.limit)?;
    let sql = include_str!("../queries/list_traces.sql")
        .replace("/*traces*/", "traces t")
        .replace("/*conditions*/", "t.no = ?")
        .replace("/*key*/", "0")
        .replace("/*direction*/", "ASC");
    let mut statement = reader.db.prepare_cached(&sql)?;
    let rows = page.iter().map(|(_, no)| statement.query_row((*no as i64, 1), TraceNumbers::read));
    Ok((rows.collect::<Result<_, _>>()?, next))
}

/// A page of an ordered list by a cursor that counts rows.
pub(crate) fn page_of<'l, T>(
    list: &'l [T],
    cursor: Option<&str>,
    limit: u32,
) -> Result<(&'l [T], Option<String>), StoreError> {
    let from: usize = match cursor {
        None => 0,
        Some(cursor) => cursor.strip_prefix('o').and_then(|from| from.parse().ok()).ok_or(StoreError::Cursor)?,
    };
    let from = from.min(list.len());
    let to = from.saturating_add(limit.max(1) as usize).min(list.len());
    Ok((&list[from..to], (to < list.len()).then(|| format!("o{to}"))))
}

/// Each row's trace; `None` for rows that are not stored.
pub(crate) fn traces_of_rows(blocks: &mut Blocks<'_, '_>, block: &Block) -> Result<Vec<Option<u64>>, StoreError> {
    let mut traces = vec![None; block.rows as usize];
    blocks.runs(block, |from, to, trace| {
        let to = (to as usize).min(traces.len());
        traces[(from as usize).min(to)..to].fill(Some(trace as u64));
    })?;
    Ok(traces)
}
