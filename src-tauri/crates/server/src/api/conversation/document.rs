//! `GET /api/traces/{trace_id}/document`: a whole trace for a program, `proto::TraceDocument`. What `waterglass show` prints too.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use waterglass_model::{SpanId, TraceId};
use waterglass_prices::PriceBook;
use waterglass_proto::{
    Conversation, DocumentConversation, DocumentGenAi, DocumentSpan, ErrorCode, Nanos, TraceDocument, TraceStatus,
};
use waterglass_store::{Outline, OutlineSpan, Reader, SpanContent, StoreError};

use super::cut::{Cut, cut};
use super::reading::Opened;
use super::repeated::Before;
use super::turns::call_of;
use super::verdict::verdict;
use crate::api::facts::judged;
use crate::api::params::{OfTrace, Params, span_id};
use crate::api::rows::trace_row;
use crate::api::spans::no_span;
use crate::api::traces::no_trace;
use crate::api::tree::Tree;
use crate::api::{Answer, ApiFailure, json_bytes};
use crate::instance::Core;

/// How long writing a document may take: whoever asks wants all of it.
const DEADLINE: Duration = Duration::from_secs(60);

/// Bytes of a document; a trace that says more is exported, not read.
const LARGEST: usize = 512 << 20;

/// Spans read at a time, and their bytes.
const AT_A_TIME: usize = 256;
const MOST_READ: usize = 32 << 20;

/// Why there is no document.
#[derive(Debug)]
pub(in crate::api) enum NoDocument {
    /// The trace is not stored.
    NoTrace,
    /// The trace has no such span.
    NoSpan(SpanId),
    /// It would be larger than anyone reads.
    TooLarge,
}

impl NoDocument {
    pub(in crate::api) fn of(self, trace_id: TraceId) -> ApiFailure {
        match self {
            Self::NoTrace => no_trace(trace_id),
            Self::NoSpan(span) => no_span(trace_id, span),
            Self::TooLarge => {
                ApiFailure::new(ErrorCode::TooLarge, format!("the document would be larger than {} MiB", LARGEST >> 20))
                    .hint("Ask for one span and what is below it, or export the trace.")
            }
        }
    }
}

#[derive(Deserialize)]
pub(in crate::api) struct Below {
    /// Only this span and what is below it.
    span: Option<String>,
}

pub(in crate::api) async fn get(
    State(core): State<Arc<Core>>,
    OfTrace(trace_id): OfTrace,
    Params(Below { span }): Params<Below>,
) -> Answer<Response> {
    let below = span.as_deref().map(span_id).transpose()?;
    let book = core.prices.book();
    let document = core.store.read(DEADLINE, move |reader| write(reader, &book, trace_id, below)).await?;
    document.map(json_bytes).map_err(|reason| reason.of(trace_id))
}

/// Writes a document span by span, so that it never stands in memory twice.
fn write(
    reader: &Reader<'_>,
    book: &PriceBook,
    trace_id: TraceId,
    below: Option<SpanId>,
) -> Result<Result<Vec<u8>, NoDocument>, StoreError> {
    let mut out = Vec::new();
    let mut first = true;
    let head = spans(reader, book, trace_id, below, &mut |head, span| {
        if first {
            out = opened(head);
        } else {
            out.push(b',');
        }
        first = false;
        serde_json::to_writer(&mut out, &span).expect("plain data is always written to memory");
        out.len() <= LARGEST
    })?;
    Ok(head.map(|_| {
        out.extend_from_slice(b"]}");
        out
    }))
}

/// A document's text up to where its spans begin.
fn opened(head: &TraceDocument) -> Vec<u8> {
    let mut out = serde_json::to_vec(head).expect("plain data is always written to memory");
    debug_assert!(out.ends_with(b"\"spans\":[]}"), "the spans are the last field");
    out.truncate(out.len() - 2);
    out
}

/// The whole document.
pub(in crate::api) fn document(
    reader: &Reader<'_>,
    book: &PriceBook,
    trace_id: TraceId,
    below: Option<SpanId>,
) -> Result<Result<TraceDocument, NoDocument>, StoreError> {
    let mut all = Vec::new();
    let head = spans(reader, book, trace_id, below, &mut |_, span| {
        all.push(span);
        true
    })?;
    Ok(head.map(|head| TraceDocument { spans: all, ..head }))
}

