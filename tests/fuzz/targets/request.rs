//! Any bytes as an export request of each signal: nothing panics, and what the check keeps can be read and written in full.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use waterglass_model::otlp::json::{from_json, to_json};
use waterglass_model::otlp::schema::{LOG_RECORD, METRIC, Message, RESOURCE, SCOPE, SPAN};
use waterglass_model::otlp::{Log, Metric, Resource, Scope, Span, Value, check, classify};
use waterglass_model::{Batch, Signal, Source};

fuzz_target!(|body: &[u8]| {
    classify(body);
    for signal in [Signal::Traces, Signal::Logs, Signal::Metrics] {
        if let Ok((batch, _)) = check(signal, Bytes::copy_from_slice(body), Source::default()) {
            batch.items.iter().for_each(|item| read(&batch, batch.slice(&item.bytes)));
            for group in batch.items.iter().map(|item| &batch.groups[item.group as usize]) {
                Resource::parse(batch.slice(&group.resource)).expect("a checked resource reads").attributes().for_each(drop);
                Scope::parse(batch.slice(&group.scope)).expect("a checked scope reads").attributes().for_each(drop);
                round_trip(batch.slice(&group.resource), &RESOURCE);
                round_trip(batch.slice(&group.scope), &SCOPE);
            }
        }
    }
});

fn read(batch: &Batch, message: &[u8]) {
    match batch.signal {
        Signal::Traces => {
            let span = Span::parse(message).expect("a checked span reads");
            assert_eq!(span.events().count(), span.event_count as usize);
            assert_eq!(span.links().count(), span.link_count as usize);
            span.attributes().for_each(|(_, value)| walk(value));
            round_trip(message, &SPAN);
        }
        Signal::Logs => {
            let log = Log::parse(message).expect("a checked log record reads");
            walk(log.body);
            log.attributes().for_each(|(_, value)| walk(value));
            round_trip(message, &LOG_RECORD);
        }
        Signal::Metrics => {
            let metric = Metric::parse(message).expect("a checked metric reads");
            let range = metric.point_range().expect("its points read");
            assert_eq!(metric.points().count(), range.count as usize);
            round_trip(message, &METRIC);
        }
    }
}

fn walk(value: Value<'_>) {
    value.elements().for_each(walk);
    value.entries().for_each(|(_, value)| walk(value));
}

/// As JSON, read again, as JSON: the same text.
fn round_trip(message: &[u8], of: &'static Message) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    to_json(message, of, &mut first).expect("what was checked can be written");
    let again = from_json(&first, of).expect("what was written reads");
    to_json(&again, of, &mut second).expect("what was read can be written");
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
}
