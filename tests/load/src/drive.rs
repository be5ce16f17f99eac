//! Drives a receiver: so many exporters at once, as fast as answers come (closed loop) or at a given rate, and measures what each
//! request took. A request that is told to come back later is sent again and its waiting counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::traffic::Traffic;
use crate::wire::{Answer, Exporter, RETRY_AFTER};

/// The protocols the load can be sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Protocol {
    /// OTLP/gRPC.
    Grpc,
    /// OTLP/HTTP, protobuf.
    Http,
}

/// What to send, and how.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where to: the address for `protocol`.
    pub url: String,
    /// Which way.
    pub protocol: Protocol,
    /// Connections, each with one request under way.
    pub exporters: usize,
    /// Spans a second in all; none = as fast as answers come.
    pub pace: Option<f64>,
    /// First request of the traffic to send.
    pub from: usize,
    /// How many requests.
    pub requests: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Spans acknowledged.
    pub spans: usize,
    /// Protobuf bytes acknowledged.
    pub bytes: u64,
    /// From the first request's start to the last answer.
    pub took: Duration,
    /// How long each request took, from sending to its acknowledgement, sorted.
    pub latencies: Vec<Duration>,
    /// How often the receiver asked to come back later.
    pub busy: usize,
}

impl Outcome {
    /// Spans a second.
    pub fn rate(&self) -> f64 {
        self.spans as f64 / self.took.as_secs_f64()
    }

    /// The latency that `share` (0 to 1) of the requests did not exceed.
    pub fn latency(&self, share: f64) -> Duration {
        percentile(&self.latencies, share)
    }

    /// Adds what another stretch of the same run brought.
    pub fn add(&mut self, more: Self) {
        self.spans += more.spans;
        self.bytes += more.bytes;
        self.took += more.took;
        self.busy += more.busy;
        self.latencies.extend(more.latencies);
        self.latencies.sort_unstable();
    }
}

/// The value that `share` (0 to 1) of a sorted list does not exceed; zero for none.
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(at).copied().unwrap_or_default()
}

/// Sends the requests of a plan and waits for every answer.
pub async fn drive(traffic: &Arc<Traffic>, plan: &Plan) -> Result<Outcome> {
    let (next, began) = (Arc::new(AtomicUsize::new(0)), Instant::now());
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..plan.exporters {
        let exporter = match plan.protocol {
            Protocol::Grpc => Exporter::grpc(&plan.url).await?,
            Protocol::Http => Exporter::http(&plan.url).await?,
        };
        running.spawn(export(exporter, Arc::clone(traffic), plan.clone(), Arc::clone(&next), began));
    }
    let mut outcome = Outcome::default();
    while let Some(done) = running.join_next().await {
        outcome.add(done.context("an exporter panicked")??);
    }
    outcome.took = began.elapsed();
    Ok(outcome)
}

/// One exporter's share of the work.
async fn export(
    mut to: Exporter,
    traffic: Arc<Traffic>,
    plan: Plan,
    next: Arc<AtomicUsize>,
    began: Instant,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= plan.requests {
            return Ok(outcome);
        }
        let (message, spans) = traffic.request(plan.from + n);
        if let Some(pace) = plan.pace {
            let due = began + Duration::from_secs_f64(n as f64 * spans as f64 / pace);
            tokio::time::sleep_until(due.into()).await;
        }
        let (sent, bytes) = (Instant::now(), message.len() as u64);
        while to.send(message.clone()).await? == Answer::Busy {
            outcome.busy += 1;
            tokio::time::sleep(RETRY_AFTER).await;
        }
        outcome.latencies.push(sent.elapsed());
        outcome.spans += spans;
        outcome.bytes += bytes;
    }
}
