//! `waterglass show`: one trace for people or programs, the tree of its spans and then what was said. Asks the running instance or the file; reads
//! only. Exit status: 0 shown, 1 there is no such trace or span, 2 there is no answer: a mistake in the arguments, a file that is not there.

mod markdown;
mod said;
mod section;
mod story;
mod text;
mod tree;

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::process::ExitCode;

use clap::{ArgMatches, ValueEnum};
use waterglass_proto::{ErrorCode, TraceDocument, TraceQuery, TraceRow};
use waterglass_server::Config;
use waterglass_server::ask::{AskError, Source};

use crate::asked::{complain, source, tell};
use crate::table::{is_plain, plain};
use crate::units::time;

const NOT_FOUND: u8 = 1;
const NO_ANSWER: u8 = 2;

/// Traces named where a beginning is not enough.
const NAMED: u64 = 6;

/// How a trace is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, fitted to the terminal
    #[default]
    Text,
    /// To paste into an issue
    Markdown,
    /// The API's document of the trace, for programs
    Json,
}

/// Why nothing is shown.
enum No {
    Found(String),
    Use(String),
    Answer(AskError),
}

/// Asks and prints.
pub(crate) fn run(config: &Config, matches: &ArgMatches) -> ExitCode {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let format = matches.get_one::<Format>("format").copied().unwrap_or_default();
    let named = text("trace").unwrap_or_default();
    let shown = named_by(named, text("span")).and_then(|(trace, span)| {
        let source = source(config, text("url"), matches.contains_id("db")).map_err(No::Answer)?;
        find(&source, &trace, span.as_deref())
    });
    match shown {
        Ok(document) => {
            print(&document, format);
            ExitCode::SUCCESS
        }
        Err(No::Found(message)) => {
            eprintln!("waterglass: {message}");
            ExitCode::from(NOT_FOUND)
        }
        Err(No::Use(message)) => {
            eprintln!("waterglass: {message}");
            ExitCode::from(NO_ANSWER)
        }
        Err(No::Answer(error)) => {
            tell(&error, named);
            ExitCode::from(NO_ANSWER)
        }
    }
}

/// Which trace is meant.
#[derive(Debug, PartialEq)]
enum Named {
    Latest,
    /// Hex digits, 32 or a beginning.
    Id(String),
}

fn named_by(trace: &str, span: Option<&str>) -> Result<(Named, Option<String>), No> {
    let hex =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let span = match span.map(str::trim) {
        Some(id) if id.len() != 16 || !hex(id, 16) => {
            return Err(No::Use(format!("{id:?} is no span's id: that has 16 hex digits")));
        }
        other => other.map(str::to_ascii_lowercase),
    };
    match trace.trim() {
        "latest" => Ok((Named::Latest, span)),
        id if hex(id, 32) => Ok((Named::Id(id.to_ascii_lowercase()), span)),
        other => {
            Err(No::Use(format!("{other:?} is no trace's id: that has 32 hex digits; a beginning will do, or latest")))
        }
    }
}

fn find(source: &Source, named: &Named, span: Option<&str>) -> Result<TraceDocument, No> {
    let id = match named {
        Named::Id(id) if id.len() == 32 => id.clone(),
        Named::Id(beginning) => match &first(source, &format!("trace:{beginning}"), NAMED)?[..] {
            [] => return Err(No::Found(format!("no trace begins with {beginning}\n  {LISTED}"))),
            [one] => one.trace_id.clone(),
            several => return Err(No::Use(told_apart(beginning, several))),
        },
        Named::Latest => {
            let newest = first(source, "", 1)?.pop();
            newest.ok_or_else(|| No::Found("no trace is stored here yet".to_owned()))?.trace_id
        }
    };
    source.document(&id, span).map_err(|error| match error {
        AskError::Refused(refusal) if refusal.code == ErrorCode::NotFound => {
            No::Found(format!("{}\n  {}", refusal.message, if span.is_some() { IDS } else { LISTED }))
        }
        other => No::Answer(other),
    })
}

/// Where ids are to be had.
const LISTED: &str = "waterglass query lists those that are stored.";
const IDS: &str = "--format json has the ids of the trace's spans.";

/// The newest traces that a query finds.
fn first(source: &Source, q: &str, most: u64) -> Result<Vec<TraceRow>, No> {
    let mut rows = Vec::new();
    let query = TraceQuery { q: Some(q.to_owned()), ..TraceQuery::default() };
    let each = &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    };
    source.traces(query, most, each).map_err(No::Answer)?;
    Ok(rows)
}

/// Which traces a beginning may mean.
fn told_apart(beginning: &str, several: &[TraceRow]) -> String {
    let mut told = format!("several traces begin with {beginning}:\n");
    for row in several {
        let _ = writeln!(told, "  {}  {}  {}", row.trace_id, time(row.start.0), plain(&row.name));
    }
    if several.len() as u64 == NAMED {
        told.push_str("  …\n");
    }
    told + "  Give more of its digits."
}

fn print(document: &TraceDocument, format: Format) {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    let room = terminal.then(terminal_size::terminal_size).flatten();
    let room = room.map(|(terminal_size::Width(cells), _)| usize::from(cells));
    let mut out = BufWriter::new(stdout.lock());
    let written = match format {
        Format::Json if terminal => json_to_see(document).and_then(|json| writeln!(out, "{json}")),
        Format::Json => serde_json::to_writer_pretty(&mut out, document)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n")),
        Format::Text => {
            let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            out.write_all(text::text(document, room, colour).as_bytes())
        }
        Format::Markdown => out.write_all(markdown::markdown(document).as_bytes()),
    };
    if let Err(error) = written.and_then(|()| out.flush()) {
        complain(&error);
    }
}

/// JSON that a terminal can take nothing in for a command: the same, with more of it escaped.
fn json_to_see(document: &TraceDocument) -> io::Result<String> {
    let json = serde_json::to_string_pretty(document)?;
    let mut seen = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || is_plain(character) {
            seen.push(character);
        } else {
            let _ = write!(seen, "\\u{:04x}", u32::from(character));
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_named_by_ids_beginnings_and_latest() {
        let named = |trace: &str, span| named_by(trace, span).ok();
        assert_eq!(named("latest", None), Some((Named::Latest, None)));
        assert_eq!(named(" 4BF9 ", None), Some((Named::Id("4bf9".into()), None)));
        assert_eq!(
            named("4", Some("00F067AA0BA902B7")),
            Some((Named::Id("4".into()), Some("00f067aa0ba902b7".into())))
        );
        for (trace, span) in [("", None), ("xyz", None), ("newest", None), ("4", Some("00f0")), ("4", Some("x"))] {
            assert_eq!(named(trace, span), None, "{trace:?} {span:?}");
        }
        assert_eq!(named(&"a".repeat(33), None), None);
    }
}
