//! OTLP/gRPC (opentelemetry/proto/collector/*/v1): the three `Export` methods, any signal to any of them.
//!
//! The framing of a unary call (gRPC over HTTP/2: one flag byte, four of length, the message) is read here instead of by tonic's
//! server, so that its bytes are counted against the inlet while they arrive, decompress in bounded steps, reach the check
//! undecoded, and so that a refusal can say what to do. Statuses, codes and their headers are tonic's.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, Request, Response};
use hyper::body::Incoming;
use tokio::time::Instant;
use tonic::Code;
use waterglass_model::{Protocol, Signal, Source};

use super::accept::{Accepted, Arrival, accept};
use super::reply;
use crate::encoding::Encoding;
use crate::error::brief;
use crate::receiver::user_agent;
use crate::{Body, Context, ReceiveError, Receiver, Rejected, ReplyBody, Room};

/// Flag and length before a message.
const PREFIX: usize = 5;

/// OTLP over gRPC.
#[derive(Clone, Copy, Debug)]
pub struct Grpc;

impl Receiver for Grpc {
    fn name(&self) -> &'static str {
        "OTLP/gRPC"
    }

    fn claims(&self, head: &Parts) -> bool {
        head.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
    }

    fn receive(&self, request: Request<Incoming>, context: Context) -> BoxFuture<'static, Response<ReplyBody>> {
        answer(request, context).boxed()
    }
}

async fn answer(request: Request<Incoming>, context: Context) -> Response<ReplyBody> {
    let (head, incoming) = request.into_parts();
    let mut body = Body::new(&head, incoming, Arc::clone(&context.limits));
    let tell = |signal, reason| {
        let user_agent = user_agent(&head.headers);
        context.inlet.rejected(Rejected { protocol: Protocol::Grpc, signal, user_agent, count: 0, reason });
    };
    let response = match method(&head) {
        Ok(signal) => match export(signal, &head, &mut body, &context).await {
            Ok(accepted) => reply::grpc_success(&accepted),
            Err(error) => {
                tell(Some(signal), error.to_string());
                reply::grpc_error(&error)
            }
        },
        Err(message) => {
            let response = reply::grpc_refusal(Code::Unimplemented, &message, false);
            tell(None, message);
            response
        }
    };
    body.drain().await;
    response
}

/// Which signal a method exports, or what to tell who calls another one.
fn method(head: &Parts) -> Result<Signal, String> {
    let content_type = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind != "application/grpc" && kind != "application/grpc+proto" {
        return Err(format!("{} is not supported; send application/grpc", brief(kind)));
    }
    match head.uri.path() {
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => Ok(Signal::Traces),
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => Ok(Signal::Logs),
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => Ok(Signal::Metrics),
        other => Err(format!(
            "Waterglass takes OTLP: Export of opentelemetry.proto.collector.trace.v1.TraceService, logs.v1.LogsService and \
             metrics.v1.MetricsService; it knows no {}",
            brief(other)
        )),
    }
}

async fn export(hint: Signal, head: &Parts, body: &mut Body, context: &Context) -> Result<Accepted, ReceiveError> {
    let encoding = match head.headers.get("grpc-encoding") {
        None => Encoding::Identity,
        Some(name) => Encoding::of_grpc(&String::from_utf8_lossy(name.as_bytes()))?,
    };
    let mut room = context.inlet.room(deadline(&head.headers));
    let max = context.limits.max_body;
    let framed = body.read(max.saturating_add(PREFIX), &mut room, framed_length).await?;
    let message = unframe(framed, encoding, max, &mut room).await?;
    let source = Source { user_agent: user_agent(&head.headers), protocol: Protocol::Grpc };
    accept(Arrival { hint: Some(hint), source, body: message, room }, context).await
}

/// How long a frame says it is, with its prefix.
fn framed_length(first: &[u8]) -> Option<usize> {
    let length: [u8; 4] = first.get(1..PREFIX)?.try_into().ok()?;
    (u32::from_be_bytes(length) as usize).checked_add(PREFIX)
}

/// Takes the one message of a unary call out of its frame.
async fn unframe(mut framed: Bytes, encoding: Encoding, max: usize, room: &mut Room) -> Result<Bytes, ReceiveError> {
    let malformed = |what: &str| Err(ReceiveError::Malformed(what.into()));
    if framed.len() < PREFIX {
        return malformed("the call carries no message");
    }
    let flag = framed.get_u8();
    let length = framed.get_u32() as usize;
    if framed.len() != length {
        return malformed("the call must carry exactly one message, of the length its prefix says");
    }
    match flag {
        0 => Ok(framed),
        1 if encoding == Encoding::Identity => {
            malformed("the message is marked as compressed, but no grpc-encoding says how")
        }
        1 => encoding.decode(framed, max, room).await,
        _ => malformed("the message's prefix has an unknown flag"),
    }
}

/// The caller's `grpc-timeout` (at most eight digits and a unit), as a moment.
fn deadline(headers: &HeaderMap) -> Option<Instant> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let amount: u64 = digits.parse().ok().filter(|_| digits.len() <= 8)?;
    let timeout = match unit {
        "H" => Duration::from_secs(amount * 3600),
        "M" => Duration::from_secs(amount * 60),
        "S" => Duration::from_secs(amount),
        "m" => Duration::from_millis(amount),
        "u" => Duration::from_micros(amount),
        "n" => Duration::from_nanos(amount),
        _ => return None,
    };
    Instant::now().checked_add(timeout)
}
