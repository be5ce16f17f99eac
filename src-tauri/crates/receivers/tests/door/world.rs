//! A door on a free port with a sink that remembers, and small clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use waterglass_model::Batch;
use waterglass_receivers::{Inlet, Limits, Refusal, Rejected, Sink, serve_door};

/// Remembers what it was given; answers as told.
#[derive(Default)]
pub struct Memory {
    pub batches: std::sync::Mutex<Vec<Batch>>,
    pub problems: std::sync::Mutex<Vec<Rejected>>,
    pub answer: std::sync::Mutex<Option<Refusal>>,
    /// Held by a test that wants commits to wait.
    pub gate: Arc<Mutex<()>>,
    pub storing: AtomicUsize,
}

/// The sink of a door: shares its memory with the test.
struct Shared(Arc<Memory>);

impl Sink for Shared {
    fn store(&self, batch: Batch) -> BoxFuture<'static, Result<(), Refusal>> {
        let memory = Arc::clone(&self.0);
        async move {
            memory.storing.fetch_add(1, Ordering::SeqCst);
            drop(memory.gate.lock().await);
            if let Some(refusal) = memory.answer.lock().unwrap().clone() {
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

pub struct World {
    pub address: String,
    pub memory: Arc<Memory>,
    pub inlet: Inlet,
    pub shutdown: CancellationToken,
    pub door: tokio::task::JoinHandle<()>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(Limits { body_idle: Duration::from_secs(2), ..Limits::default() }, 64 << 20).await
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

    pub fn refuse(&self, refusal: Refusal) {
        *self.memory.answer.lock().unwrap() = Some(refusal);
    }

    /// How many items of which signals were stored, in order.
    pub fn stored(&self) -> Vec<(&'static str, usize)> {
        self.memory.batches.lock().unwrap().iter().map(|batch| (batch.signal.name(), batch.items.len())).collect()
    }

    pub fn bodies(&self) -> Vec<Bytes> {
        self.memory.batches.lock().unwrap().iter().map(|batch| batch.body.clone()).collect()
    }

    pub fn problems(&self) -> Vec<Rejected> {
        self.memory.problems.lock().unwrap().clone()
    }
}

/// A request with `count` spans.
pub fn traces(count: usize) -> ExportTraceServiceRequest {
    let span = |number: usize| Span {
        trace_id: vec![7; 16],
        span_id: (number as u64 + 1).to_be_bytes().to_vec(),
        name: format!("span {number}"),
        start_time_unix_nano: 1_700_000_000_000_000_000,
        end_time_unix_nano: 1_700_000_000_000_001_000,
        ..Span::default()
    };
    let scope = ScopeSpans { spans: (0..count).map(span).collect(), ..ScopeSpans::default() };
    ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans { scope_spans: vec![scope], ..ResourceSpans::default() }],
    }
}
