//! `cargo xtask test`: prepares what the chosen suites need, runs them all, and says at the end how each ended.
//!
//! A failing suite does not stop the others: one run shows everything that is wrong. What the suites are stands in
//! `suites`; what a suite prints is never interpreted beyond picking the lines it closes with.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::step::{seconds, step};
use crate::suites::{Need, SUITES, Suite};
use crate::{cargo, ci, output, packages, ui};

const USAGE: &str = "Usage: cargo xtask test [--list] [NAME...]";

/// How a suite ended.
enum Verdict {
    Passed,
    Failed,
    Skipped,
}

/// One row of the final table.
struct Row {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
    closing: Vec<String>,
}

/// Runs the chosen suites, or all of them; succeeds when none failed.
pub fn test(arguments: &[String]) -> Result<ExitCode> {
    if let Some(word) = arguments.iter().find(|word| word.starts_with('-')) {
        match word.as_str() {
            "--list" => SUITES.iter().for_each(|suite| println!("{:<10} {}", suite.name, suite.about)),
            "--help" | "-h" => println!("{USAGE}"),
            other => bail!("\"{other}\" is not understood\n\n{USAGE}"),
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(word) = arguments.iter().find(|word| SUITES.iter().all(|suite| suite.name != word.as_str())) {
        bail!("there is no suite \"{word}\"; `cargo xtask test --list` names them");
    }
    ci::prune();
    let started = Instant::now();
    let mut prepared = Vec::new();
    let chosen = SUITES.iter().filter(|suite| arguments.is_empty() || arguments.iter().any(|word| word == suite.name));
    let rows: Vec<Row> = chosen.map(|suite| run(suite, &mut prepared)).collect();
    Ok(report(&rows, started.elapsed()))
}

type Prepared = Vec<(Need, Result<(), String>)>;

fn run(suite: &'static Suite, prepared: &mut Prepared) -> Row {
    println!("\n=== {}: {}", suite.name, suite.about);
    let started = Instant::now();
    let row = |verdict, closing| Row { name: suite.name, verdict, took: started.elapsed(), closing };
    if let Some(why) = suite.skipped {
        println!("skipped: {why}");
        return row(Verdict::Skipped, vec![format!("skipped: {why}")]);
    }
    for need in suite.needs {
        if let Err(error) = prepare(*need, prepared) {
            println!("{error}");
            return row(Verdict::Failed, vec![format!("not run: {}", error.lines().next().unwrap_or_default())]);
        }
    }
    let mut lines = Vec::new();
    for mut command in (suite.commands)() {
        match output::run(&mut command, Duration::from_secs(suite.minutes * 60)) {
            Ok(ended) => {
                lines.extend(ended.lines);
                if !ended.good {
                    return row(Verdict::Failed, closing(suite, &lines));
                }
            }
            Err(error) => return row(Verdict::Failed, vec![format!("not run: {error:#}")]),
        }
    }
    row(Verdict::Passed, closing(suite, &lines))
}

/// Brings one need about, once; a need that failed fails every suite that has it.
fn prepare(need: Need, prepared: &mut Prepared) -> Result<(), String> {
    if let Some((_, outcome)) = prepared.iter().find(|(known, _)| *known == need) {
        return outcome.clone();
    }
    let outcome = match need {
        Need::Modules => ui::ensure_modules(),
        Need::Bundle => ui::ensure_bundle(),
        Need::WindowBuild => packages::WINDOW_BUILD.ensure(),
        Need::WindowTest => packages::WINDOW_TEST.ensure(),
        Need::Browser => packages::BROWSER.ensure(),
        Need::Programs => packages::WINDOW_BUILD.ensure().and_then(|()| {
            step("cargo build --workspace", "the programs under test", &mut cargo::cargo(&["build", "--workspace"]))
        }),
    };
    let outcome = outcome.map_err(|error| format!("{error:#}"));
    prepared.push((need, outcome.clone()));
    outcome
}

/// The lines a suite closes with, as it wrote them.
fn closing(suite: &Suite, lines: &[String]) -> Vec<String> {
    let found: Vec<String> =
        lines.iter().map(|line| line.trim()).filter(|line| (suite.closing)(line)).map(str::to_owned).collect();
    if !found.is_empty() {
        return found;
    }
    lines.iter().rev().find(|line| !line.trim().is_empty()).cloned().into_iter().collect()
}

/// Prints every suite's closing lines, then the table.
fn report(rows: &[Row], took: Duration) -> ExitCode {
    println!("\n=== what each suite closed with");
    for row in rows {
        row.closing.iter().for_each(|line| println!("{:<10} | {}", row.name, line.trim()));
    }
    println!("\n=== result");
    for row in rows {
        let word = match row.verdict {
            Verdict::Passed => "passed",
            Verdict::Failed => "FAILED",
            Verdict::Skipped => "skipped",
        };
        println!("{:<10} {word:<8} {:>12}", row.name, seconds(row.took));
    }
    let count = |wanted: fn(&Verdict) -> bool| rows.iter().filter(|row| wanted(&row.verdict)).count();
    let failed = count(|verdict| matches!(verdict, Verdict::Failed));
    let skipped = count(|verdict| matches!(verdict, Verdict::Skipped));
    println!(
        "{} suites passed, {failed} failed, {skipped} skipped, in {}",
        rows.len() - failed - skipped,
        seconds(took)
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(name: &str, lines: &[&str]) -> Vec<String> {
        let suite = SUITES.iter().find(|suite| suite.name == name).expect("the suite is in the table");
        closing(suite, &lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_suite_closes_with_its_own_lines() {
        let ok = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        let none = "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(closed("rust", &["running 3 tests", ok, "", none]), [ok]);
        assert_eq!(
            closed("ui-unit", &[" Test Files  11 passed (11)", "      Tests  88 passed (88)", "   Duration  1 s"])
                .len(),
            2
        );
        assert_eq!(closed("window", &["ok      a", "9 passed, 0 failed", "late noise"]), ["9 passed, 0 failed"]);
        assert_eq!(closed("format", &["Diff in main.rs", ""]), ["Diff in main.rs"]);
        assert_eq!(closed("format", &[]), Vec::<String>::new());
    }

    #[test]
    fn names_are_unique() {
        let mut names = SUITES.map(|suite| suite.name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
