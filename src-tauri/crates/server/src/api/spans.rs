//! One span: whole for the inspector, a piece of one long attribute, and as OTLP JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use waterglass_model::otlp::{self, Event, Link, request_of};
use waterglass_model::wire::WireError;
use waterglass_model::{Signal, SpanId, TraceId};
use waterglass_proto::{ErrorCode, GenAi, Nanos, Span, SpanEvent, SpanLink, ValueRange};
use waterglass_store::{StoreError, StoredSpan};

use super::conversation::content;
use super::conversation::reading::Opened;
use super::conversation::verdict::{needs_outline, verdict};
use super::facts::judged;
use super::params::{OfSpan, Params};
use super::tree::Tree;
use super::value::{Piece, attributes, resource, scope};
use super::{Answer, ApiFailure, ask, raw};
use crate::instance::Core;

pub(super) async fn get(State(core): State<Arc<Core>>, OfSpan(trace_id, span_id): OfSpan) -> Answer<Json<Span>> {
    let (last, book) = (core.last_read.clone(), core.prices.book());
    let found = ask(&core, move |reader| {
        let Some(content) = content(reader, trace_id, span_id)? else { return Ok(None) };
        let linked: Vec<TraceId> = linked_traces(&content.span);
        let known = reader.known_traces(&linked)?;
        let known: Vec<TraceId> = linked.into_iter().zip(known).filter(|(_, known)| *known).map(|(id, _)| id).collect();
        let read = Opened::of(&content).and_then(|opened| Ok((last.read(&content)?, opened)));
        let (read, opened) = read.map_err(|error| StoreError::Damaged(error.to_string()))?;
        let outline = if needs_outline(content.counted) { reader.get_outline(trace_id)? } else { None };
        let whole = outline.as_ref().map(|outline| (outline, Tree::of(outline)));
        let whole = whole.as_ref().map(|(outline, tree)| (*outline, tree));
        let verdict = verdict(reader, &book, &content, &opened, whole)?;
        Ok(Some(span(&content.span, &opened.span, &known, judged(read.0.clone(), verdict))))
    });
    let found = found.await?;
    core.last_read.forget_later();
    found.map(Json).ok_or_else(|| no_span(trace_id, span_id))
}

pub(super) async fn value(
    State(core): State<Arc<Core>>,
    OfSpan(trace_id, span_id): OfSpan,
    Params(piece): Params<Piece>,
) -> Answer<Json<ValueRange>> {
    let found =
        ask(&core, move |reader| Ok(reader.get_span(trace_id, span_id)?.map(|stored| value_of(&stored, &piece))));
    found.await?.ok_or_else(|| no_span(trace_id, span_id))?.map(Json)
}

pub(super) async fn raw(State(core): State<Arc<Core>>, OfSpan(trace_id, span_id): OfSpan) -> Answer<Response> {
    let found = ask(&core, move |reader| {
        let stored = reader.get_span(trace_id, span_id)?;
        Ok(stored.map(|StoredSpan { message, origin, .. }| {
            let (resource, scope) = (&origin.resource_schema_url, &origin.scope_schema_url);
            raw::answer(Signal::Traces, &request_of(&origin.resource, resource, &origin.scope, scope, &[&message]))
        }))
    });
    found.await?.ok_or_else(|| no_span(trace_id, span_id))?
}

pub(super) fn no_span(trace_id: TraceId, span_id: SpanId) -> ApiFailure {
    ApiFailure::not_found(format!("no span {span_id} of trace {trace_id} is stored here"))
        .hint("It may not have arrived yet, or its data was deleted.")
}

fn damaged(error: &WireError) -> ApiFailure {
    ApiFailure::new(ErrorCode::Storage, format!("the stored span cannot be read: {error}"))
}

fn value_of(stored: &StoredSpan, piece: &Piece) -> Answer<ValueRange> {
    let span = otlp::Span::parse(&stored.message).map_err(|error| damaged(&error))?;
    let key = piece.key.as_deref().ok_or_else(|| ApiFailure::bad_request("which attribute? Give key"))?;
    let mut attributes = match piece.event {
        None => span.attributes(),
        Some(place) => {
            let event = span.events().nth(place);
            event.ok_or_else(|| ApiFailure::not_found(format!("the span has no event {place}")))?.attributes()
        }
    };
    let found = attributes.find(|(name, _)| *name == key);
    let (_, value) = found.ok_or_else(|| ApiFailure::not_found(format!("the span has no attribute {key:?}")))?;
    piece.of(value)
}

fn linked_traces(stored: &StoredSpan) -> Vec<TraceId> {
    let Ok(span) = otlp::Span::parse(&stored.message) else { return Vec::new() };
    let mut ids: Vec<TraceId> = span.links().filter_map(|link| TraceId::from_bytes(link.trace_id).ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn span(stored: &StoredSpan, span: &otlp::Span<'_>, known: &[TraceId], genai: GenAi) -> Span {
    Span {
        trace_id: hex(span.trace_id),
        span_id: hex(span.span_id),
        parent_span_id: SpanId::optional(span.parent_span_id).ok().flatten().map(|id| id.to_string()),
        trace_state: span.trace_state.to_owned(),
        flags: span.flags,
        name: span.name.to_owned(),
        kind: span.kind,
        span_type: genai.span_type,
        start: Nanos(span.start),
        end: Nanos(span.end),
        status: span.status,
        status_message: span.status_message.to_owned(),
        attributes: attributes(span.attributes()),
        dropped_attributes: span.dropped_attributes,
        events: span.events().map(|event| span_event(&event)).collect(),
        dropped_events: span.dropped_events,
        links: span.links().map(|link| span_link(&link, known)).collect(),
        dropped_links: span.dropped_links,
        resource: resource(&stored.origin),
        scope: scope(&stored.origin),
        genai: (!genai.dialect.is_empty()).then_some(genai),
        received: Nanos(stored.received),
    }
}

fn span_event(event: &Event<'_>) -> SpanEvent {
    SpanEvent {
        time: Nanos(event.time),
        name: event.name.to_owned(),
        attributes: attributes(event.attributes()),
        dropped_attributes: event.dropped_attributes,
    }
}

fn span_link(link: &Link<'_>, known: &[TraceId]) -> SpanLink {
    SpanLink {
        trace_id: hex(link.trace_id),
        span_id: hex(link.span_id),
        trace_state: link.trace_state.to_owned(),
        flags: link.flags,
        attributes: attributes(link.attributes()),
        dropped_attributes: link.dropped_attributes,
        known: TraceId::from_bytes(link.trace_id).is_ok_and(|id| known.binary_search(&id).is_ok()),
    }
}

/// Ids of a link may be of any length: they are shown as they came.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
