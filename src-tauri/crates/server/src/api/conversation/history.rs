//! What calls before a span had, so that what is new can be told: those of its trace, and those of the traces before it in its session. Looks
//! back from the latest on, as far as [`Before`] remembers, so that a span, its trace and its session say the same of it.

use std::ops::ControlFlow;

use waterglass_model::{SpanId, SpanType, TraceId};
use waterglass_store::{Outline, Reader, StoreError, TraceSummary};

use super::reading::Opened;
use super::repeated::Before;
use super::turns::{call_of, turns_of};
use crate::api::tree::Tree;

/// Traces of the session looked back at.
const TRACES: u32 = 8;

/// Calls looked at, whether they say anything or not.
const CALLS: usize = 64;

/// Calls read at a time: mostly the latest few have it all.
const AT_A_TIME: usize = 4;

/// Bytes of earlier calls that are read to know what is new.
const MOST_READ: usize = 4 << 20;

/// What the calls before one of the trace's turns had; `until`: its place among `turns`.
pub(in crate::api) fn before(
    reader: &Reader<'_>,
    outline: &Outline,
    turns: &[SpanId],
    until: usize,
) -> Result<Before, StoreError> {
    let mut past = Past::of(reader);
    let here = past.look_at(outline, &turns[..until.min(turns.len())])?;
    if let (Some(session), ControlFlow::Continue(())) = (&outline.summary.session, here) {
        let place = place_of(reader, &outline.summary, session)?;
        past.look_back(&outline.summary.project, session, place)?;
    }
    Ok(past.before)
}

/// What the calls before one of a session's traces had; `place`: how many traces begin before it.
pub(in crate::api) fn before_trace(
    reader: &Reader<'_>,
    (project, session): (&str, &str),
    place: u32,
) -> Result<Before, StoreError> {
    let mut past = Past::of(reader);
    past.look_back(project, session, place)?;
    Ok(past.before)
}

/// Looking back; `Break` says that this is enough.
struct Past<'r> {
    reader: &'r Reader<'r>,
    before: Before,
    calls: usize,
    bytes: usize,
}

impl<'r> Past<'r> {
    fn of(reader: &'r Reader<'r>) -> Self {
        Self { reader, before: Before::default(), calls: CALLS, bytes: MOST_READ }
    }

    /// Traces before the one at a place of a session.
    fn look_back(&mut self, project: &str, session: &str, place: u32) -> Result<(), StoreError> {
        let looked_at = place.min(TRACES);
        if looked_at == 0 {
            return Ok(());
        }
        let earlier = self.reader.session_traces(project, session, place - looked_at, looked_at)?;
        for earlier in earlier.iter().rev() {
            let Some(outline) = self.reader.get_outline(earlier.trace.trace_id)? else { continue };
            if self.look_at(&outline, &turns_of(&outline, &Tree::of(&outline)))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Calls among these turns of a trace.
    fn look_at(&mut self, outline: &Outline, turns: &[SpanId]) -> Result<ControlFlow<()>, StoreError> {
        let is_call = |id: &&SpanId| {
            let span = outline.spans.iter().find(|span| span.span_id == **id);
            span.is_some_and(|span| matches!(span.span_type, SpanType::Model | SpanType::Agent))
        };
        let mut rest = turns.iter().rev().filter(is_call).take(self.calls).copied();
        loop {
            let some: Vec<SpanId> = rest.by_ref().take(AT_A_TIME).collect();
            if some.is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            if self.read(outline.summary.trace_id, &some)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }

    fn read(&mut self, trace_id: TraceId, spans: &[SpanId]) -> Result<ControlFlow<()>, StoreError> {
        for content in self.reader.span_contents(trace_id, spans, self.bytes)? {
            let logs = content.logs.iter().map(|log| log.message.len()).sum::<usize>();
            self.bytes = self.bytes.saturating_sub(content.span.message.len() + logs);
            let Ok(opened) = Opened::of(&content) else { continue };
            let (facts, conversation) = opened.read();
            if self.before.precede(call_of(&content, &opened, &facts), &conversation).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        self.calls = self.calls.saturating_sub(spans.len());
        let enough = self.calls == 0 || self.bytes == 0;
        Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }
}

/// How many traces begin before this one in its session: there may be thousands, so they are not all looked at.
fn place_of(reader: &Reader<'_>, trace: &TraceSummary, session: &str) -> Result<u32, StoreError> {
    let at = |place: u32| -> Result<Option<TraceSummary>, StoreError> {
        Ok(reader.session_traces(&trace.project, session, place, 1)?.pop().map(|found| found.trace))
    };
    let before = |place: u32| Ok::<_, StoreError>(at(place)?.is_some_and(|found| found.start < trace.start));
    let (mut from, mut step) = (0u32, 1u32);
    while before(from + step - 1)? {
        from += step;
        step = step.saturating_mul(2);
    }
    while step > 1 {
        step /= 2;
        if before(from + step - 1)? {
            from += step;
        }
    }
    // Traces that begin together stand in the order they came in.
    let mut place = from;
    while let Some(found) = at(place)? {
        if found.trace_id == trace.trace_id {
            return Ok(place);
        }
        if found.start > trace.start || place - from > TRACES {
            break;
        }
        place += 1;
    }
    Ok(from)
}
