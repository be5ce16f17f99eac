//! A trace as turns: its model calls, tools and agents in the order they began, each with what it says. For the reading views.

use waterglass_model::otlp::Value;
use waterglass_model::{SpanId, SpanType};
use waterglass_prices::PriceBook;
use waterglass_proto::{GenAi, Nanos, Turn};
use waterglass_store::{Outline, Reader, SpanContent, StoreError};

use super::cut::{Cut, cut, cut_repeated};
use super::reading::Opened;
use super::repeated::{Before, Call};
use super::verdict::verdict;
use crate::api::facts::judged;
use crate::api::tree::Tree;

/// Bytes read from the file for one page.
const MOST_READ: usize = 48 << 20;

/// Spans read at a time.
const AT_A_TIME: usize = 16;

/// Which spans are turns, by start; of those that start together, whoever calls before whoever is called.
pub(in crate::api) fn turns_of(outline: &Outline, tree: &Tree) -> Vec<SpanId> {
    let told = of_types(outline, tree, |of| {
        use SpanType::{Agent, Embedding, Model, Retrieval, Tool};
        matches!(of, Model | Agent | Tool | Retrieval | Embedding)
    });
    // Where nothing else speaks, whoever orders the calls may.
    if told.is_empty() { of_types(outline, tree, |of| of == SpanType::Chain) } else { told }
}

fn of_types(outline: &Outline, tree: &Tree, wanted: impl Fn(SpanType) -> bool) -> Vec<SpanId> {
    let spans = tree.order.iter().map(|(place, _)| &outline.spans[*place]);
    let mut told: Vec<_> = spans.filter(|span| wanted(span.span_type)).collect();
    told.sort_by_key(|span| span.start);
    told.into_iter().map(|span| span.span_id).collect()
}

/// Whose turns are read, and how.
pub(in crate::api) struct Telling<'t> {
    pub(in crate::api) book: &'t PriceBook,
    pub(in crate::api) outline: &'t Outline,
    pub(in crate::api) tree: &'t Tree,
    pub(in crate::api) most: Cut,
    /// Bytes of text after which no further turn is told.
    pub(in crate::api) whole: usize,
}

/// Reads turns, at least one; fewer than asked when they are very long. Says how many bytes of text they have.
pub(in crate::api) fn read_turns(
    reader: &Reader<'_>,
    telling: &Telling<'_>,
    spans: &[SpanId],
    before: &mut Before,
) -> Result<(Vec<Turn>, usize), StoreError> {
    let (mut turns, mut read, mut told) = (Vec::with_capacity(spans.len()), 0, 0);
    let mut rest = spans;
    while !rest.is_empty() && read < MOST_READ && (told < telling.whole || turns.is_empty()) {
        let some = &rest[..rest.len().min(AT_A_TIME)];
        let contents = reader.span_contents(telling.outline.summary.trace_id, some, MOST_READ - read)?;
        for content in &contents {
            read += content.span.message.len() + content.logs.iter().map(|log| log.message.len()).sum::<usize>();
            let (turn, bytes) = turn(reader, telling, content, before)?;
            turns.push(turn);
            told += bytes;
            if told >= telling.whole {
                return Ok((turns, told));
            }
        }
        // Those that are not stored any more are passed over, those that were too much come next.
        let done = contents.last().and_then(|last| some.iter().position(|id| *id == last.span_id));
        let Some(done) = done else { break };
        rest = &rest[done + 1..];
    }
    Ok((turns, told))
}

fn turn(
    reader: &Reader<'_>,
    telling: &Telling<'_>,
    content: &SpanContent,
    before: &mut Before,
) -> Result<(Turn, usize), StoreError> {
    let opened = Opened::of(content).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let (facts, mut conversation) = opened.read();
    if let Some(twin) = before.mark(call_of(content, &opened, &facts), &mut conversation) {
        // Frameworks record the call that the library below them records too. It is told once.
        conversation.input_messages.clear();
        conversation.output_messages.clear();
        conversation.repeated = 0;
        conversation.notes.push(format!("Its messages stand at span {twin}, which records the same call."));
    }
    cut_repeated(&mut conversation);
    let bytes = cut(&mut conversation, telling.most);
    let verdict = verdict(reader, telling.book, content, &opened, Some((telling.outline, telling.tree)))?;
    let turn = Turn {
        trace_id: telling.outline.summary.trace_id.to_string(),
        span_id: content.span_id.to_string(),
        name: opened.span.name.to_owned(),
        start: Nanos(opened.span.start),
        duration: Nanos(opened.span.end.saturating_sub(opened.span.start)),
        error: failure(&opened),
        genai: judged(facts, verdict),
        conversation,
    };
    Ok((turn, bytes))
}

/// A span as it is compared with other calls.
pub(in crate::api) fn call_of(content: &SpanContent, opened: &Opened<'_>, facts: &GenAi) -> Call {
    Call {
        span_type: facts.span_type,
        span_id: content.span_id,
        start: opened.span.start,
        end: opened.span.end,
        counted: content.counted,
    }
}

/// The words a span failed with: its status', else those of its last exception.
fn failure(opened: &Opened<'_>) -> Option<String> {
    let span = &opened.span;
    if span.status != 2 {
        return None;
    }
    if !span.status_message.is_empty() {
        return Some(span.status_message.to_owned());
    }
    let said = |event: waterglass_model::otlp::Event<'_>, key: &str| {
        event.attributes().find_map(|(name, value)| match value {
            Value::String(text) if name == key && !text.is_empty() => Some(text.to_owned()),
            _ => None,
        })
    };
    let exception = || span.events().filter(|event| event.name == "exception").last();
    let words = exception().and_then(|event| said(event, "exception.message"));
    Some(words.or_else(|| exception().and_then(|event| said(event, "exception.type"))).unwrap_or_default())
}
