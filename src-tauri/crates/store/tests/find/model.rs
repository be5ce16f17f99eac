//! Spans for the tests of finding: as the wire has them, and as the plain evaluator reads them.

use std::collections::BTreeSet;

use waterglass_model::Usage;
use waterglass_model::counting::{Call, Counted, count};
use waterglass_model::wire::{put_bytes, put_fixed64, put_message, put_uint};
use waterglass_query::evaluate::{Row, Trace};
use waterglass_query::{Cell, Field, Known, Scope};

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    Text(String),
    Int(i64),
    Double(f64),
    Bool(bool),
    List(Vec<Typed>),
}

#[derive(Clone, Debug)]
pub struct TestSpan {
    pub trace: u8,
    pub id: u8,
    pub parent: u8,
    pub service: &'static str,
    pub name: &'static str,
    pub start: u64,
    pub length: u64,
    pub error: bool,
    pub attributes: Vec<(&'static str, Typed)>,
    pub event: Option<(&'static str, &'static str)>,
    /// Picodollars, once [`price`] has worked them out.
    pub cost: Option<i64>,
}

/// What a token costs.
pub const PRICE: i64 = 7;

/// Works out what each span costs: those whose tokens count.
pub fn price(spans: &mut [TestSpan]) {
    let traces: BTreeSet<u8> = spans.iter().map(|span| span.trace).collect();
    for trace in traces {
        let of_trace: Vec<usize> = (0..spans.len()).filter(|at| spans[*at].trace == trace).collect();
        let calls: Vec<Call> = of_trace.iter().map(|at| spans[*at].call()).collect();
        for (at, counted) in of_trace.into_iter().zip(count(&calls)) {
            let tokens = spans[at].tokens().unwrap_or(0);
            spans[at].cost = (counted == Counted::Counts).then_some(tokens * PRICE);
        }
    }
}

pub fn put_value(out: &mut Vec<u8>, value: &Typed) {
    match value {
        Typed::Text(text) => put_bytes(out, 1, text.as_bytes()),
        Typed::Bool(truth) => {
            // A false must be written too: an empty message would be no value at all.
            out.extend([2 << 3, u8::from(*truth)]);
        }
        Typed::Int(number) => {
            out.push(3 << 3);
            waterglass_model::wire::put_varint(out, *number as u64);
        }
        Typed::Double(number) => put_fixed64_double(out, *number),
        Typed::List(list) => put_message(out, 5, |out| {
            list.iter().for_each(|one| put_message(out, 1, |out| put_value(out, one)));
        }),
    }
}

pub fn put_fixed64_double(out: &mut Vec<u8>, number: f64) {
    out.push(4 << 3 | 1);
    out.extend(number.to_bits().to_le_bytes());
}

pub fn put_attribute(out: &mut Vec<u8>, number: u32, key: &str, value: &Typed) {
    put_message(out, number, |entry| {
        put_bytes(entry, 1, key.as_bytes());
        put_message(entry, 2, |any| put_value(any, value));
    });
}

impl TestSpan {
    pub fn message(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_bytes(&mut out, 1, &[self.trace; 16]);
        put_bytes(&mut out, 2, &[self.id; 8]);
        if self.parent != 0 {
            put_bytes(&mut out, 4, &[self.parent; 8]);
        }
        put_bytes(&mut out, 5, self.name.as_bytes());
        put_fixed64(&mut out, 7, self.start);
        put_fixed64(&mut out, 8, self.start + self.length);
        for (key, value) in &self.attributes {
            put_attribute(&mut out, 9, key, value);
        }
        if let Some((name, text)) = self.event {
            put_message(&mut out, 11, |event| {
                put_fixed64(event, 1, self.start);
                put_bytes(event, 2, name.as_bytes());
                put_attribute(event, 3, "exception.message", &Typed::Text(text.into()));
            });
        }
        if self.error {
            put_message(&mut out, 15, |status| put_uint(status, 3, 2));
        }
        out
    }

    fn count(&self, key: &str) -> Option<i64> {
        self.attributes.iter().find_map(|(name, value)| match value {
            Typed::Int(count) if *name == key => Some(*count),
            _ => None,
        })
    }

