//! The questions of the lists, the console and the reader of a database file, without an instance. One snapshot of the file a question; values come whole.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use waterglass_proto::{ApiError, SpanQuery, SpanRow, TraceDocument, TraceQuery, TraceRow};
use waterglass_store::{Store, TraceFilter};

use super::conversation::document::document;
use super::filter::{span_filter, trace_filter};
use super::find::span_rows;
use super::rows::Shown;
use super::sql::{cell, refusal};
use super::traces::trace_rows;
use super::{ApiFailure, params};
use crate::ask::{Each, EachSql, pages};
use crate::prices;

/// Nobody else waits for a program's own question; nobody waits a day.
const DEADLINE: Duration = Duration::from_secs(24 * 3600);

/// Rows of a page: each page looks at the filter anew, and may carry long texts.
const PAGE: u32 = 20_000;
const LONG_PAGE: u32 = 2000;

/// A database file, open for reading.
pub struct OnFile {
    store: Store,
}

impl OnFile {
    pub(crate) fn open(path: &Path) -> Result<Self, ApiError> {
        let store = Store::open_read_only(path).map_err(told)?;
        Ok(Self { store })
    }

    pub(crate) fn traces(&self, query: TraceQuery, most: u64, each: Each<'_, TraceRow>) -> Result<bool, ApiError> {
        let page = if query.columns.is_some() { LONG_PAGE } else { PAGE };
        let mut filter = trace_filter(TraceQuery { limit: None, count: Some(false), ..query }).map_err(told)?;
        let answer = self.store.read_blocking(DEADLINE, |reader| {
            let ask = |limit, cursor| {
                (filter.limit, filter.cursor) = (limit, cursor);
                let page = reader.list_traces(&filter)?;
                let next = page.next.clone();
                Ok((trace_rows(page, Shown::WHOLE), next))
            };
            pages(most, page, ask, each)
        });
        answer.map_err(told)
    }

    pub(crate) fn spans(&self, query: SpanQuery, most: u64, each: Each<'_, SpanRow>) -> Result<bool, ApiError> {
        let page = if query.columns.is_some() { LONG_PAGE } else { PAGE };
        let mut filter = span_filter(SpanQuery { limit: None, count: Some(false), ..query }).map_err(told)?;
        let answer = self.store.read_blocking(DEADLINE, |reader| {
            let ask = |limit, cursor| {
                (filter.limit, filter.cursor) = (limit, cursor);
                let page = reader.list_spans(&filter)?;
                let next = page.next.clone();
                Ok((span_rows(page, Shown::WHOLE), next))
            };
            pages(most, page, ask, each)
        });
        answer.map_err(told)
    }

    pub(crate) fn count_traces(&self, query: TraceQuery) -> Result<u64, ApiError> {
        let filter = trace_filter(query).map_err(told)?;
        self.store.read_blocking(DEADLINE, |reader| reader.count_traces(&filter)).map(u64::from).map_err(told)
    }

    pub(crate) fn count_spans(&self, query: SpanQuery) -> Result<u64, ApiError> {
        let filter = span_filter(SpanQuery { limit: Some(1), count: Some(true), ..query }).map_err(told)?;
        let page = self.store.read_blocking(DEADLINE, |reader| reader.list_spans(&filter)).map_err(told)?;
        page.total.ok_or_else(|| told(waterglass_store::StoreError::Timeout))
    }

    pub(crate) fn document(&self, trace_id: &str, span: Option<&str>) -> Result<TraceDocument, ApiError> {
        let trace_id = params::trace_id(trace_id).map_err(told)?;
        let below = span.map(params::span_id).transpose().map_err(told)?;
        let document = self.store.read_blocking(DEADLINE, |reader| {
            let book = prices::book_in(reader)?;
            document(reader, &book, trace_id, below)
        });
        document.map_err(told)?.map_err(|reason| told(reason.of(trace_id)))
    }

    pub(crate) fn sql(&self, sql: &str, most: u64, each: EachSql<'_>) -> Result<(Vec<String>, bool), ApiError> {
        let (mut given, mut more) = (0, false);
        let columns = self.store.sql_blocking(DEADLINE, sql, &mut |columns, row| {
            if most > 0 && given == most {
                more = true;
                return ControlFlow::Break(());
            }
            given += 1;
            each(columns, row.into_iter().map(cell).collect())
        });
        Ok((columns.map_err(|error| refusal(error, sql).into_error())?, more))
    }
}

/// Reads a query about traces, for whoever asks the file himself.
pub(crate) fn traces_that(q: &str) -> Result<TraceFilter, ApiError> {
    trace_filter(TraceQuery { q: Some(q.to_owned()), ..TraceQuery::default() }).map_err(told)
}

fn told(failure: impl Into<ApiFailure>) -> ApiError {
    failure.into().into_error()
}
