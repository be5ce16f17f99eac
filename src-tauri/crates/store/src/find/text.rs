//! Free text over one block: the words' hashes say which chunks may hold it, then those are opened and read.

use std::ops::RangeInclusive;

use memchr::memchr2_iter;
use rayon::prelude::*;
use waterglass_model::otlp::{Log, Span, Value};
use waterglass_query::Words;

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal};
use super::kept::Kept;
use super::leaf::Resources;
use crate::StoreError;
use crate::chunk::Chunk;
use crate::prepare::own::place;
use crate::tokens::{self, Held};

/// Lists and maps inside values are followed this deep.
const DEPTH: usize = 80;

/// A free text, ready to be looked for.
pub(crate) struct Text {
    /// Tells it from other texts.
    id: u64,
    signal: Signal,
    words: Words,
    hashes: Vec<u32>,
    /// A piece every message that matches has in its bytes, whatever the case: quick to miss.
    piece: Option<Piece>,
    resources: Option<Resources>,
}

impl Text {
    pub(crate) fn new(signal: Signal, words: Words, resources: Option<Resources>) -> Self {
        let hashes =
            if words.prefix { tokens::hashes_of_beginning(&words.text) } else { tokens::hashes_of(&words.text) };
        let piece = Piece::of(&words.text);
        let seed = signal as u64 * 2 + u64::from(words.prefix);
        let id = xxhash_rust::xxh3::xxh3_64_with_seed(words.text.as_bytes(), seed);
        Self { id, signal, words, hashes, piece, resources }
    }

    /// Adds the rows of a block in which the text occurs; those in `skip` need not be looked at.
    pub(crate) fn rows(
        &self,
        blocks: &mut Blocks<'_, '_>,
        block: &Block,
        skip: Option<&Bits>,
        found: &mut Bits,
    ) -> Result<(), StoreError> {
        self.of_resources(blocks, block, found)?;
        let Some(held) = self.held(blocks, block)? else { return Ok(()) };
        let mut places = places(blocks, self.signal, block)?;
        places.sort_by_key(|place| place.chunk);
        self.look(blocks, block, (&places, &held), |row| skip.is_none_or(|skip| !skip.has(row)), found)
    }

    /// Adds the rows of a block whose resource has the text.
    pub(crate) fn of_resources(
        &self,
        blocks: &mut Blocks<'_, '_>,
        block: &Block,
        found: &mut Bits,
    ) -> Result<(), StoreError> {
        self.resources.as_ref().map_or(Ok(()), |resources| resources.rows(blocks, block, found))
    }

    /// The chunks of a block that may hold the text; `None`: none does.
    pub(crate) fn held(
        &self,
        blocks: &Blocks<'_, '_>,
        block: &Block,
    ) -> Result<Option<RangeInclusive<i64>>, StoreError> {
        let kept = blocks.reader.kept;
        let held = match kept.held(self.id, block) {
            Some(known) => known,
            None => {
                let held = match blocks.held(block, &self.hashes)? {
                    Held::Nowhere => None,
                    Held::Chunks(from, to) => Some((from, to)),
                    Held::Anywhere => Some((0, u32::MAX)),
                };
                kept.put_held(self.id, block, held);
                held
            }
        };
        Ok(held.map(|(from, to)| block.chunk + i64::from(from)..=block.chunk + i64::from(to)))
    }

    /// Adds the rows at these places in which the text occurs, opening only chunks that may hold it and have a row that is `wanted`. The places are
    /// ordered by chunk.
    pub(crate) fn look(
        &self,
        blocks: &Blocks<'_, '_>,
        block: &Block,
        (places, held): (&[RowPlace], &RangeInclusive<i64>),
        wanted: impl Fn(u32) -> bool,
        found: &mut Bits,
    ) -> Result<(), StoreError> {
        let kept = blocks.reader.kept;
        let mut wave = Wave::default();
        for of_chunk in places.chunk_by(|one, next| one.chunk == next.chunk) {
            let chunk = of_chunk[0].chunk;
            let mut rows = of_chunk.iter().map(|place| place.row).filter(|row| wanted(*row)).peekable();
            if !held.contains(&chunk) || rows.peek().is_none() {
                continue;
            }
            if let Some(known) = kept.rows(self.id, block, chunk) {
                rows.filter(|row| known.binary_search(row).is_ok()).for_each(|row| found.set(row, row + 1));
                continue;
            }
            blocks.reader.in_time()?;
            wave.add(blocks.reader.packed_chunk(chunk)?, of_chunk);
            if wave.bytes >= WAVE {
                self.open((kept, block), &mut wave, &wanted, found)?;
            }
        }
        self.open((kept, block), &mut wave, &wanted, found)
    }

