//! How an outcome is said: which HTTP status and gRPC code each error gets, and the bodies of the answers.
//!
//! The rule behind the table is what twelve clients were seen to do: HTTP 503 with Retry-After and gRPC UNAVAILABLE with RetryInfo
//! are retried by all of them; 400 and 500 never; gRPC RESOURCE_EXHAUSTED and OUT_OF_RANGE by some, so neither is used for what can
//! never succeed. The HTTP message is shown only from a `google.rpc.Status` in the request's own form.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use tonic::{Code, Status};
use waterglass_model::Signal;
use waterglass_model::wire::{put_bytes, put_message, put_uint};

use super::accept::Accepted;
use super::status::{RETRY_SECONDS, RpcStatus};
use crate::encoding::ACCEPTED;
use crate::{ReceiveError, ReplyBody};

/// The form of an HTTP answer: that of the request, or plain text for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `application/x-protobuf`.
    Protobuf,
    /// `application/json`.
    Json,
    /// `text/plain`.
    Text,
}

impl Form {
    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
        })
    }
}

/// The gRPC code of an error.
pub fn code(error: &ReceiveError) -> Code {
    match error {
        ReceiveError::Encoding(_) | ReceiveError::ContentType(_) => Code::Unimplemented,
        ReceiveError::TooLarge { .. }
        | ReceiveError::Compression { .. }
        | ReceiveError::Malformed(_)
        | ReceiveError::File { .. } => Code::InvalidArgument,
        ReceiveError::Stalled(_) | ReceiveError::Broken(_) | ReceiveError::Refused(_) => Code::Unavailable,
        ReceiveError::Panicked => Code::Internal,
    }
}

/// The HTTP status of an error.
pub fn http_status(error: &ReceiveError) -> StatusCode {
    match error {
        ReceiveError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        ReceiveError::Encoding(_) | ReceiveError::ContentType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ReceiveError::Compression { .. } | ReceiveError::Malformed(_) | ReceiveError::File { .. } => {
            StatusCode::BAD_REQUEST
        }
        ReceiveError::Stalled(_) | ReceiveError::Broken(_) | ReceiveError::Refused(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ReceiveError::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error over HTTP.
pub fn http_error(form: Form, error: &ReceiveError) -> Response<ReplyBody> {
    let mut response = http_refusal(form, http_status(error), code(error), &error.to_string(), error.is_temporary());
    if matches!(error, ReceiveError::Encoding(_)) {
        response.headers_mut().insert(http::header::ACCEPT_ENCODING, HeaderValue::from_static(ACCEPTED));
    }
    response
}

/// Any refusal over HTTP.
pub fn http_refusal(form: Form, status: StatusCode, code: Code, message: &str, retry: bool) -> Response<ReplyBody> {
    let rpc = RpcStatus { code, message, retry };
    let body = match form {
        Form::Protobuf => rpc.to_protobuf().into(),
        Form::Json => rpc.to_json().into(),
        Form::Text => format!("{message}\n").into(),
    };
    let mut response = http_response(status, form, body);
    if retry {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
    }
    response
}

/// Success over HTTP, whole or partial.
pub fn http_success(form: Form, accepted: &Accepted) -> Response<ReplyBody> {
    let body = match form {
        Form::Protobuf => export_response(accepted).into(),
        Form::Json | Form::Text => export_response_json(accepted).into(),
    };
    http_response(StatusCode::OK, form, body)
}

/// A response with a body.
pub fn http_response(status: StatusCode, form: Form, body: Bytes) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::new(Full::new(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, form.content_type());
    response
}

/// `Export*ServiceResponse`: 1 partial success (1 count, 2 message), absent when everything was taken as it was sent. A count of zero
/// with a message is a warning.
fn export_response(accepted: &Accepted) -> Vec<u8> {
    let mut response = Vec::new();
    if !accepted.message.is_empty() {
        put_message(&mut response, 1, |partial| {
            if accepted.rejected > 0 {
                put_uint(partial, 1, accepted.rejected);
            }
            put_bytes(partial, 2, accepted.message.as_bytes());
        });
    }
    response
}

fn export_response_json(accepted: &Accepted) -> String {
    if accepted.message.is_empty() {
        return r#"{"partialSuccess":{}}"#.into();
    }
    if accepted.rejected == 0 {
        return json!({ "partialSuccess": { "errorMessage": accepted.message } }).to_string();
    }
    let key = match accepted.signal {
        Some(Signal::Logs) => "rejectedLogRecords",
        Some(Signal::Metrics) => "rejectedDataPoints",
        _ => "rejectedSpans",
    };
    json!({ "partialSuccess": { key: accepted.rejected.to_string(), "errorMessage": accepted.message } }).to_string()
}

/// An error over gRPC: a response of headers only.
pub fn grpc_error(error: &ReceiveError) -> Response<ReplyBody> {
    grpc_refusal(code(error), &error.to_string(), error.is_temporary())
}

/// Any refusal over gRPC.
pub fn grpc_refusal(code: Code, message: &str, retry: bool) -> Response<ReplyBody> {
    let status = if retry {
        Status::with_details(code, message, RpcStatus { code, message, retry }.to_protobuf().into())
    } else {
        Status::new(code, message)
    };
    let mut response = status.into_http();
    response.headers_mut().insert("grpc-accept-encoding", HeaderValue::from_static(ACCEPTED));
    response
}

/// Success over gRPC: one message and the trailers.
pub fn grpc_success(accepted: &Accepted) -> Response<ReplyBody> {
    let message = export_response(accepted);
    let mut framed = Vec::with_capacity(5 + message.len());
    framed.push(0);
    framed.extend_from_slice(&(message.len() as u32).to_be_bytes());
    framed.extend_from_slice(&message);
    let trailers =
        HeaderMap::from_iter([(http::HeaderName::from_static("grpc-status"), HeaderValue::from_static("0"))]);
    let body = Full::new(Bytes::from(framed)).with_trailers(std::future::ready(Some(Ok(trailers))));
    let mut response = Response::new(ReplyBody::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert("grpc-accept-encoding", HeaderValue::from_static(ACCEPTED));
    response
}
