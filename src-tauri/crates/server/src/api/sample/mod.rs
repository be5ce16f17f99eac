//! `POST /api/sample`: sends a small realistic trace with its logs and a metric the way a program would, through the real receiver over
//! loopback, so that it also shows whether the way in works. What is sent stands in `content`.

mod content;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use waterglass_model::otlp::{check, json};
use waterglass_model::{Protocol, Signal, Source};
use waterglass_proto::{DoorKind, ErrorCode, SampleSent};

use super::{Answer, ApiFailure};
use crate::clock;
use crate::instance::Core;

/// How the sample introduces itself.
const CLIENT: &str = concat!("Waterglass-Sample/", env!("CARGO_PKG_VERSION"));

/// Longer than a receiver takes to refuse.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of a refusal that are read.
const MOST_ANSWER: usize = 64 << 10;

pub(super) async fn send(State(core): State<Arc<Core>>) -> Answer<Json<SampleSent>> {
    let sample = content::sample(clock::now());
    let door = |kind: DoorKind| core.doors.iter().find(|door| door.kind == kind && door.listening);
    let door = door(DoorKind::Http).or_else(|| door(DoorKind::Grpc));
    for (signal, request) in
        [(Signal::Traces, sample.traces), (Signal::Logs, sample.logs), (Signal::Metrics, sample.metrics)]
    {
        let body = Bytes::from(request.to_string());
        match door {
            Some(door) => post(&door.url, signal, body).await?,
            None => hand_over(&core, &body).await?,
        }
    }
    Ok(Json(SampleSent { trace_id: sample.trace_id }))
}

/// Posts one request to a door, as OTLP/HTTP with JSON.
async fn post(door: &str, signal: Signal, body: Bytes) -> Answer<()> {
    let failed =
        |what: String| ApiFailure::new(ErrorCode::Internal, format!("the sample did not get through {door}: {what}"));
    let authority = door.trim_start_matches("http://").to_owned();
    let exchange = async {
        let stream = TcpStream::connect(&authority).await.map_err(|error| error.to_string())?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        let request = Request::post(format!("/v1/{}", signal.name()))
            .header(header::HOST, &authority)
            .header(header::USER_AGENT, CLIENT)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|error| error.to_string())?;
        let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let status = answer.status();
        let said = Limited::new(answer.into_body(), MOST_ANSWER).collect().await.map_err(|error| error.to_string())?;
        Ok::<_, String>((status, String::from_utf8_lossy(&said.to_bytes()).into_owned()))
    };
    let answer = tokio::time::timeout(PATIENCE, exchange).await;
    let (status, said) =
        answer.map_err(|_| failed(format!("no answer in {} s", PATIENCE.as_secs())))?.map_err(failed)?;
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::SERVICE_UNAVAILABLE => Err(ApiFailure::new(ErrorCode::Busy, said)),
        status => Err(failed(format!("{status} {said}"))),
    }
}

/// The way in when no door listens.
async fn hand_over(core: &Core, body: &[u8]) -> Answer<()> {
    let wrong =
        |error: String| ApiFailure::new(ErrorCode::Internal, format!("the sample is not OTLP (a bug): {error}"));
    let source = || Source { user_agent: CLIENT.into(), protocol: Protocol::HttpJson };
    for request in json::requests_from_json(body).map_err(|error| wrong(error.to_string()))? {
        let (batch, _) =
            check(request.signal, request.body.into(), source()).map_err(|error| wrong(error.to_string()))?;
        core.inlet.store(batch).await.map_err(|refusal| ApiFailure::new(ErrorCode::Busy, refusal.to_string()))?;
    }
    Ok(())
}
