//! Log records: the list, one record whole, a piece of a long value, and as OTLP JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use waterglass_model::otlp::{Log, request_of};
use waterglass_model::{Signal, SpanId, TraceId};
use waterglass_proto::{ErrorCode, LogList, LogQuery, LogRecord, LogRow, Nanos, ValueRange};
use waterglass_store::StoredLog;

use super::filter::log_filter;
use super::params::{OfLog, Params};
use super::value::{Piece, attributes, resource, scope, value as shown};
use super::{Answer, ApiFailure, ask, raw};
use crate::instance::Core;

mod line;

pub(super) async fn list(State(core): State<Arc<Core>>, Params(query): Params<LogQuery>) -> Answer<Json<LogList>> {
    let filter = log_filter(query)?;
    let as_of = core.store.feed().cursor();
    let list = ask(&core, move |reader| {
        let page = reader.list_logs(&filter)?;
        let rows = page.rows.iter().map(|stored| row(stored, &read(stored))).collect();
        Ok(LogList { rows, next: page.next, total: page.total, as_of })
    });
    Ok(Json(list.await?))
}

pub(super) async fn get(State(core): State<Arc<Core>>, OfLog(id): OfLog) -> Answer<Json<LogRecord>> {
    let found = ask(&core, move |reader| Ok(reader.get_log(id)?.map(|stored| record(&stored))));
    found.await?.map(Json).ok_or_else(|| no_log(id))
}

pub(super) async fn value(
    State(core): State<Arc<Core>>,
    OfLog(id): OfLog,
    Params(piece): Params<Piece>,
) -> Answer<Json<ValueRange>> {
    let found = ask(&core, move |reader| Ok(reader.get_log(id)?.map(|stored| value_of(&stored, &piece))));
    found.await?.ok_or_else(|| no_log(id))?.map(Json)
}

pub(super) async fn raw(State(core): State<Arc<Core>>, OfLog(id): OfLog) -> Answer<Response> {
    let found = ask(&core, move |reader| {
        Ok(reader.get_log(id)?.map(|StoredLog { message, origin, .. }| {
            let (resource, scope) = (&origin.resource_schema_url, &origin.scope_schema_url);
            raw::answer(Signal::Logs, &request_of(&origin.resource, resource, &origin.scope, scope, &[&message]))
        }))
    });
    found.await?.ok_or_else(|| no_log(id))?
}

fn no_log(id: i64) -> ApiFailure {
    ApiFailure::new(ErrorCode::NotFound, format!("no log record {id} is stored here"))
        .hint("Its data may have been deleted.")
}

/// The record; damage shows as an empty one, for its row is still worth a line.
fn read(stored: &StoredLog) -> Log<'_> {
    Log::parse(&stored.message).unwrap_or_default()
}

fn value_of(stored: &StoredLog, piece: &Piece) -> Answer<ValueRange> {
    let log = read(stored);
    let Some(key) = &piece.key else { return piece.of(log.body) };
    let found = log.attributes().find(|(name, _)| name == key);
    let (_, value) = found.ok_or_else(|| ApiFailure::not_found(format!("the record has no attribute {key:?}")))?;
    piece.of(value)
}

fn row(stored: &StoredLog, log: &Log<'_>) -> LogRow {
    // What was sent without a time is as old as its arrival.
    let time = if log.time_or_observed() == 0 { stored.received } else { log.time_or_observed() };
    let severity_text = if log.severity_text.is_empty() { severity_word(log.severity) } else { log.severity_text };
    LogRow {
        id: stored.id.to_string(),
        time: Nanos(time),
        severity: log.severity,
        severity_text: severity_text.to_owned(),
        service: stored.service.clone(),
        event_name: (!log.event_name.is_empty()).then(|| log.event_name.to_owned()),
        body: line::of(log),
        trace_id: TraceId::optional(log.trace_id).ok().flatten().map(|id| id.to_string()),
        span_id: SpanId::optional(log.span_id).ok().flatten().map(|id| id.to_string()),
        trace_known: stored.trace_known,
    }
}

fn record(stored: &StoredLog) -> LogRecord {
    let log = read(stored);
    LogRecord {
        row: row(stored, &log),
        time: Nanos(log.time),
        observed: Nanos(log.observed),
        body: shown(&log.body),
        attributes: attributes(log.attributes()),
        dropped_attributes: log.dropped_attributes,
        flags: log.flags,
        resource: resource(&stored.origin),
        scope: scope(&stored.origin),
        received: Nanos(stored.received),
    }
}

/// The short names of OTLP's severity numbers (logs data model, "Displaying Severity").
fn severity_word(number: u8) -> &'static str {
    const WORDS: [&str; 25] = [
        "", "TRACE", "TRACE2", "TRACE3", "TRACE4", "DEBUG", "DEBUG2", "DEBUG3", "DEBUG4", "INFO", "INFO2", "INFO3",
        "INFO4", "WARN", "WARN2", "WARN3", "WARN4", "ERROR", "ERROR2", "ERROR3", "ERROR4", "FATAL", "FATAL2", "FATAL3",
        "FATAL4",
    ];
    WORDS.get(usize::from(number)).copied().unwrap_or_default()
}
