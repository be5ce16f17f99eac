//! What the sample says: a shop's assistant answers where an order is. It searches documents, asks a model, calls a tool whose database
//! query fails once and is tried again, and asks the model once more. Times end just before `now`; ids are new each time.

use std::hash::{BuildHasher, RandomState};

use serde_json::{Value, json};

/// One sample: three export requests in OTLP/JSON.
pub(super) struct Sample {
    pub(super) trace_id: String,
    pub(super) traces: Value,
    pub(super) logs: Value,
    pub(super) metrics: Value,
}

/// From the first span's start to the last one's end.
const LENGTH_MS: u64 = 6_160;

/// The sample as of `now`, Unix time in nanoseconds.
pub(super) fn sample(now: u64) -> Sample {
    let trace = Trace {
        id: format!("{:016x}{:016x}", random(), random()),
        base: random() | 1 << 63,
        start: now - LENGTH_MS * 1_000_000,
        conversation: format!("sample-{:08x}", random() as u32),
    };
    Sample { traces: trace.spans(), logs: trace.logs(), metrics: trace.metrics(), trace_id: trace.id }
}

/// Random enough for ids: each hasher of the standard library is seeded by the system.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}

struct Trace {
    id: String,
    base: u64,
    start: u64,
    conversation: String,
}

const QUESTION: &str = "Where is my order 4711? It should have arrived on Tuesday.";
const ANSWER: &str = "Your order **4711** left our warehouse on Wednesday and is in the parcel centre in Leipzig. It should reach you \
    **tomorrow**. I am sorry for the delay: a storm closed the motorway on Tuesday.";
const INSTRUCTIONS: &str =
    "You are the assistant of a small shop. Answer from the documents and tools only. Be brief and kind.";

impl Trace {
    fn span_id(&self, number: u64) -> String {
        format!("{:016x}", self.base.wrapping_add(number))
    }

    /// A moment so many milliseconds after the start.
    fn at(&self, ms: u64) -> String {
        (self.start + ms * 1_000_000).to_string()
    }

    /// A span: its number, its parent's, kind, name, times in ms, and its attributes.
    fn span(
        &self,
        (number, parent): (u64, u64),
        kind: u8,
        name: &str,
        (from, to): (u64, u64),
        attributes: Value,
    ) -> Value {
        let mut span = json!({
            "traceId": self.id, "spanId": self.span_id(number), "name": name, "kind": kind, "flags": 257,
            "startTimeUnixNano": self.at(from), "endTimeUnixNano": self.at(to), "attributes": pairs(&attributes),
        });
        if parent != 0 {
            span["parentSpanId"] = self.span_id(parent).into();
        }
        span
    }

    fn spans(&self) -> Value {
        json!({"resourceSpans": [
            {"resource": resource("shop-assistant"), "scopeSpans": [
                {"scope": {"name": "shop.assistant", "version": "1.4.0"}, "spans": self.assistant_spans()},
                {"scope": {"name": "opentelemetry.instrumentation.openai_v2", "version": "2.4b0"}, "spans": self.model_spans(),
                 "schemaUrl": "https://opentelemetry.io/schemas/1.41.0"},
            ]},
            {"resource": resource("shop-orders"), "scopeSpans": [
                {"scope": {"name": "shop.orders", "version": "0.9.2"}, "spans": self.order_spans()},
            ]},
        ]})
    }

    fn assistant_spans(&self) -> Value {
        let chat = json!({"http.request.method": "POST", "http.route": "/chat", "url.path": "/chat", "http.response.status_code": 200,
            "user_agent.original": "ShopApp/5.2"});
        let agent = json!({"gen_ai.operation.name": "invoke_agent", "gen_ai.provider.name": "openai", "gen_ai.agent.name": "shop-assistant",
            "gen_ai.conversation.id": self.conversation, "gen_ai.input.messages": self.messages("user", QUESTION),
            "gen_ai.output.messages": self.messages("assistant", ANSWER)});
        let retrieval = json!({"gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "shop-documents",
            "gen_ai.retrieval.query.text": "delivery delay order status",
            "gen_ai.retrieval.documents": "[{\"id\":\"delivery-times\",\"score\":0.83},{\"id\":\"carrier-notices\",\"score\":0.79}]"});
        let search = json!({"db.system.name": "postgresql", "db.namespace": "shop", "db.operation.name": "SELECT",
            "db.collection.name": "documents", "db.query.text": "SELECT id, text FROM documents ORDER BY embedding <=> $1 LIMIT 2",
            "db.response.returned_rows": 2});
        let tool = json!({"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "lookup_order", "gen_ai.tool.type": "function",
            "gen_ai.tool.call.id": "call_9fK2", "gen_ai.tool.call.arguments": "{\"order_id\": 4711}",
            "gen_ai.tool.call.result": "{\"status\": \"in transit\", \"place\": \"Leipzig\", \"expected\": \"tomorrow\"}"});
        let call = json!({"http.request.method": "GET", "url.full": "http://shop-orders/orders/4711", "server.address": "shop-orders",
            "http.response.status_code": 200});
        let publish = json!({"messaging.system": "kafka", "messaging.operation.name": "publish",
            "messaging.destination.name": "conversation.finished"});
        json!([
            self.span((1, 0), 2, "POST /chat", (0, 6_150), chat),
            self.span((2, 1), 1, "invoke_agent shop-assistant", (30, 6_020), agent),
            self.span((3, 2), 3, "retrieval shop-documents", (50, 410), retrieval),
            self.span((5, 3), 3, "SELECT documents", (250, 395), search),
            self.span((7, 2), 1, "execute_tool lookup_order", (2_110, 3_310), tool),
            self.span((8, 7), 3, "GET", (2_130, 3_290), call),
            self.span((13, 1), 4, "publish conversation.finished", (6_040, 6_130), publish),
        ])
    }