    fn tokens(&self) -> Option<i64> {
        let (input, output) = (self.count("in"), self.count("out"));
        (input.is_some() || output.is_some()).then(|| input.unwrap_or(0) + output.unwrap_or(0))
    }

    fn call(&self) -> Call {
        let id = |id: u8| i64::from_be_bytes([id; 8]);
        let said = |key: &str| self.count(key).map(|count| count as u64);
        Call {
            id: id(self.id),
            parent: (self.parent != 0).then(|| id(self.parent)),
            start: self.start as i64,
            duration: self.length as i64,
            usage: Usage { input: said("in"), output: said("out"), cached_input: said("cached"), ..Usage::default() },
            model: self.text("model").map(|model| i64::from(model == "m-1")),
            ..Call::default()
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find_map(|(name, value)| match value {
            Typed::Text(text) if *name == key => Some(text.as_str()),
            _ => None,
        })
    }
}

pub fn visit_value(value: &Typed, visit: &mut dyn FnMut(Cell<'_>)) {
    match value {
        Typed::Text(text) => visit(Cell::Text(text)),
        Typed::Int(number) => visit(Cell::Int(*number)),
        Typed::Double(number) => visit(Cell::Double(*number)),
        Typed::Bool(truth) => visit(Cell::Bool(*truth)),
        Typed::List(list) if list.is_empty() => visit(Cell::Other),
        Typed::List(list) => list.iter().for_each(|one| visit_value(one, visit)),
    }
}

fn visit_all(count: Option<i64>, visit: &mut dyn FnMut(Cell<'_>)) {
    count.into_iter().for_each(|count| visit(Cell::Int(count)));
}

pub fn visit_texts(value: &Typed, visit: &mut dyn FnMut(&str)) {
    match value {
        Typed::Text(text) => visit(text),
        Typed::Int(number) => visit(&number.unsigned_abs().to_string()),
        Typed::List(list) => list.iter().for_each(|one| visit_texts(one, visit)),
        _ => {}
    }
}

impl Row for TestSpan {
    fn cells(&self, field: &Field, visit: &mut dyn FnMut(Cell<'_>)) {
        match field {
            Field::Attribute(scope, key) => {
                if matches!(scope, Scope::Any | Scope::Span) {
                    self.attributes
                        .iter()
                        .filter(|(name, _)| **name == **key)
                        .for_each(|(_, value)| visit_value(value, visit));
                }
                if matches!(scope, Scope::Any | Scope::Resource) && &**key == "service.name" {
                    visit(Cell::Text(self.service));
                }
                if let (Scope::Event, Some((_, text))) = (scope, self.event)
                    && &**key == "exception.message"
                {
                    visit(Cell::Text(text));
                }
            }
            Field::Known(known) => {
                let model = self.text("model");
                match known {
                    Known::Name => visit(Cell::Text(self.name)),
                    Known::Service => visit(Cell::Text(self.service)),
                    Known::Project => visit(Cell::Text("default")),
                    Known::Type => visit(Cell::Text(if model.is_some() { "llm" } else { "function" })),
                    Known::SpanKind => visit(Cell::Text("unspecified")),
                    Known::Status => visit(Cell::Text(if self.error { "error" } else { "unset" })),
                    Known::Model => model.into_iter().for_each(|model| visit(Cell::Text(model))),
                    Known::Duration => visit(Cell::Int(self.length as i64)),
                    Known::Start => visit(Cell::Int(self.start as i64)),
                    Known::InputTokens => self.count("in").into_iter().for_each(|count| visit(Cell::Int(count))),
                    Known::OutputTokens => self.count("out").into_iter().for_each(|count| visit(Cell::Int(count))),
                    Known::CachedTokens => self.count("cached").into_iter().for_each(|count| visit(Cell::Int(count))),
                    Known::Tokens => self.tokens().into_iter().for_each(|count| visit(Cell::Int(count))),
                    Known::FirstToken => self.count("ttft").into_iter().for_each(|count| visit(Cell::Int(count))),
                    Known::Cost => self.cost.into_iter().for_each(|cost| visit(Cell::Int(cost))),
                    Known::Session => self.text("session").into_iter().for_each(|text| visit(Cell::Text(text))),
                    Known::User => self.text("user").into_iter().for_each(|text| visit(Cell::Text(text))),
                    Known::ScopeName => visit(Cell::Text("test-scope")),
                    Known::Event => self.event.into_iter().for_each(|(name, _)| visit(Cell::Text(name))),
                    Known::Span => visit(Cell::Text(&format!("{:02x}", self.id).repeat(8))),
                    Known::Trace => visit(Cell::Text(&format!("{:02x}", self.trace).repeat(16))),
                    _ => {}
                }
            }
        }
    }

    fn texts(&self, visit: &mut dyn FnMut(&str)) {
        visit(self.name);
        visit(self.service);
        self.attributes.iter().for_each(|(_, value)| visit_texts(value, visit));
        if let Some((name, text)) = self.event {
            visit(name);
            visit(text);
        }
        visit(&format!("{:02x}", self.id).repeat(8));
    }
}

/// A trace of the plain evaluator.
pub struct Plain<'s>(pub Vec<&'s TestSpan>);

impl Plain<'_> {
    /// The sum of what counted spans say.
    fn sum(&self, said: impl Fn(&TestSpan) -> Option<i64>) -> Option<i64> {
        let said: Vec<i64> = self.0.iter().filter(|span| span.cost.is_some()).filter_map(|span| said(span)).collect();
        (!said.is_empty()).then(|| said.iter().sum())
    }

    /// What a root says of it, else the earliest span.
    fn said(&self, key: &str) -> Option<&str> {
        let sayers = self.0.iter().filter(|span| span.text(key).is_some());
        sayers.min_by_key(|span| (span.parent != 0, span.start, span.id)).and_then(|span| span.text(key))
    }
}

impl Row for Plain<'_> {
    fn cells(&self, field: &Field, visit: &mut dyn FnMut(Cell<'_>)) {
        let Field::Known(known) = field else { return };
        let start = self.0.iter().map(|span| span.start).min().unwrap_or(0);
        let end = self.0.iter().map(|span| span.start + span.length).max().unwrap_or(0);
        let errors = self.0.iter().filter(|span| span.error).count();
        match known {
            Known::Duration => visit(Cell::Int((end - start) as i64)),
            Known::Start => visit(Cell::Int(start as i64)),
            Known::Spans => visit(Cell::Int(self.0.len() as i64)),
            Known::InputTokens => visit_all(self.sum(|span| span.count("in")), visit),
            Known::OutputTokens => visit_all(self.sum(|span| span.count("out")), visit),
            Known::CachedTokens => visit_all(self.sum(|span| span.count("cached")), visit),
            Known::Tokens => visit_all(self.sum(TestSpan::tokens), visit),
            Known::Cost => visit_all(self.sum(|span| span.cost), visit),
            Known::Session => self.said("session").into_iter().for_each(|text| visit(Cell::Text(text))),
            Known::User => self.said("user").into_iter().for_each(|text| visit(Cell::Text(text))),
            Known::Errors => visit(Cell::Int(errors as i64)),
            Known::Project => visit(Cell::Text("default")),
            Known::Trace => visit(Cell::Text(&format!("{:02x}", self.0[0].trace).repeat(16))),
            Known::Status => {
                visit(Cell::Text(if errors == 0 { "ok" } else { "error" }));
                let roots = self.0.iter().filter(|span| span.parent == 0);
                if roots.min_by_key(|span| (span.start, span.id)).is_some_and(|root| root.error) {
                    visit(Cell::Text("failed"));
                }
            }
            _ => {}
        }
    }

    fn texts(&self, _: &mut dyn FnMut(&str)) {}
}

impl Trace for Plain<'_> {
    fn itself(&self) -> &dyn Row {
        self
    }

    fn spans(&self) -> usize {
        self.0.len()
    }

    fn span(&self, index: usize) -> &dyn Row {
        self.0[index]
    }

    fn parent(&self, index: usize) -> Option<usize> {
        let parent = self.0[index].parent;
        self.0.iter().position(|span| parent != 0 && span.id == parent)
    }
}

pub fn traces_of(spans: &[TestSpan]) -> Vec<Plain<'_>> {
    let numbers: BTreeSet<u8> = spans.iter().map(|span| span.trace).collect();
    numbers.into_iter().map(|number| Plain(spans.iter().filter(|span| span.trace == number).collect())).collect()
}
