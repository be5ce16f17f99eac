//! `GET /api/traces` and `GET /api/traces/{trace_id}/search`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_proto::{ErrorCode, SpanMatch, TraceList, TraceQuery, TraceRow, TraceSearch};
use waterglass_store::{TraceMatches, TracePage};

use super::filter::trace_filter;
use super::params::{OfTrace, Params};
use super::rows::{Shown, cells, trace_row};
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// Spans told by one search: more than anybody walks through.
const MOST_MATCHES: usize = 1000;

pub(super) async fn list(State(core): State<Arc<Core>>, Params(query): Params<TraceQuery>) -> Answer<Json<TraceList>> {
    let long = Shown::asked(query.long);
    let filter = trace_filter(query)?;
    // Read before the rows: a change in between is then told again rather than missed.
    let as_of = core.store.feed().cursor();
    let list = ask(&core, move |reader| {
        let page = reader.list_traces(&filter)?;
        Ok(TraceList { next: page.next.clone(), total: page.total, rows: trace_rows(page, long), as_of })
    });
    Ok(Json(list.await?))
}

/// The rows of a page.
pub(super) fn trace_rows(page: TracePage, most: Shown) -> Vec<TraceRow> {
    let rows = page.rows.into_iter().zip(page.values);
    rows.map(|(row, values)| TraceRow { values: cells(values, most), ..trace_row(row) }).collect()
}

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

pub(super) async fn search(
    State(core): State<Arc<Core>>,
    OfTrace(trace_id): OfTrace,
    Params(Search { q }): Params<Search>,
) -> Answer<Json<TraceSearch>> {
    let text = q.trim().to_owned();
    if text.is_empty() {
        return Ok(Json(TraceSearch { matches: Vec::new(), truncated: false, other_logs: 0 }));
    }
    let (known, found) = ask(&core, move |reader| {
        let known = reader.known_traces(&[trace_id])?[0];
        Ok((known, reader.search_trace(trace_id, &text, MOST_MATCHES)?))
    })
    .await?;
    if !known {
        return Err(no_trace(trace_id));
    }
    let TraceMatches { matches, truncated, other_logs } = found;
    let matches = matches
        .into_iter()
        .map(|one| SpanMatch { span_id: one.span_id.to_string(), field: one.field, snippet: one.snippet })
        .collect();
    Ok(Json(TraceSearch { matches, truncated, other_logs }))
}

/// Nothing is stored under this trace id.
pub(super) fn no_trace(trace_id: waterglass_model::TraceId) -> ApiFailure {
    ApiFailure::new(ErrorCode::NotFound, format!("no span of trace {trace_id} is stored here"))
        .hint("It may not have arrived yet, or its data was deleted.")
}
