//! The API's questions from outside of an instance: asked of a database file, or of a running instance over its API. For the command line,
//! so that it shows the same rows whoever answers; knows no arguments and no output.

mod remote;

use std::ops::ControlFlow;
use std::path::Path;

use waterglass_proto::{ApiError, QueryNote, SpanQuery, SpanRow, SqlValue, TraceDocument, TraceQuery, TraceRow};
use waterglass_query::Target;
use waterglass_store::TraceFilter;

use crate::api::OnFile;
pub use remote::Remote;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The question is refused, or what is asked cannot answer it.
    #[error("{}{}", .0.message, .0.hint.as_ref().map(|hint| format!(". {hint}")).unwrap_or_default())]
    Refused(ApiError),
    /// Nobody answers at the address.
    #[error("{url} does not answer: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// What went wrong.
        reason: String,
    },
}

/// What the caller does with a row; `Break` ends the question.
pub type Each<'e, R> = &'e mut (dyn FnMut(R) -> ControlFlow<()> + Send);

/// Receives the columns' names and one row of an SQL statement.
pub type EachSql<'e> = &'e mut (dyn FnMut(&[String], Vec<SqlValue>) -> ControlFlow<()> + Send);

/// Whom to ask. Questions wait for their answer on the calling thread, which must not be a runtime's own.
pub enum Source {
    /// A database file.
    File(OnFile),
    /// A running instance.
    Api(Box<Remote>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(_) => out.write_str("File"),
            Self::Api(remote) => remote.fmt(out),
        }
    }
}

impl Source {
    /// Opens a database file for reading, also beside a running instance.
    ///
    /// # Errors
    /// When it does not exist or is none of ours.
    pub fn file(path: &Path) -> Result<Self, AskError> {
        OnFile::open(path).map(Self::File).map_err(AskError::Refused)
    }

    /// Asks the instance whose UI listens at an address: `http://127.0.0.1:4319`.
    ///
    /// # Errors
    /// When that is no address.
    pub fn api(url: &str) -> Result<Self, AskError> {
        Remote::new(url).map(|remote| Self::Api(Box::new(remote)))
    }

    /// Hands out the traces that a query finds, at most so many (0: all), values of columns as long as they can be had. Says whether there are more.
    ///
    /// # Errors
    /// When the query has a mistake, or nobody answers.
    pub fn traces(&self, query: TraceQuery, most: u64, each: Each<'_, TraceRow>) -> Result<bool, AskError> {
        match self {
            Self::File(file) => file.traces(query, most, each).map_err(AskError::Refused),
            Self::Api(remote) => remote.traces(query, most, each),
        }
    }

    /// [`Source::traces`] for spans.
    ///
    /// # Errors
    /// When the query has a mistake, or nobody answers.
    pub fn spans(&self, query: SpanQuery, most: u64, each: Each<'_, SpanRow>) -> Result<bool, AskError> {
        match self {
            Self::File(file) => file.spans(query, most, each).map_err(AskError::Refused),
            Self::Api(remote) => remote.spans(query, most, each),
        }
    }

    /// How many traces a query finds.
    ///
    /// # Errors
    /// When the query has a mistake, or nobody answers.
    pub fn count_traces(&self, query: TraceQuery) -> Result<u64, AskError> {
        match self {
            Self::File(file) => file.count_traces(query).map_err(AskError::Refused),
            Self::Api(remote) => remote.count_traces(query),
        }
    }

    /// How many spans a query finds.
    ///
    /// # Errors
    /// When the query has a mistake, or nobody answers.
    pub fn count_spans(&self, query: SpanQuery) -> Result<u64, AskError> {
        match self {
            Self::File(file) => file.count_spans(query).map_err(AskError::Refused),
            Self::Api(remote) => remote.count_spans(query),
        }
    }

    /// A whole trace, or what is at and below one of its spans. Ids are hex digits, all of them.
    ///
    /// # Errors
    /// When there is no such trace or span, or nobody answers.
    pub fn document(&self, trace_id: &str, span: Option<&str>) -> Result<TraceDocument, AskError> {
        match self {
            Self::File(file) => file.document(trace_id, span).map_err(AskError::Refused),
            Self::Api(remote) => remote.document(trace_id, span),
        }
    }

    /// Runs an SQL statement and hands out its rows, at most so many (0: all that can be had). Answers the columns' names, and whether there are more.
    ///
    /// # Errors
    /// When the statement has a mistake or would do more than read, or nobody answers.
    pub fn sql(&self, sql: &str, most: u64, each: EachSql<'_>) -> Result<(Vec<String>, bool), AskError> {
        match self {
            Self::File(file) => file.sql(sql, most, each).map_err(AskError::Refused),
            Self::Api(remote) => remote.sql(sql, most, each),
        }
    }
}

/// Reads a query about traces, for whoever asks the store himself.
///
/// # Errors
/// When it has a mistake.
pub fn traces_that(q: &str) -> Result<TraceFilter, AskError> {
    crate::api::traces_that(q).map_err(AskError::Refused)
}

/// What is no mistake in a query, but may not be what was meant: a field that nobody knows is looked for as an attribute. None when it has a mistake.
pub fn hints(q: &str, spans: bool) -> Vec<QueryNote> {
    crate::api::hints(q, if spans { Target::Spans } else { Target::Traces })
}

/// A page of rows and where the next begins.
type Page<R> = (Vec<R>, Option<String>);

/// Asks page after page and hands out their rows, at most so many (0: all). Says whether there are more.
pub(crate) fn pages<R, E>(
    most: u64,
    page: u32,
    mut ask: impl FnMut(u32, Option<String>) -> Result<Page<R>, E>,
    each: Each<'_, R>,
) -> Result<bool, E> {
    let (mut given, mut cursor) = (0, None);
    loop {
        let wanted = if most == 0 { page } else { u32::try_from(most - given).unwrap_or(page).min(page) };
        let (rows, next) = ask(wanted, cursor)?;
        for row in rows {
            given += 1;
            if each(row).is_break() {
                return Ok(false);
            }
        }
        if next.is_none() || given == most {
            return Ok(next.is_some());
        }
        cursor = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(most: u64) -> (Vec<u32>, Vec<u32>, bool) {
        let (mut wanted, mut given) = (Vec::new(), Vec::new());
        let ask = |limit: u32, cursor: Option<String>| {
            wanted.push(limit);
            let from: u32 = cursor.map_or(0, |cursor| cursor.parse().expect("ours"));
            let to = (from + limit).min(25);
            Ok::<_, ()>(((from..to).collect(), (to < 25).then(|| to.to_string())))
        };
        let more = pages(most, 10, ask, &mut |row| {
            given.push(row);
            ControlFlow::Continue(())
        });
        (wanted, given, more.expect("answers"))
    }

    #[test]
    fn pages_are_asked_until_there_is_enough() {
        assert_eq!(asked(0), (vec![10, 10, 10], (0..25).collect(), false));
        assert_eq!(asked(7), (vec![7], (0..7).collect(), true));
        assert_eq!(asked(12), (vec![10, 2], (0..12).collect(), true));
        assert_eq!(asked(25), (vec![10, 10, 5], (0..25).collect(), false));
        assert_eq!(asked(99), (vec![10, 10, 10], (0..25).collect(), false));
    }
}
