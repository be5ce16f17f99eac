//! A door: a listening socket on which every protocol of the table is understood, over HTTP/1.1 and over HTTP/2 with prior
//! knowledge (gRPC). Bounded in connections, heads and time; closes gently. Knows no protocol beyond HTTP.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use waterglass_model::Protocol;

use crate::discovery::Discovery;
use crate::guard::{self, Verdict};
use crate::receiver::user_agent;
use crate::{Body, Context, Inlet, Limits, RECEIVERS, Rejected, ReplyBody};

/// The largest head of an HTTP/1.1 request, and the most that is read ahead of one.
const HTTP1_BUFFER: usize = 256 << 10;

/// The largest head of an HTTP/2 request.
const HTTP2_HEAD: u32 = 64 << 10;

/// What a client may send on one stream, and on all of one connection, before we have read it.
const HTTP2_STREAM_WINDOW: u32 = 2 << 20;
const HTTP2_CONNECTION_WINDOW: u32 = 4 << 20;

/// Calls of one connection at a time. Exporters that send a request a span have thousands waiting.
const HTTP2_STREAMS: u32 = 1024;

/// Calls that a client gave up before we saw them. Clients with short deadlines do that in bursts; that is no attack.
const HTTP2_RESETS: usize = 1024;

/// How long accepting rests after the system refused (no file handles left): asking again at once would only burn the processor.
const REST: Duration = Duration::from_millis(100);

/// Serves a listener until `shutdown`, then finishes the requests in flight, for [`Limits::drain`] at most, and returns.
pub async fn serve_door(listener: TcpListener, inlet: Inlet, limits: Limits, shutdown: CancellationToken) {
    let loopback = listener.local_addr().is_ok_and(|address| address.ip().is_loopback());
    let connections = Arc::new(Semaphore::new(limits.connections));
    let drain = limits.drain;
    let tasks = TaskTracker::new();
    let context = Context { inlet, limits: Arc::new(limits), tasks: tasks.clone() };
    let discovery = Discovery::new(shutdown.clone()).await;
    let door = Arc::new(Door { builder: builder(&context.limits), context, discovery, loopback, shutdown });
    let cut = CancellationToken::new();
    while let Some((stream, permit)) = next(&listener, &connections, &door.shutdown).await {
        let connection = serve_connection(stream, Arc::clone(&door));
        let cut = cut.clone();
        tasks.spawn(async move {
            cut.run_until_cancelled(connection).await;
            drop(permit);
        });
    }
    drop(listener);
    tasks.close();
    if tokio::time::timeout(drain, tasks.wait()).await.is_err() {
        tracing::warn!(left = tasks.len(), "requests were still unanswered when the door closed");
        cut.cancel();
    }
}

/// What all connections of a door share.
struct Door {
    builder: auto::Builder<TokioExecutor>,
    context: Context,
    discovery: Discovery,
    /// Whether it is bound to a loopback address.
    loopback: bool,
    shutdown: CancellationToken,
}

/// The next connection; `None` once the door shall close.
async fn next(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let accept = async {
        let permit = Arc::clone(connections).acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return Some((stream, permit)),
                Err(cause) => {
                    tracing::warn!(%cause, "a connection could not be accepted");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    };
    shutdown.run_until_cancelled(accept).await.flatten()
}

fn builder(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head_timeout).max_buf_size(HTTP1_BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HTTP2_HEAD)
        .initial_stream_window_size(HTTP2_STREAM_WINDOW)
        .initial_connection_window_size(HTTP2_CONNECTION_WINDOW)
        .max_concurrent_streams(HTTP2_STREAMS)
        .max_pending_accept_reset_streams(HTTP2_RESETS)
        .max_local_error_reset_streams(HTTP2_RESETS);
    builder
}

async fn serve_connection(stream: TcpStream, door: Arc<Door>) {
    // Answers are small and awaited: never hold them back to fill a packet.
    let _ = stream.set_nodelay(true);
    // hyper's own clock starts with the first byte.
    let mut first = [0];
    let spoke = tokio::time::timeout(door.context.limits.head_timeout, stream.peek(&mut first));
    if !matches!(door.shutdown.run_until_cancelled(spoke).await, Some(Ok(Ok(1)))) {
        return;
    }
    let service = service_fn(|request| answer(request, Arc::clone(&door)));
    let mut connection = pin!(door.builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = door.shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(cause) = ended {
        tracing::debug!(%cause, "a connection ended badly");
    }
}

async fn answer(request: Request<Incoming>, door: Arc<Door>) -> Result<Response<ReplyBody>, Infallible> {
    let (head, body) = request.into_parts();
    let page = match guard::judge(&head, door.loopback) {
        Verdict::Pass(headers) => headers,
        Verdict::Answer(response) => return Ok(*response),
        Verdict::Refuse(message) => return Ok(turn_away(message, &head, body, &door.context).await),
    };
    if Discovery::claims(head.uri.path()) {
        return Ok(door.discovery.clone().answer(Request::from_parts(head, body)).await);
    }
    let receiver = RECEIVERS.iter().find(|receiver| receiver.claims(&head)).expect("the last row claims everything");
    let receiving = receiver.receive(Request::from_parts(head, body), door.context.clone());
    let mut response = AssertUnwindSafe(receiving).catch_unwind().await.unwrap_or_else(|_| broken(receiver.name()));
    append(response.headers_mut(), page);
    Ok(response)
}

/// Refuses who may not come in, and tells the app: it may be a program under an unusual name, which shows nothing itself.
async fn turn_away(message: &str, head: &Parts, body: Incoming, context: &Context) -> Response<ReplyBody> {
    if head.method == Method::POST {
        context.inlet.rejected(Rejected {
            protocol: Protocol::HttpProtobuf,
            signal: None,
            user_agent: user_agent(&head.headers),
            count: 0,
            reason: message.into(),
        });
    }
    Body::new(head, body, Arc::clone(&context.limits)).drain().await;
    guard::refusal(message)
}

fn append(headers: &mut HeaderMap, more: HeaderMap) {
    let mut last = None;
    for (name, value) in more {
        last = name.or(last);
        if let Some(name) = &last {
            headers.append(name.clone(), value);
        }
    }
}

/// A bug of ours reached the outermost catch: this request fails, the others do not.
fn broken(receiver: &str) -> Response<ReplyBody> {
    tracing::error!(receiver, "a request made the receiver panic");
    let mut response = Response::new(ReplyBody::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
