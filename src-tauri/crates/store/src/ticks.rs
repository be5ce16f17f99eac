//! Event ticks: when a span's events happened, small enough to stand in its row. Derived; the events lie in the chunk.
//!
//! A blob of varints, one an event: nanoseconds after the span's start (events before it count as 0), doubled, plus 1 for an exception.

use waterglass_model::otlp::Span;
use waterglass_model::wire::{put_varint, read_varint};

/// A span with more events than this shows its first ones as ticks; the inspector has them all.
const MOST: usize = 64;

pub(crate) fn encode(span: &Span<'_>) -> Option<Vec<u8>> {
    if span.event_count == 0 {
        return None;
    }
    let mut blob = Vec::with_capacity(8);
    for event in span.events().take(MOST) {
        let after = event.time.saturating_sub(span.start).min(u64::MAX >> 2);
        put_varint(&mut blob, after << 1 | u64::from(event.is_exception()));
    }
    Some(blob)
}

/// `(Unix nanoseconds, is an exception)` of each.
pub(crate) fn decode(blob: &[u8], start: u64) -> Vec<(u64, bool)> {
    let (mut at, mut ticks) = (0, Vec::new());
    while let Ok((value, used)) = read_varint(&blob[at..]) {
        ticks.push((start.saturating_add(value >> 1), value & 1 == 1));
        at += used;
    }
    ticks
}
