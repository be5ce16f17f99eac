//! `latency`: from the acknowledgement of an export to its trace in the API's answers: in the list (asked again and again, as the
//! harshest reader would) and on the change feed (as the UI learns of it).

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Result, bail};

use super::{Program, SEED, unix_nanos};
use crate::api::Api;
use crate::drive::{Plan, Protocol, drive, percentile};
use crate::process::Receiver;
use crate::table::{Table, ms};
use crate::traffic::Traffic;
use crate::wire::{Answer, Exporter};

/// Flags of `latency`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many traces to send and look for, one after the other.
    #[arg(long, default_value_t = 200)]
    traces: usize,
    /// Spans a second that others send meanwhile.
    #[arg(long, default_value_t = 0.0, value_name = "SPANS/S")]
    beside: f64,
    #[command(flatten)]
    program: Program,
}

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::waterglass(&args.program.path()?, &folder.path().join("load.db"))?;
    let others = (args.beside > 0.0).then(|| tokio::spawn(beside(receiver.grpc.clone(), args.beside)));
    let (mut list, mut feed) = (vec![], vec![]);
    for n in 0..args.traces {
        list.push(until_listed(&receiver, n).await?);
        feed.push(until_fed(&receiver, args.traces + n).await?);
    }
    if let Some(others) = others {
        others.abort();
    }
    let mut table = Table::new(&["acknowledged export →", "p50 ms", "p95 ms", "p99 ms", "max ms"]);
    for (name, mut times) in [("in the list of traces", list), ("on the change feed", feed)] {
        times.sort_unstable();
        let at = |share| ms(percentile(&times, share));
        table.row([name.to_owned(), at(0.5), at(0.95), at(0.99), at(1.0)]);
    }
    table.print();
    drop(receiver);
    Ok(())
}

/// Other programs, sending all the time.
async fn beside(url: String, pace: f64) -> Result<()> {
    let traffic = Arc::new(super::traffic(super::STRETCH, 64));
    let plan = Plan { url, protocol: Protocol::Grpc, exporters: 8, pace: Some(pace), from: 0, requests: usize::MAX };
    drive(&traffic, &plan).await.map(|_| ())
}

/// A small trace of its own that starts now.
fn small(n: usize) -> (Traffic, String) {
    let traffic = Traffic::one_trace(SEED + 1_000 + n as u64, 8, 512, unix_nanos(SystemTime::now()));
    let id = traffic.trace_id(&traffic.traces[0], 0);
    (traffic, id)
}

async fn send(receiver: &Receiver, traffic: &Traffic) -> Result<()> {
    match Exporter::grpc(&receiver.grpc).await?.send(traffic.request(0).0).await? {
        Answer::Taken => Ok(()),
        Answer::Busy => bail!("the receiver is too busy for one small trace"),
    }
}

async fn until_listed(receiver: &Receiver, n: usize) -> Result<Duration> {
    let (traffic, id) = small(n);
    let mut api = Api::new(&receiver.ui).await?;
    send(receiver, &traffic).await?;
    let acknowledged = Instant::now();
    while acknowledged.elapsed() < Duration::from_secs(10) {
        let page = api.get("/api/traces?limit=50").await?;
        if memory_contains(&page, id.as_bytes()) {
            return Ok(acknowledged.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("trace {id} was acknowledged and is not in the list after 10 s")
}

async fn until_fed(receiver: &Receiver, n: usize) -> Result<Duration> {
    let (traffic, id) = small(n);
    let mut api = Api::new(&receiver.ui).await?;
    let mut cursor = api.json("/api/changes?wait_ms=0").await?["cursor"].as_str().unwrap_or_default().to_owned();
    let waiting = tokio::spawn(async move {
        loop {
            let changes = api.json(&format!("/api/changes?after={cursor}&wait_ms=10000")).await?;
            let seen = changes["complete"] == false
                || changes["trace_ids"].as_array().is_some_and(|ids| ids.iter().any(|one| *one == *id));
            if seen {
                return anyhow::Ok(Instant::now());
            }
            cursor = changes["cursor"].as_str().unwrap_or_default().to_owned();
        }
    });
    send(receiver, &traffic).await?;
    let acknowledged = Instant::now();
    let seen = tokio::time::timeout(Duration::from_secs(10), waiting).await???;
    Ok(seen.saturating_duration_since(acknowledged))
}

fn memory_contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}
