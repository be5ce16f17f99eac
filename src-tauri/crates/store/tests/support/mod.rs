//! Builds OTLP requests by hand for the store's tests: small, explicit, no SDK.
#![allow(dead_code, missing_docs)]

use std::sync::Arc;

use bytes::Bytes;
use waterglass_model::otlp::{Value, check};
use waterglass_model::wire::{put_bytes, put_fixed64, put_message, put_uint};
use waterglass_model::{Batch, GenAi, LogFacts, Signal, Source, SpanFacts, SpanType, Usage};
use waterglass_store::{Facts, NoPrices, Options, PricedCall, Pricing, Said, Store, Synchronous};

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

/// A dialect that reads each fact from an attribute of its name; counts are decimal text.
pub fn rich<'a>(facts: &SpanFacts<'_, 'a>) -> GenAi<'a> {
    let text = |key: &str| facts.text(key).map(Into::into);
    GenAi {
        span_type: match facts.text("kind") {
            Some("agent") => SpanType::Agent,
            Some("model") => SpanType::Model,
            Some("tool") => SpanType::Tool,
            _ => SpanType::Function,
        },
        operation: text("op"),
        provider: text("provider"),
        request_model: text("asked"),
        response_model: text("model"),
        response_id: text("response"),
        conversation_id: text("session"),
        user_id: text("user"),
        tool_name: text("tool"),
        usage: Usage {
            input: facts.count("in"),
            output: facts.count("out"),
            cached_input: facts.count("cached"),
            reasoning: facts.count("reasoning"),
            ..Usage::default()
        },
        time_to_first_token: facts.count("ttft"),
        ..GenAi::default()
    }
}

/// What a log record names, by the same rule.
pub fn said_by_log<'a>(facts: &LogFacts<'_, 'a>) -> Said<'a> {
    let text = |key: &str| match facts.attributes.iter().find(|(name, _)| *name == key) {
        Some((_, Value::String(text))) => Some((*text).into()),
        _ => None,
    };
    Said { session: text("session"), user: text("user") }
}

/// Functions of both.
pub fn rich_facts(revision: u32) -> Facts {
    Facts { said_by_log, is_instrumentor: |scope| scope == "instrumentor", ..Facts::of_spans(revision, rich) }
}

/// So many picodollars a token; models called `free…` have no price.
#[derive(Debug)]
pub struct PerToken(pub i64);

impl Pricing for PerToken {
    fn revision(&self) -> u64 {
        self.0 as u64
    }

    fn price(&self, call: &PricedCall<'_>) -> Option<i64> {
        let tokens = call.usage.input.unwrap_or(0) + call.usage.output.unwrap_or(0);
        (!call.response_model.starts_with("free")).then_some(tokens as i64 * self.0)
    }
}

/// A file read by [`rich`].
pub fn open_rich(path: &std::path::Path, revision: u32, price: i64) -> Store {
    let facts = rich_facts(revision);
    Store::open(Options { facts, pricing: Arc::new(PerToken(price)), ..options(path) }).expect("opens")
}

/// Waits until everything is settled.
pub fn settle(store: &Store) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("runtime");
    let settled = async { tokio::time::timeout(std::time::Duration::from_secs(60), store.settled()).await };
    runtime.block_on(settled).expect("settles in time");
}

#[derive(Clone, Debug)]
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
    request_by("test-scope", service, items)
}

pub fn request_by(scope_name: &str, service: &str, items: &[Vec<u8>]) -> Vec<u8> {
    let mut resource = Vec::new();
    attribute(&mut resource, 1, "service.name", &Value::String(service));
    let mut scope = Vec::new();
    put_bytes(&mut scope, 1, scope_name.as_bytes());
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

/// A log record with attributes.
pub fn log_with(time: u64, trace: u8, span: u8, attributes: &[(&str, &str)]) -> Vec<u8> {
    let mut out = log(time, 9, "said", trace);
    for (key, value) in attributes {
        attribute(&mut out, 6, key, &Value::String(value));
    }
    if span != 0 {
        put_bytes(&mut out, 10, &[span; 8]);
    }
    out
}

pub fn logs(service: &str, records: &[Vec<u8>]) -> Batch {
    batch(Signal::Logs, request(service, records))
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
