//! The writer's picture of each live trace: folds in every new span and keeps the row of `traces` equal to it. Derived data only.

use rusqlite::{Connection, OptionalExtension, Row, params};
use waterglass_model::TraceId;

use super::said::{self, SaidAt};
use crate::answers::Sums;
use crate::columns::FastMap;
use crate::prepare::logs::OwnSaid;
use crate::prepare::{SpanRow, signed};
use crate::trace_row::{flag, read_sums};

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
    /// Models that answered, and those asked for by spans that name none that did.
    models: Vec<i64>,
    asked_models: Vec<i64>,
    received: i64,
    /// Of the dialects that models, session and user were read by.
    revision: i64,
    session: Option<SaidAt>,
    user: Option<SaidAt>,
    /// Some of its spans stand in `calls`.
    calls: bool,
    sums: Sums,
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
            asked_models: Vec::new(),
            received,
            revision: -1,
            session: None,
            user: None,
            calls: false,
            sums: Sums::default(),
            parts: Vec::new(),
            touched: 0,
        }
    }

    /// Folds one newly stored span in, and records parts it brings that are new to the trace.
    pub(super) fn fold(&mut self, db: &Connection, span: &Folded<'_>) -> rusqlite::Result<()> {
        let row = span.row;
        let rank = rank_of(row.parent, row.flags);
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
        self.fold_said(
            row.said.as_deref(),
            span.model.map(|model| (model, row.answered)),
            (rank, row.start, row.span_id),
        );
        self.part(db, 0, span.service)?;
        list(&mut self.services, span.service, SERVICES);
        Ok(())
    }

    /// Folds in what a dialect read of a span: of a model also whether it answered. Doing so twice changes nothing.
    pub(super) fn fold_said(
        &mut self,
        said: Option<&OwnSaid>,
        model: Option<(i64, bool)>,
        (rank, start, span): (u8, i64, i64),
    ) {
        if let Some(said) = said {
            let key = said::key(rank, start, span);
            said::offer(&mut self.session, key, said.session.as_deref());
            said::offer(&mut self.user, key, said.user.as_deref());
        }
        match model {
            Some((model, true)) => list(&mut self.models, model, MODELS),
            Some((model, false)) => list(&mut self.asked_models, model, MODELS),
            None => {}
        }
    }

    /// Says by which dialects the spans that follow were read. What others had read is dropped: every block they read is being derived again.
    pub(super) fn read_by(&mut self, db: &Connection, trace_id: &TraceId, revision: u32) -> rusqlite::Result<()> {
        if self.revision != i64::from(revision) {
            self.revision = revision.into();
            (self.session, self.user) = (None, None);
            self.models.clear();
            self.asked_models.clear();
            self.take_from_logs(db, trace_id)?;
        }
        Ok(())
    }

    /// Takes session and user from log records where no span says them; says whether that changed something.
    pub(super) fn take_from_logs(&mut self, db: &Connection, trace_id: &TraceId) -> rusqlite::Result<bool> {
        let before = (self.session.clone(), self.user.clone());
        let found = said::of_logs(db, trace_id)?;
        said::replace_from_logs(&mut self.session, found.session);
        said::replace_from_logs(&mut self.user, found.user);
        Ok(before != (self.session.clone(), self.user.clone()))
    }

    /// Takes over what newly stored spans add up to, when they are all there are and `sums` is known. True: the trace must be settled.
    pub(super) fn adds_up(&mut self, sums: Option<&Sums>, calls: bool) -> bool {
        let had_calls = self.calls;
        self.calls |= calls;
        match sums {
            Some(sums) if !self.stored => {
                self.sums = *sums;
                false
            }
            // A span that says nothing may still link those that do.
            _ => had_calls || calls,
        }
    }

    /// Takes over settled sums; says whether they are others than before.
    pub(super) fn settled(&mut self, sums: Sums) -> bool {
        std::mem::replace(&mut self.sums, sums) != sums
    }

    /// Notes that some of its spans stand in `calls`.
    pub(super) fn note_calls(&mut self) {
        self.calls = true;
    }

    /// How many spans it has.
    pub(super) fn spans(&self) -> i64 {
        self.spans
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
        let (usage, flags) = (self.sums.usage, self.flags());
        let kept = |count: Option<u64>| count.map(signed);
        let (session, user) = (self.session.as_ref(), self.user.as_ref());
        let asked = Some(joined(&self.asked_models)).filter(|asked| !asked.is_empty());
        let values: [&dyn rusqlite::ToSql; 31] = [
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
            &self.revision,
            &flags,
            &kept(usage.input),
            &kept(usage.output),
            &self.sums.cost,
            &session.map(|said| &*said.text),
            &session.map(|said| said.key),
            &user.map(|said| &*said.text),
            &user.map(|said| said.key),
            &kept(usage.cached_input),
            &kept(usage.cache_write),
            &kept(usage.reasoning),
            &kept(usage.audio_input),
            &kept(usage.audio_output),
            &asked,
            &self.received,
        ];
        // The update leaves `received_ns` alone: the first span's arrival stays.
        statement.execute(&values[..if self.stored { 30 } else { 31 }])?;
        Ok(!std::mem::replace(&mut self.stored, true))
    }

    fn flags(&self) -> i64 {
        let flag = |is: bool, flag: i64| if is { flag } else { 0 };
        flag(self.sums.tokens_at_least, flag::TOKENS_AT_LEAST)
            | flag(self.sums.cost_at_least, flag::COST_AT_LEAST)
            | flag(self.calls, flag::CALLS)
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
            asked_models: numbers(row.get::<_, Option<String>>(29)?.unwrap_or_default()),
            received: row.get(14)?,
            revision: row.get(15)?,
            session: SaidAt::read(row, 16)?,
            user: SaidAt::read(row, 18)?,
            calls: row.get::<_, i64>(20)? & flag::CALLS != 0,
            sums: read_sums(row, 20)?,
            parts: Vec::new(),
            touched: 0,
        })
    }
}

/// How good a root a span is: 2 it has no parent, 1 its parent is remote, 0 neither.
pub(super) fn rank_of(parent: Option<i64>, flags: u32) -> u8 {
    match parent {
        None => 2,
        Some(_) if flags & PARENT_IS_REMOTE == PARENT_IS_REMOTE => 1,
        Some(_) => 0,
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
        Ok(self.take_known(db, trace_id)?.unwrap_or_else(|| {
            *next_no += 1;
            TraceState::new(*next_no, received)
        }))
    }

    /// Takes the state of a stored trace out: from memory, else its row.
    pub(super) fn take_known(&mut self, db: &Connection, trace_id: &TraceId) -> rusqlite::Result<Option<TraceState>> {
        if let Some(state) = self.live.remove(trace_id.as_bytes()) {
            return Ok(Some(state));
        }
        db.prepare_cached(include_str!("sql/find_trace.sql"))?
            .query_row([trace_id.as_bytes()], TraceState::read)
            .optional()
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
