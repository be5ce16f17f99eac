//! `ingest`: sustained, acknowledged spans a second and export latency, of one receiver.

use anyhow::Result;

use super::{Ingest, Load, Program};
use crate::drive::drive;
use crate::process::Receiver;
use crate::table::{Table, count, ms};

/// Flags of `ingest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    program: Program,
    /// Send to a receiver that runs already (any OTLP receiver) instead of starting one.
    #[arg(long, value_name = "URL", conflicts_with = "bare")]
    target: Option<String>,
    /// Spans to leave out with `--target`: what an earlier run sent is not stored again.
    #[arg(long, default_value_t = 0, requires = "target")]
    skip: usize,
    /// Start the bare comparator instead.
    #[arg(long)]
    bare: bool,
}

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    let traffic = args.load.traffic();
    if let Some(url) = args.target {
        return foreign(url, args.skip, &args.load).await;
    }
    let folder = tempfile::tempdir()?;
    let db = folder.path().join("load.db");
    let receiver = if args.bare { Receiver::bare(&db)? } else { Receiver::waterglass(&args.program.path()?, &db)? };
    let ingest = Ingest::run(receiver, &traffic, &args.load).await?;
    let mut table = Ingest::table();
    table.row(ingest.row(if args.bare { "bare" } else { "waterglass" }));
    table.print();
    Ok(())
}

/// A receiver that is not ours to start: only what the exporters see.
async fn foreign(url: String, skip: usize, load: &Load) -> Result<()> {
    let traffic = load.traffic();
    let requests = super::requests(&traffic, load.spans);
    let plan = crate::drive::Plan {
        url,
        protocol: load.protocol,
        exporters: load.exporters,
        pace: load.pace,
        from: super::requests(&traffic, skip),
        requests,
    };
    let outcome = drive(&traffic, &plan).await?;
    let mut table = Table::new(&["", "spans/s", "p50 ms", "p95 ms", "p99 ms", "busy"]);
    let latency = |share| ms(outcome.latency(share));
    table.row([
        plan.url.clone(),
        count(outcome.rate()),
        latency(0.5),
        latency(0.95),
        latency(0.99),
        outcome.busy.to_string(),
    ]);
    table.print();
    Ok(())
}
