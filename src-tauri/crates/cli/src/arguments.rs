//! The command line: subcommands, and for each setting of the server's table a flag. Help texts are for somebody who sees this program
//! for the first time.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::{query, show};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use waterglass_server::{Overrides, SETTINGS, Setting, default_config_file, default_database};

/// Settings that also make sense where nothing listens.
const EVERYWHERE: [&str; 2] = ["db", "log"];

/// The whole command line.
pub(crate) fn command() -> Command {
    Command::new("waterglass")
        .version(env!("CARGO_PKG_VERSION"))
        .about("See what your AI program did: a local receiver and viewer for OpenTelemetry traces, logs and metrics.")
        .long_about(
            "See what your AI program did: a local receiver and viewer for OpenTelemetry traces, logs and metrics.\n\n\
             Without a command it opens the desktop window when that is installed beside it and there is a display; \
             otherwise it serves the same pages to a browser and prints their address.",
        )
        .after_long_help(newcomer())
        .disable_help_subcommand(true)
        // Given twice, the later one counts: what an alias or a script sets can be changed behind it.
        .args_override_self(true)
        .args(settings(|_| true))
        .arg(config_file())
        .subcommands([serve(), query_command(), show_command(), export(), import()])
        .args_conflicts_with_subcommands(true)
}

fn serve() -> Command {
    Command::new("serve")
        .about("Receive telemetry, keep it, and show it in a browser, until Ctrl-C")
        .args_override_self(true)
        .args(settings(|_| true))
        .arg(config_file())
}

fn query_command() -> Command {
    let filter = Arg::new("filter").value_name("FILTER").allow_hyphen_values(true).help(
        "What to find, in the filter language, as one argument: 'service:shop duration>2s'. Without it: everything",
    );
    let switch = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let value = |name: &'static str, shown: &'static str| Arg::new(name).long(name).value_name(shown);
    let arguments = [
        filter,
        switch("spans").help("Spans instead of traces"),
        value("sql", "SQL")
            .conflicts_with_all(["filter", "spans", "columns", "sort", "asc", "count"])
            .help("Run one SQL statement that reads instead; what can be asked, the app's SQL page tells"),
        value("columns", "a,b,…").help("More columns: fields or attribute keys, joined by commas"),
        value("sort", "KEY").help("Sort by a field or attribute key, largest first [default: start]"),
        switch("asc").help("Sort smallest first"),
        value("limit", "N").value_parser(value_parser!(u64)).help("Rows at most; 0 is all [default: 100]"),
        switch("count").help("Only print how many match"),
        value("format", "FORMAT").value_parser(value_parser!(query::Format)).help("How to print [default: table]"),
        value("url", "URL")
            .conflicts_with("db")
            .help("Ask the instance at this address instead of the database: http://127.0.0.1:4319"),
    ];
    Command::new("query")
        .about("Find traces or spans, in a running instance or a database file")
        .long_about(
            "Finds traces or spans by the filter language, or runs an SQL statement.\n\n\
             Asked is the running instance that has the default database, else that file; with --db the file itself, also beside an \
             instance; with --url the instance at that address.",
        )
        .after_help(
            "Exit status: 0 something was found, 1 nothing matched, 2 there is no answer (a mistake in the query is pointed at).",
        )
        .args_override_self(true)
        .args(arguments)
        .args(to_read())
        .arg(config_file())
}

fn show_command() -> Command {
    let value = |name: &'static str, shown: &'static str| Arg::new(name).long(name).value_name(shown);
    let arguments = [
        Arg::new("trace").value_name("TRACE_ID|latest").required(true).help(
            "The trace: its 32 hex digits or as many of the first as no other has, or latest: the one begun last",
        ),
        value("span", "ID").help("Only this span, by its 16 hex digits, and what is below it"),
        value("format", "FORMAT").value_parser(value_parser!(show::Format)).help("How to print [default: text]"),
        value("url", "URL")
            .conflicts_with("db")
            .help("Ask the instance at this address instead of the database: http://127.0.0.1:4319"),
    ];
    Command::new("show")
        .about("Print one trace: its tree with durations, models, tokens and cost, then what was said")
        .long_about(
            "Prints one trace: the tree of its spans with durations, models, tokens and cost, then what was said.\n\n\
             Asked is the running instance that has the default database, else that file; with --db the file itself, also beside an \
             instance; with --url the instance at that address.",
        )
        .after_help(
            "Examples:
  waterglass show latest                          the newest trace
  waterglass show 4bf92f                          the trace whose id begins so
  waterglass show latest --span 00f067aa0ba902b7  one of its spans and what is below it
  waterglass show latest | less                   texts to their ends; a terminal gets 100 lines of each
  waterglass show 4bf92f --format markdown        to paste into an issue
  waterglass show latest --format json | jq .totals.cost

Exit status: 0 it is printed, 1 there is no such trace or span, 2 a mistake in the arguments, or no answer.",
        )
        .args_override_self(true)
        .args(arguments)
        .args(to_read())
        .arg(config_file())
}

