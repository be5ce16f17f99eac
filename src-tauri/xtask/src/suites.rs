//! The suites of `cargo xtask test`, in the order they run: cheap ones first, so that a slip shows early.
//!
//! A plain table. Never runs anything: `test` does. The three Rust suites select the same packages and targets:
//! selecting differently would build shared dependencies again with other features.

use std::process::Command;

use crate::cargo::{binary, cargo};
use crate::ci;
use crate::step::root;
use crate::ui::npm;

/// What must stand before a suite can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The UI's packages.
    Modules,
    /// The UI's bundle, no older than its sources.
    Bundle,
    /// What compiling the window needs.
    WindowBuild,
    /// What testing the window needs.
    WindowTest,
    /// A browser.
    Browser,
    /// Both programs, debug build.
    Programs,
}

/// One suite.
pub struct Suite {
    /// What `cargo xtask test NAME` calls it.
    pub name: &'static str,
    /// What it shows, in one line.
    pub about: &'static str,
    /// What must stand before it.
    pub needs: &'static [Need],
    /// What it runs, one after the other, until one fails.
    pub commands: fn() -> Vec<Command>,
    /// Which of its lines it closes with; where it has none of them, its last line.
    pub closing: fn(&str) -> bool,
    /// After this many minutes it is ended when nobody watches.
    pub minutes: u64,
    /// Where it cannot run, why. It then counts as skipped.
    pub skipped: Option<&'static str>,
}

/// Every suite.
pub const SUITES: [Suite; 10] = [
    Suite {
        name: "format",
        about: "Rust is formatted",
        needs: &[],
        commands: || vec![cargo(&["fmt", "--all", "--check"])],
        closing: |_| false,
        minutes: 5,
        skipped: None,
    },
    Suite {
        name: "ui-check",
        about: "the UI is formatted, linted and typed",
        needs: &[Need::Modules],
        commands: || vec![npm(&["run", "--silent", "check"])],
        closing: |line| line.starts_with("Checked ") || line.starts_with("Found "),
        minutes: 5,
        skipped: None,
    },
    Suite {
        name: "ui-unit",
        about: "the UI's own tests",
        needs: &[Need::Modules],
        commands: || vec![npm(&["run", "--silent", "test"])],
        closing: |line| line.starts_with("Test Files ") || line.starts_with("Tests "),
        minutes: 10,
        skipped: None,
    },
    Suite {
        name: "ui-build",
        about: "the UI's bundle builds",
        needs: &[Need::Modules],
        commands: || vec![npm(&["run", "--silent", "build"])],
        closing: |line| line.starts_with("✓ built in"),
        minutes: 5,
        skipped: None,
    },
    Suite {
        name: "clippy",
        about: "Rust has no warning",
        needs: &[Need::WindowBuild],
        commands: || vec![cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])],
        closing: |line| line.starts_with("Finished ") || line.starts_with("error: could not compile"),
        minutes: 25,
        skipped: None,
    },
    Suite {
        name: "rust",
        about: "every Rust test: units, properties, corpus, boundaries, drift of the API's types",
        needs: &[Need::WindowBuild],
        commands: || vec![cargo(&["test", "--workspace", "--no-fail-fast"])],
        closing: rust_results,
        minutes: 40,
        skipped: None,
    },
    Suite {
        name: "sdks",
        about: "real OpenTelemetry SDKs send to the running program",
        needs: &[Need::Bundle, Need::Programs],
        commands: || vec![node("tests/sdks/run.mjs")],
        closing: passed_and_failed,
        minutes: 20,
        skipped: None,
    },
    Suite {
        name: "e2e",
        about: "the UI in a real browser, on the running program",
        needs: &[Need::Bundle, Need::Programs, Need::Browser],
        commands: || vec![node("tests/e2e/run.mjs")],
        closing: passed_and_failed,
        minutes: 20,
        skipped: None,
    },
    Suite {
        name: "durability",
        about: "killed under load, a full disk, a taken port: what was acknowledged is there",
        needs: &[Need::Bundle, Need::Programs],
        commands: || vec![node("tests/e2e/durability.mjs")],
        closing: passed_and_failed,
        minutes: 15,
        skipped: None,
    },
    Suite {
        name: "window",
        about: "the desktop window, on a screen of its own",
        needs: &[Need::Bundle, Need::Programs, Need::WindowTest],
        commands: || vec![node("tests/e2e/window.mjs")],
        closing: passed_and_failed,
        minutes: 10,
        skipped: if cfg!(target_os = "linux") { None } else { Some("WebKit's WebDriver exists on Linux only") },
    },
];

/// Results of the Rust tests, and the names of those that failed. Targets without tests would bury the others.
fn rust_results(line: &str) -> bool {
    let result = line.starts_with("test result:") && !line.contains(" 0 passed; 0 failed; 0 ignored");
    result
        || (line.starts_with("test ") && line.ends_with("... FAILED"))
        || line.starts_with("error: could not compile")
}

/// The closing line of the test programs in Node.
fn passed_and_failed(line: &str) -> bool {
    line.contains(" passed, ") && line.contains(" failed")
}

/// A test program in Node, told where the programs under test are.
fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.current_dir(root()).arg(script);
    command.env("WATERGLASS_BIN", binary("debug", "waterglass"));
    command.env("WATERGLASS_DESKTOP_BIN", binary("debug", "waterglass-desktop"));
    ci::apply(&mut command);
    command
}
