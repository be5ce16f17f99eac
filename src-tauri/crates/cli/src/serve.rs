//! `waterglass serve`: runs an instance until it is told to stop, then lets it end in order.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Serialize;
use waterglass_proto::{Door, DoorKind};
use waterglass_server::{Config, Instance, StartError};

/// Serves until Ctrl-C or SIGTERM.
pub(crate) fn run(config: Config) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to run on")?;
    let code = runtime.block_on(serve(config));
    // Long waits of readers that are still connected must not hold up the end.
    runtime.shutdown_background();
    code
}

async fn serve(config: Config) -> anyhow::Result<ExitCode> {
    // Before anything is open: whoever asks to stop during the start is heard too.
    let mut stop = Stop::listen()?;
    let as_json = config.json;
    let instance = match Box::pin(Instance::start(config)).await {
        Ok(instance) => instance,
        Err(error @ StartError::Taken { .. }) => {
            bail!("{error}.\nStop that one first, or give this one another file with --db FILE")
        }
        Err(error) => return Err(error.into()),
    };
    if instance.doors().iter().all(|door| !door.listening) {
        let why: Vec<_> = instance.doors().iter().map(problem_of).collect();
        instance.shutdown().await;
        bail!("no door could be opened:\n{}", why.join("\n"));
    }
    // Whoever reads this may have gone; that is no reason to stop.
    let _ = if as_json { say_as_json(&instance) } else { say(&instance) };
    stop.asked().await;
    if !as_json {
        let _ = writeln!(io::stderr(), "Stopping: what was received is being written.");
    }
    tokio::select! {
        () = instance.shutdown() => Ok(ExitCode::SUCCESS),
        // Everything acknowledged is stored already; what is lost is only the tidying.
        () = stop.insisted() => Ok(ExitCode::from(130)),
    }
}

/// The line for scripts. A door that did not open is null, and told under `problems`.
#[derive(Serialize)]
struct Line<'a> {
    grpc: Option<&'a str>,
    http: Option<&'a str>,
    ui: Option<&'a str>,
    db: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

fn say_as_json(instance: &Instance) -> io::Result<()> {
    let addresses = instance.addresses();
    let line = Line {
        grpc: open(&addresses.grpc),
        http: open(&addresses.http),
        ui: open(&addresses.ui),
        db: &addresses.db.to_string_lossy(),
        problems: instance.doors().iter().filter(|door| door.problem.is_some()).map(problem_of).collect(),
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(&line)?)?;
    out.flush()
}

fn open(url: &str) -> Option<&str> {
    (!url.is_empty()).then_some(url)
}

fn say(instance: &Instance) -> io::Result<()> {
    let addresses = instance.addresses();
    let mut out = io::stdout().lock();
    writeln!(out, "Waterglass {} is running.\n", env!("CARGO_PKG_VERSION"))?;
    for door in instance.doors() {
        let what = if door.listening { door.url.as_str() } else { "not listening" };
        writeln!(out, "  {:<11} {what}", name_of(door.kind))?;
    }
    writeln!(out, "  {:<11} {}\n", "Data", addresses.db.display())?;
    for door in instance.doors().iter().filter(|door| door.problem.is_some()) {
        writeln!(out, "{}\n", problem_of(door))?;
    }
    if let Some(url) = [&addresses.http, &addresses.grpc].into_iter().find(|url| !url.is_empty()) {
        writeln!(out, "Send to it:    OTEL_EXPORTER_OTLP_ENDPOINT={url}")?;
    }
    if !addresses.ui.is_empty() {
        writeln!(out, "Look at it:    {}", addresses.ui)?;
    }
    writeln!(out, "Stop it:       Ctrl-C")?;
    out.flush()
}

fn name_of(kind: DoorKind) -> &'static str {
    match kind {
        DoorKind::Grpc => "OTLP/gRPC",
        DoorKind::Http => "OTLP/HTTP",
        DoorKind::Ui => "UI and API",
    }
}

/// What is wrong with a door, and the way out.
fn problem_of(door: &Door) -> String {
    let Some(problem) = &door.problem else { return String::new() };
    let way_out = problem.setting.as_ref().map(|setting| format!(" The next free port: {setting}")).unwrap_or_default();
    format!("{}: {}.{way_out}", name_of(door.kind), problem.message)
}

/// A second Ctrl-C sooner than this is the same one: a terminal's reaches every program of the group, and wrappers pass theirs on.
const SAME: Duration = Duration::from_secs(1);

/// Requests to stop, from the terminal and from the system.
#[cfg(unix)]
struct Stop([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Stop {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        // Not SIGHUP: listening to it would undo `nohup`, and what was acknowledged is safe without an orderly end.
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]))
    }

    async fn asked(&mut self) {
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }

    /// Somebody at the terminal is in a hurry. The system may ask as often as it likes (`timeout` asks twice).
    async fn insisted(&mut self) {
        let [interrupt, ..] = &mut self.0;
        let until = tokio::time::Instant::now() + SAME;
        loop {
            interrupt.recv().await;
            if tokio::time::Instant::now() >= until {
                return;
            }
        }
    }
}

/// Requests to stop, from the terminal and from the system.
#[cfg(windows)]
struct Stop(tokio::signal::windows::CtrlC, tokio::signal::windows::CtrlBreak, tokio::signal::windows::CtrlClose);

#[cfg(windows)]
impl Stop {
    fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close};
        Ok(Self(ctrl_c()?, ctrl_break()?, ctrl_close()?))
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
            _ = self.2.recv() => {}
        }
    }

    /// Somebody at the terminal is in a hurry.
    async fn insisted(&mut self) {
        let until = tokio::time::Instant::now() + SAME;
        loop {
            self.0.recv().await;
            if tokio::time::Instant::now() >= until {
                return;
            }
        }
    }
}
