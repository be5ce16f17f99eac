//! One realistic trace of an agent: steps of a model call with its growing history, tools, retrieval, HTTP and database calls.
//! About 1.8 kB and 20 attributes a span: model calls 3 to 12 kB, the rest 0.8 to 2.5 kB, history and system prompt repeated as
//! agent frameworks repeat them. Owns what a span says; how spans become requests is in `traffic`.

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::span::{Event, SpanKind};
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{Span, Status};

use crate::rng::Rng;
use crate::text::Prose;

/// Longest history a model call repeats, bytes.
const HISTORY: usize = 6_000;
const MODELS: [&str; 5] = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "claude-sonnet-4", "o4-mini"];
const TOOLS: [&str; 6] = ["search_docs", "run_query", "read_file", "send_mail", "calculate", "fetch_page"];
const HOSTS: [&str; 4] = ["api.models.test", "search.internal.test", "docs.internal.test", "mail.internal.test"];

/// Which instrumentation made a span: the scope it is sent under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The agent framework.
    Agent,
    /// The model client.
    Model,
    /// HTTP and database clients.
    Client,
}

/// A span and its scope.
pub type Made = (Scope, Span);

/// Makes traces, one after the other, always the same ones for the same seed.
#[derive(Debug)]
pub struct Traces {
    rng: Rng,
    prose: Prose,
    prompts: Vec<String>,
}

/// One trace while it is made.
struct Draft<'a> {
    rng: &'a mut Rng,
    prose: &'a Prose,
    trace_id: Vec<u8>,
    session: String,
    user: String,
    history: Vec<String>,
    spans: Vec<Made>,
}

impl Traces {
    /// Traces for a seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let prose = Prose::new();
        let prompts = (0..8).map(|_| prose.of(&mut rng, 1_600)).collect();
        Self { rng, prose, prompts }
    }

    /// How many spans the next trace should have: 5 to 200, log-uniform, 53 on average.
    pub fn size(&mut self) -> usize {
        (5.0 * 40f64.powf(self.rng.unit())) as usize
    }

    /// One trace of `size` spans that starts at `start` (Unix ns), parents before children, as they began.
    pub fn trace(&mut self, size: usize, start: u64) -> Vec<Made> {
        let prompt = self.rng.pick(&self.prompts).clone();
        let trace_id = self.rng.id::<16>();
        let session = format!("session-{:08x}", self.rng.bits() as u32);
        let user = format!("user-{}", self.rng.below(400));
        let mut draft =
            Draft { rng: &mut self.rng, prose: &self.prose, trace_id, session, user, history: vec![], spans: vec![] };
        draft.fill(size, start, &prompt);
        draft.spans
    }
}

