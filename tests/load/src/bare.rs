//! The bare SQLite bound: the same kind of server (gRPC, messages passed through unread, acknowledged after a group commit with
//! synchronous=FULL) that stores each span as one blob and nothing else: no index, no summary, no compression. What it reaches is
//! the measure for the product on the same machine in the same minutes. It is no bound for stores that write fewer bytes.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::task::{Context as Task, Poll};

use anyhow::{Context, Result};
use bytes::Bytes;
use rusqlite::Connection;
use tokio::sync::oneshot;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};
use tower::Service;

use crate::patch::spans;
use crate::wire::Raw;

/// Spans of one commit at most: about half of what 16 exporters of 512 have under way.
const COMMIT: usize = 4_096;

/// A request on its way to the writer, and who waits for it.
struct Job {
    message: Bytes,
    done: oneshot::Sender<Result<(), String>>,
}

/// Serves until the process ends; says its address as one line of JSON on stdout.
pub async fn serve(db: &Path) -> Result<()> {
    let connection = open(db)?;
    let (jobs, waiting) = sync_channel(256);
    let writer = std::thread::Builder::new().name("writer".to_owned()).spawn(move || write(connection, waiting))?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    println!("{}", serde_json::json!({ "grpc": format!("http://127.0.0.1:{port}"), "db": db }));
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = tonic::transport::Server::builder().add_service(Traces { jobs });
    server.serve_with_incoming_shutdown(incoming, ended()).await.context("serving")?;
    // With the last sender gone the writer closes its connection, which copies the log into the file: sizes then compare.
    tokio::task::spawn_blocking(|| writer.join()).await?.map_err(|_| anyhow::anyhow!("the writer panicked"))
}

/// Ends when the process is asked to.
async fn ended() {
    #[cfg(unix)]
    if let Ok(mut asked) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        asked.recv().await;
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The settings of the store it is compared with, so that only the schema differs.
fn open(db: &Path) -> Result<Connection> {
    let connection = Connection::open(db)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;
         CREATE TABLE spans (id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    )?;
    Ok(connection)
}

/// Takes what waits, up to a commit's worth, writes it, commits, and only then answers.
fn write(mut connection: Connection, waiting: Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let (mut group, mut count) = (vec![], 0);
        let mut next = Some(first);
        while let Some(job) = next {
            let cut = spans(&job.message).unwrap_or_default();
            count += cut.len();
            group.push((job, cut));
            next = if count < COMMIT { waiting.try_recv().ok() } else { None };
        }
        let result = commit(&mut connection, &group).map_err(|error| error.to_string());
        for (job, _) in group {
            // A client that has gone away needs no answer.
            let _ = job.done.send(result.clone());
        }
    }
}

fn commit(connection: &mut Connection, group: &[(Job, Vec<std::ops::Range<usize>>)]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare_cached("INSERT INTO spans (data) VALUES (?1)")?;
        for (job, cut) in group {
            for span in cut {
                insert.execute([&job.message[span.clone()]])?;
            }
        }
    }
    transaction.commit()
}

/// The trace service of OTLP/gRPC.
#[derive(Clone)]
struct Traces {
    jobs: SyncSender<Job>,
}

impl NamedService for Traces {
    const NAME: &'static str = "opentelemetry.proto.collector.trace.v1.TraceService";
}

type Answering<T, E> = std::pin::Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

impl Service<http::Request<Body>> for Traces {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Answering<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let store = Store { jobs: self.jobs.clone() };
        Box::pin(async move {
            let mut grpc = tonic::server::Grpc::new(Raw).apply_max_message_size_config(Some(64 << 20), None);
            Ok(grpc.unary(store, request).await)
        })
    }
}

/// One call of it.
struct Store {
    jobs: SyncSender<Job>,
}

impl Service<Request<Bytes>> for Store {
    type Response = Response<Bytes>;
    type Error = Status;
    type Future = Answering<Response<Bytes>, Status>;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let jobs = self.jobs.clone();
        Box::pin(async move {
            let (done, stored) = oneshot::channel();
            let job = Job { message: request.into_inner(), done };
            // The queue holds more jobs than there are exporters: it is never full, so sending never blocks the runtime.
            jobs.try_send(job).map_err(|error| Status::unavailable(error.to_string()))?;
            stored.await.map_err(|_| Status::unavailable("the writer has ended"))?.map_err(Status::unavailable)?;
            Ok(Response::new(Bytes::new()))
        })
    }
}
