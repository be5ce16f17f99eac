//! Search inside one trace: plain text without regard to case, in the names, status messages, attributes and events of its spans and in its log records;
//! where none of these has it, in the resources. Reads the trace's chunks, on all cores.
//!
//! A filter of traces finds words wherever in a trace they stand, each by itself. So the search shows the next best thing when nothing has the text as it
//! stands: spans that have all of its words, else spans that have some.

use std::collections::HashSet;

use rayon::prelude::*;
use rusqlite::OptionalExtension;
use waterglass_model::otlp::{Log, Resource, Span};
use waterglass_model::{SpanId, TraceId};

use crate::StoreError;
use crate::answers::{Match, TraceMatches};
use crate::chunk::Chunk;
use crate::needle::Needle;
use crate::prepare::signed;
use crate::reader::Reader;

/// Words of a text that are looked for one by one: nobody types more.
const MOST_WORDS: usize = 16;

/// Bytes of chunks, packed, that are opened at a time.
const WAVE: usize = 4 << 20;

/// How well something matches; the first is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It has the text as it stands.
    Whole,
    /// It has all words.
    All,
    /// It has some.
    Some,
    /// Nothing.
    None,
}

/// What is looked for.
struct Wanted {
    whole: Needle,
    /// Its words, when they are several.
    words: Vec<Needle>,
}

/// A field, and what stands around the text there.
type Place = (String, String);

impl Wanted {
    fn new(text: &str) -> Self {
        let words: Vec<Needle> = text.split_whitespace().take(MOST_WORDS).map(Needle::new).collect();
        Self { whole: Needle::new(text), words: if words.len() > 1 { words } else { Vec::new() } }
    }

    /// Whether something matches at least as well as what is known, and where.
    fn rank(&self, known: Rank, find: impl Fn(&Needle) -> Option<Place>) -> Option<(Rank, Place)> {
        if let Some(place) = find(&self.whole) {
            return Some((Rank::Whole, place));
        }
        if known == Rank::Whole {
            return None;
        }
        let (mut first, mut rank) = (None, Rank::All);
        for word in &self.words {
            match find(word) {
                Some(place) => first = first.or(Some(place)),
                None if known == Rank::All => return None,
                None => rank = Rank::Some,
            }
        }
        first.map(|place| (rank, place))
    }
}

/// A row's place in its chunk and the span it is about.
type RowOf = (usize, Option<SpanId>);

/// Which kind of message a chunk holds.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Spans,
    Logs,
}

/// What was found so far.
struct Found {
    rank: Rank,
    hits: Vec<Hit>,
}

/// Something that matches.
struct Hit {
    /// None: a log record that names none.
    span_id: Option<SpanId>,
    /// The span's start; `None` where a log record names the span, which need not be in the trace.
    start: Option<i64>,
    place: Place,
}

impl Found {
    const fn nothing() -> Self {
        Self { rank: Rank::None, hits: Vec::new() }
    }

