//! How a handler says no: `proto::ApiError` with the fitting HTTP status.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use waterglass_proto::{ApiError, ErrorCode, TextRange};
use waterglass_store::StoreError;

/// An answer that is not 2xx.
#[derive(Clone, Debug)]
pub(crate) struct ApiFailure(ApiError);

impl ApiFailure {
    pub(crate) fn new(code: ErrorCode, message: String) -> Self {
        Self(ApiError { code, message, hint: None, at: None })
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadRequest, message.into())
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message.into())
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Where in the query the mistake is.
    pub(crate) fn at(mut self, at: TextRange) -> Self {
        self.0.at = Some(at);
        self
    }

    /// What went wrong.
    pub(crate) fn into_error(self) -> ApiError {
        self.0
    }

    /// The body alone, for an answer with another status.
    pub(crate) fn into_body(self) -> Json<ApiError> {
        Json(self.0)
    }

    fn status(&self) -> StatusCode {
        match self.0.code {
            ErrorCode::BadRequest | ErrorCode::BadQuery => StatusCode::BAD_REQUEST,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::Forbidden => StatusCode::FORBIDDEN,
            ErrorCode::Timeout => StatusCode::GATEWAY_TIMEOUT,
            ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Storage => StatusCode::INSUFFICIENT_STORAGE,
            ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut answer = (status, Json(self.0)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from_static("1"));
        }
        answer
    }
}

impl From<StoreError> for ApiFailure {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::Timeout => {
                Self::new(ErrorCode::Timeout, message).hint("Ask for less: a shorter time range, fewer words.")
            }
            StoreError::TooMany(_) => Self::bad_request(message),
            StoreError::Cursor => Self::bad_request(message).hint("Start again from the first page."),
            // The place is in bytes of the statement: whoever has the text adds it.
            StoreError::Sql { hint, .. } => {
                let failure = Self::new(ErrorCode::BadQuery, message);
                match hint {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            StoreError::Closed => Self::new(ErrorCode::Busy, message),
            StoreError::Full => {
                Self::new(ErrorCode::Storage, message).hint("Free some space on the disk, then try again.")
            }
            StoreError::ReadOnly(_)
            | StoreError::Io(_)
            | StoreError::Damaged(_)
            | StoreError::Open { .. }
            | StoreError::Foreign { .. }
            | StoreError::Newer { .. } => Self::new(ErrorCode::Storage, message),
            StoreError::Sqlite(_) => Self::new(ErrorCode::Internal, message),
        }
    }
}