    fn model_spans(&self) -> Value {
        let embeddings = json!({"gen_ai.operation.name": "embeddings", "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "text-embedding-3-small", "gen_ai.response.model": "text-embedding-3-small",
            "gen_ai.usage.input_tokens": 9, "gen_ai.embeddings.dimension.count": 1536});
        let tool_call = json!([{"role": "assistant", "finish_reason": "tool_call", "parts": [
            {"type": "tool_call", "id": "call_9fK2", "name": "lookup_order", "arguments": {"order_id": 4711}}]}]);
        let first = self.chat(
            412,
            19,
            "tool_calls",
            "chatcmpl-sample-1",
            &self.messages("user", QUESTION),
            &tool_call.to_string(),
        );
        let second = self.chat(
            506,
            61,
            "stop",
            "chatcmpl-sample-2",
            &self.messages("user", QUESTION),
            &self.messages("assistant", ANSWER),
        );
        let mut streamed = self.span((12, 2), 3, "chat gpt-4o-mini", (3_330, 5_990), second);
        streamed["events"] = json!([{"timeUnixNano": self.at(4_020), "name": "gen_ai.first_token"}]);
        json!([
            self.span((4, 3), 3, "embeddings text-embedding-3-small", (60, 235), embeddings),
            self.span((6, 2), 3, "chat gpt-4o-mini", (430, 2_090), first),
            streamed,
        ])
    }

    /// The attributes of a model call.
    fn chat(&self, input: u64, output: u64, finish: &str, id: &str, messages: &str, answer: &str) -> Value {
        json!({"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.conversation.id": self.conversation,
            "gen_ai.request.model": "gpt-4o-mini", "gen_ai.response.model": "gpt-4o-mini-2024-07-18", "gen_ai.response.id": id,
            "gen_ai.request.temperature": 0.2, "gen_ai.response.finish_reasons": [finish], "gen_ai.usage.input_tokens": input,
            "gen_ai.usage.output_tokens": output, "gen_ai.system_instructions": json!([{"type": "text", "content": INSTRUCTIONS}]).to_string(),
            "gen_ai.input.messages": messages, "gen_ai.output.messages": answer, "server.address": "api.openai.com", "server.port": 443})
    }

    fn messages(&self, role: &str, text: &str) -> String {
        json!([{"role": role, "parts": [{"type": "text", "content": text}]}]).to_string()
    }

    fn order_spans(&self) -> Value {
        let query = json!({"db.system.name": "postgresql", "db.namespace": "orders", "db.operation.name": "SELECT",
            "db.collection.name": "orders", "db.query.text": "SELECT status, place, expected FROM orders WHERE id = $1"});
        let serve = json!({"http.request.method": "GET", "http.route": "/orders/{id}", "url.path": "/orders/4711",
            "http.response.status_code": 200});
        let mut failed = self.span((10, 9), 3, "SELECT orders", (2_190, 2_740), query.clone());
        failed["status"] = json!({"code": 2, "message": "canceling statement due to statement timeout"});
        failed["events"] = json!([{"timeUnixNano": self.at(2_740), "name": "exception", "attributes": pairs(&json!({
            "exception.type": "QueryTimeout", "exception.message": "canceling statement due to statement timeout",
            "exception.stacktrace": "QueryTimeout: canceling statement due to statement timeout\n  at Orders.find (orders.ts:41)\n  at GET /orders/:id (routes.ts:17)"}))}]);
        json!([
            self.span((9, 8), 2, "GET /orders/{id}", (2_160, 3_270), serve),
            failed,
            self.span((11, 9), 3, "SELECT orders", (2_840, 3_250), query),
        ])
    }

