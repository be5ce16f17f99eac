//! `startup`: from starting the process to the line that says every door listens, on an empty file and on one with spans in it; memory
//! idle, under full load, and idle again.

use std::time::Duration;

use anyhow::Result;

use super::{Load, Program};
use crate::drive::{drive, percentile};
use crate::process::Receiver;
use crate::table::{Table, known, mb, ms};

/// Flags of `startup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How often to start.
    #[arg(long, default_value_t = 20)]
    times: usize,
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    program: Program,
}

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    let program = args.program.path()?;
    let folder = tempfile::tempdir()?;
    let empty = starts(args.times, |n| Receiver::waterglass(&program, &folder.path().join(format!("{n}.db"))))?;

    let db = folder.path().join("load.db");
    let receiver = Receiver::waterglass(&program, &db)?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = receiver.usage().resident;
    let traffic = args.load.traffic();
    drive(&traffic, &args.load.plan(&traffic, &receiver)).await?;
    let peak = receiver.usage().peak;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let after = receiver.usage().resident;
    tokio::task::spawn_blocking(move || receiver.stop()).await??;
    let full = starts(args.times, |_| Receiver::waterglass(&program, &db))?;

    let mut table = Table::new(&["start to all doors listening", "p50 ms", "p95 ms", "max ms"]);
    for (name, times) in [("a new file", empty), ("a file with spans", full)] {
        table.row([
            name.to_owned(),
            ms(percentile(&times, 0.5)),
            ms(percentile(&times, 0.95)),
            ms(percentile(&times, 1.0)),
        ]);
    }
    table.print();
    println!(
        "\nresident MB: {} idle, {} at most under load, {} five seconds after",
        known(idle, mb),
        known(peak, mb),
        known(after, mb)
    );
    Ok(())
}

fn starts(times: usize, start: impl Fn(usize) -> Result<Receiver>) -> Result<Vec<Duration>> {
    let mut all = vec![];
    for n in 0..times {
        let receiver = start(n)?;
        all.push(receiver.ready);
        receiver.stop()?;
    }
    all.sort_unstable();
    Ok(all)
}
