//! The API: one resource a file, wired to its addresses here. Every endpoint is described in `proto/README.md`.
//!
//! Handlers read parameters, ask the store on its own threads with a deadline, and turn the answer into `proto` types. Nothing here
//! holds SQL, and nothing here trusts a caller: `guard` has looked at it before.

mod changes;
mod conversation;
mod data;
mod facts;
mod failure;
mod filter;
mod find;
mod logs;
mod metrics;
mod on_file;
mod outline;
mod params;
mod parents;
mod pickers;
mod previews;
mod prices;
mod raw;
mod redaction;
mod rows;
mod sample;
mod selection;
mod sessions;
mod settings;
mod spans;
mod sql;
mod status;
mod traces;
mod transfer;
mod tree;
mod value;
mod views;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Router, middleware};
use http::{HeaderValue, Uri, header};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use waterglass_proto::ErrorCode;
use waterglass_store::{Reader, StoreError};

pub(crate) use conversation::reading::LastRead;
pub(crate) use failure::ApiFailure;
pub(crate) use filter::hints;
pub use on_file::OnFile;
pub(crate) use on_file::traces_that;

use crate::instance::Core;
use crate::{assets, guard};

/// How long a question may take.
const DEADLINE: Duration = Duration::from_secs(5);

/// What handlers answer.
type Answer<T> = Result<T, ApiFailure>;

/// The router behind the UI's door and the window.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let host = core.config.host;
    let api = Router::new()
        .route("/status", get(status::get))
        .route("/changes", get(changes::get))
        .route("/traces", get(traces::list))
        .route("/traces/tag", post(selection::tag))
        .route("/traces/delete", post(selection::delete))
        .route("/traces/{trace_id}", get(outline::get))
        .route("/traces/{trace_id}/note", put(selection::note))
        .route("/traces/{trace_id}/search", get(traces::search))
        .route("/traces/{trace_id}/conversation", get(conversation::of_trace))
        .route("/traces/{trace_id}/document", get(conversation::document::get))
        .route("/traces/{trace_id}/spans/{span_id}", get(spans::get))
        .route("/traces/{trace_id}/spans/{span_id}/value", get(spans::value))
        .route("/traces/{trace_id}/spans/{span_id}/raw", get(spans::raw))
        .route("/traces/{trace_id}/spans/{span_id}/conversation", get(conversation::get))
        .route("/traces/{trace_id}/spans/{span_id}/conversation/part", get(conversation::part))
        .route("/previews", get(previews::get))
        .route("/sessions", get(sessions::list))
        .route("/sessions/{project}/{session}", get(sessions::get))
        .route("/spans", get(find::spans))
        .route("/facets", get(find::facets))
        .route("/groups", get(find::groups))
        .route("/query/complete", get(find::complete))
        .route("/query/check", get(find::check))
        .route("/query/fields", get(find::language))
        .route("/logs", get(logs::list))
        .route("/logs/{id}", get(logs::get))
        .route("/logs/{id}/value", get(logs::value))
        .route("/logs/{id}/raw", get(logs::raw))
        .route("/metrics", get(metrics::list))
        .route("/projects", get(pickers::projects))
        .route("/services", get(pickers::services))
        .route("/tags", get(selection::tags))
        .route("/views", get(views::list).post(views::add))
        .route("/views/{name}", put(views::put).delete(views::delete))
        .route("/sql", post(sql::ask))
        .route("/sql/schema", get(sql::schema))
        .route("/settings", get(settings::get).put(settings::put))
        .route("/prices", get(prices::get).put(prices::put))
        .route("/redaction", get(redaction::get).put(redaction::put))
        .route("/redaction/preview", post(redaction::preview))
        .route("/import", post(transfer::import).layer(DefaultBodyLimit::disable()))
        .route("/import/file", post(transfer::import_file))
        .route("/export", get(transfer::export))
        .route("/export/file", post(transfer::export_file))
        .route("/sample", post(sample::send))
        .route("/data", delete(data::clear))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        // Answers change by the second and hold what programs said to models: no cache may keep them.
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")));
    Router::new()
        .nest("/api", api)
        .fallback(assets::serve)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(host, guard::check))
        .with_state(core)
}

async fn unknown(uri: Uri) -> ApiFailure {
    ApiFailure::new(ErrorCode::NotFound, format!("there is no endpoint {}", uri.path()))
}

async fn wrong_method(method: http::Method, uri: Uri) -> Response {
    let failure = ApiFailure::new(ErrorCode::BadRequest, format!("{} does not take {method}", uri.path()));
    (http::StatusCode::METHOD_NOT_ALLOWED, failure.into_body()).into_response()
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    ApiFailure::new(ErrorCode::Internal, "Waterglass failed on this request (a bug); others are not affected".into())
        .into_response()
}

/// Asks the store with the usual deadline. Work on the answer belongs into the question: it runs on a thread of its own.
async fn ask<T: Send + 'static>(
    core: &Core,
    question: impl FnOnce(&Reader<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    Ok(core.store.read(DEADLINE, question).await?)
}

/// An answer that is JSON already.
fn json_bytes(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