    /// Opens and reads the chunks of a wave, on as many cores as are free, and empties it.
    fn open(
        &self,
        (kept, block): (&Kept, &Block),
        wave: &mut Wave<'_>,
        wanted: impl Fn(u32) -> bool,
        found: &mut Bits,
    ) -> Result<(), StoreError> {
        let (chunks, bytes) = (&mut wave.chunks, std::mem::take(&mut wave.bytes));
        let read = |(data, places): (Vec<u8>, &[RowPlace])| Ok((places[0].chunk, self.in_chunk(&data, places)?));
        let rows: Vec<(i64, Vec<u32>)> = if bytes < WORTH_SHARING {
            chunks.drain(..).map(read).collect::<Result<_, StoreError>>()?
        } else {
            chunks.par_drain(..).map(read).collect::<Result<_, StoreError>>()?
        };
        for (chunk, rows) in rows {
            kept.put_rows(self.id, block, chunk, &rows);
            rows.into_iter().filter(|row| wanted(*row)).for_each(|row| found.set(row, row + 1));
        }
        Ok(())
    }

    /// Which rows of a chunk hold the text, in ascending order.
    fn in_chunk(&self, data: &[u8], places: &[RowPlace]) -> Result<Vec<u32>, StoreError> {
        let chunk = Chunk::open(data)?;
        if self.piece.as_ref().is_some_and(|piece| !piece.is_in(chunk.bytes())) {
            return Ok(Vec::new());
        }
        let message = |place: &RowPlace| chunk.message(place.position as usize).unwrap_or_default();
        let mut rows: Vec<u32> =
            places.iter().filter(|place| self.in_message(message(place))).map(|place| place.row).collect();
        rows.sort_unstable();
        Ok(rows)
    }

    fn in_message(&self, message: &[u8]) -> bool {
        if self.piece.as_ref().is_some_and(|piece| !piece.is_in(message)) {
            return false;
        }
        match self.signal {
            Signal::Spans => Span::parse(message).is_ok_and(|span| Self::in_span(&self.words, &span)),
            Signal::Logs => Log::parse(message).is_ok_and(|log| Self::in_log(&self.words, &log)),
        }
    }

    /// Whether the words occur in a span: its name, id, status message, attributes, events and links.
    pub(crate) fn in_span(words: &Words, span: &Span<'_>) -> bool {
        let in_text = |text: &str| words.in_text(text).is_some();
        let id: String = span.span_id.iter().map(|byte| format!("{byte:02x}")).collect();
        in_text(span.name)
            || in_text(span.status_message)
            || in_text(&id)
            || span.attributes().any(|(_, value)| Self::in_value(words, &value, 0))
            || span.events().any(|event| {
                in_text(event.name) || event.attributes().any(|(_, value)| Self::in_value(words, &value, 0))
            })
            || span.links().any(|link| link.attributes().any(|(_, value)| Self::in_value(words, &value, 0)))
    }

    /// Whether the words occur in a log record: its body, event name, severity and attributes.
    pub(crate) fn in_log(words: &Words, log: &Log<'_>) -> bool {
        let in_text = |text: &str| words.in_text(text).is_some();
        in_text(log.event_name)
            || in_text(log.severity_text)
            || Self::in_value(words, &log.body, 0)
            || log.attributes().any(|(_, value)| Self::in_value(words, &value, 0))
    }

    /// Whether the words occur in one text of a value.
    pub(crate) fn in_value(words: &Words, value: &Value<'_>, depth: usize) -> bool {
        match value {
            Value::String(text) => words.in_text(text).is_some(),
            Value::Int(number) => words.in_text(&number.unsigned_abs().to_string()).is_some(),
            Value::Array(_) if depth < DEPTH => {
                value.elements().any(|element| Self::in_value(words, &element, depth + 1))
            }
            Value::Map(_) if depth < DEPTH => {
                value.entries().any(|(_, entry)| Self::in_value(words, &entry, depth + 1))
            }
            _ => false,
        }
    }
}

/// Bytes of chunks, opened, that are read at a time: enough for every core, and no more in memory than one request may bring.
const WAVE: u64 = 16 << 20;

/// Less than this is read sooner here than other threads are woken, on a machine that has other things to do.
const WORTH_SHARING: u64 = 1 << 20;

/// Chunks that are read together, each with the places of its rows.
#[derive(Default)]
struct Wave<'p> {
    chunks: Vec<(Vec<u8>, &'p [RowPlace])>,
    bytes: u64,
}

