//! The door for browsers: serves the router on a socket until it is told to stop. Knows nothing of what the router answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Connections at a time. A browser holds six a host.
const CONNECTIONS: usize = 512;

/// How long a connection may stay without a whole request head. Keep-alive counts as that too.
const HEAD_TIMEOUT: Duration = Duration::from_secs(120);

/// How long answers in flight may take to finish when the door closes. Long waits end at once, for they know of the closing.
const DRAIN: Duration = Duration::from_secs(3);

/// How long accepting rests after the system refused (no file handles left): asking again at once would only burn the processor.
const REST: Duration = Duration::from_millis(100);

/// Serves until `closing`, then finishes what is in flight and returns.
pub(crate) async fn serve(listener: TcpListener, router: Router, closing: CancellationToken) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    builder.http2().timer(TokioTimer::new());
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = GracefulShutdown::new();
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            () = closing.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!("the UI's door could not take a connection: {error}");
                tokio::time::sleep(REST).await;
                continue;
            }
        };
        // Answers are written whole; waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection to the UI ended: {error}");
            }
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, connections.shutdown()).await;
}
