//! Asking a running instance over its API.

use std::ops::ControlFlow;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;
use waterglass_proto::{
    ErrorCode, SpanList, SpanQuery, SpanRow, SqlAnswer, SqlRequest, TraceDocument, TraceList, TraceQuery, TraceRow,
};

use super::{AskError, Each, EachSql, pages};

/// An instance answers or gives up long before.
const PATIENCE: Duration = Duration::from_secs(120);

/// Rows of a page; fewer where each may carry long texts.
const PAGE: u32 = 1000;
const LONG_PAGE: u32 = 100;

/// The most rows an instance gives of an SQL statement.
const MOST_SQL: u32 = 100_000;

/// A running instance.
pub struct Remote {
    url: String,
    runtime: Runtime,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Api({})", self.url)
    }
}

impl Remote {
    pub(super) fn new(url: &str) -> Result<Self, AskError> {
        let wrong = |reason: &str| AskError::Unreachable { url: url.to_owned(), reason: reason.to_owned() };
        let whole = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
        let uri: Uri = whole.parse().map_err(|_| wrong("it is no address"))?;
        if uri.scheme_str() != Some("http") || uri.authority().is_none() {
            return Err(wrong("an address looks like http://127.0.0.1:4319"));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| wrong(&error.to_string()))?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { url: whole.trim_end_matches('/').to_owned(), runtime, client })
    }

    pub(super) fn traces(&self, query: TraceQuery, most: u64, each: Each<'_, TraceRow>) -> Result<bool, AskError> {
        let page = if query.columns.is_some() { LONG_PAGE } else { PAGE };
        let ask = |limit, cursor| {
            let query =
                TraceQuery { limit: Some(limit), cursor, count: Some(false), long: Some(true), ..query.clone() };
            let list: TraceList = self.get("/api/traces", &query)?;
            Ok((list.rows, list.next))
        };
        pages(most, page, ask, each)
    }

    pub(super) fn spans(&self, query: SpanQuery, most: u64, each: Each<'_, SpanRow>) -> Result<bool, AskError> {
        let page = if query.columns.is_some() { LONG_PAGE } else { PAGE };
        let ask = |limit, cursor| {
            let query = SpanQuery { limit: Some(limit), cursor, count: Some(false), long: Some(true), ..query.clone() };
            let list: SpanList = self.get("/api/spans", &query)?;
            Ok((list.rows, list.next))
        };
        pages(most, page, ask, each)
    }

    pub(super) fn count_traces(&self, query: TraceQuery) -> Result<u64, AskError> {
        let query = TraceQuery { limit: Some(1), count: Some(true), ..query };
        let list: TraceList = self.get("/api/traces", &query)?;
        list.total.map(u64::from).ok_or_else(|| self.uncounted())
    }

    pub(super) fn count_spans(&self, query: SpanQuery) -> Result<u64, AskError> {
        let query = SpanQuery { limit: Some(1), count: Some(true), ..query };
        let list: SpanList = self.get("/api/spans", &query)?;
        list.total.map(|total| total.0).ok_or_else(|| self.uncounted())
    }

    pub(super) fn sql(&self, sql: &str, most: u64, each: EachSql<'_>) -> Result<(Vec<String>, bool), AskError> {
        let limit = if most == 0 { MOST_SQL } else { u32::try_from(most).unwrap_or(MOST_SQL).min(MOST_SQL) };
        let request = SqlRequest { sql: sql.to_owned(), limit: Some(limit) };
        let answer: SqlAnswer = self.exchange(Method::POST, "/api/sql", self.bytes(&request)?)?;
        for row in answer.rows {
            if each(&answer.columns, row) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok((answer.columns, answer.truncated))
    }

    pub(super) fn document(&self, trace_id: &str, span: Option<&str>) -> Result<TraceDocument, AskError> {
        // They become a piece of an address.
        let is_id = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(id) = [Some(trace_id), span].into_iter().flatten().find(|id| !is_id(id)) {
            return Err(self.unreachable(&format!("{id:?} is no id")));
        }
        self.get(&format!("/api/traces/{trace_id}/document"), &[("span", span)])
    }

    fn uncounted(&self) -> AskError {
        AskError::Refused(waterglass_proto::ApiError {
            code: ErrorCode::Timeout,
            message: "the instance could not count all matches in time".into(),
            hint: Some("Ask the file itself, which may take longer: --db FILE.".into()),
            at: None,
        })
    }

    fn get<T: DeserializeOwned>(&self, path: &str, query: &impl Serialize) -> Result<T, AskError> {
        let parameters = serde_urlencoded::to_string(query).map_err(|error| self.unreachable(&error))?;
        self.exchange(Method::GET, &format!("{path}?{parameters}"), Bytes::new())
    }

    fn bytes(&self, body: &impl Serialize) -> Result<Bytes, AskError> {
        serde_json::to_vec(body).map(Bytes::from).map_err(|error| self.unreachable(&error))
    }

    fn exchange<T: DeserializeOwned>(&self, method: Method, path: &str, body: Bytes) -> Result<T, AskError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|error| self.unreachable(&error))?;
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|error| self.unreachable(&root_cause(&error)))?;
            let good = answer.status().is_success();
            let body = answer.into_body().collect().await.map_err(|error| self.unreachable(&error))?.to_bytes();
            if good {
                return serde_json::from_slice(&body).map_err(|error| self.unreachable(&error));
            }
            let refusal = serde_json::from_slice(&body);
            Err(refusal.map_or_else(
                |_| {
                    self.unreachable(
                        &"something else listens there; meant is the address of the pages, which serve prints",
                    )
                },
                AskError::Refused,
            ))
        };
        let answer = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, exchange).await });
        answer.unwrap_or_else(|_| Err(self.unreachable(&"it took too long")))
    }

    fn unreachable(&self, reason: &dyn std::fmt::Display) -> AskError {
        AskError::Unreachable { url: self.url.clone(), reason: reason.to_string() }
    }
}

/// What lies below an error that only says that something failed.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
