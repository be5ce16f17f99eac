//! `waterglass import`: through the running instance when one has the database, else straight into the file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::ArgMatches;
use waterglass_proto::ImportResult;
use waterglass_server::{Config, running_instance, transfer};

/// Imports the files, one after the other; stops at the first that cannot be read.
pub(crate) fn run(config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let files: Vec<&PathBuf> = matches.get_many::<PathBuf>("file").into_iter().flatten().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    match running_instance(&config.database) {
        Some(running) if running.addresses.ui.is_empty() => bail!(
            "{} is open in another instance (pid {}) whose API has no port: stop it first, or give its UI a free port",
            config.database.display(),
            running.pid
        ),
        Some(running) => {
            for path in files {
                let sent = runtime.block_on(transfer::send(&running.addresses.ui, open(path)?));
                tell(path, sent.with_context(|| name(path))?)?;
            }
        }
        None => {
            let target = transfer::Target::open(config)?;
            for path in files {
                let result = target.import(open(path)?, runtime.handle());
                tell(path, result.with_context(|| name(path))?)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?))
}

fn tell(path: &Path, result: ImportResult) -> io::Result<()> {
    let ImportResult { spans, logs, metric_points, rejected, reasons, .. } = result;
    writeln!(
        io::stdout(),
        "{}: {} spans, {} log records, {} data points",
        name(path),
        spans.0,
        logs.0,
        metric_points.0
    )?;
    if rejected.0 > 0 {
        eprintln!("{}: {} were refused:", name(path), rejected.0);
        reasons.iter().for_each(|reason| eprintln!("  {reason}"));
    }
    Ok(())
}
