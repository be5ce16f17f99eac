//! Tells which signal a request carries by its content: people post any signal to any path.
//!
//! The three requests nest alike (1 → 2 → 2, 1000 for the deprecated scopes), so an item decides. Nearly every real one has a field
//! whose number and wire type no other signal gives it; where none does, names, ids and data are told apart by their shapes.

use super::Value;
use crate::Signal;
use crate::wire::{Fields, Payload};

/// Which signal a request carries; `None` when it holds no item, or none that tells.
pub fn classify(body: &[u8]) -> Option<Signal> {
    for resource in inner(body, &[1]) {
        for scope in inner(resource, &[2, 1000]) {
            if let Some(signal) = inner(scope, &[2]).find_map(of_item) {
                return Some(signal);
            }
        }
    }
    None
}

/// The length-delimited fields of some numbers, stopping at damage.
fn inner<'a>(message: &'a [u8], numbers: &'static [u32]) -> impl Iterator<Item = &'a [u8]> {
    let mut fields = Fields::of(message);
    std::iter::from_fn(move || {
        loop {
            let field = fields.read().ok()??;
            if let (true, Payload::Bytes(inner)) = (numbers.contains(&field.number), field.payload) {
                return Some(inner);
            }
        }
    })
}

fn of_item(item: &[u8]) -> Option<Signal> {
    let mut fields = Fields::of(item);
    while let Ok(Some(field)) = fields.read() {
        match (field.number, field.payload) {
            // Kind, dropped counts; times; links and status; flags.
            (6 | 10 | 12 | 14, Payload::Varint(_))
            | (7 | 8, Payload::Fixed64(_))
            | (13 | 15, Payload::Bytes(_))
            | (16, Payload::Fixed32(_)) => return Some(Signal::Traces),
            // Times; severity and dropped attributes; flags.
            (1 | 11, Payload::Fixed64(_)) | (2 | 7, Payload::Varint(_)) | (8, Payload::Fixed32(_)) => {
                return Some(Signal::Logs);
            }
            // Sum and the deprecated integer histogram.
            (7 | 8, Payload::Bytes(_)) => return Some(Signal::Metrics),
            _ => {}
        }
    }
    by_shape(item)
}

/// For items of nothing but texts and messages, whose numbers mean something in two or three signals.
fn by_shape(item: &[u8]) -> Option<Signal> {
    let first = |number: &'static [u32]| inner(item, number).next();
    let name_or_id = first(&[1]);
    // 6 attributes, 10 span id, 12 event name of a log; the deprecated sum, exponential histogram, metadata of a metric.
    if first(&[6]).or(first(&[10])).or(first(&[12])).is_some() {
        return Some(if name_or_id.is_some() { Signal::Metrics } else { Signal::Logs });
    }
    let Some(name_or_id) = name_or_id else {
        let is_body = first(&[5]).is_some_and(is_value);
        let is_trace_id = first(&[9]).is_some_and(|id| id.len() == 16);
        return (is_body || is_trace_id).then_some(Signal::Logs);
    };
    // Gauge, histogram, summary; of a span: name, attribute, event.
    if first(&[5]).is_some_and(is_data) || first(&[9]).is_some_and(is_data) || first(&[11]).is_some_and(is_data) {
        return Some(Signal::Metrics);
    }
    if name_or_id.len() == 16 && first(&[2]).is_some_and(|id| id.len() == 8) {
        return Some(Signal::Traces);
    }
    // A metric without data: texts, and nothing else.
    let is_bare = first(&[4]).or(first(&[5])).or(first(&[9])).or(first(&[11])).is_none();
    (is_bare && std::str::from_utf8(name_or_id).is_ok()).then_some(Signal::Metrics)
}

/// Whether bytes are a value with something in it, as a log's body; a span's name is text.
fn is_value(bytes: &[u8]) -> bool {
    !matches!(Value::parse(bytes), Err(_) | Ok(Value::Empty))
}

/// Whether bytes are a metric's data: points (each with a time, a fixed64 in field 3) in field 1, varints beside them. An attribute
/// has text in 1, an event a fixed64.
fn is_data(bytes: &[u8]) -> bool {
    let mut fields = Fields::of(bytes);
    let mut points = 0;
    loop {
        match fields.read().map(|field| field.map(|field| (field.number, field.payload))) {
            Ok(Some((1, Payload::Bytes(point)))) if has_time(point) => points += 1,
            Ok(Some((2 | 3, Payload::Varint(_)))) => {}
            Ok(None) => return points > 0,
            _ => return false,
        }
    }
}

fn has_time(point: &[u8]) -> bool {
    let mut fields = Fields::of(point);
    while let Ok(Some(field)) = fields.read() {
        if field.number == 3 && matches!(field.payload, Payload::Fixed64(_)) {
            return true;
        }
    }
    false
}