impl Draft<'_> {
    fn fill(&mut self, size: usize, start: u64, prompt: &str) {
        let question = self.prose.of(self.rng, 400);
        let root = self.open(Scope::Agent, "invoke_agent assistant", SpanKind::Server, None, start);
        self.put(
            root,
            [
                text("gen_ai.operation.name", "invoke_agent"),
                text("gen_ai.agent.name", "assistant"),
                text("input.value", &question),
            ],
        );
        self.history.push(message("user", &question));
        let mut clock = start + 1_000_000;
        while self.spans.len() < size {
            clock = self.step(size, root, clock, prompt);
        }
        let answer = self.prose.of(self.rng, 600);
        self.put(root, [text("output.value", &answer)]);
        self.close(root, clock + 2_000_000);
    }

    /// One step of the agent: a model call over HTTP, then tools that search, read and ask databases. Stops at `size` spans.
    fn step(&mut self, size: usize, root: usize, start: u64, prompt: &str) -> u64 {
        let step = self.open(Scope::Agent, "agent.step", SpanKind::Internal, Some(root), start);
        let number = self.spans.len() as i64;
        let thought = self.prose.of(self.rng, 500);
        self.put(step, [int("agent.step.number", number), text("agent.step.thought", &thought)]);
        let mut clock = start + 500_000;
        if self.spans.len() < size {
            clock = self.model_call(size, step, clock, prompt);
        }
        for _ in 0..3 {
            if self.spans.len() < size {
                clock = self.tool_call(size, step, clock);
            }
        }
        if self.spans.len() < size {
            clock = self.retrieval(step, clock);
        }
        self.close(step, clock + 200_000);
        clock + 400_000
    }

    fn model_call(&mut self, size: usize, parent: usize, start: u64, prompt: &str) -> u64 {
        let model = *self.rng.pick(&MODELS);
        let chat = self.open(Scope::Model, &format!("chat {model}"), SpanKind::Client, Some(parent), start);
        let (answer_size, input) = (self.rng.between(200, 1_400), self.input());
        let answer = self.prose.of(self.rng, answer_size);
        let (read, wrote) = ((prompt.len() + input.len()) as i64 / 4, answer.len() as i64 / 4);
        self.history.push(message("assistant", &answer));
        let response = format!("chatcmpl-{:016x}", self.rng.bits());
        self.put(
            chat,
            [
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.provider.name", "openai"),
                text("gen_ai.request.model", model),
                text("gen_ai.response.model", &format!("{model}-2026-08-06")),
                text("gen_ai.response.id", &response),
                texts("gen_ai.response.finish_reasons", &["stop"]),
                int("gen_ai.usage.input_tokens", read),
                int("gen_ai.usage.output_tokens", wrote),
                double("gen_ai.request.temperature", 0.2),
                int("gen_ai.request.max_tokens", 4096),
                text("gen_ai.system_instructions", prompt),
                text("gen_ai.input.messages", &input),
                text("gen_ai.output.messages", &message("assistant", &answer)),
            ],
        );
        let took = self.rng.between(200_000_000, 2_500_000_000) as u64;
        if self.spans.len() < size {
            self.http_call(chat, start + 300_000, took - 1_000_000, "POST", 0);
        }
        self.close(chat, start + took);
        start + took + 100_000
    }

    fn tool_call(&mut self, size: usize, parent: usize, start: u64) -> u64 {
        let tool = *self.rng.pick(&TOOLS);
        let span = self.open(Scope::Agent, &format!("execute_tool {tool}"), SpanKind::Internal, Some(parent), start);
        let (asked, got) = (self.rng.between(80, 400), self.rng.between(300, 1_100));
        let arguments = format!("{{\"query\":\"{}\"}}", self.prose.of(self.rng, asked));
        let result = self.prose.of(self.rng, got);
        let call = format!("call_{:012x}", self.rng.bits() & 0xFFFF_FFFF_FFFF);
        self.history.push(message("tool", &result));
        self.put(
            span,
            [
                text("gen_ai.operation.name", "execute_tool"),
                text("gen_ai.tool.name", tool),
                text("gen_ai.tool.type", "function"),
                text("gen_ai.tool.call.id", &call),
                text("gen_ai.tool.call.arguments", &arguments),
                text("gen_ai.tool.call.result", &result),
            ],
        );
        let took = self.rng.between(3_000_000, 400_000_000) as u64;
        if self.spans.len() < size {
            match self.rng.below(2) {
                0 => self.http_call(span, start + 100_000, took - 300_000, "GET", 1),
                _ => self.query(span, start + 100_000, took - 300_000),
            }
        }
        if self.rng.chance(25) {
            self.fail(span, start + took);
        }
        self.close(span, start + took);
        start + took + 50_000
    }

    fn retrieval(&mut self, parent: usize, start: u64) -> u64 {
        let span = self.open(Scope::Agent, "retrieve documents", SpanKind::Internal, Some(parent), start);
        let documents: Vec<String> = (0..3).map(|_| self.prose.of(self.rng, 320)).collect();
        let query = self.prose.of(self.rng, 90);
        let joined = documents.join("\n---\n");
        self.put(
            span,
            [
                text("gen_ai.operation.name", "retrieval"),
                text("db.collection.name", "handbook"),
                text("retrieval.query", &query),
                int("retrieval.top_k", 3),
                text("retrieval.documents", &joined),
            ],
        );
        let took = self.rng.between(5_000_000, 80_000_000) as u64;
        self.close(span, start + took);
        start + took
    }

    fn http_call(&mut self, parent: usize, start: u64, took: u64, method: &str, host: usize) {
        let host = HOSTS[(host + self.rng.below(3)) % HOSTS.len()];
        let span = self.open(Scope::Client, method, SpanKind::Client, Some(parent), start);
        let size = self.rng.between(200, 90_000) as i64;
        let path = format!(
            "/v1/{}/{:08x}?trace=on&page={}",
            self.rng.pick(&TOOLS),
            self.rng.bits() as u32,
            self.rng.below(50)
        );
        self.put(
            span,
            [
                text("http.request.method", method),
                text("url.full", &format!("https://{host}{path}")),
                text("server.address", host),
                int("server.port", 443),
                int("http.response.status_code", 200),
                text("network.protocol.version", "1.1"),
                text("user_agent.original", "assistant/2.3 (http client; like a browser) python/3.13"),
                int("http.response.body.size", size),
                text("http.response.header.content_type", "application/json; charset=utf-8"),
                text("tls.protocol.version", "1.3"),
            ],
        );
        self.close(span, start + took.max(1_000_000));
    }

    fn query(&mut self, parent: usize, start: u64, took: u64) {
        let span = self.open(Scope::Client, "SELECT orders", SpanKind::Client, Some(parent), start);
        let (customer, words) = (self.rng.below(100_000), self.prose.of(self.rng, 120));
        let query = format!(
            "SELECT o.id, o.placed_at, o.total, c.name, c.mail FROM orders o JOIN customers c ON c.id = o.customer_id \
             WHERE o.customer_id = {customer} AND o.note LIKE '%{words}%' ORDER BY o.placed_at DESC LIMIT 50"
        );
        let rows = self.rng.below(50) as i64;
        self.put(
            span,
            [
                text("db.system.name", "postgresql"),
                text("db.namespace", "shop"),
                text("db.operation.name", "SELECT"),
                text("db.collection.name", "orders"),
                text("db.query.text", &query),
                text("server.address", "db.internal.test"),
                int("server.port", 5432),
                int("db.response.returned_rows", rows),
            ],
        );
        self.close(span, start + took.max(500_000));
    }

    fn fail(&mut self, at: usize, time: u64) {
        let stack = self.prose.of(self.rng, 700);
        let span = &mut self.spans[at].1;
        span.status =
            Some(Status { code: StatusCode::Error.into(), message: "the tool did not answer in time".to_owned() });
        let attributes = vec![
            text("exception.type", "TimeoutError"),
            text("exception.message", "the tool did not answer in time"),
            text("exception.stacktrace", &stack),
        ];
        span.events.push(Event { time_unix_nano: time, name: "exception".to_owned(), attributes, ..Event::default() });
    }

    /// The messages a model call repeats: the question and the latest of the rest, oldest first, up to the limit.
    fn input(&self) -> String {
        let mut room = HISTORY;
        let fits = |one: &&String| {
            let fit = one.len() <= room;
            room = room.saturating_sub(one.len());
            fit
        };
        let recent: Vec<&String> = self.history[1..].iter().rev().take_while(fits).collect();
        let parts: Vec<&str> =
            std::iter::once(&self.history[0]).chain(recent.into_iter().rev()).map(String::as_str).collect();
        format!("[{}]", parts.join(","))
    }

    /// Begins a span with the attributes that every instrumentation of this program adds.
    fn open(&mut self, scope: Scope, name: &str, kind: SpanKind, parent: Option<usize>, start: u64) -> usize {
        let parent_span_id = parent.map(|at| self.spans[at].1.span_id.clone()).unwrap_or_default();
        let (request, thread) = (format!("req-{:016x}", self.rng.bits()), self.rng.below(24));
        let attributes = vec![
            text("session.id", &self.session),
            text("user.id", &self.user),
            text("tenant.id", "tenant-eu-central-17"),
            text("app.request.id", &request),
            text("app.release", "2026.11.3+build.4711"),
            int("thread.id", thread as i64 + 140_000),
            text("thread.name", &format!("worker-{thread}")),
            text("code.function.name", &format!("assistant.runtime.{}", name.replace(' ', "_"))),
            text("code.file.path", "/srv/assistant/runtime/loop.py"),
            int("code.line.number", 40 + name.len() as i64),
            boolean("app.sampled", true),
        ];
        let span = Span {
            trace_id: self.trace_id.clone(),
            span_id: self.rng.id::<8>(),
            parent_span_id,
            flags: 0x101,
            name: name.to_owned(),
            kind: kind.into(),
            start_time_unix_nano: start,
            attributes,
            ..Span::default()
        };
        self.spans.push((scope, span));
        self.spans.len() - 1
    }

    fn put<const N: usize>(&mut self, at: usize, more: [KeyValue; N]) {
        self.spans[at].1.attributes.extend(more);
    }

    fn close(&mut self, at: usize, end: u64) {
        self.spans[at].1.end_time_unix_nano = end;
    }
}