/// What is done with the spans of a document; `false` ends it. The document's head comes with each.
type Each<'e> = &'e mut dyn FnMut(&TraceDocument, DocumentSpan) -> bool;

/// Hands out the spans in the order of the tree, and answers the document without them.
fn spans(
    reader: &Reader<'_>,
    book: &PriceBook,
    trace_id: TraceId,
    below: Option<SpanId>,
    each: Each<'_>,
) -> Result<Result<TraceDocument, NoDocument>, StoreError> {
    let Some(outline) = reader.get_outline(trace_id)? else { return Ok(Err(NoDocument::NoTrace)) };
    let mut tree = Tree::of(&outline);
    if let Some(span) = below.filter(|span| !tree.keep_below(*span)) {
        return Ok(Err(NoDocument::NoSpan(span)));
    }
    let head = head(&outline);
    let mut before = Before::default();
    let mut order = &tree.order[..];
    while !order.is_empty() {
        let some = &order[..order.len().min(AT_A_TIME)];
        let ids: Vec<SpanId> = some.iter().map(|(place, _)| outline.spans[*place].span_id).collect();
        let contents = reader.span_contents(trace_id, &ids, MOST_READ)?;
        let mut done = 0;
        for content in &contents {
            let Some(skipped) = ids[done..].iter().position(|id| *id == content.span_id) else { continue };
            let (place, depth) = some[done + skipped];
            done += skipped + 1;
            let row = &outline.spans[place];
            let span = span(reader, book, (&outline, &tree), (row, depth), content, &mut before)?;
            if !each(&head, span) {
                return Ok(Err(NoDocument::TooLarge));
            }
        }
        if done == 0 {
            break;
        }
        order = &order[done..];
    }
    Ok(Ok(head))
}

fn head(outline: &Outline) -> TraceDocument {
    let row = trace_row(outline.summary.clone());
    TraceDocument {
        trace_id: row.trace_id,
        name: row.name,
        service: row.service,
        project: row.project,
        start_ns: row.start,
        duration_ns: row.duration,
        status: match row.status {
            TraceStatus::Ok => "ok",
            TraceStatus::HasErrors => "has_errors",
            TraceStatus::Failed => "failed",
        }
        .to_owned(),
        session: row.session,
        user: row.user,
        models: row.models,
        totals: row.totals,
        spans: Vec::new(),
    }
}

fn span(
    reader: &Reader<'_>,
    book: &PriceBook,
    (outline, tree): (&Outline, &Tree),
    (row, depth): (&OutlineSpan, u32),
    content: &SpanContent,
    before: &mut Before,
) -> Result<DocumentSpan, StoreError> {
    let opened = Opened::of(content).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let (facts, mut conversation) = opened.read();
    before.mark(call_of(content, &opened, &facts), &mut conversation);
    cut(&mut conversation, Cut::DOCUMENT);
    let verdict = verdict(reader, book, content, &opened, Some((outline, tree)))?;
    Ok(DocumentSpan {
        span_id: content.span_id.to_string(),
        parent_span_id: row.parent.map(|parent| parent.to_string()),
        depth,
        name: opened.span.name.to_owned(),
        service: outline.strings.get(row.service as usize).cloned().unwrap_or_default(),
        start_ns: Nanos(row.start),
        duration_ns: Nanos(row.duration),
        status: if row.status == 2 { "error" } else { "ok" }.to_owned(),
        status_message: opened.span.status_message.to_owned(),
        genai: DocumentGenAi { facts: judged(facts, verdict), conversation: part(conversation) },
    })
}

fn part(conversation: Conversation) -> DocumentConversation {
    DocumentConversation {
        input_messages: conversation.input_messages,
        output_messages: conversation.output_messages,
        repeated: conversation.repeated,
        tools: conversation.tools,
        parameters: conversation.parameters,
        tool: conversation.tool,
        retrieval: conversation.retrieval,
        embeddings: conversation.embeddings,
        prompt: conversation.prompt,
        notes: conversation.notes,
        missing: conversation.missing,
    }
}
