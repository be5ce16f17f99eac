//! `cargo xtask bench`: builds the product and the load generator with the dist profile and runs the benchmarks.
//!
//! Everything after the command's name is the benchmarks' own: `cargo xtask bench --help` is answered by them.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::cargo::{binary, cargo};
use crate::step::step;

/// The benchmarks' program, in tests/load.
const PROGRAM: &str = "waterglass-load";

/// Builds and runs the benchmarks; their exit code is ours.
pub fn bench(arguments: &[String]) -> Result<ExitCode> {
    let words = ["build", "--profile", "dist", "-p", "waterglass-cli", "-p", "waterglass-tests-load"];
    step(&format!("cargo {}", words.join(" ")), "measured as released", &mut cargo(&words))?;
    let program = binary("dist", PROGRAM);
    let mut bench = Command::new(&program);
    bench.args(arguments).env("WATERGLASS_BIN", binary("dist", "waterglass"));
    let status = bench.status().with_context(|| format!("cannot start {}", program.display()))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
