//! A row of `traces`: read by number, turned into texts. Shared by the questions about traces.

use rusqlite::{OptionalExtension, Row};
use waterglass_model::{TraceId, Usage};

use crate::StoreError;
use crate::answers::{Outcome, Sums, TraceSummary};
use crate::reader::Reader;
use crate::strings::Names;

/// A row of `traces` before its numbers are turned into texts.
pub(crate) struct TraceNumbers {
    pub(crate) no: i64,
    trace_id: [u8; 16],
    start: i64,
    end: i64,
    spans: u32,
    errors: u32,
    root_rank: u8,
    root_error: bool,
    name: i64,
    service: i64,
    project: i64,
    services: String,
    models: String,
    received: i64,
    sums: Sums,
    session: Option<String>,
    user: Option<String>,
}

/// How many columns [`TraceNumbers::read`] reads.
pub(crate) const TRACE_COLUMNS: usize = 25;

impl TraceNumbers {
    /// Reads the columns in the order of `list_traces.sql`.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            no: row.get(0)?,
            trace_id: row.get(1)?,
            start: row.get(2)?,
            end: row.get(3)?,
            spans: row.get(4)?,
            errors: row.get(5)?,
            root_rank: row.get(6)?,
            root_error: row.get(7)?,
            name: row.get(8)?,
            service: row.get(9)?,
            project: row.get(10)?,
            services: row.get(11)?,
            models: row.get(12)?,
            received: row.get(13)?,
            sums: read_sums(row, 14)?,
            session: row.get(23)?,
            user: row.get(24)?,
        })
    }

    pub(crate) fn summary(self, reader: &Reader<'_>, names: &mut Names) -> Result<TraceSummary, StoreError> {
        let (tags, note) = reader.written_on(self.no)?;
        let service = names.get(reader, self.service)?.to_owned();
        let mut services = names.list(reader, &self.services)?;
        // By name, not by arrival: an imported copy reads the same.
        services.sort();
        services.retain(|name| *name != service);
        services.insert(0, service.clone());
        let outcome = match (self.root_error && self.root_rank > 0, self.errors > 0) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::HasErrors,
            (false, false) => Outcome::Ok,
        };
        Ok(TraceSummary {
            trace_id: TraceId::from_bytes(&self.trace_id)
                .map_err(|_| StoreError::Damaged("a trace has no id".into()))?,
            name: names.get(reader, self.name)?.to_owned(),
            has_root: self.root_rank > 0,
            service,
            services,
            project: names.get(reader, self.project)?.to_owned(),
            start: self.start as u64,
            duration: self.end.saturating_sub(self.start).max(0) as u64,
            spans: self.spans,
            errors: self.errors,
            outcome,
            models: {
                let mut models = names.list(reader, &self.models)?;
                models.sort();
                models
            },
            sums: self.sums,
            session: self.session,
            user: self.user,
            tags,
            note,
            received: self.received as u64,
        })
    }
}

/// Flags of a trace's row.
pub(crate) mod flag {
    /// Some model call says no usage.
    pub(crate) const TOKENS_AT_LEAST: i64 = 1;
    /// Some of its cost is not known.
    pub(crate) const COST_AT_LEAST: i64 = 2;
    /// It has rows in `calls`.
    pub(crate) const CALLS: i64 = 4;
}

/// Reads sums from nine columns: flags, input, output, cost, cached, cache write, reasoning, audio in and out.
pub(crate) fn read_sums(row: &Row<'_>, first: usize) -> rusqlite::Result<Sums> {
    let flags: i64 = row.get(first)?;
    Ok(Sums {
        usage: Usage {
            input: row.get(first + 1)?,
            output: row.get(first + 2)?,
            cached_input: row.get(first + 4)?,
            cache_write: row.get(first + 5)?,
            reasoning: row.get(first + 6)?,
            audio_input: row.get(first + 7)?,
            audio_output: row.get(first + 8)?,
        },
        cost: row.get(first + 3)?,
        tokens_at_least: flags & flag::TOKENS_AT_LEAST != 0,
        cost_at_least: flags & flag::COST_AT_LEAST != 0,
    })
}

impl Reader<'_> {
    /// The row of one trace; `None` when it is not stored.
    pub(crate) fn find_trace(&self, trace_id: TraceId) -> Result<Option<TraceNumbers>, StoreError> {
        let mut statement = self.db.prepare_cached(include_str!("queries/find_trace.sql"))?;
        Ok(statement.query_row([trace_id.as_bytes()], TraceNumbers::read).optional()?)
    }
}
