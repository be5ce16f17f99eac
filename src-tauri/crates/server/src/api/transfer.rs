//! Import and export over the API: streamed both ways, so that a file may be larger than memory. By path only for the window: a web page
//! must not be able to name files on this machine.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body as AnswerBody, BodyDataStream};
use axum::extract::{FromRequestParts, RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header;
use http::request::Parts;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use waterglass_model::TraceId;
use waterglass_proto::{ErrorCode, FileRequest, ImportResult, TraceQuery};

use super::params::{Body, Params, trace_id};
use super::{Answer, ApiFailure, ask, selection};
use crate::guard::FromWindow;
use crate::instance::Core;
use crate::transfer::{self, ExportError, ImportError};

/// How long an export may take. While it reads, the file's log cannot be tidied.
const EXPORT_DEADLINE: Duration = Duration::from_secs(3600);

/// How long either side may stand still in the middle.
const IDLE: Duration = Duration::from_secs(60);

/// Blocks of an export on their way to a slow reader.
const BLOCKS: usize = 4;

pub(super) async fn import(State(core): State<Arc<Core>>, request: Request) -> Answer<Json<ImportResult>> {
    let body = StreamReader::new(Box::pin(patient(request.into_body().into_data_stream())));
    let runtime = Handle::current();
    let result = tokio::task::spawn_blocking(move || {
        transfer::import(SyncIoBridge::new_with_handle(body, runtime.clone()), &core.inlet, &runtime)
    });
    finished(result.await).map(Json)
}

/// A body that must keep coming.
fn patient(body: BodyDataStream) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    stream::unfold(body, |mut body| async move {
        match tokio::time::timeout(IDLE, body.next()).await {
            Ok(next) => next.map(|piece| (piece.map_err(io::Error::other), body)),
            Err(_) => {
                let error =
                    io::Error::new(io::ErrorKind::TimedOut, format!("nothing more came for {} s", IDLE.as_secs()));
                Some((Err(error), body))
            }
        }
    })
}

/// Lets only the window through.
pub(super) struct WindowOnly;

impl<S: Send + Sync> FromRequestParts<S> for WindowOnly {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        match parts.extensions.get::<FromWindow>() {
            Some(FromWindow) => Ok(Self),
            None => {
                Err(ApiFailure::new(ErrorCode::Forbidden, "files are named by path in the desktop window only".into())
                    .hint("Send the file itself to /api/import, or download /api/export."))
            }
        }
    }
}

pub(super) async fn import_file(
    _: WindowOnly,
    State(core): State<Arc<Core>>,
    Body(FileRequest { path, .. }): Body<FileRequest>,
) -> Answer<Json<ImportResult>> {
    let runtime = Handle::current();
    let result =
        tokio::task::spawn_blocking(move || transfer::import(std::fs::File::open(path)?, &core.inlet, &runtime));
    finished(result.await).map(Json)
}

fn finished(result: Result<Result<ImportResult, ImportError>, tokio::task::JoinError>) -> Answer<ImportResult> {
    let error = match result {
        Ok(Ok(result)) => return Ok(result),
        Ok(Err(error)) => error,
        Err(error) => return Err(ApiFailure::new(ErrorCode::Internal, format!("the import failed (a bug): {error}"))),
    };
    let message = error.to_string();
    Err(match error {
        ImportError::Read(_) => ApiFailure::bad_request(message),
        ImportError::Foreign(_) => ApiFailure::bad_request(message).hint(
            "Taken are OTLP/JSON (one request a line or pretty-printed) and OTLP protobuf, plain or as gzip or zstd.",
        ),
        ImportError::Refused(waterglass_receivers::Refusal::Busy) => ApiFailure::new(ErrorCode::Busy, message),
        ImportError::Refused(_) => ApiFailure::new(ErrorCode::Storage, message),
    })
}

pub(super) async fn export(
    State(core): State<Arc<Core>>,
    Params(pairs): Params<Vec<(String, String)>>,
    RawQuery(parameters): RawQuery,
) -> Answer<Response> {
    let named: Vec<String> = pairs.iter().filter(|(name, _)| name == "trace").map(|(_, id)| id.clone()).collect();
    let filtered = pairs.iter().any(|(name, _)| ["q", "project", "service", "from", "to"].contains(&name.as_str()));
    let matching = filtered.then(|| serde_urlencoded::from_str(parameters.as_deref().unwrap_or_default())).transpose();
    let matching = matching.map_err(|error| ApiFailure::bad_request(error.to_string()))?;
    let traces = wanted_traces(&core, &named, matching).await?;
    let (blocks, arriving) = mpsc::channel::<io::Result<Vec<u8>>>(BLOCKS);
    tokio::spawn(async move {
        let runtime = Handle::current();
        let sender = blocks.clone();
        let read = core.store.read(EXPORT_DEADLINE, move |reader| {
            transfer::export(reader, traces.as_deref(), &mut |block| {
                // Whoever stopped reading, or left, ends the export.
                match runtime.block_on(sender.send_timeout(Ok(block), IDLE)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            })
        });
        if let Err(error) = read.await {
            // The status is long sent: break the body off, so that half a file is not taken for a whole one.
            let _ = blocks.send(Err(io::Error::other(error))).await;
        }
    });
    let body =
        stream::unfold(arriving, |mut arriving| async move { arriving.recv().await.map(|block| (block, arriving)) });
    let name = format!("attachment; filename=\"waterglass-{}.jsonl\"", jiff::Zoned::now().strftime("%Y-%m-%d-%H%M%S"));
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, AnswerBody::from_stream(body)).into_response())
}

/// The traces to export, `None` for everything; refused when there are none.
async fn wanted_traces(core: &Core, named: &[String], matching: Option<TraceQuery>) -> Answer<Option<Vec<TraceId>>> {
    match matching {
        Some(_) if !named.is_empty() => {
            Err(ApiFailure::bad_request("traces are named and a query is given").hint("Give ids or a query."))
        }
        Some(query) => match selection::matching(core, query).await? {
            none if none.is_empty() => Err(ApiFailure::not_found("no trace matches")),
            traces => Ok(Some(traces)),
        },
        None if named.is_empty() => Ok(None),
        None => {
            let traces: Vec<TraceId> = named.iter().map(|id| trace_id(id)).collect::<Result<_, _>>()?;
            let wanted = traces.clone();
            let known = ask(core, move |reader| reader.known_traces(&wanted)).await?;
            if !known.contains(&true) {
                return Err(ApiFailure::not_found("none of these traces is stored here"));
            }
            Ok(Some(traces))
        }
    }
}

pub(super) async fn export_file(
    _: WindowOnly,
    State(core): State<Arc<Core>>,
    Body(FileRequest { path, trace_ids, matching }): Body<FileRequest>,
) -> Answer<Json<serde_json::Value>> {
    let traces = wanted_traces(&core, &trace_ids, matching).await?;
    let path = PathBuf::from(path);
    let written =
        core.store.read(EXPORT_DEADLINE, move |reader| Ok(transfer::export_to_file(reader, traces.as_deref(), &path)));
    written.await?.map_err(|error| match error {
        ExportError::Write { .. } => ApiFailure::bad_request(error.to_string()),
        ExportError::Store(error) => error.into(),
    })?;
    Ok(Json(serde_json::json!({})))
}
