//! `cargo xtask run | test | types | prices | bench`: set-up, build and checks, in Rust so that they work on every system.
//!
//! This file reads the first word and hands the rest to the command of that name; each command is one file. Never
//! part of the product: nothing here is linked into a binary that ships.
#![allow(clippy::print_stdout, reason = "a command-line program: standard output is what it is for")]

mod bench;
mod cargo;
mod ci;
mod output;
mod packages;
mod prices;
mod run;
mod step;
mod suites;
mod test;
mod types;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <COMMAND>

Commands:
  run    Set up what is missing, build, and open Waterglass: the window when there is a display,
         else the same UI served on a local address
         [--debug] [--headless | --window] [-- ARGUMENTS OF WATERGLASS]
  test   Run every check, or only the named ones   [--list] [NAME...]
  types  Write proto/ts again from the Rust types
  prices Write the shipped price table again from the public list it comes from
         [--from FILE|URL|pypi] [--date YYYY-MM-DD]
  bench  Build with the dist profile and run the benchmarks   [--] [ARGUMENTS OF THE BENCHMARKS]

`cargo xtask <COMMAND> --help` says more.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let outcome = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::test(&rest),
        "types" => types::types(&rest),
        "prices" => prices::prices(&rest),
        "bench" => bench::bench(&rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        "" => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
        other => {
            eprintln!("There is no command \"{other}\".\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("\nxtask {command}: {error:#}");
        ExitCode::FAILURE
    })
}
