//! A door on a free port with a sink that remembers and answers as told, and the requests that tests send to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{Gauge, Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use waterglass_model::Batch;
use waterglass_receivers::{DEFAULT_ROOM, Inlet, Limits, Refusal, Rejected, Sink, serve_door};

/// Remembers what it was given; answers as told.
#[derive(Default)]
pub struct Memory {
    batches: std::sync::Mutex<Vec<Batch>>,
    problems: std::sync::Mutex<Vec<Rejected>>,
    refusal: std::sync::Mutex<Option<Refusal>>,
    panics: AtomicBool,
    /// Held by a test that wants commits to wait.
    pub gate: Mutex<()>,
    /// Batches handed over so far.
    pub begun: AtomicUsize,
}

struct Shared(Arc<Memory>);

impl Sink for Shared {
    fn store(&self, batch: Batch) -> BoxFuture<'static, Result<(), Refusal>> {
        let memory = Arc::clone(&self.0);
        async move {
            memory.begun.fetch_add(1, Ordering::SeqCst);
            assert!(!memory.panics.load(Ordering::SeqCst), "told to panic");
            drop(memory.gate.lock().await);
            if let Some(refusal) = memory.refusal.lock().unwrap().clone() {
                return Err(refusal);
            }
            memory.batches.lock().unwrap().push(batch);
            Ok(())
        }
        .boxed()
    }

    fn rejected(&self, problem: Rejected) {
        self.0.problems.lock().unwrap().push(problem);
    }
}

/// A door and what is behind it. The door closes when this is dropped.
pub struct World {
    pub address: String,
    pub memory: Arc<Memory>,
    pub inlet: Inlet,
    pub shutdown: CancellationToken,
    pub door: tokio::task::JoinHandle<()>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(Limits::default(), DEFAULT_ROOM).await
    }

    /// With bodies of at most so many bytes.
    pub async fn capped(max_body: usize) -> Self {
        Self::with(Limits { max_body, ..Limits::default() }, DEFAULT_ROOM).await
    }

    pub async fn with(limits: Limits, room: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let memory = Arc::new(Memory::default());
        let inlet = Inlet::new(Arc::new(Shared(Arc::clone(&memory))), room);
        let shutdown = CancellationToken::new();
        let door = tokio::spawn(serve_door(listener, inlet.clone(), limits, shutdown.clone()));
        Self { address, memory, inlet, shutdown, door }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn refuse(&self, refusal: Option<Refusal>) {
        *self.memory.refusal.lock().unwrap() = refusal;
    }

    pub fn panic(&self, panics: bool) {
        self.memory.panics.store(panics, Ordering::SeqCst);
    }

    pub fn batches(&self) -> Vec<Batch> {
        self.memory.batches.lock().unwrap().clone()
    }

    /// How many items of which signals were stored, in order.
    pub fn stored(&self) -> Vec<(&'static str, usize)> {
        self.batches().iter().map(|batch| (batch.signal.name(), batch.items.len())).collect()
    }

    pub fn problems(&self) -> Vec<Rejected> {
        self.memory.problems.lock().unwrap().clone()
    }

    /// Waits until so many batches were handed over.
    pub async fn begun(&self, count: usize) {
        eventually(|| self.memory.begun.load(Ordering::SeqCst) >= count).await;
    }
}

/// Waits until something holds; fails after ten seconds.
pub async fn eventually(holds: impl Fn() -> bool) {
    for _ in 0..1000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came true");
}

pub fn span(number: usize) -> Span {
    Span {
        trace_id: vec![7; 16],
        span_id: (number as u64 + 1).to_be_bytes().to_vec(),
        name: format!("span {number}"),
        start_time_unix_nano: 1_700_000_000_000_000_000,
        end_time_unix_nano: 1_700_000_000_000_001_000,
        ..Span::default()
    }
}

pub fn request_of(spans: Vec<Span>) -> ExportTraceServiceRequest {
    let scope_spans = vec![ScopeSpans { spans, ..ScopeSpans::default() }];
    ExportTraceServiceRequest { resource_spans: vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }] }
}

/// A request with so many spans.
pub fn traces(count: usize) -> ExportTraceServiceRequest {
    request_of((0..count).map(span).collect())
}

/// A request with one span that has an attribute of so many bytes, none like the other.
pub fn large(bytes: usize) -> ExportTraceServiceRequest {
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 57) as u8 as char
    };
    let text: String = (0..bytes).map(|_| random()).collect();
    let value = Some(AnyValue { value: Some(Value::StringValue(text)) });
    let attributes = vec![KeyValue { key: "large".into(), value, ..KeyValue::default() }];
    request_of(vec![Span { attributes, ..span(0) }])
}

pub fn logs(count: usize) -> ExportLogsServiceRequest {
    let record = |number: usize| LogRecord { time_unix_nano: number as u64 + 1, ..LogRecord::default() };
    let scope_logs = vec![ScopeLogs { log_records: (0..count).map(record).collect(), ..ScopeLogs::default() }];
    ExportLogsServiceRequest { resource_logs: vec![ResourceLogs { scope_logs, ..ResourceLogs::default() }] }
}

pub fn metrics(count: usize) -> ExportMetricsServiceRequest {
    let metric = |number: usize| {
        let point = NumberDataPoint { time_unix_nano: number as u64 + 1, ..NumberDataPoint::default() };
        let data = Some(Data::Gauge(Gauge { data_points: vec![point] }));
        Metric { name: format!("gauge.{number}"), data, ..Metric::default() }
    };
    let scope_metrics = vec![ScopeMetrics { metrics: (0..count).map(metric).collect(), ..ScopeMetrics::default() }];
    ExportMetricsServiceRequest {
        resource_metrics: vec![ResourceMetrics { scope_metrics, ..ResourceMetrics::default() }],
    }
}
