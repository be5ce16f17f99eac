//! `bound`: ours against the bare SQLite bound, on the same traffic in the same minutes: bare, ours, bare. The machine's mood changes
//! by the minute, so the ratio is taken against the mean of the two bare runs, and both are shown.

use std::path::Path;

use anyhow::Result;

use super::{Ingest, Load, Program};
use crate::process::Receiver;

/// Flags of `bound`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    program: Program,
    /// Where the databases are made. Default: the system's temporary folder.
    #[arg(long)]
    folder: Option<std::path::PathBuf>,
}

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    let program = args.program.path()?;
    let traffic = args.load.traffic();
    let base = args.folder.clone().unwrap_or_else(std::env::temp_dir);
    let run = async |bare: bool| -> Result<Ingest> {
        // A fresh folder each: nobody finds the other's pages in the file system.
        let folder = tempfile::tempdir_in(&base)?;
        let db = folder.path().join("load.db");
        let receiver = if bare { Receiver::bare(&db)? } else { ours(&program, &db)? };
        Ingest::run(receiver, &traffic, &args.load).await
    };
    let (before, ours, after) = (run(true).await?, run(false).await?, run(true).await?);
    let mut table = Ingest::table();
    for (name, ingest) in [("bare before", &before), ("waterglass", &ours), ("bare after", &after)] {
        table.row(ingest.row(name));
    }
    table.print();
    let bound = f64::midpoint(before.outcome.rate(), after.outcome.rate());
    println!(
        "\nwaterglass / bare: {:.2}   disk / OTLP: {:.2}   ({} spans, {} a request, {} exporters)",
        ours.outcome.rate() / bound,
        ours.disk as f64 / ours.outcome.bytes as f64,
        ours.outcome.spans,
        args.load.batch,
        args.load.exporters,
    );
    Ok(())
}

fn ours(program: &Path, db: &Path) -> Result<Receiver> {
    Receiver::waterglass(program, db)
}
