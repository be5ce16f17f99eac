//! The writer's picture of each live trace: folds in every new span and keeps the row of `traces` equal to it. Derived data only.

use rusqlite::{Connection, OptionalExtension, Row, params};
use waterglass_model::TraceId;

use crate::columns::FastMap;
use crate::prepare::SpanRow;

/// Traces remembered. Older ones are read back from their row when a late span comes.
const REMEMBERED: usize = 50_000;

/// Parts remembered a trace; more are left to the database's own uniqueness.
const PARTS: usize = 64;

/// Services and models kept in a trace's row.
const SERVICES: usize = 32;
const MODELS: usize = 8;

/// A flag of OTLP says that the parent is remote, so a span with a parent may still be this trace's local root
/// (opentelemetry-proto trace.proto, SpanFlags).
const PARENT_IS_REMOTE: u32 = 0x300;

/// One trace as its row says.
#[derive(Clone, Debug)]
pub(super) struct TraceState {
    pub(super) no: i64,
    stored: bool,
    start: i64,
    end: i64,
    spans: i64,
    errors: i64,
    root_rank: u8,
    root_start: i64,
    root_span: i64,
    root_error: bool,
    name: i64,
    service: i64,
    project: i64,
    services: Vec<i64>,
    models: Vec<i64>,
    input_tokens: Option<i64>,
    output_tokens: Option<i64>,
    session: Option<Box<str>>,
    received: i64,
    parts: Vec<(u8, i64)>,
    touched: u64,
}

/// A span's facts in the database's numbers, as a trace folds them in.
pub(super) struct Folded<'a> {
    pub(super) row: &'a SpanRow,
    pub(super) name: i64,
    pub(super) service: i64,
    pub(super) project: i64,
    pub(super) model: Option<i64>,
}

impl TraceState {
    fn new(no: i64, received: i64) -> Self {
        Self {
            no,
            stored: false,
            start: i64::MAX,
            end: 0,
            spans: 0,
            errors: 0,
            root_rank: 0,
            root_start: i64::MAX,
            root_span: i64::MAX,
            root_error: false,
            name: 0,
            service: 0,
            project: 0,
            services: Vec::new(),
            models: Vec::new(),
            input_tokens: None,
            output_tokens: None,
            session: None,
            received,
            parts: Vec::new(),
            touched: 0,
        }
    }

    /// Folds one newly stored span in, and records parts it brings that are new to the trace.
    pub(super) fn fold(&mut self, db: &Connection, span: &Folded<'_>) -> rusqlite::Result<()> {
        let row = span.row;
        let rank = match row.parent {
            None => 2,
            Some(_) if row.flags & PARENT_IS_REMOTE == PARENT_IS_REMOTE => 1,
            Some(_) => 0,
        };
        let earlier = (row.start, row.span_id) < (self.root_start, self.root_span);
        if self.spans == 0 || rank > self.root_rank || (rank == self.root_rank && earlier) {
            (self.root_rank, self.root_start, self.root_span) = (rank, row.start, row.span_id);
            self.root_error = row.status == 2;
            (self.name, self.service, self.project) = (span.name, span.service, span.project);
        }
        self.spans += 1;
        self.errors += i64::from(row.status == 2);
        self.start = self.start.min(row.start);
        self.end = self.end.max(row.start.saturating_add(row.duration));
        if self.session.is_none() {
            self.session.clone_from(&row.session);
        }
        if row.is_model_call {
            add(&mut self.input_tokens, row.input_tokens);
            add(&mut self.output_tokens, row.output_tokens);
        }
        self.part(db, 0, span.service)?;
        list(&mut self.services, span.service, SERVICES);
        if let Some(model) = span.model {
            list(&mut self.models, model, MODELS);
        }
        Ok(())
    }

    fn part(&mut self, db: &Connection, kind: u8, value: i64) -> rusqlite::Result<()> {
        if self.parts.contains(&(kind, value)) {
            return Ok(());
        }
        if self.parts.len() < PARTS {
            self.parts.push((kind, value));
        }
        db.prepare_cached(include_str!("sql/insert_part.sql"))?.execute(params![kind, value, self.no])?;
        Ok(())
    }

