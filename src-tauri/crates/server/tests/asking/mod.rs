//! An instance for one test, asked as the window asks it: through the router, without a socket. And telemetry of programs that call models.
#![allow(missing_docs, dead_code)]

use http::{Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use waterglass_server::{Config, Instance};

pub const START: u64 = 1_763_000_000_000_000_000;

pub struct Asked {
    pub instance: Instance,
    pub folder: TempDir,
}

impl Asked {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let instance = Box::pin(Instance::start(Config::on_free_ports(&folder.path().join("test.db")))).await;
        Self { instance: instance.expect("starts"), folder }
    }

    pub async fn ask(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Vec<u8>) {
        let address = format!("http://localhost{path}");
        let request = Request::builder().method(method).uri(address).header("host", "localhost");
        let request = request.header("content-type", "application/json");
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let answer = self.instance.in_process().call(request.body(body).expect("a request")).await;
        (answer.status(), answer.into_body())
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let (status, body) = self.ask(Method::GET, path, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The code and the message of a refusal.
    pub async fn refused(&self, method: Method, path: &str, body: &Value) -> (StatusCode, String, String) {
        let (status, body) = self.ask(method, path, body).await;
        let error: Value = serde_json::from_slice(&body).expect("an error");
        let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
        (status, text("code"), format!("{} {}", text("message"), text("hint")))
    }

    /// Stores spans and log records and waits until their sums are final.
    pub async fn store(&self, spans: &[Value], logs: &[Value]) {
        let resource = json!({"attributes": [text("service.name", "shop")]});
        let scope = json!({"name": "test"});
        let spans = (!spans.is_empty()).then(
            || json!({"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": scope, "spans": spans}]}]}),
        );
        let logs = (!logs.is_empty()).then(
            || json!({"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": scope, "logRecords": logs}]}]}),
        );
        for request in [spans, logs].into_iter().flatten() {
            let (status, body) = self.ask(Method::POST, "/api/import", &request).await;
            assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        }
        self.instance.settled().await;
    }
}

pub fn text(key: &str, value: &str) -> Value {
    json!({"key": key, "value": {"stringValue": value}})
}

pub fn number(key: &str, value: u64) -> Value {
    json!({"key": key, "value": {"intValue": value.to_string()}})
}

pub fn trace_id(trace: u64) -> String {
    format!("{trace:032x}")
}

pub fn span_id(trace: u64, span: u64) -> String {
    format!("{trace:08x}{span:08x}")
}

/// A span of `trace`, `span` seconds into it and a second long.
pub fn span(trace: u64, span: u64, parent: Option<u64>, name: &str, attributes: &[Value]) -> Value {
    let start = START + trace * 60_000_000_000 + span * 1_000_000_000;
    json!({
        "traceId": trace_id(trace), "spanId": span_id(trace, span),
        "parentSpanId": parent.map(|parent| span_id(trace, parent)).unwrap_or_default(),
        "name": name, "kind": 1, "startTimeUnixNano": start.to_string(),
        "endTimeUnixNano": (start + 1_000_000_000).to_string(), "attributes": attributes,
    })
}

pub fn message(role: &str, said: &str) -> Value {
    json!({"role": role, "parts": [{"type": "text", "content": said}]})
}

/// What a call to a model says, in OpenTelemetry's words.
pub fn call(input: &[Value], output: &[Value], tokens: (u64, u64)) -> Vec<Value> {
    vec![
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.provider.name", "openai"),
        text("gen_ai.request.model", "gpt-4.1-mini"),
        number("gen_ai.usage.input_tokens", tokens.0),
        number("gen_ai.usage.output_tokens", tokens.1),
        text("gen_ai.input.messages", &json!(input).to_string()),
        text("gen_ai.output.messages", &json!(output).to_string()),
    ]
}
