//! `GET /api/traces/{trace_id}`: all that the tree and the waterfall draw, `proto::TraceOutline`.
//!
//! Written column by column straight into the answer: a trace of 50,000 spans is some 5 MB of JSON, and building it as values first would
//! cost several times the query. A test holds what is written here to the wire type.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use waterglass_model::SpanType;
use waterglass_proto::TraceRow;
use waterglass_store::{Outline, OutlineSpan};

use super::params::OfTrace;
use super::parents::{Kin, resolve};
use super::rows::{dollars, is_counted, trace_row};
use super::traces::no_trace;
use super::{Answer, ask, json_bytes};
use crate::instance::Core;

pub(super) async fn get(State(core): State<Arc<Core>>, OfTrace(trace_id): OfTrace) -> Answer<Response> {
    let as_of = core.store.feed().cursor();
    let found = ask(&core, move |reader| Ok(reader.get_outline(trace_id)?.map(|outline| write(outline, &as_of))));
    found.await?.map(json_bytes).ok_or_else(|| no_trace(trace_id))
}

/// Bytes a span takes in the answer, about.
const SPAN_BYTES: usize = 120;

fn write(outline: Outline, as_of: &str) -> Vec<u8> {
    let Outline { summary, strings, spans, logs } = outline;
    let kin: Vec<Kin> =
        spans.iter().map(|span| Kin { id: span.span_id, parent: span.parent, flags: span.flags }).collect();
    let (parents, missing) = resolve(&kin);
    let row: TraceRow = trace_row(summary);
    let mut out = Json(Vec::with_capacity(1024 + spans.len() * SPAN_BYTES));
    out.raw("{\"summary\":");
    out.value(&row);
    out.raw(",\"strings\":");
    out.value(&strings);
    out.raw(",\"spans\":{");
    out.columns(&spans, &parents, row.start.0);
    out.raw("},\"missing_parents\":");
    out.list(&missing, |out, (span, parent)| {
        out.raw("[");
        out.value(span);
        out.raw(",");
        out.hex(parent.as_bytes());
        out.raw("]");
    });
    out.raw(",\"logs\":");
    out.value(&logs);
    out.raw(",\"as_of\":");
    out.value(as_of);
    out.raw("}");
    out.0
}

/// JSON being written.
struct Json(Vec<u8>);

impl Json {
    fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) {
        serde_json::to_writer(&mut self.0, value).expect("plain data is always written to memory");
    }

    /// An id as text.
    fn hex(&mut self, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.0.push(b'"');
        for byte in bytes {
            self.0.push(DIGITS[usize::from(byte >> 4)]);
            self.0.push(DIGITS[usize::from(byte & 15)]);
        }
        self.0.push(b'"');
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.0.push(b'[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.0.push(b',');
            }
            write(self, item);
        }
        self.0.push(b']');
    }

    /// The columns of `proto::SpanColumns`.
    fn columns(&mut self, spans: &[OutlineSpan], parents: &[i32], start: u64) {
        let from_start = |at: u64| at.saturating_sub(start);
        self.raw("\"span_id\":");
        self.list(spans, |out, span| out.hex(span.span_id.as_bytes()));
        self.raw(",\"parent\":");
        self.list(parents, Self::value);
        self.numbers("name", spans, |span| span.name);
        self.numbers("service", spans, |span| span.service);
        self.raw(",\"span_type\":");
        self.list(spans, |out, span| out.raw(type_name(span.span_type)));
        self.numbers("kind", spans, |span| span.kind);
        self.numbers("status", spans, |span| span.status);
        self.numbers("start", spans, |span| from_start(span.start));
        self.numbers("duration", spans, |span| span.duration);
        self.numbers("model", spans, |span| span.model.map_or(-1, i64::from));
        self.numbers("detail", spans, |span| span.detail.map_or(-1, i64::from));
        self.numbers("input_tokens", spans, |span| span.input_tokens);
        self.numbers("output_tokens", spans, |span| span.output_tokens);
        self.numbers("counted", spans, |span| is_counted(span.counted));
        self.numbers("cost", spans, |span| span.cost.map(dollars));
        self.numbers("first_token", spans, |span| span.first_token);
        let ticks =
            || spans.iter().enumerate().flat_map(|(index, span)| span.ticks.iter().map(move |tick| (index, *tick)));
        self.raw(",\"tick_span\":");
        self.list(ticks(), |out, (span, _)| out.value(&span));
        self.raw(",\"tick_at\":");
        self.list(ticks(), |out, (_, (at, _))| out.value(&from_start(at)));
        self.raw(",\"tick_error\":");
        self.list(ticks(), |out, (_, (_, error))| out.value(&error));
    }

    fn numbers<T: Serialize>(&mut self, name: &str, spans: &[OutlineSpan], number: impl Fn(&OutlineSpan) -> T) {
        self.raw(",\"");
        self.raw(name);
        self.raw("\":");
        self.list(spans, |out, span| out.value(&number(span)));
    }
}

