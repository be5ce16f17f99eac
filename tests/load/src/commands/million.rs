//! `million`: successive millions of spans into one file, each measured on its own. A store whose indexes are touched at random slows
//! down as it grows; this shows by how much. Beside it bare appends, which do not, would only repeat `bound`.

use anyhow::Result;

use super::{Load, Program, requests};
use crate::drive::drive;
use crate::process::Receiver;
use crate::table::{Table, count, known, mb, ms};

/// Flags of `million`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many millions.
    #[arg(long, default_value_t = 5)]
    millions: usize,
    /// Spans in a "million" (smaller ones try the command out).
    #[arg(long, default_value_t = 1_000_000)]
    of: usize,
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    program: Program,
}

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::waterglass(&args.program.path()?, &folder.path().join("load.db"))?;
    let traffic = Load { spans: args.millions * args.of, ..args.load.clone() }.traffic();
    let mut plan = args.load.plan(&traffic, &receiver);
    plan.requests = requests(&traffic, args.of);
    let mut table = Table::new(&[
        "spans stored",
        "spans/s",
        "of the first",
        "p50 ms",
        "p99 ms",
        "max ms",
        "file MB",
        "resident MB",
    ]);
    let mut first = None;
    for n in 1..=args.millions {
        let before = receiver.usage().processor;
        let outcome = drive(&traffic, &plan).await?;
        // Steadier than the rate when others use the machine too.
        let used = receiver.usage().processor.zip(before).map(|(now, then)| now.saturating_sub(then));
        plan.from += plan.requests;
        let base = *first.get_or_insert(outcome.rate());
        let latency = |share| ms(outcome.latency(share));
        table.row([
            count((n * args.of) as f64),
            count(outcome.rate()),
            format!("{:.2}", outcome.rate() / base),
            known(used, |used| format!("{:.1}", used.as_secs_f64() * 1e6 / outcome.spans as f64)),
            latency(0.5),
            latency(0.99),
            latency(1.0),
            mb(receiver.disk()),
            known(receiver.usage().resident, mb),
        ]);
    }
    table.print();
    tokio::task::spawn_blocking(move || receiver.stop()).await??;
    Ok(())
}
