//! Reading what a request asks for, with refusals in the API's own form.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::{Json, RequestPartsExt};
use http::request::Parts;
use serde::de::DeserializeOwned;
use waterglass_model::{SpanId, TraceId};
use waterglass_proto::ErrorCode;

use super::ApiFailure;

/// Query parameters.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned + 'static, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        match parts.extract::<Query<T>>().await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(ApiFailure::bad_request(rejection.body_text())),
        }
    }
}

/// A body of JSON.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiFailure> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) if rejection.status() == http::StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiFailure::new(ErrorCode::TooLarge, rejection.body_text()))
            }
            Err(rejection) => Err(ApiFailure::bad_request(rejection.body_text())),
        }
    }
}

/// The trace an address names.
pub(super) struct OfTrace(pub(super) TraceId);

impl<S: Send + Sync> FromRequestParts<S> for OfTrace {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        let Path(id) =
            parts.extract::<Path<String>>().await.map_err(|error| ApiFailure::bad_request(error.body_text()))?;
        Ok(Self(trace_id(&id)?))
    }
}

/// What an address names by a text.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        let name = parts.extract::<Path<String>>().await;
        name.map(|Path(name)| Self(name)).map_err(|error| ApiFailure::bad_request(error.body_text()))
    }
}

/// The span an address names.
pub(super) struct OfSpan(pub(super) TraceId, pub(super) SpanId);

impl<S: Send + Sync> FromRequestParts<S> for OfSpan {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        let Path((trace, span)) = parts
            .extract::<Path<(String, String)>>()
            .await
            .map_err(|error| ApiFailure::bad_request(error.body_text()))?;
        Ok(Self(trace_id(&trace)?, span_id(&span)?))
    }
}

/// The session an address names: its project and its id, which may be any text.
pub(super) struct OfSession(pub(super) String, pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for OfSession {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        let names = parts.extract::<Path<(String, String)>>().await;
        names
            .map(|Path((project, session))| Self(project, session))
            .map_err(|error| ApiFailure::bad_request(error.body_text()))
    }
}

/// The log record an address names.
pub(super) struct OfLog(pub(super) i64);

impl<S: Send + Sync> FromRequestParts<S> for OfLog {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        let Path(id) =
            parts.extract::<Path<String>>().await.map_err(|error| ApiFailure::bad_request(error.body_text()))?;
        id.parse().map(Self).map_err(|_| ApiFailure::bad_request(format!("{id:?} is not the id of a log record")))
    }
}

/// Reads a trace id.
pub(super) fn trace_id(text: &str) -> Result<TraceId, ApiFailure> {
    text.parse().map_err(|error| ApiFailure::bad_request(format!("trace id {text:?}: {error}")))
}

/// Reads a span id.
pub(super) fn span_id(text: &str) -> Result<SpanId, ApiFailure> {
    text.parse().map_err(|error| ApiFailure::bad_request(format!("span id {text:?}: {error}")))
}

/// Rows of a page: 100 unless said, 1 to 1,000.
pub(super) fn page_size(limit: Option<u32>) -> Result<u32, ApiFailure> {
    match limit.unwrap_or(100) {
        limit @ 1..=1000 => Ok(limit),
        limit => Err(ApiFailure::bad_request(format!("limit={limit}: it must be 1 to 1000"))),
    }
}
