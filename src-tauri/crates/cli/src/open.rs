//! `waterglass` alone: the window where one can be opened, else the pages in a browser; the running instance where there is one.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Context;
use waterglass_server::{Config, running_instance};

/// The desktop program's file name.
const DESKTOP: &str = if cfg!(windows) { "waterglass-desktop.exe" } else { "waterglass-desktop" };

/// Opens whatever can be opened here.
pub(crate) fn run(config: Config) -> anyhow::Result<ExitCode> {
    if let Some(desktop) = desktop_program().filter(|_| has_display()) {
        // It reads the same arguments, variables and file, and finds a running instance itself.
        return become_it(&desktop, std::env::args_os().skip(1));
    }
    if let Some(running) = running_instance(&config.database) {
        let addresses = running.addresses;
        let mut out = io::stdout().lock();
        if addresses.ui.is_empty() {
            writeln!(out, "Waterglass is already running (pid {}), but its UI has no port.", running.pid)?;
        } else {
            writeln!(out, "Waterglass is already running (pid {}): {}", running.pid, addresses.ui)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    crate::serve::run(config)
}

/// The desktop program, when it stands beside this one.
fn desktop_program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?.parent()?.join(DESKTOP);
    path.is_file().then_some(path)
}

fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// Replaces this process, so that signals and the exit code are the window's own.
#[cfg(unix)]
fn become_it(program: &PathBuf, arguments: impl Iterator<Item = OsString>) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    let error = Command::new(program).args(arguments).exec();
    Err(error).with_context(|| format!("{} does not start", program.display()))
}

/// Windows has no exec: wait for the window and hand its exit code on.
#[cfg(not(unix))]
fn become_it(program: &PathBuf, arguments: impl Iterator<Item = OsString>) -> anyhow::Result<ExitCode> {
    let status = Command::new(program).args(arguments).status();
    let status = status.with_context(|| format!("{} does not start", program.display()))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
