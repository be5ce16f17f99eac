//! OTLP as bytes: a gRPC codec that passes messages through unread, and the two exporters the load is sent with. Messages were
//! encoded beforehand, so that the generator takes as little as possible of the processor it shares with the receiver.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::{Buf, BufMut, Bytes};
use http::uri::PathAndQuery;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

/// The OTLP/gRPC method for traces.
pub const TRACES: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// Passes messages through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

/// What a receiver said to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is stored.
    Taken,
    /// Come back later (UNAVAILABLE, 503, 429).
    Busy,
}

/// One exporter: one connection, one request at a time.
#[derive(Debug)]
pub enum Exporter {
    /// OTLP/gRPC.
    Grpc(tonic::client::Grpc<Channel>),
    /// OTLP/HTTP with protobuf.
    Http {
        /// The connection.
        connection: http1::SendRequest<Full<Bytes>>,
        /// `host:port`.
        authority: String,
    },
}

impl Exporter {
    /// Connects by OTLP/gRPC to an address like `http://127.0.0.1:4317`.
    pub async fn grpc(url: &str) -> Result<Self> {
        let channel =
            Endpoint::from_shared(url.to_owned())?.connect().await.with_context(|| format!("connecting to {url}"))?;
        Ok(Self::Grpc(tonic::client::Grpc::new(channel).max_decoding_message_size(usize::MAX)))
    }

    /// Connects by OTLP/HTTP to an address like `http://127.0.0.1:4318`.
    pub async fn http(url: &str) -> Result<Self> {
        let (connection, authority) = connect(url).await?;
        Ok(Self::Http { connection, authority })
    }

    /// Sends one request and waits for its answer. A refusal that no retry would mend is an error.
    pub async fn send(&mut self, message: Bytes) -> Result<Answer> {
        match self {
            Self::Grpc(client) => send_grpc(client, message).await,
            Self::Http { connection, authority } => send_http(connection, authority, message).await,
        }
    }
}

async fn send_grpc(client: &mut tonic::client::Grpc<Channel>, message: Bytes) -> Result<Answer> {
    client.ready().await?;
    match client.unary(Request::new(message), PathAndQuery::from_static(TRACES), Raw).await {
        Ok(answer) => {
            let body: Bytes = answer.into_inner();
            // An `ExportTraceServiceResponse` with a partial success in it: something was refused.
            if body.len() > 2 {
                bail!("partial success: {}", String::from_utf8_lossy(&body))
            } else {
                Ok(Answer::Taken)
            }
        }
        Err(status) if matches!(status.code(), Code::Unavailable | Code::ResourceExhausted) => Ok(Answer::Busy),
        Err(status) => Err(status.into()),
    }
}

async fn send_http(
    connection: &mut http1::SendRequest<Full<Bytes>>,
    authority: &str,
    message: Bytes,
) -> Result<Answer> {
    connection.ready().await?;
    let request = http::Request::post("/v1/traces")
        .header("host", authority)
        .header("content-type", "application/x-protobuf")
        .body(Full::new(message))?;
    let answer = connection.send_request(request).await?;
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await?.to_bytes();
    match status {
        200 => Ok(Answer::Taken),
        429 | 503 => Ok(Answer::Busy),
        _ => bail!("HTTP {status}: {}", String::from_utf8_lossy(&body)),
    }
}

/// Opens an HTTP/1.1 connection to a loopback address; gives it with its `host:port`.
pub async fn connect(url: &str) -> Result<(http1::SendRequest<Full<Bytes>>, String)> {
    let uri: http::Uri = url.parse()?;
    let authority = uri.authority().context("an address has a host")?.to_string();
    let stream = TcpStream::connect(&authority).await.with_context(|| format!("connecting to {url}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        // The other side going away shows as an error of the next request.
        let _ = connection.await;
    });
    Ok((sender, authority))
}

/// How long an exporter waits after `Busy`.
pub const RETRY_AFTER: Duration = Duration::from_millis(100);
