//! What differs when the tests run unattended (the variable CI is set): caches live outside the clone.
//!
//! A build machine clones afresh for every run. What cargo, npm and pip fetch and compile is kept in one folder at a
//! fixed place, so that a machine that is kept starts warm; past a limit it is thrown away. Nothing here is needed
//! for a correct result, only for a quick one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::cargo;

/// Past this many bytes compiled code is thrown away.
const LIMIT: u64 = 12 << 30;

/// Whether nobody watches.
pub fn unattended() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Gives a child the variables that keep caches outside the clone; nothing when somebody watches.
pub fn apply(command: &mut Command) -> &mut Command {
    command.envs(environment())
}

/// Where cargo is to put what it compiles, when that is not for cargo to say.
pub fn target_dir() -> Option<PathBuf> {
    environment().into_iter().find(|(name, _)| *name == "CARGO_TARGET_DIR").map(|(_, folder)| folder)
}

fn environment() -> Vec<(&'static str, PathBuf)> {
    let Some(cache) = cache().filter(|_| unattended()) else { return Vec::new() };
    let places = [("CARGO_TARGET_DIR", "target"), ("npm_config_cache", "npm"), ("PIP_CACHE_DIR", "pip")];
    let unset = |name: &str| std::env::var_os(name).is_none();
    let mut variables: Vec<_> =
        places.into_iter().filter(|(name, _)| unset(name)).map(|(name, folder)| (name, cache.join(folder))).collect();
    // Incremental state is bound to one clone's path and would only fill the disk.
    variables.push(("CARGO_INCREMENTAL", "0".into()));
    // For whatever else a suite fetches or compiles: one folder of its own below this one.
    variables.push(("WATERGLASS_CACHE", cache));
    variables
}

/// Throws away compiled code past the limit: first our own, of which every clone leaves a copy, then all of it.
pub fn prune() {
    let Some(target) = target_dir() else { return };
    if size(&target) <= LIMIT {
        return;
    }
    let cleaned = cargo(&["clean", "--quiet", "--workspace"]).status().is_ok_and(|status| status.success());
    if cleaned && size(&target) <= LIMIT {
        println!("The cache was over {} GiB: dropped what earlier runs compiled of this workspace.", LIMIT >> 30);
        return;
    }
    println!("The cache is over {} GiB: starting with an empty one.", LIMIT >> 30);
    if let Err(error) = fs::remove_dir_all(&target) {
        println!("It could not be removed whole: {error}");
    }
}

/// The folder that outlives a clone, where the system keeps such things.
fn cache() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    home.map(|home| home.join("waterglass-ci"))
}

/// Bytes below a folder; what cannot be read counts as nothing.
fn size(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => size(&entry.path()),
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |data| data.len()),
            _ => 0,
        })
        .sum()
}
