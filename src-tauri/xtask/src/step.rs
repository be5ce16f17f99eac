//! One step of set-up: says what is done and why, runs it, says how long it took.
//!
//! Also where programs are looked for. Never decides whether a step is needed: its caller does.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Runs `command` with its output shown, under one line that says what it does and why.
pub fn step(what: &str, why: &str, command: &mut Command) -> Result<()> {
    println!("==> {what} ({why})");
    let started = Instant::now();
    // No step may wait for an answer that nobody is there to give.
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", line(command));
    }
    println!("    done in {}", seconds(started.elapsed()));
    Ok(())
}

/// A duration as people say it: `0.4 s`, `37 s`, `3 min 12 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..=9 => format!("{:.1} s", time.as_secs_f64()),
        whole @ 10..=119 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

/// A command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// What a short command prints, or `None` when it is absent or fails.
pub fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a command exists and succeeds, saying nothing.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    answer(program, arguments).is_some()
}

/// Whether a program of one of these names is on the path.
pub fn on_path(names: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| names.iter().any(|name| folder.join(name).is_file()))
}

/// The clone this runs in. Cargo names it at run time; what was compiled in may be another clone that shares the
/// target directory.
pub fn root() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        let said = [400, 37_000, 192_000].map(|milliseconds| seconds(Duration::from_millis(milliseconds)));
        assert_eq!(said, ["0.4 s", "37 s", "3 min 12 s"]);
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("src-tauri/xtask/src/step.rs").is_file());
    }
}
