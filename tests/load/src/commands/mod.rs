//! One file a question. Shared here: the flags several of them have, and the rows of ingest tables.

pub mod bound;
pub mod find;
pub mod ingest;
pub mod latency;
pub mod million;
pub mod queries;
pub mod startup;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::drive::{Outcome, Plan, Protocol, drive};
use crate::process::{Receiver, Usage};
use crate::table::{Table, count, known, mb, ms};
use crate::traffic::Traffic;

/// Spans in a stretch of traffic before it repeats with other ids and later times.
pub const STRETCH: usize = 100_000;
/// The seed of every command: figures of two runs are about the same bytes.
pub const SEED: u64 = 20_261_121;

/// Which program to start.
#[derive(Debug, Clone, clap::Args)]
pub struct Program {
    /// The `waterglass` to start. Default: the one built beside this command.
    #[arg(long, value_name = "PATH", env = "WATERGLASS_BIN")]
    serve: Option<PathBuf>,
}

impl Program {
    /// Its path.
    pub fn path(&self) -> Result<PathBuf> {
        match &self.serve {
            Some(path) => Ok(path.clone()),
            None => {
                let name = format!("waterglass{}", std::env::consts::EXE_SUFFIX);
                let path = std::env::current_exe()?.with_file_name(name);
                path.exists()
                    .then_some(path)
                    .context("no waterglass beside this command: build it, or give --serve PATH")
            }
        }
    }
}

/// How the load is sent.
#[derive(Debug, Clone, clap::Args)]
pub struct Load {
    /// Spans to send.
    #[arg(long, default_value_t = 500_000)]
    pub spans: usize,
    /// Spans in a request.
    #[arg(long, default_value_t = 512)]
    pub batch: usize,
    /// Connections, each with one request under way.
    #[arg(long, default_value_t = 16)]
    pub exporters: usize,
    /// OTLP over gRPC, or over HTTP with protobuf.
    #[arg(long, value_enum, default_value_t = Protocol::Grpc)]
    pub protocol: Protocol,
    /// Spans a second in all. Default: as fast as they are acknowledged.
    #[arg(long, value_name = "SPANS/S")]
    pub pace: Option<f64>,
}

impl Load {
    /// The traffic it sends, ending about now.
    pub fn traffic(&self) -> Arc<Traffic> {
        Arc::new(traffic(self.spans, self.batch))
    }

    /// The requests that carry `spans` of it.
    pub fn plan(&self, traffic: &Traffic, receiver: &Receiver) -> Plan {
        let url = if self.protocol == Protocol::Grpc { &receiver.grpc } else { &receiver.http };
        let requests = requests(traffic, self.spans);
        Plan {
            url: url.clone(),
            protocol: self.protocol,
            exporters: self.exporters,
            pace: self.pace,
            from: 0,
            requests,
        }
    }
}

/// Traffic for `spans` spans in all, ending about now: one stretch, repeated as often as needed.
pub fn traffic(spans: usize, batch: usize) -> Traffic {
    // A trace has 53 spans on average and a new one starts every 62 ms.
    let lasts = Duration::from_millis(62 * spans as u64 / 53);
    Traffic::new(SEED, spans.min(STRETCH), batch, unix_nanos(SystemTime::now() - lasts))
}

/// How many requests of some traffic carry `spans` spans, rounds included.
pub fn requests(traffic: &Traffic, spans: usize) -> usize {
    let (rounds, rest) = (spans / traffic.spans, spans % traffic.spans);
    rounds * traffic.len() + (rest * traffic.len()).div_ceil(traffic.spans)
}

/// Unix time in nanoseconds.
pub fn unix_nanos(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}

/// One ingest run against a fresh receiver.
#[derive(Debug)]
pub struct Ingest {
    /// What the exporters saw.
    pub outcome: Outcome,
    /// What the receiver used.
    pub usage: Usage,
    /// Bytes it left on disk after it ended.
    pub disk: u64,
}

impl Ingest {
    /// Sends the load to a receiver that was just started, then ends it.
    pub async fn run(receiver: Receiver, traffic: &Arc<Traffic>, load: &Load) -> Result<Self> {
        let before = receiver.usage().processor.unwrap_or_default();
        let outcome = drive(traffic, &load.plan(traffic, &receiver)).await?;
        let mut usage = receiver.usage();
        usage.processor = usage.processor.map(|used| used.saturating_sub(before));
        let disk = tokio::task::spawn_blocking(move || receiver.stop()).await??;
        Ok(Self { outcome, usage, disk })
    }

    /// The columns of `row`.
    pub fn table() -> Table {
        Table::new(&[
            "",
            "spans/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "busy",
            "CPU µs/span",
            "peak MB",
            "disk/OTLP",
        ])
    }

    /// Its row in a table.
    pub fn row(&self, name: &str) -> Vec<String> {
        let Outcome { spans, bytes, busy, .. } = self.outcome;
        let processor = known(self.usage.processor, |used| format!("{:.1}", used.as_secs_f64() * 1e6 / spans as f64));
        let latency = |share| ms(self.outcome.latency(share));
        let disk = format!("{:.2}", self.disk as f64 / bytes as f64);
        let rate = count(self.outcome.rate());
        let peak = known(self.usage.peak, mb);
        vec![
            name.to_owned(),
            rate,
            latency(0.5),
            latency(0.95),
            latency(0.99),
            latency(1.0),
            busy.to_string(),
            processor,
            peak,
            disk,
        ]
    }
}
