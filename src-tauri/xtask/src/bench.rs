//! `cargo xtask bench`: builds the product and the load generator with the dist profile and runs the benchmarks.
//!
//! Everything after the command's name is the benchmarks' own, `--help` too. A `--` before it, which `cargo xtask run` asks for and
//! fingers therefore type, is passed over.

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
    bench.args(own(arguments)).env("WATERGLASS_BIN", binary("dist", "waterglass"));
    let status = bench.status().with_context(|| format!("cannot start {}", program.display()))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// What the benchmarks are given.
fn own(arguments: &[String]) -> &[String] {
    match arguments {
        [first, rest @ ..] if first == "--" => rest,
        all => all,
    }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn a_leading_separator_is_passed_over() {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(own(&words("bound --batch 64")), words("bound --batch 64"));
        assert_eq!(own(&words("-- bound --batch 64")), words("bound --batch 64"));
        assert_eq!(own(&words("-- -- bound")), words("-- bound"), "only one");
        assert!(own(&words("--")).is_empty() && own(&[]).is_empty());
    }
}