fn message(role: &str, content: &str) -> String {
    format!("{{\"role\":\"{role}\",\"parts\":[{{\"type\":\"text\",\"content\":\"{content}\"}}]}}")
}

fn any(value: Value) -> AnyValue {
    AnyValue { value: Some(value) }
}

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(any(value)), ..KeyValue::default() }
}

pub(crate) fn text(key: &str, value: &str) -> KeyValue {
    attribute(key, Value::StringValue(value.to_owned()))
}

pub(crate) fn int(key: &str, value: i64) -> KeyValue {
    attribute(key, Value::IntValue(value))
}

fn double(key: &str, value: f64) -> KeyValue {
    attribute(key, Value::DoubleValue(value))
}

fn boolean(key: &str, value: bool) -> KeyValue {
    attribute(key, Value::BoolValue(value))
}

fn texts(key: &str, values: &[&str]) -> KeyValue {
    let values = values.iter().map(|one| any(Value::StringValue((*one).to_owned()))).collect();
    attribute(key, Value::ArrayValue(ArrayValue { values }))
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;

    /// The shape the numbers of the performance goals were measured with.
    #[test]
    fn spans_are_as_large_and_as_varied_as_promised() {
        let mut traces = Traces::new(1);
        let mut all = vec![];
        for n in 0..200 {
            let size = traces.size();
            let made = traces.trace(size, 1_700_000_000_000_000_000 + n);
            assert_eq!(made.len(), size);
            all.extend(made);
        }
        let bytes: usize = all.iter().map(|(_, span)| span.encoded_len()).sum();
        let attributes: usize = all.iter().map(|(_, span)| span.attributes.len()).sum();
        let (bytes, attributes) = (bytes / all.len(), attributes as f64 / all.len() as f64);
        assert!((1_600..2_000).contains(&bytes), "{bytes} bytes a span");
        assert!((17.0..22.0).contains(&attributes), "{attributes} attributes a span");
    }
}
