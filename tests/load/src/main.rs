//! The `waterglass-load` command: one subcommand a question. Owns the command line; each question is a file in `commands`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use waterglass_tests_load::{bare, commands};

// The same allocator as the product, so that the comparator is not held back by another one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Sends realistic GenAI traces to a receiver and measures what comes of it. Read figures as ratios within one run.
#[derive(Debug, Parser)]
#[command(name = "waterglass-load", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// How many spans a second are stored and acknowledged, and how long an export takes.
    Ingest(commands::ingest::Args),
    /// The same against the bare SQLite bound: bare, ours, bare, in one run.
    Bound(commands::bound::Args),
    /// From an acknowledged export to its trace in the API's answers.
    Latency(commands::latency::Args),
    /// Query times with a full database, idle and while spans come in.
    Queries(commands::queries::Args),
    /// Finding: short names, attributes, full text, facets, groups, completion, with a million spans; idle and under load
    Find(commands::find::Args),
    /// From start to all doors listening, and memory idle and under load.
    Startup(commands::startup::Args),
    /// Successive millions: does ingest slow down as the file grows?
    Million(commands::million::Args),
    /// The bare comparator as a server of its own.
    #[command(hide = true)]
    BareServer {
        /// Database file to make.
        db: PathBuf,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Ingest(args) => commands::ingest::run(args).await,
        Command::Bound(args) => commands::bound::run(args).await,
        Command::Latency(args) => commands::latency::run(args).await,
        Command::Find(args) => commands::find::run(args).await,
        Command::Queries(args) => commands::queries::run(args).await,
        Command::Startup(args) => commands::startup::run(args).await,
        Command::Million(args) => commands::million::run(args).await,
        Command::BareServer { db } => bare::serve(&db).await,
    }
}
