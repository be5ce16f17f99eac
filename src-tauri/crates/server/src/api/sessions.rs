//! `GET /api/sessions` and `/api/sessions/{project}/{session}`: the list, and one session read as a dialogue.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_prices::PriceBook;
use waterglass_proto::{Nanos, Order, Preview, SessionDetail, SessionList, SessionQuery, SessionRow, SessionTrace};
use waterglass_query::Target;
use waterglass_store::{Reader, SessionFilter, SessionSort, SessionSummary, StoreError};

use super::conversation::cut::Cut;
use super::conversation::history::before_trace;
use super::conversation::turns::{Telling, read_turns, turns_of};
use super::conversation::wanted;
use super::filter::expr;
use super::params::{OfSession, Params, page_size};
use super::previews::previews;
use super::rows::{totals, trace_row};
use super::tree::Tree;
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// Traces of a page unless said, and at most.
const TRACES: (u32, u32) = (20, 100);

/// Turns told of one trace; its own page has them all.
const TURNS: usize = 200;

/// Bytes of text of a page, and of a trace once that is full: every trace says something, however long those before it are.
const PAGE: usize = 8 << 20;
const LATE: usize = 64 << 10;

pub(super) async fn list(
    State(core): State<Arc<Core>>,
    Params(query): Params<SessionQuery>,
) -> Answer<Json<SessionList>> {
    let filter = SessionFilter {
        expr: expr(query.filter.as_deref(), Target::Traces)?,
        project: query.project,
        service: query.service,
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        sort: sort(query.sort.as_deref().unwrap_or_default())?,
        ascending: query.order.unwrap_or_default() == Order::Asc,
        limit: page_size(query.limit)?,
        cursor: query.cursor,
    };
    let as_of = core.store.feed().cursor();
    let list = ask(&core, move |reader| {
        let page = reader.list_sessions(&filter)?;
        let rows = page.rows.into_iter().map(row).collect();
        Ok(SessionList { rows, next: page.next, total: Some(page.total), as_of })
    });
    Ok(Json(list.await?))
}

fn sort(text: &str) -> Result<SessionSort, ApiFailure> {
    Ok(match text {
        "" | "last" => SessionSort::Last,
        "first" => SessionSort::First,
        "cost" => SessionSort::Cost,
        "tokens" => SessionSort::Tokens,
        "traces" => SessionSort::Traces,
        "errors" => SessionSort::Errors,
        other => {
            return Err(ApiFailure::bad_request(format!("sessions are not sorted by {other:?}"))
                .hint("Sort by last, first, traces, errors, tokens or cost."));
        }
    })
}

fn row(session: SessionSummary) -> SessionRow {
    SessionRow {
        session: session.session,
        project: session.project,
        users: session.users,
        services: session.services,
        models: session.models,
        traces: session.traces,
        spans: session.spans,
        errors: session.errors,
        first: Nanos(session.first),
        first_trace: session.first_trace.map_or_else(String::new, |id| id.to_string()),
        last: Nanos(session.last),
        totals: totals(&session.sums),
    }
}

/// Which of its traces.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    offset: u32,
    limit: Option<u32>,
}

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    OfSession(project, session): OfSession,
    Params(Page { offset, limit }): Params<Page>,
) -> Answer<Json<SessionDetail>> {
    let limit = wanted(limit, TRACES)?;
    let (as_of, book) = (core.store.feed().cursor(), core.prices.book());
    let named = session.clone();
    let found = ask(&core, move |reader| {
        let Some(summary) = reader.get_session(&project, &session)? else { return Ok(None) };
        let traces = traces(reader, &book, (&project, &session), offset, limit)?;
        let more = summary.traces.saturating_sub(offset).saturating_sub(traces.len() as u32);
        Ok(Some(SessionDetail { summary: row(summary), traces, more, as_of }))
    });
    found.await?.map(Json).ok_or_else(|| {
        ApiFailure::not_found(format!("no trace of a session {named:?} is stored here"))
            .hint("It may not have arrived yet, or its data was deleted.")
    })
}

/// A page of a session's traces, each with what it says that those before it did not.
fn traces(
    reader: &Reader<'_>,
    book: &PriceBook,
    (project, session): (&str, &str),
    offset: u32,
    limit: u32,
) -> Result<Vec<SessionTrace>, StoreError> {
    let found = reader.session_traces(project, session, offset, limit)?;
    let ids: Vec<_> = found.iter().map(|one| one.trace.trace_id).collect();
    let mut previews = previews(reader, &ids)?.into_iter().peekable();
    let mut before = before_trace(reader, (project, session), offset)?;
    let mut traces = Vec::with_capacity(found.len());
    let mut told = 0;
    for one in found {
        let Some(outline) = reader.get_outline(one.trace.trace_id)? else { continue };
        let tree = Tree::of(&outline);
        let mut spans = turns_of(&outline, &tree);
        spans.truncate(TURNS);
        let whole = PAGE.saturating_sub(told).max(LATE);
        let telling = Telling { book, outline: &outline, tree: &tree, most: Cut::TURN, whole };
        let (turns, bytes) = read_turns(reader, &telling, &spans, &mut before)?;
        told += bytes;
        let row = trace_row(one.trace);
        let preview = previews.next_if(|preview| preview.trace_id == row.trace_id);
        let preview = preview.unwrap_or_else(|| Preview { trace_id: row.trace_id.clone(), ..Preview::default() });
        traces.push(SessionTrace {
            name: row.name,
            start: row.start,
            duration: row.duration,
            errors: row.errors,
            totals: row.totals,
            context_tokens: one.context_tokens,
            preview,
            turns,
            trace_id: row.trace_id,
        });
    }
    Ok(traces)
}
