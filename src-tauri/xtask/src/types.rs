//! `cargo xtask types`: writes proto/ts again from the Rust types. The same test that writes it fails, without the
//! variable, when the two differ.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::cargo::cargo;
use crate::step::step;

/// Regenerates the TypeScript of the API.
pub fn types(arguments: &[String]) -> Result<ExitCode> {
    if let Some(word) = arguments.first() {
        bail!("Usage: cargo xtask types\n\"{word}\" is not understood: it takes no arguments");
    }
    let words = ["test", "--quiet", "-p", "waterglass-proto", "--test", "drift"];
    step("write proto/ts", "generated from the types in proto/src", cargo(&words).env("WATERGLASS_WRITE_TYPES", "1"))?;
    Ok(ExitCode::SUCCESS)
}
