//! `…/conversation`: what a span, or a trace, says as people read it; pieces of its long texts; the trace's document for programs. Read
//! from the bytes as they came whenever it is looked at.

pub(super) mod cut;
pub(super) mod document;
pub(super) mod history;
pub(super) mod reading;
pub(super) mod repeated;
pub(super) mod turns;
pub(super) mod verdict;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_model::{SpanId, TraceId};
use waterglass_proto::{Conversation, TraceConversation, ValueRange};
use waterglass_store::{Reader, SpanContent, StoreError};

use super::params::{OfSpan, OfTrace, Params};
use super::rows::totals;
use super::spans::no_span;
use super::traces::no_trace;
use super::tree::Tree;
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;
use cut::{Cut, Side, cut, text_at};
use reading::Opened;
use repeated::Before;
use turns::{Telling, call_of, read_turns, turns_of};

/// Turns of a page unless said, and at most.
const TURNS: (u32, u32) = (40, 200);

/// Bytes of text of a page.
const PAGE: usize = 4 << 20;

/// Bytes of a piece unless said, and at most.
const PIECE: (u32, u32) = (64 << 10, 1 << 20);

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    OfSpan(trace_id, span_id): OfSpan,
) -> Answer<Json<Conversation>> {
    let last = core.last_read.clone();
    let found = ask(&core, move |reader| {
        let Some(content) = content(reader, trace_id, span_id)? else { return Ok(None) };
        let read = last.read(&content).map_err(|error| StoreError::Damaged(error.to_string()))?;
        let mut conversation = read.1.clone();
        if !conversation.input_messages.is_empty() {
            let opened = Opened::of(&content).map_err(|error| StoreError::Damaged(error.to_string()))?;
            let call = call_of(&content, &opened, &read.0);
            before(reader, trace_id, span_id)?.mark(call, &mut conversation);
        }
        cut(&mut conversation, Cut::ONE);
        Ok(Some(conversation))
    });
    let found = found.await?;
    core.last_read.forget_later();
    found.map(Json).ok_or_else(|| no_span(trace_id, span_id))
}

/// A span with its log records.
pub(super) fn content(
    reader: &Reader<'_>,
    trace_id: TraceId,
    span_id: SpanId,
) -> Result<Option<SpanContent>, StoreError> {
    Ok(reader.span_contents(trace_id, &[span_id], usize::MAX)?.pop())
}

/// What the calls before a span had.
fn before(reader: &Reader<'_>, trace_id: TraceId, span_id: SpanId) -> Result<Before, StoreError> {
    let Some(outline) = reader.get_outline(trace_id)? else { return Ok(Before::default()) };
    let turns = turns_of(&outline, &Tree::of(&outline));
    let start = |id: &SpanId| outline.spans.iter().find(|span| span.span_id == *id).map(|span| span.start);
    let of_span = start(&span_id);
    let until = turns.iter().position(|id| *id == span_id || start(id) > of_span).unwrap_or(turns.len());
    history::before(reader, &outline, &turns, until)
}

/// Query parameters of `…/conversation/part`.
#[derive(Deserialize)]
pub(super) struct Piece {
    side: Side,
    /// The message's place on its side, or the document's.
    #[serde(default)]
    message: usize,
    /// The part's place in its message.
    #[serde(default)]
    part: usize,
    #[serde(default)]
    offset: u32,
    limit: Option<u32>,
}

pub(super) async fn part(
    State(core): State<Arc<Core>>,
    OfSpan(trace_id, span_id): OfSpan,
    Params(piece): Params<Piece>,
) -> Answer<Json<ValueRange>> {
    let last = core.last_read.clone();
    let found = ask(&core, move |reader| {
        let Some(content) = content(reader, trace_id, span_id)? else { return Ok(None) };
        let read = last.read(&content).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(Some(
            text_at(&read.1, piece.side, piece.message, piece.part).map(|text| range(text, piece.offset, piece.limit)),
        ))
    });
    let found = found.await?;
    core.last_read.forget_later();
    let found = found.ok_or_else(|| no_span(trace_id, span_id))?;
    found.map(Json).ok_or_else(|| ApiFailure::not_found("the span's conversation has no text at that place"))
}

/// A piece of a text, between characters.
fn range(text: &str, offset: u32, limit: Option<u32>) -> ValueRange {
    let limit = limit.unwrap_or(PIECE.0).clamp(4, PIECE.1) as usize;
    let start = text.floor_char_boundary(offset as usize);
    let end = text.floor_char_boundary((offset as usize).saturating_add(limit)).max(start);
    ValueRange { offset: start as u32, bytes: text.len() as u32, text: text[start..end].to_owned() }
}

#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    offset: u32,
    limit: Option<u32>,
}

/// How many of a list: from `offset` on, `limit` of them.
pub(super) fn wanted(limit: Option<u32>, (usual, most): (u32, u32)) -> Result<u32, ApiFailure> {
    match limit.unwrap_or(usual) {
        limit if (1..=most).contains(&limit) => Ok(limit),
        limit => Err(ApiFailure::bad_request(format!("limit={limit}: it must be 1 to {most}"))),
    }
}

pub(super) async fn of_trace(
    State(core): State<Arc<Core>>,
    OfTrace(trace_id): OfTrace,
    Params(Page { offset, limit }): Params<Page>,
) -> Answer<Json<TraceConversation>> {
    let limit = wanted(limit, TURNS)?;
    let (as_of, book) = (core.store.feed().cursor(), core.prices.book());
    let found = ask(&core, move |reader| {
        let Some(outline) = reader.get_outline(trace_id)? else { return Ok(None) };
        let tree = Tree::of(&outline);
        let turns = turns_of(&outline, &tree);
        let from = (offset as usize).min(turns.len());
        let until = from.saturating_add(limit as usize).min(turns.len());
        let mut before = history::before(reader, &outline, &turns, from)?;
        let telling = Telling { book: &book, outline: &outline, tree: &tree, most: Cut::TURN, whole: PAGE };
        let (told, _) = read_turns(reader, &telling, &turns[from..until], &mut before)?;
        let more = (turns.len() - from - told.len()) as u32;
        let totals = totals(&outline.summary.sums);
        Ok(Some(TraceConversation { trace_id: trace_id.to_string(), turns: told, more, totals, as_of }))
    });
    found.await?.map(Json).ok_or_else(|| no_trace(trace_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_whole() {
        let (text, mut whole) = ("aéé€x".repeat(10), String::new());
        while whole.len() < text.len() {
            let piece = range(&text, whole.len() as u32, Some(5));
            assert_eq!((piece.offset as usize, piece.bytes as usize), (whole.len(), text.len()));
            assert!(!piece.text.is_empty());
            whole.push_str(&piece.text);
        }
        assert_eq!(whole, text);
        assert_eq!(range(&text, 10_000, None).text, "");
    }
}
