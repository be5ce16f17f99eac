//! The web UI's set-up: Node is new enough, its packages are installed, its bundle is built. Each only when needed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::ci;
use crate::step::{answer, root, step};

/// The oldest Node the UI's tools run on.
const NODE_MAJOR: u32 = 20;

/// What the bundle is made of, from the clone's root.
const SOURCES: [&str; 7] = [
    "ui/src",
    "ui/public",
    "ui/index.html",
    "ui/package-lock.json",
    "ui/vite.config.ts",
    "ui/tsconfig.json",
    "proto/ts",
];

/// An npm command in the UI's folder. npm is a script on Windows, which only its full name starts.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join("ui")).args(arguments);
    ci::apply(&mut command);
    command
}

/// Fails with what to do when Node is missing or too old.
pub fn ensure_node() -> Result<()> {
    let Some(version) = answer("node", &["--version"]) else {
        bail!(
            "Node is missing; the UI is built with it. Install Node {NODE_MAJOR} or newer: https://nodejs.org/en/download"
        );
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        bail!(
            "Node {version} is too old to build the UI. Install Node {NODE_MAJOR} or newer: https://nodejs.org/en/download"
        );
    }
    Ok(())
}

/// Installs the UI's packages when they are missing or older than the lock file.
pub fn ensure_modules() -> Result<()> {
    ensure_node()?;
    // npm writes this file last, so it also says that the last install was not cut short.
    let installed = modified(&root().join("ui/node_modules/.package-lock.json"));
    let why = match installed {
        None => "the UI's packages are not installed yet",
        Some(installed) if modified(&root().join("ui/package-lock.json")).is_some_and(|lock| lock > installed) => {
            "the UI's lock file is newer than its packages"
        }
        Some(_) => return Ok(()),
    };
    step("npm ci", why, &mut npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Builds the bundle when it is missing or older than what it is made of.
pub fn ensure_bundle() -> Result<()> {
    let built = modified(&root().join("ui/dist/index.html"));
    let newest = SOURCES.iter().filter_map(|source| newest(&root().join(source))).max();
    let why = match built {
        None => "the UI is not built yet",
        Some(built) if newest.is_some_and(|newest| newest > built) => "the UI's sources are newer than its bundle",
        Some(_) => return Ok(()),
    };
    ensure_modules()?;
    step("npm run build", why, &mut npm(&["run", "--silent", "build", "--", "--logLevel", "warn"]))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

/// The newest change at or below a path.
fn newest(path: &Path) -> Option<SystemTime> {
    let below = fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path()));
    below.chain(modified(path)).max()
}
