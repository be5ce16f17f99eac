//! `waterglass export`: reads the database itself, so it works with and without a running instance.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::ArgMatches;
use waterglass_model::TraceId;
use waterglass_server::{Config, transfer};
use waterglass_store::Store;

/// Reading everything may take a while; nobody waits a day.
const DEADLINE: Duration = Duration::from_secs(24 * 3600);

/// Writes what is stored.
pub(crate) fn run(config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let named = matches.get_many::<String>("trace").into_iter().flatten();
    let traces = named
        .map(|id| id.parse::<TraceId>().with_context(|| format!("--trace {id} is not a trace id")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    if !config.database.exists() {
        bail!(
            "{} does not exist: nothing has been stored there yet. Give another file with --db FILE",
            config.database.display()
        );
    }
    let store = Store::open_read_only(&config.database)?;
    let known = store.read_blocking(DEADLINE, |reader| reader.known_traces(&traces))?;
    if let Some((trace, _)) = traces.iter().zip(known).find(|(_, known)| !known) {
        bail!("no span of trace {trace} is stored in {}", config.database.display());
    }
    match matches.get_one::<PathBuf>("output") {
        Some(path) => store.read_blocking(DEADLINE, |reader| Ok(transfer::export_to_file(reader, &traces, path)))??,
        None => to_stdout(&store, &traces)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn to_stdout(store: &Store, traces: &[TraceId]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let mut failed = None;
    store.read_blocking(DEADLINE, |reader| {
        transfer::export(reader, traces, &mut |block| match out.write_all(&block) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })
    })?;
    match failed.or_else(|| out.flush().err()) {
        // `waterglass export | head` has what it wants.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Some(error) => Err(error).context("standard output cannot be written"),
        None => Ok(()),
    }
}
