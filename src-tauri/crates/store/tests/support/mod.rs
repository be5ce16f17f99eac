//! Builds OTLP requests by hand for the store's tests: small, explicit, no SDK.
#![allow(dead_code, missing_docs)]

use std::sync::Arc;

use bytes::Bytes;
use waterglass_model::otlp::{Value, check};
use waterglass_model::wire::{put_bytes, put_fixed64, put_message, put_uint};
use waterglass_model::{Batch, GenAi, Signal, Source, SpanFacts, SpanType, Usage};
use waterglass_store::{Facts, NoPrices, Options, Store, Synchronous};

pub fn options(path: &std::path::Path) -> Options {
    Options {
        path: path.to_path_buf(),
        synchronous: Synchronous::Normal,
        readers: 2,
        facts: Facts::of_spans(1, simple),
        pricing: Arc::new(NoPrices),
    }
}

pub fn open(path: &std::path::Path) -> Store {
    Store::open(options(path)).expect("opens")
}

/// A dialect of one rule: `model` names the model of a model call, `tokens` what it read.
pub fn simple<'a>(facts: &SpanFacts<'_, 'a>) -> GenAi<'a> {
    let model = facts.text("model");
    GenAi {
        span_type: if model.is_some() { SpanType::Model } else { SpanType::Function },
        response_model: model.map(Into::into),
        usage: Usage { input: facts.count("tokens"), ..Usage::default() },
        ..GenAi::default()
    }
}

#[derive(Clone)]
pub struct TestSpan {
    pub trace: u8,
    pub id: u8,
    pub parent: u8,
    pub name: String,
    pub start: u64,
    pub end: u64,
    pub error: bool,
    pub attributes: Vec<(String, String)>,
}

pub fn span(trace: u8, id: u8, parent: u8, name: &str) -> TestSpan {
    let start = 1_700_000_000_000_000_000 + u64::from(id) * 1000;
    TestSpan { trace, id, parent, name: name.into(), start, end: start + 500, error: false, attributes: Vec::new() }
}

pub fn attribute(out: &mut Vec<u8>, number: u32, key: &str, value: &Value<'_>) {
    put_message(out, number, |entry| {
        put_bytes(entry, 1, key.as_bytes());
        put_message(entry, 2, |any| match value {
            Value::String(text) => put_bytes(any, 1, text.as_bytes()),
            Value::Int(number) => put_uint(any, 3, *number as u64),
            _ => {}
        });
    });
}

pub fn trace_id(trace: u8) -> [u8; 16] {
    [trace; 16]
}

impl TestSpan {
    pub fn message(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_bytes(&mut out, 1, &trace_id(self.trace));
        put_bytes(&mut out, 2, &[self.id; 8]);
        if self.parent != 0 {
            put_bytes(&mut out, 4, &[self.parent; 8]);
        }
        put_bytes(&mut out, 5, self.name.as_bytes());
        put_fixed64(&mut out, 7, self.start);
        put_fixed64(&mut out, 8, self.end);
        for (key, value) in &self.attributes {
            attribute(&mut out, 9, key, &Value::String(value));
        }
        if self.error {
            put_message(&mut out, 15, |status| put_uint(status, 3, 2));
        }
        out
    }
}

pub fn request(service: &str, items: &[Vec<u8>]) -> Vec<u8> {
    let mut resource = Vec::new();
    attribute(&mut resource, 1, "service.name", &Value::String(service));
    let mut scope = Vec::new();
    put_bytes(&mut scope, 1, b"test-scope");
    let items: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
    waterglass_model::otlp::request_of(&resource, "https://schema/r", &scope, "https://schema/s", &items)
}

pub fn batch(signal: Signal, body: Vec<u8>) -> Batch {
    let (batch, rejected) = check(signal, Bytes::from(body), Source::default()).expect("a request");
    assert_eq!(rejected, []);
    batch
}

pub fn spans(service: &str, spans: &[TestSpan]) -> Batch {
    batch(Signal::Traces, request(service, &spans.iter().map(TestSpan::message).collect::<Vec<_>>()))
}

pub fn log(time: u64, severity: u64, body: &str, trace: u8) -> Vec<u8> {
    let mut out = Vec::new();
    if time != 0 {
        put_fixed64(&mut out, 1, time);
    }
    put_uint(&mut out, 2, severity);
    put_message(&mut out, 5, |any| put_bytes(any, 1, body.as_bytes()));
    if trace != 0 {
        put_bytes(&mut out, 9, &trace_id(trace));
    }
    out
}