    fn logs(&self) -> Value {
        let record = |span: u64, ms: u64, severity: u8, word: &str, body: &str, attributes: Value| {
            json!({"timeUnixNano": self.at(ms), "observedTimeUnixNano": self.at(ms), "severityNumber": severity, "severityText": word,
                "body": {"stringValue": body}, "attributes": pairs(&attributes), "traceId": self.id, "spanId": self.span_id(span), "flags": 1})
        };
        let orders = json!([
            record(
                10,
                2_745,
                17,
                "ERROR",
                "query timed out after 550 ms",
                json!({"db.operation.name": "SELECT", "attempt": 1})
            ),
            record(9, 2_750, 13, "WARN", "trying the query again", json!({"attempt": 2})),
        ]);
        let assistant = json!([
            record(7, 2_112, 9, "INFO", "looking up order 4711", json!({"order_id": 4711})),
            record(
                2,
                6_010,
                9,
                "INFO",
                "answered in 2 model calls and 1 tool call",
                json!({"model_calls": 2, "tool_calls": 1})
            ),
        ]);
        json!({"resourceLogs": [
            {"resource": resource("shop-assistant"), "scopeLogs": [{"scope": {"name": "shop.assistant"}, "logRecords": assistant}]},
            {"resource": resource("shop-orders"), "scopeLogs": [{"scope": {"name": "shop.orders"}, "logRecords": orders}]},
        ]})
    }

    fn metrics(&self) -> Value {
        let point = |kind: &str, sum: u64, counts: [u64; 6]| {
            json!({"startTimeUnixNano": self.at(0), "timeUnixNano": self.at(6_000), "count": "2", "sum": sum,
                "explicitBounds": [4, 16, 64, 256, 1024], "bucketCounts": counts.map(|count| count.to_string()),
                "attributes": pairs(&json!({"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.token.type": kind,
                    "gen_ai.request.model": "gpt-4o-mini"})),
                "exemplars": [{"timeUnixNano": self.at(5_990), "asInt": (sum / 2).to_string(), "traceId": self.id, "spanId": self.span_id(12)}]})
        };
        let points = json!([point("input", 918, [0, 0, 0, 0, 2, 0]), point("output", 80, [0, 0, 2, 0, 0, 0])]);
        json!({"resourceMetrics": [{"resource": resource("shop-assistant"), "scopeMetrics": [
            {"scope": {"name": "opentelemetry.instrumentation.openai_v2", "version": "2.4b0"}, "metrics": [
                {"name": "gen_ai.client.token.usage", "unit": "{token}", "description": "Tokens used by a model call",
                 "histogram": {"aggregationTemporality": 2, "dataPoints": points}}]}]}]})
    }
}

fn resource(service: &str) -> Value {
    json!({"attributes": pairs(&json!({"service.name": service, "service.namespace": "sample", "service.version": "2026.11",
        "deployment.environment.name": "demo", "telemetry.sdk.language": "rust"}))})
}

/// Plain JSON as OTLP attributes.
fn pairs(attributes: &Value) -> Value {
    let pairs = attributes.as_object().into_iter().flatten();
    pairs.map(|(key, value)| json!({"key": key, "value": any_value(value)})).collect()
}

fn any_value(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!({"boolValue": flag}),
        Value::Number(number) if number.is_f64() => json!({"doubleValue": number}),
        Value::Number(number) => json!({"intValue": number.to_string()}),
        Value::Array(list) => json!({"arrayValue": {"values": list.iter().map(any_value).collect::<Vec<_>>()}}),
        other => json!({"stringValue": other.as_str().unwrap_or_default()}),
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::{Span, check, json};
    use waterglass_model::{Signal, Source};

    use super::*;

    #[test]
    fn the_sample_is_good_otlp_that_ends_now() {
        let now = 1_800_000_000_000_000_000;
        let sample = sample(now);
        let mut counts = Vec::new();
        for request in [&sample.traces, &sample.logs, &sample.metrics] {
            for request in json::requests_from_json(request.to_string().as_bytes()).expect("OTLP") {
                let signal = request.signal;
                let (batch, rejected) = check(signal, request.body.into(), Source::default()).expect("a request");
                assert_eq!(rejected, []);
                if signal == Signal::Traces {
                    let spans: Vec<_> =
                        batch.items.iter().map(|item| Span::parse(batch.slice(&item.bytes)).expect("a span")).collect();
                    assert!(
                        spans
                            .iter()
                            .all(|span| span.start < span.end && span.end <= now && span.end + 10_000_000_000 > now)
                    );
                    assert_eq!(spans.iter().filter(|span| span.is_error()).count(), 1);
                    assert_eq!(spans.iter().filter(|span| span.parent_span_id.is_empty()).count(), 1);
                }
                counts.push((signal, batch.items.len()));
            }
        }
        assert_eq!(counts, [(Signal::Traces, 13), (Signal::Logs, 4), (Signal::Metrics, 1)]);
    }
}
