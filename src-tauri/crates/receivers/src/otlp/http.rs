//! OTLP/HTTP: `POST /v1/{traces,logs,metrics}` as protobuf or JSON, and everything else that speaks HTTP to an ingest door.
//!
//! People mix paths up and give bare endpoints, so any signal is taken on any of these paths and on `/`, and told by its content.
//! Last row of the table: what nobody claims is answered here, in words that say what this address is for.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{ALLOW, CONTENT_ENCODING, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use tonic::Code;
use waterglass_model::{Protocol, Signal, Source};

use super::accept::{Accepted, Arrival, accept};
use super::reply::{self, Form};
use super::sniff::is_json;
use crate::encoding::Encoding;
use crate::error::brief;
use crate::receiver::user_agent;
use crate::{Body, Context, ReceiveError, Receiver, Rejected, ReplyBody};

/// OTLP over HTTP.
#[derive(Clone, Copy, Debug)]
pub struct Http;

impl Receiver for Http {
    fn name(&self) -> &'static str {
        "OTLP/HTTP"
    }

    fn claims(&self, _: &Parts) -> bool {
        true
    }

    fn receive(&self, request: Request<Incoming>, context: Context) -> BoxFuture<'static, Response<ReplyBody>> {
        answer(request, context).boxed()
    }
}

async fn answer(request: Request<Incoming>, context: Context) -> Response<ReplyBody> {
    let (head, incoming) = request.into_parts();
    let mut body = Body::new(&head, incoming, Arc::clone(&context.limits));
    let kind = Kind::of(&head);
    let hint = hint(head.uri.path());
    let tell = |reason| {
        let (signal, user_agent) = (hint.flatten(), user_agent(&head.headers));
        context.inlet.rejected(Rejected { protocol: kind.protocol(), signal, user_agent, count: 0, reason });
    };
    let response = match hint {
        Some(_) if head.method == Method::OPTIONS => options(),
        Some(hint) if head.method == Method::POST => match export(hint, kind, &head, &mut body, &context).await {
            Ok((form, accepted)) => reply::http_success(form, &accepted),
            Err(error) => {
                tell(error.to_string());
                reply::http_error(kind.form(), &error)
            }
        },
        Some(_) => wrong_method(),
        None => {
            let message = format!(
                "nothing is taken at {}; send OTLP to /v1/traces, /v1/logs or /v1/metrics",
                brief(head.uri.path())
            );
            let response = reply::http_refusal(kind.form(), StatusCode::NOT_FOUND, Code::NotFound, &message, false);
            // A program that posts telemetry there loses it; a browser that asks for an icon does not concern anyone.
            if head.method == Method::POST {
                tell(message);
            }
            response
        }
    };
    body.drain().await;
    response
}

/// What a Content-Type header promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Protobuf,
    Json,
    /// Nothing, or bytes of some kind: the body tells.
    Unsaid,
    Other,
}

impl Kind {
    fn of(head: &Parts) -> Self {
        let Some(value) = head.headers.get(CONTENT_TYPE) else { return Self::Unsaid };
        let value = String::from_utf8_lossy(value.as_bytes());
        match value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/x-protobuf" | "application/protobuf" | "application/vnd.google.protobuf" => Self::Protobuf,
            "application/json" => Self::Json,
            "" | "application/octet-stream" | "binary/octet-stream" => Self::Unsaid,
            _ => Self::Other,
        }
    }

    fn form(self) -> Form {
        match self {
            Self::Protobuf => Form::Protobuf,
            Self::Json => Form::Json,
            Self::Unsaid | Self::Other => Form::Text,
        }
    }

    fn protocol(self) -> Protocol {
        if self == Self::Json { Protocol::HttpJson } else { Protocol::HttpProtobuf }
    }
}

/// Which signal a path names: `Some(None)` = any. Go joins `//v1/logs`, endpoints end in a slash or get the path twice.
fn hint(path: &str) -> Option<Option<Signal>> {
    let mut segments = path.rsplit('/').filter(|segment| !segment.is_empty());
    let signal = match segments.next() {
        None => return Some(None),
        Some("traces") => Signal::Traces,
        Some("logs") => Signal::Logs,
        Some("metrics") => Signal::Metrics,
        Some(_) => return None,
    };
    (segments.next() == Some("v1")).then_some(Some(signal))
}

async fn export(
    hint: Option<Signal>,
    kind: Kind,
    head: &Parts,
    body: &mut Body,
    context: &Context,
) -> Result<(Form, Accepted), ReceiveError> {
    if kind == Kind::Other {
        let value = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        return Err(ReceiveError::ContentType(brief(&String::from_utf8_lossy(value))));
    }
    let encoding = match head.headers.get(CONTENT_ENCODING) {
        None => Encoding::Identity,
        Some(name) => Encoding::of_http(&String::from_utf8_lossy(name.as_bytes()))?,
    };
    let mut room = context.inlet.room(None);
    let body = body.read_decoded(encoding, &mut room).await?;
    let kind = match kind {
        Kind::Unsaid if is_json(&body) => Kind::Json,
        Kind::Unsaid => Kind::Protobuf,
        said => said,
    };
    if body.is_empty() {
        return Ok((kind.form(), Accepted { signal: hint, ..Accepted::default() }));
    }
    let source = Source { user_agent: user_agent(&head.headers), protocol: kind.protocol() };
    let accepted = accept(Arrival { hint, source, body, room }, context).await?;
    Ok((kind.form(), accepted))
}

fn options() -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST, OPTIONS"));
    response
}

fn wrong_method() -> Response<ReplyBody> {
    let message = "This address takes telemetry: OTLP by POST to /v1/traces, /v1/logs and /v1/metrics, and OTLP/gRPC. \
                   Nothing can be read here; open Waterglass to see what arrived.";
    let mut response =
        reply::http_refusal(Form::Text, StatusCode::METHOD_NOT_ALLOWED, Code::Unimplemented, message, false);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST, OPTIONS"));
    response
}