fn export() -> Command {
    let trace = Arg::new("trace")
        .long("trace")
        .value_name("HEX")
        .action(ArgAction::Append)
        .help("Only this trace and its logs, by its 32 hex digits; may be given several times");
    let filter = Arg::new("where")
        .long("where")
        .value_name("FILTER")
        .allow_hyphen_values(true)
        .conflicts_with("trace")
        .help("Only traces that match, in the filter language, and their logs");
    let output = Arg::new("output")
        .long("output")
        .short('o')
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::FilePath)
        .help("Write to this file instead of standard output");
    Command::new("export")
        .about("Write what is stored as OTLP/JSON lines; works beside a running instance")
        .args([trace, filter, output])
        .args(to_read())
        .arg(config_file())
}

fn import() -> Command {
    let file = Arg::new("file")
        .value_name("FILE")
        .required(true)
        .num_args(1..)
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::FilePath)
        .help("The files; - is standard input");
    Command::new("import")
        .about("Read files of OTLP data, into the running instance if there is one, else into the database")
        .long_about(
            "Reads files of OTLP data, into the running instance if there is one, else into the database.\n\n\
             Taken: OTLP/JSON (lines, pretty-printed, an array), OTLP protobuf requests, the Collector's file exporter in both formats; \
             each plain or as gzip or zstd. Importing something twice stores its spans once.",
        )
        .arg(file)
        .args(settings(|setting| EVERYWHERE.contains(&setting.key)))
        .arg(config_file())
}

fn settings(wanted: impl Fn(&Setting) -> bool) -> Vec<Arg> {
    SETTINGS.iter().filter(|setting| wanted(setting)).map(|setting| flag(setting, setting.about)).collect()
}

/// Settings of commands that only read, and so make no file.
fn to_read() -> Vec<Arg> {
    let about = |setting: &Setting| if setting.key == "db" { "The database file" } else { setting.about };
    let settings = SETTINGS.iter().filter(|setting| EVERYWHERE.contains(&setting.key));
    settings.map(|setting| flag(setting, about(setting))).collect()
}

fn flag(setting: &Setting, about: &str) -> Arg {
    let default = match (setting.key, default_database()) {
        ("db", Some(path)) => path.display().to_string(),
        _ => setting.default.to_owned(),
    };
    let arg = Arg::new(setting.key)
        .long(setting.key.replace('_', "-"))
        .value_name(setting.placeholder)
        .value_parser(value_parser!(OsString))
        .help(format!("{about} [default: {default}] [env: {}]", setting.variable()));
    if setting.switch { arg.num_args(0..=1).require_equals(true).default_missing_value("true") } else { arg }
}

fn config_file() -> Arg {
    let default = default_config_file().map(|path| format!(" [default: {}]", path.display())).unwrap_or_default();
    Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::FilePath)
        .help(format!(
            "A TOML file with settings, named like the flags: grpc_port = 4320{default} [env: WATERGLASS_CONFIG]"
        ))
}

/// What was given on the command line, for the server to weigh against the other sources.
pub(crate) fn overrides(matches: &ArgMatches) -> Overrides {
    // A flag that a command does not have was not given.
    let given = |setting: &Setting| matches.try_get_one::<OsString>(setting.key).ok().flatten().cloned();
    Overrides {
        config_file: matches.get_one::<PathBuf>("config").cloned(),
        values: SETTINGS.iter().filter_map(|setting| Some((setting.key, given(setting)?))).collect(),
    }
}

/// The end of the long help.
fn newcomer() -> String {
    let database = default_database().map_or("the user's data directory".to_owned(), |path| path.display().to_string());
    format!(
        "First steps:
  1. waterglass serve
  2. In another terminal, tell your program's OpenTelemetry SDK where to send:
       export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
       export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
     (for gRPC: http://127.0.0.1:4317 and grpc; either port understands both)
  3. Run the program, and open http://127.0.0.1:4319

Examples:
  waterglass serve --http-port 5318           use another port
  waterglass serve --db ./run.db --json       another file; print the addresses for a script
  waterglass query 'status:error duration>2s'  what failed and was slow
  waterglass show latest                      the newest trace: its tree, then the conversation
  waterglass export > everything.jsonl        all that is stored, as standard OTLP/JSON
  waterglass export --trace 4bf92f3577b34da6a3ce929d0e0e4736 -o one.jsonl
  waterglass import everything.jsonl          and back again

Data lies in {database} and nowhere else; nothing is sent anywhere.
Every flag is also a variable (--grpc-port is WATERGLASS_GRPC_PORT) and a key of the config file (grpc_port). Flags go before \
variables, variables before the file."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_has_every_setting() {
        command().debug_assert();
        let serve = command();
        let serve = serve.find_subcommand("serve").expect("there is one");
        for setting in SETTINGS {
            let long = setting.flag();
            assert!(serve.get_arguments().any(|arg| arg.get_long() == long.strip_prefix("--")), "{long}");
        }
    }

    #[test]
    fn flags_become_overrides() {
        let matches =
            command().try_get_matches_from(["waterglass", "serve", "--grpc-port", "0", "--json"]).expect("fits");
        let overrides = overrides(matches.subcommand().expect("serve").1);
        assert_eq!(overrides.values, [("grpc_port", "0".into()), ("json", "true".into())]);
        let matches = command().try_get_matches_from(["waterglass", "export", "--db", "x"]).expect("fits");
        assert_eq!(super::overrides(matches.subcommand().expect("export").1).values, [("db", "x".into())]);
    }
}
