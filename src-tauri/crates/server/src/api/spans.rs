//! One span: whole for the inspector, a piece of one long attribute, and as OTLP JSON.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use waterglass_model::otlp::{self, Event, Link, request_of};
use waterglass_model::wire::WireError;
use waterglass_model::{GenAi as Facts, Signal, SpanFacts, SpanId, SpanType as Type, TraceId};
use waterglass_proto::{ErrorCode, GenAi, Nanos, Span, SpanEvent, SpanLink, SpanType, Usage, ValueRange};
use waterglass_store::StoredSpan;

use super::params::{OfSpan, Params};
use super::value::{Piece, attributes, resource, scope};
use super::{Answer, ApiFailure, ask, raw};
use crate::instance::Core;

pub(super) async fn get(State(core): State<Arc<Core>>, OfSpan(trace_id, span_id): OfSpan) -> Answer<Json<Span>> {
    let found = ask(&core, move |reader| {
        let Some(stored) = reader.get_span(trace_id, span_id)? else { return Ok(None) };
        let linked: Vec<TraceId> = linked_traces(&stored);
        let known = reader.known_traces(&linked)?;
        let known: Vec<TraceId> = linked.into_iter().zip(known).filter(|(_, known)| *known).map(|(id, _)| id).collect();
        Ok(Some(span(&stored, &known)))
    });
    let span = found.await?.ok_or_else(|| no_span(trace_id, span_id))?;
    span.map(Json).map_err(|error| damaged(&error))
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

fn no_span(trace_id: TraceId, span_id: SpanId) -> ApiFailure {
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

fn span(stored: &StoredSpan, known: &[TraceId]) -> Result<Span, WireError> {
    let span = otlp::Span::parse(&stored.message)?;
    let scope_name = otlp::Scope::parse(&stored.origin.scope).map_or("", |scope| scope.name);
    let list: Vec<_> = span.attributes().collect();
    let facts = SpanFacts { name: span.name, kind: span.kind, scope: scope_name, attributes: &list };
    let found = waterglass_dialects::normalise(&facts);
    Ok(Span {
        trace_id: hex(span.trace_id),
        span_id: hex(span.span_id),
        parent_span_id: SpanId::optional(span.parent_span_id).ok().flatten().map(|id| id.to_string()),
        trace_state: span.trace_state.to_owned(),
        flags: span.flags,
        name: span.name.to_owned(),
        kind: span.kind,
        span_type: span_type(found.span_type),
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
        genai: (!found.dialect.is_empty()).then(|| genai(found)),
        received: Nanos(stored.received),
    })
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

fn genai(found: Facts<'_>) -> GenAi {
    let text = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
    GenAi {
        span_type: span_type(found.span_type),
        dialect: found.dialect.to_owned(),
        operation: text(found.operation),
        provider: text(found.provider),
        request_model: text(found.request_model),
        response_model: text(found.response_model),
        response_id: text(found.response_id),
        conversation_id: text(found.conversation_id),
        user_id: text(found.user_id),
        agent_name: text(found.agent_name),
        tool_name: text(found.tool_name),
        finish_reasons: found.finish_reasons.into_iter().map(Cow::into_owned).collect(),
        usage: usage(&found.usage),
        time_to_first_token: found.time_to_first_token.map(Nanos),
        streaming: found.streaming,
        reported_cost: found.reported_cost,
        sources: found.sources.into_iter().map(|(field, key)| (field.to_owned(), key.to_owned())).collect(),
        ..GenAi::default()
    }
}

pub(super) fn usage(said: &waterglass_model::Usage) -> Usage {
    Usage {
        input_tokens: said.input,
        output_tokens: said.output,
        cached_input_tokens: said.cached_input,
        cache_write_tokens: said.cache_write,
        reasoning_tokens: said.reasoning,
        audio_input_tokens: said.audio_input,
        audio_output_tokens: said.audio_output,
    }
}

pub(super) fn span_type(found: Type) -> SpanType {
    match found {
        Type::Function => SpanType::Function,
        Type::Agent => SpanType::Agent,
        Type::Model => SpanType::Model,
        Type::Tool => SpanType::Tool,
        Type::Retrieval => SpanType::Retrieval,
        Type::Embedding => SpanType::Embedding,
        Type::Evaluator => SpanType::Evaluator,
        Type::Prompt => SpanType::Prompt,
        Type::Http => SpanType::Http,
        Type::Database => SpanType::Database,
        Type::Messaging => SpanType::Messaging,
        Type::Chain => SpanType::Chain,
    }
}

/// Ids of a link may be of any length: they are shown as they came.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