impl<'p> Wave<'p> {
    fn add(&mut self, data: Vec<u8>, places: &'p [RowPlace]) {
        self.bytes += Chunk::length(&data).unwrap_or(WAVE);
        self.chunks.push((data, places));
    }
}

/// Where a row's message lies.
pub(crate) struct RowPlace {
    pub(crate) row: u32,
    pub(crate) chunk: i64,
    position: u32,
}

/// Where the messages of a block's rows lie.
pub(crate) fn places(blocks: &Blocks<'_, '_>, signal: Signal, block: &Block) -> Result<Vec<RowPlace>, StoreError> {
    let sql = match signal {
        Signal::Spans => "SELECT id, chunk, pos FROM spans WHERE id >= ?1 AND id < ?2",
        Signal::Logs => "SELECT id, chunk, pos FROM logs WHERE id >= ?1 AND id < ?2",
    };
    let mut statement = blocks.reader.db.prepare_cached(sql)?;
    let rows = statement.query_map((block.first, block.first + i64::from(block.rows)), |row| {
        let id: i64 = row.get(0)?;
        Ok(RowPlace { row: (id - block.first) as u32, chunk: row.get(1)?, position: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Calls `read` with each of these rows' message.
pub(crate) fn each_message(
    blocks: &mut Blocks<'_, '_>,
    signal: Signal,
    block: &Block,
    rows: &Bits,
    mut read: impl FnMut(u32, &[u8]),
) -> Result<(), StoreError> {
    let sql = match signal {
        Signal::Spans => "SELECT chunk, pos FROM spans WHERE id = ?1",
        Signal::Logs => "SELECT chunk, pos FROM logs WHERE id = ?1",
    };
    let mut statement = blocks.reader.db.prepare_cached(sql)?;
    let mut open: Option<(i64, Chunk)> = None;
    for row in rows.iter() {
        let mut found = statement.query([block.first + i64::from(row)])?;
        let Some(place) = found.next()? else { continue };
        let (id, position): (i64, usize) = (place.get(0)?, place.get(1)?);
        if open.as_ref().is_none_or(|(known, _)| *known != id) {
            blocks.reader.in_time()?;
            open = Some((id, blocks.reader.chunk(id)?));
        }
        if let Some(message) = open.as_ref().and_then(|(_, chunk)| chunk.message(position)) {
            read(row, message);
        }
    }
    Ok(())
}

/// Whether one of the values that a message has at a place under a name passes. For own texts only a log record's body can be long.
pub(crate) fn values_at(message: &[u8], at: u8, name: &str, passes: &mut impl FnMut(&Value<'_>) -> bool) -> bool {
    match at {
        place::LOG => {
            Log::parse(message).is_ok_and(|log| log.attributes().any(|(key, value)| key == name && passes(&value)))
        }
        place::OWN_LOG => Log::parse(message).is_ok_and(|log| passes(&log.body)),
        _ => Span::parse(message).is_ok_and(|span| match at {
            place::SPAN => span.attributes().any(|(key, value)| key == name && passes(&value)),
            place::EVENT => {
                span.events().any(|event| event.attributes().any(|(key, value)| key == name && passes(&value)))
            }
            place::LINK => span.links().any(|link| link.attributes().any(|(key, value)| key == name && passes(&value))),
            _ => false,
        }),
    }
}

/// A run of ASCII letters and digits that stands as it is in every message that holds a text.
struct Piece {
    lower: Vec<u8>,
    /// Which of its bytes to look for: the rarest in prose.
    rare: usize,
}

/// Letters from the rarest in English prose to the most frequent; digits stand between.
const RARITY: &[u8] = b"zqxjkvbpygfw0123456789mucldrhsnioate";

impl Piece {
    /// `None` when nothing of the text is sure to stand in the bytes: numbers and ids may be stored in binary, other scripts behind escapes.
    fn of(text: &str) -> Option<Self> {
        let words = text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
        let sure = words.filter(|word| word.iter().any(|byte| byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit()));
        // A word beside other characters may be only a part of one: still a run of bytes that must be there.
        let lower = sure.max_by_key(|word| word.len())?.to_ascii_lowercase();
        let rank = |byte: &u8| RARITY.iter().position(|rare| rare == byte).unwrap_or(RARITY.len());
        let rare = (0..lower.len()).min_by_key(|at| rank(&lower[*at]))?;
        Some(Self { lower, rare })
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        let byte = self.lower[self.rare];
        memchr2_iter(byte, byte.to_ascii_uppercase(), bytes).any(|found| {
            found
                .checked_sub(self.rare)
                .and_then(|start| bytes.get(start..start + self.lower.len()))
                .is_some_and(|piece| piece.eq_ignore_ascii_case(&self.lower))
        })
    }
}
