//! `waterglass export`: reads the database itself, so it works with and without a running instance.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::ArgMatches;
use waterglass_model::TraceId;
use waterglass_server::ask::traces_that;
use waterglass_server::{Config, transfer};
use waterglass_store::{Store, TraceFilter};

/// Reading everything may take a while; nobody waits a day.
const DEADLINE: Duration = Duration::from_secs(24 * 3600);

/// What to write.
enum Wanted {
    Everything,
    Traces(Vec<TraceId>),
    Matching(Box<TraceFilter>),
}

/// Writes what is stored.
pub(crate) fn run(config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let wanted = match matches.get_one::<String>("where") {
        Some(filter) => match traces_that(filter) {
            Ok(filter) => Wanted::Matching(Box::new(filter)),
            Err(mistake) => {
                crate::asked::tell(&mistake, filter);
                return Ok(ExitCode::from(2));
            }
        },
        None => named(matches)?,
    };
    let path = config.database.display();
    if !config.database.exists() {
        bail!("{path} does not exist: nothing has been stored there yet. Give another file with --db FILE");
    }
    let store = Store::open_read_only(&config.database)?;
    let traces = match wanted {
        Wanted::Everything => None,
        Wanted::Traces(traces) => {
            let known = store.read_blocking(DEADLINE, |reader| reader.known_traces(&traces))?;
            if let Some((trace, _)) = traces.iter().zip(known).find(|(_, known)| !known) {
                bail!("no span of trace {trace} is stored in {path}");
            }
            Some(traces)
        }
        Wanted::Matching(filter) => {
            let traces = store.read_blocking(DEADLINE, |reader| reader.matching_traces(&filter))?;
            if traces.is_empty() {
                bail!("no trace in {path} matches");
            }
            Some(traces)
        }
    };
    match matches.get_one::<PathBuf>("output") {
        Some(output) => store
            .read_blocking(DEADLINE, |reader| Ok(transfer::export_to_file(reader, traces.as_deref(), output)))??,
        None => to_stdout(&store, traces.as_deref())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn named(matches: &ArgMatches) -> anyhow::Result<Wanted> {
    let named = matches.get_many::<String>("trace").into_iter().flatten();
    let traces = named
        .map(|id| id.parse::<TraceId>().with_context(|| format!("--trace {id} is not a trace id")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(if traces.is_empty() { Wanted::Everything } else { Wanted::Traces(traces) })
}

fn to_stdout(store: &Store, traces: Option<&[TraceId]>) -> anyhow::Result<()> {
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
