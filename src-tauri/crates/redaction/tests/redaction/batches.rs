//! Batches made by hand, and what stands in one, for the other tests.

use std::ops::Range;

use bytes::Bytes;
use waterglass_model::otlp::{Span, Value, check, request_of};
use waterglass_model::wire::{put_bytes, put_fixed64, put_message, put_uint};
use waterglass_model::{Batch, Signal, Source};
use waterglass_proto::{Redaction, RedactionRule};
use waterglass_redaction::{Redactor, presets};

/// All presets.
pub fn all() -> Redactor {
    Redactor::new(&Redaction { on: true, rules: presets() }).expect("the presets are good")
}

/// One rule of the user's.
pub fn own(key: &str, value: &str) -> RedactionRule {
    let (key, value) = (key.to_owned(), value.to_owned());
    RedactionRule { name: "Mine".into(), on: true, key, value, ..RedactionRule::default() }
}

pub fn redactor(rules: Vec<RedactionRule>) -> Redactor {
    Redactor::new(&Redaction { on: true, rules }).expect("the rules are good")
}

/// An `AnyValue` that is a text.
pub fn text(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    put_bytes(&mut out, 1, text.as_bytes());
    out
}

pub fn int(number: i64) -> Vec<u8> {
    let mut out = Vec::new();
    put_uint(&mut out, 3, number as u64);
    out
}

/// A `KeyValue`.
pub fn attribute(key: &str, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put_bytes(&mut out, 1, key.as_bytes());
    put_bytes(&mut out, 2, value);
    out
}

/// A message of attributes under a number: a map (1), a resource (1), a scope (3).
pub fn attributes(number: u32, all: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    all.iter().for_each(|one| put_bytes(&mut out, number, one));
    out
}

/// A span with these attributes, an unknown field among the known ones.
pub fn span(name: &str, all: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    put_bytes(&mut out, 1, &[7; 16]);
    put_bytes(&mut out, 2, &[8; 8]);
    put_bytes(&mut out, 5, name.as_bytes());
    put_uint(&mut out, 6, 3);
    put_fixed64(&mut out, 7, 1_700_000_000_000_000_000);
    put_bytes(&mut out, 777, b"from the future");
    put_fixed64(&mut out, 8, 1_700_000_000_500_000_000);
    all.iter().for_each(|one| put_bytes(&mut out, 9, one));
    put_message(&mut out, 11, |event| {
        put_bytes(event, 2, b"exception");
        put_bytes(event, 3, &attribute("exception.message", &text("refused")));
    });
    out
}

pub fn batch(signal: Signal, resource: &[u8], items: &[&[u8]]) -> Batch {
    let request = request_of(resource, "https://schema", &attributes(3, &[attribute("scope", &int(1))]), "", items);
    let (batch, rejected) = check(signal, Bytes::from(request), Source::default()).expect("a request");
    assert!(rejected.is_empty(), "{rejected:?}");
    batch
}

/// The bytes of everything a batch refers to, and what reading its body again gives.
pub fn parts(batch: &Batch) -> Vec<Vec<u8>> {
    let (again, rejected) = check(batch.signal, batch.body.clone(), Source::default()).expect("it is a request");
    assert!(rejected.is_empty(), "{rejected:?}");
    let slices = |batch: &Batch| {
        let groups = batch.groups.iter().flat_map(|group| {
            [&group.resource, &group.resource_schema_url, &group.scope, &group.scope_schema_url].map(Range::clone)
        });
        let all: Vec<Range<u32>> = groups.chain(batch.items.iter().map(|item| item.bytes.clone())).collect();
        all.iter().map(|range| batch.slice(range).to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(slices(&again), slices(batch), "the places are those that a check finds");
    slices(batch)
}

/// The value of an attribute of the only span.
pub fn value_of(batch: &Batch, key: &str) -> String {
    let span = Span::parse(batch.slice(&batch.items[0].bytes)).expect("a span");
    match span.attributes().find(|(name, _)| *name == key).expect("the attribute").1 {
        Value::String(text) => text.to_owned(),
        other => format!("{other:?}"),
    }
}

/// What the rules make of a text under a key.
pub fn after(redactor: &Redactor, key: &str, value: &str) -> String {
    let batch = batch(Signal::Traces, &[], &[&span("s", &[attribute(key, &text(value))])]);
    let out = redactor.apply(batch).expect("it has room");
    parts(&out);
    value_of(&out, key)
}
