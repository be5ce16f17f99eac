//! What calls before a span had, so that what is new can be told: those of its trace, and for the first of a trace those of the trace before
//! it in its session.

use waterglass_model::{SpanId, SpanType};
use waterglass_store::{Outline, Reader, StoreError, TraceSummary};

use super::repeated::Before;
use super::turns::{remember, turns_of};
use crate::api::tree::Tree;

/// Calls looked back at: agents that run side by side take turns.
const LOOKED_BACK: usize = 4;

/// What the calls before one of the trace's turns had; `until`: its place among `turns`.
pub(in crate::api) fn before(
    reader: &Reader<'_>,
    outline: &Outline,
    turns: &[SpanId],
    until: usize,
) -> Result<Before, StoreError> {
    let mut before = Before::default();
    let calls = last_calls(outline, &turns[..until.min(turns.len())]);
    if !calls.is_empty() {
        remember(reader, outline.summary.trace_id, &calls, &mut before)?;
    } else if let Some(earlier) = trace_before(reader, &outline.summary)? {
        remember_trace(reader, &earlier, &mut before)?;
    }
    Ok(before)
}

/// Adds what the last calls of a trace had.
pub(in crate::api) fn remember_trace(
    reader: &Reader<'_>,
    trace: &TraceSummary,
    before: &mut Before,
) -> Result<(), StoreError> {
    let Some(outline) = reader.get_outline(trace.trace_id)? else { return Ok(()) };
    let calls = last_calls(&outline, &turns_of(&outline, &Tree::of(&outline)));
    remember(reader, trace.trace_id, &calls, before)
}

/// The last calls among turns, in their order.
fn last_calls(outline: &Outline, turns: &[SpanId]) -> Vec<SpanId> {
    let calls = |id: &&SpanId| {
        let span = outline.spans.iter().find(|span| span.span_id == **id);
        span.is_some_and(|span| matches!(span.span_type, SpanType::Model | SpanType::Agent))
    };
    let mut last: Vec<SpanId> = turns.iter().rev().filter(calls).take(LOOKED_BACK).copied().collect();
    last.reverse();
    last
}

/// The trace that began before this one in its session.
fn trace_before(reader: &Reader<'_>, trace: &TraceSummary) -> Result<Option<TraceSummary>, StoreError> {
    let Some(session) = &trace.session else { return Ok(None) };
    let at = |place: u32| -> Result<Option<TraceSummary>, StoreError> {
        let found = reader.session_traces(&trace.project, session, place, 1)?.pop();
        Ok(found.map(|found| found.trace).filter(|found| found.start < trace.start))
    };
    // How many begin before it: a session may have thousands, so they are not all looked at.
    let mut earlier = None;
    let (mut from, mut step) = (0, 1);
    while let Some(found) = at(from + step - 1)? {
        earlier = Some(found);
        from += step;
        step = step.saturating_mul(2);
    }
    while step > 1 {
        step /= 2;
        if let Some(found) = at(from + step - 1)? {
            earlier = Some(found);
            from += step;
        }
    }
    Ok(earlier)
}