    /// What is better stands; what is as good is added.
    fn add(&mut self, other: Self) {
        match other.rank.cmp(&self.rank) {
            std::cmp::Ordering::Less => *self = other,
            std::cmp::Ordering::Equal => self.hits.extend(other.hits),
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Reads the rows of one chunk.
    fn in_chunk(wanted: &Wanted, known: Rank, kind: Kind, data: &[u8], rows: &[RowOf]) -> Result<Self, StoreError> {
        let chunk = Chunk::open(data)?;
        let mut found = Self { rank: known, hits: Vec::new() };
        for (position, span_id) in rows {
            let message = chunk.message(*position).unwrap_or_default();
            let (start, hit) = match kind {
                Kind::Spans => {
                    let Ok(span) = Span::parse(message) else { continue };
                    (Some(signed(span.start)), wanted.rank(found.rank, |needle| needle.in_span(&span)))
                }
                Kind::Logs => {
                    let Ok(log) = Log::parse(message) else { continue };
                    (None, wanted.rank(found.rank, |needle| needle.in_log(&log)))
                }
            };
            if let Some((rank, place)) = hit {
                found.add(Self { rank, hits: vec![Hit { span_id: *span_id, start, place }] });
            }
        }
        Ok(found)
    }
}

impl Reader<'_> {
    /// Where a trace contains a text, by start, at most `limit` spans.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn search_trace(&self, trace_id: TraceId, text: &str, limit: usize) -> Result<TraceMatches, StoreError> {
        let Some(trace) = self.find_trace(trace_id)? else { return Ok(TraceMatches::default()) };
        let (wanted, mut found) = (Wanted::new(text), Found::nothing());
        let spans = self.rows_of_chunks(include_str!("search_trace.sql"), [trace.no])?;
        self.search_chunks(&wanted, Kind::Spans, &spans, &mut found)?;
        let logs = self.rows_of_chunks(include_str!("search_trace_logs.sql"), [trace_id.as_bytes()])?;
        self.search_chunks(&wanted, Kind::Logs, &logs, &mut found)?;
        if found.rank == Rank::None {
            self.search_resources(&wanted, trace.no, &mut found)?;
        }
        // Stable: what a span says itself stands before what its log records say.
        let mut answer = TraceMatches::default();
        let (mut known, mut matches) = (HashSet::new(), Vec::new());
        let mut is_span = self.db.prepare_cached("SELECT start_ns FROM spans WHERE trace_no = ?1 AND span_id = ?2")?;
        for Hit { span_id, start, place: (field, snippet) } in found.hits {
            if span_id.is_some_and(|span_id| known.contains(&span_id)) {
                continue;
            }
            let start = match (span_id, start) {
                (Some(id), None) => is_span.query_row((trace.no, id.to_i64()), |row| row.get(0)).optional()?,
                (_, start) => start,
            };
            match (span_id, start) {
                (Some(span_id), Some(start)) => {
                    known.insert(span_id);
                    matches.push((start, Match { span_id, field, snippet }));
                }
                _ => answer.other_logs += 1,
            }
        }
        matches.sort_by_key(|(start, _)| *start);
        answer.truncated = matches.len() > limit;
        answer.matches = matches.into_iter().take(limit).map(|(_, found)| found).collect();
        Ok(answer)
    }

    /// Rows `(chunk, position, span)` by their chunks.
    fn rows_of_chunks(&self, sql: &str, of: impl rusqlite::Params) -> Result<Vec<(i64, Vec<RowOf>)>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(of)?;
        let mut chunks: Vec<(i64, Vec<RowOf>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (chunk, position, span): (i64, usize, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let row = (position, span.and_then(SpanId::from_i64));
            match chunks.last_mut().filter(|(last, _)| *last == chunk) {
                Some((_, rows)) => rows.push(row),
                None => chunks.push((chunk, vec![row])),
            }
        }
        Ok(chunks)
    }

    fn search_chunks(
        &self,
        wanted: &Wanted,
        kind: Kind,
        chunks: &[(i64, Vec<RowOf>)],
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let mut rest = chunks.iter().peekable();
        while rest.peek().is_some() {
            self.in_time()?;
            let (mut wave, mut bytes) = (Vec::new(), 0);
            while let Some((chunk, rows)) = rest.next_if(|_| bytes < WAVE) {
                let data = self.packed_chunk(*chunk)?;
                bytes += data.len();
                wave.push((data, rows));
            }
            let known = found.rank;
            let in_chunk = |(data, rows): &(Vec<u8>, &Vec<RowOf>)| Found::in_chunk(wanted, known, kind, data, rows);
            let of_chunks: Vec<Found> = match wave.as_slice() {
                [one] => vec![in_chunk(one)?],
                all => all.par_iter().map(in_chunk).collect::<Result<_, StoreError>>()?,
            };
            of_chunks.into_iter().for_each(|of_chunk| found.add(of_chunk));
        }
        Ok(())
    }

    /// The first span of each resource that has it.
    fn search_resources(&self, wanted: &Wanted, trace_no: i64, found: &mut Found) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached(include_str!("search_trace_resources.sql"))?;
        let mut rows = statement.query([trace_no])?;
        while let Some(row) = rows.next()? {
            let message = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let resource = Resource::parse(message).unwrap_or_default();
            let hit = wanted.rank(found.rank, |needle| needle.in_attributes(resource.attributes(), "resource."));
            if let Some((rank, place)) = hit {
                let hit = Hit { span_id: SpanId::from_i64(row.get(0)?), start: row.get(1)?, place };
                found.add(Found { rank, hits: vec![hit] });
            }
        }
        Ok(())
    }
}