/// `proto::SpanType` as it is written.
fn type_name(span_type: SpanType) -> &'static str {
    match span_type {
        SpanType::Function => "\"function\"",
        SpanType::Agent => "\"agent\"",
        SpanType::Model => "\"model\"",
        SpanType::Tool => "\"tool\"",
        SpanType::Retrieval => "\"retrieval\"",
        SpanType::Embedding => "\"embedding\"",
        SpanType::Evaluator => "\"evaluator\"",
        SpanType::Prompt => "\"prompt\"",
        SpanType::Http => "\"http\"",
        SpanType::Database => "\"database\"",
        SpanType::Messaging => "\"messaging\"",
        SpanType::Chain => "\"chain\"",
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::counting::Counted;
    use waterglass_model::{SpanId, TraceId};
    use waterglass_proto::TraceOutline;
    use waterglass_store::TraceSummary;

    use super::*;

    fn span(number: u8, parent: Option<u8>) -> OutlineSpan {
        let id = |number: u8| SpanId::from_bytes(&[number; 8]).expect("not zero");
        OutlineSpan {
            span_id: id(number),
            parent: parent.map(id),
            start: 1_000 + u64::from(number),
            duration: 5,
            name: 0,
            service: 1,
            kind: 3,
            status: 2,
            span_type: SpanType::from_number(number),
            flags: 0,
            model: (number == 2).then_some(1),
            detail: None,
            input_tokens: (number == 2).then_some(u64::from(u32::MAX)),
            output_tokens: None,
            counted: Counted::from_number(u8::from(number == 2)),
            cost: (number == 2).then_some(5_000_000_000),
            first_token: (number == 2).then_some(3),
            ticks: if number == 2 { vec![(1_003, true), (990, false)] } else { Vec::new() },
        }
    }

    #[test]
    fn what_is_written_is_the_wire_type() {
        let summary = TraceSummary {
            trace_id: TraceId::from_bytes(&[7; 16]).expect("not zero"),
            name: "a \"quoted\"\n name".into(),
            has_root: true,
            service: "s".into(),
            services: vec!["s".into()],
            project: "default".into(),
            start: 1_001,
            duration: 9,
            spans: 11,
            errors: 11,
            outcome: waterglass_store::Outcome::Failed,
            models: Vec::new(),
            sums: waterglass_store::Sums { cost: Some(5_000_000_000), ..Default::default() },
            session: None,
            user: Some("u".into()),
            received: 3,
            tags: vec!["kept".into()],
            note: None,
        };
        let spans =
            (1..=11).map(|number| span(number, (number > 1).then_some(if number == 5 { 99 } else { 1 }))).collect();
        let strings = vec!["é".into(), "gpt".into()];
        let text = write(Outline { summary, strings, spans, logs: 4 }, "run-1");
        let outline: TraceOutline = serde_json::from_slice(&text).expect("it is the wire type");
        let columns = &outline.spans;
        assert_eq!(columns.span_id[1], "0202020202020202");
        assert_eq!(columns.parent[..5], [-1, 0, 0, 0, -2]);
        assert_eq!(outline.missing_parents, [(4, "6363636363636363".to_owned())]);
        assert_eq!(columns.start[..2], [0.0, 1.0]);
        assert_eq!((columns.model[0], columns.model[1], columns.detail[1]), (-1, 1, -1));
        assert_eq!((columns.input_tokens[0], columns.input_tokens[1]), (None, Some(4_294_967_295.0)));
        assert_eq!((&columns.counted[..2], &columns.cost[..2]), (&[None, Some(true)][..], &[None, Some(0.005)][..]));
        assert_eq!(columns.first_token[..2], [None, Some(3.0)]);
        assert_eq!(
            (&columns.tick_span[..], &columns.tick_at[..], &columns.tick_error[..]),
            (&[1, 1][..], &[2.0, 0.0][..], &[true, false][..])
        );
        assert_eq!(
            (outline.logs, outline.as_of.as_str(), outline.summary.name.as_str()),
            (4, "run-1", "a \"quoted\"\n name")
        );
        // Written again by the wire type's own serialiser it is the same document.
        let again = serde_json::to_value(&outline).expect("writes");
        let mine: serde_json::Value = serde_json::from_slice(&text).expect("reads");
        let ints = |value: &serde_json::Value| value["summary"].to_string() + &value["spans"]["span_type"].to_string();
        assert_eq!(ints(&again), ints(&mine));
        assert_eq!(
            again["spans"].as_object().map(|o| o.keys().collect::<Vec<_>>()),
            mine["spans"].as_object().map(|o| o.keys().collect::<Vec<_>>())
        );
    }
}