    /// Writes the row. Says whether it is a new one.
    pub(super) fn save(&mut self, db: &Connection, trace_id: &TraceId) -> rusqlite::Result<bool> {
        let (services, models) = (joined(&self.services), joined(&self.models));
        let sql = if self.stored { include_str!("sql/update_trace.sql") } else { include_str!("sql/insert_trace.sql") };
        let mut statement = db.prepare_cached(sql)?;
        let values: [&dyn rusqlite::ToSql; 19] = [
            &self.no,
            trace_id.as_bytes(),
            &self.start,
            &self.end,
            &self.spans,
            &self.errors,
            &self.root_rank,
            &self.root_start,
            &self.root_span,
            &self.root_error,
            &self.name,
            &self.service,
            &self.project,
            &services,
            &models,
            &self.input_tokens,
            &self.output_tokens,
            &self.session,
            &self.received,
        ];
        // The update leaves `received_ns` alone: the first span's arrival stays.
        statement.execute(&values[..if self.stored { 18 } else { 19 }])?;
        Ok(!std::mem::replace(&mut self.stored, true))
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let numbers = |text: String| text.split(',').filter_map(|number| number.parse().ok()).collect();
        Ok(Self {
            no: row.get(0)?,
            stored: true,
            start: row.get(1)?,
            end: row.get(2)?,
            spans: row.get(3)?,
            errors: row.get(4)?,
            root_rank: row.get(5)?,
            root_start: row.get(6)?,
            root_span: row.get(7)?,
            root_error: row.get(8)?,
            name: row.get(9)?,
            service: row.get(10)?,
            project: row.get(11)?,
            services: numbers(row.get(12)?),
            models: numbers(row.get(13)?),
            input_tokens: row.get(14)?,
            output_tokens: row.get(15)?,
            session: row.get::<_, Option<String>>(16)?.map(Into::into),
            received: row.get(17)?,
            parts: Vec::new(),
            touched: 0,
        })
    }
}

fn add(sum: &mut Option<i64>, more: Option<i64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0).saturating_add(more));
    }
}

fn list(numbers: &mut Vec<i64>, number: i64, most: usize) {
    if numbers.len() < most && !numbers.contains(&number) {
        numbers.push(number);
    }
}

fn joined(numbers: &[i64]) -> String {
    use std::fmt::Write;
    numbers.iter().enumerate().fold(String::new(), |mut text, (index, number)| {
        let comma = if index > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{number}");
        text
    })
}

/// The live traces. Must be forgotten when a transaction is rolled back.
#[derive(Default)]
pub(super) struct Traces {
    live: FastMap<[u8; 16], TraceState>,
    commit: u64,
}

impl Traces {
    /// Says that a new commit begins, and forgets traces that have been quiet when too many are remembered.
    pub(super) fn begin(&mut self) {
        self.commit += 1;
        let (commit, mut quiet) = (self.commit, 64);
        while self.live.len() > REMEMBERED {
            self.live.retain(|_, state| state.touched + quiet >= commit);
            quiet /= 2;
            if quiet == 0 {
                self.live.clear();
            }
        }
    }

    /// Takes the state of a trace out: from memory, else its row, else new with the next number.
    pub(super) fn take(
        &mut self,
        db: &Connection,
        trace_id: &TraceId,
        next_no: &mut i64,
        received: i64,
    ) -> rusqlite::Result<TraceState> {
        if let Some(state) = self.live.remove(trace_id.as_bytes()) {
            return Ok(state);
        }
        let found = db
            .prepare_cached(include_str!("sql/find_trace.sql"))?
            .query_row([trace_id.as_bytes()], TraceState::read)
            .optional()?;
        Ok(found.unwrap_or_else(|| {
            *next_no += 1;
            TraceState::new(*next_no, received)
        }))
    }

    /// Forgets a trace: its row has been changed.
    pub(super) fn forget(&mut self, trace_id: &TraceId) {
        self.live.remove(trace_id.as_bytes());
    }

    /// Puts it back.
    pub(super) fn put(&mut self, trace_id: &TraceId, mut state: TraceState) {
        state.touched = self.commit;
        self.live.insert(*trace_id.as_bytes(), state);
    }
}
