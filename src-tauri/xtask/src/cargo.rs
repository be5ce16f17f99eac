//! How cargo is called here, and where what it builds is found. Never decides what is built.

use std::path::PathBuf;
use std::process::Command;

use crate::ci;
use crate::step::root;

/// A cargo command in the workspace's root, with the cargo that started this program.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments.first());
    // What is tested is what was committed, not what the registry has become since.
    if ci::unattended() && matches!(arguments.first(), Some(&("build" | "test" | "clippy"))) {
        command.arg("--locked");
    }
    command.args(arguments.iter().skip(1));
    // Set for this program by `cargo run`; left in place they would be read by build scripts of other packages.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    ci::apply(&mut command);
    command
}

/// Where a binary lies: `profile` is the name of cargo's folder (`debug`, `release`, `dist`).
pub fn binary(profile: &str, name: &str) -> PathBuf {
    target_dir().join(profile).join(name).with_extension(std::env::consts::EXE_EXTENSION)
}

/// Cargo's target directory: as the build machine or the environment says, else the one this program itself lies in.
fn target_dir() -> PathBuf {
    if let Some(dir) = ci::target_dir() {
        return dir;
    }
    if let Some(dir) = std::env::var_os("CARGO_TARGET_DIR") {
        return root().join(dir);
    }
    let own = std::env::current_exe().ok();
    own.as_deref().and_then(|own| own.ancestors().nth(2)).map_or_else(|| root().join("target"), PathBuf::from)
}
