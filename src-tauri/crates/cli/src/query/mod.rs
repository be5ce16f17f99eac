//! `waterglass query`: traces or spans by the filter language, or rows of an SQL statement, for people and for programs. Asks the running instance or the
//! file; reads only. Exit status: 0 something was found, 1 nothing matched, 2 there is no answer: a mistake in the query, a file that is not there.

mod output;
mod row;

use std::process::ExitCode;

use clap::ArgMatches;
use waterglass_proto::{Order, SpanQuery, TraceQuery};
use waterglass_server::Config;
use waterglass_server::ask::{AskError, Source};

use crate::asked::{print_line, source, tell};
use crate::mistake;
pub(crate) use output::Format;
use output::Output;
use row::Columns;

const FOUND: u8 = 0;
const NOTHING: u8 = 1;
const NO_ANSWER: u8 = 2;

/// What is asked.
struct Question<'a> {
    filter: Option<&'a str>,
    spans: bool,
    sql: Option<&'a str>,
    columns: Option<&'a str>,
    sort: Option<&'a str>,
    ascending: bool,
    limit: u64,
    count: bool,
    format: Format,
}

/// Asks and prints.
pub(crate) fn run(config: &Config, matches: &ArgMatches) -> ExitCode {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let question = Question {
        filter: text("filter"),
        spans: matches.get_flag("spans"),
        sql: text("sql"),
        columns: text("columns"),
        sort: text("sort"),
        ascending: matches.get_flag("asc"),
        limit: matches.get_one::<u64>("limit").copied().unwrap_or(100),
        count: matches.get_flag("count"),
        format: matches.get_one::<Format>("format").copied().unwrap_or_default(),
    };
    let asked = source(config, text("url"), matches.contains_id("db")).and_then(|source| ask(&source, &question));
    match asked {
        Ok(0) => {
            if let (Some(filter), None) = (question.filter, question.sql) {
                hint(filter, question.spans);
            }
            ExitCode::from(NOTHING)
        }
        Ok(_) => ExitCode::from(FOUND),
        Err(error) => {
            let text = question.sql.or(question.filter).unwrap_or_default();
            tell(&error, text);
            ExitCode::from(NO_ANSWER)
        }
    }
}

/// Says why nothing may have matched.
fn hint(filter: &str, spans: bool) {
    for note in waterglass_server::ask::hints(filter, spans) {
        eprint!("{}", mistake::noted(&note, filter));
    }
}

/// Prints the answer; says how many rows it has, or counted.
fn ask(source: &Source, question: &Question<'_>) -> Result<u64, AskError> {
    if let Some(sql) = question.sql {
        return ask_sql(source, sql, question);
    }
    let (q, sort) = (question.filter.map(str::to_owned), question.sort.map(str::to_owned));
    let columns = question.columns.map(str::to_owned);
    let order = Some(if question.ascending { Order::Asc } else { Order::Desc });
    let traces = TraceQuery { q: q.clone(), sort: sort.clone(), columns: columns.clone(), order, ..Default::default() };
    let spans = SpanQuery { q, sort, columns, order, ..SpanQuery::default() };
    if question.count {
        let count = if question.spans { source.count_spans(spans) } else { source.count_traces(traces) }?;
        print_line(&count.to_string());
        return Ok(count);
    }
    let shown = Columns::new(question.spans, question.columns);
    let mut output = Output::new(question.format, shown.clone());
    let more = if question.spans {
        source.spans(spans, question.limit, &mut |span| output.row(shown.span(span)))
    } else {
        source.traces(traces, question.limit, &mut |trace| output.row(shown.trace(trace)))
    }?;
    Ok(output.finish(more))
}

fn ask_sql(source: &Source, sql: &str, question: &Question<'_>) -> Result<u64, AskError> {
    let mut output: Option<Output> = None;
    let (columns, more) = source.sql(sql, question.limit, &mut |names, row| {
        let output = output.get_or_insert_with(|| Output::new(question.format, Columns::of_sql(names)));
        output.row(row.into_iter().map(row::sql_cell).collect())
    })?;
    let output = output.unwrap_or_else(|| Output::new(question.format, Columns::of_sql(&columns)));
    Ok(output.finish(more))
}
