//! The `waterglass` command: one subcommand a file. Reads arguments, says things to people, exits; all work is done by other rooms.

mod arguments;
mod asked;
mod export;
mod import;
mod logging;
mod mistake;
mod open;
mod query;
mod serve;
mod show;
mod table;
mod units;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::ArgMatches;
use waterglass_server::Config;

/// Runs the command with a whole command line, the program's name included, and says how to exit.
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match arguments::command().try_get_matches_from(arguments) {
        Ok(matches) => run(&matches),
        Err(error) => said_by_clap(&error),
    }
}

/// What the desktop program is to do.
#[derive(Debug)]
pub enum Window {
    /// Open the window.
    Open(Box<Config>),
    /// Nothing more: it was a subcommand, or something to read, or a mistake.
    Done(ExitCode),
}

/// Reads the desktop program's command line: without a subcommand it opens its window, everything else is done as `waterglass` does it.
pub fn window(arguments: impl IntoIterator<Item = OsString>) -> Window {
    let matches = match arguments::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return Window::Done(said_by_clap(&error)),
    };
    if matches.subcommand().is_some() {
        return Window::Done(run(&matches));
    }
    match configured(&matches) {
        Ok(config) => Window::Open(Box::new(config)),
        Err(code) => Window::Done(code),
    }
}

fn run(matches: &ArgMatches) -> ExitCode {
    let (name, of_command) = matches.subcommand().unwrap_or(("", matches));
    let config = match configured(of_command) {
        Ok(config) => config,
        Err(code) => return code,
    };
    let done = match name {
        "serve" => serve::run(config),
        "export" => export::run(&config, of_command),
        "query" => Ok(query::run(&config, of_command)),
        "show" => Ok(show::run(&config, of_command)),
        "import" => import::run(&config, of_command),
        _ => open::run(config),
    };
    done.unwrap_or_else(|error| {
        eprintln!("waterglass: {error:#}");
        ExitCode::FAILURE
    })
}

/// The configuration of a command, with logging switched on as it says.
fn configured(matches: &ArgMatches) -> Result<Config, ExitCode> {
    let config = Config::load(arguments::overrides(matches)).map_err(anyhow::Error::from);
    let config = config.and_then(|config| logging::start(&config.log).map(|()| config));
    config.map_err(|error| {
        eprintln!("waterglass: {error:#}");
        ExitCode::from(2)
    })
}

/// Help and version are answers, not errors; both print where they belong.
fn said_by_clap(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
