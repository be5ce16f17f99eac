//! OTLP/gRPC, by the clients generated from the published service definitions, and by hand where those are too polite.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_client::LogsServiceClient;
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_client::MetricsServiceClient;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use prost::Message;
use tokio::net::TcpStream;
use tonic::codec::CompressionEncoding;
use tonic::{Code, Request};
use waterglass_model::Protocol;
use waterglass_receivers::{Limits, Refusal};

use crate::world::{World, eventually, large, logs, metrics, request_of, span, traces};

const TRACES: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// An HTTP/2 connection without a gRPC library.
pub async fn http2(address: &str) -> hyper::client::conn::http2::SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Sends a call by hand; gives back the status, wherever it stands, and the other headers.
pub async fn call(address: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (String, http::HeaderMap) {
    let mut request = http::Request::post(format!("http://localhost{path}")).header("content-type", "application/grpc");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = http2(address).await.send_request(request.body(Full::new(body.into())).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    let (head, body) = response.into_parts();
    let trailers = body.collect().await.unwrap().trailers().cloned().unwrap_or_default();
    let status = head.headers.get("grpc-status").or(trailers.get("grpc-status")).expect("a status");
    (status.to_str().unwrap().to_owned(), head.headers)
}

pub fn framed(flag: u8, message: &[u8]) -> Vec<u8> {
    let mut framed = vec![flag];
    framed.extend_from_slice(&(message.len() as u32).to_be_bytes());
    framed.extend_from_slice(message);
    framed
}

#[tokio::test]
async fn every_signal_in_every_encoding() {
    let world = World::new().await;
    for encoding in
        [None, Some(CompressionEncoding::Gzip), Some(CompressionEncoding::Deflate), Some(CompressionEncoding::Zstd)]
    {
        let mut client = TraceServiceClient::connect(world.url()).await.unwrap();
        let mut log_client = LogsServiceClient::connect(world.url()).await.unwrap();
        let mut metric_client = MetricsServiceClient::connect(world.url()).await.unwrap();
        if let Some(encoding) = encoding {
            client = client.send_compressed(encoding).accept_compressed(encoding);
            log_client = log_client.send_compressed(encoding);
            metric_client = metric_client.send_compressed(encoding);
        }
        assert_eq!(client.export(traces(3)).await.unwrap().into_inner().partial_success, None);
        assert_eq!(log_client.export(logs(2)).await.unwrap().into_inner().partial_success, None);
        assert_eq!(metric_client.export(metrics(4)).await.unwrap().into_inner().partial_success, None);
    }
    assert_eq!(world.stored(), [("traces", 3), ("logs", 2), ("metrics", 4)].repeat(4));
    assert_eq!(world.batches()[0].source.protocol, Protocol::Grpc);
    assert!(world.batches()[0].source.user_agent.starts_with("tonic/"));
}

#[tokio::test]
async fn signals_are_told_by_content() {
    let world = World::new().await;
    let (status, _) = call(&world.address, TRACES, &[], framed(0, &logs(2).encode_to_vec())).await;
    assert_eq!(status, "0");
    let (status, _) = call(&world.address, TRACES, &[], framed(0, b"")).await;
    assert_eq!(status, "0", "an empty message is an empty request");
    assert_eq!(world.stored(), [("logs", 2)]);
}

/// grpc's snappy is the framed stream; the block format is what HTTP means by the name.
#[tokio::test]
async fn snappy_is_framed() {
    let world = World::new().await;
    let mut encoder = snap::write::FrameEncoder::new(Vec::new());
    std::io::Write::write_all(&mut encoder, &traces(5).encode_to_vec()).unwrap();
    let body = framed(1, &encoder.into_inner().unwrap());
    let (status, _) = call(&world.address, TRACES, &[("grpc-encoding", "snappy")], body).await;
    assert_eq!((status.as_str(), world.stored()), ("0", vec![("traces", 5)]));
}

#[tokio::test]
async fn large_messages_pass_up_to_the_cap() {
    let world = World::capped(16 << 20).await;
    let mut client = TraceServiceClient::connect(world.url()).await.unwrap();
    client.export(large(9 << 20)).await.unwrap();
    let status = client.export(large(17 << 20)).await.unwrap_err();
    // Not RESOURCE_EXHAUSTED or OUT_OF_RANGE: Java and Python would send it again and again.
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("larger than 16 MiB; start Waterglass with WATERGLASS_MAX_BODY_MIB"), "{status}");
    let mut client = client.send_compressed(CompressionEncoding::Zstd);
    let status = client.export(request_of(vec![waste(40 << 20)])).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("16 MiB when decompressed"), "{status}");
    client.export(traces(1)).await.unwrap();
    assert_eq!(world.stored(), [("traces", 1), ("traces", 1)]);
    assert_eq!(world.problems().len(), 2);
    assert_eq!(world.inlet.free(), 64 << 20);
}

/// A span with a name of so many equal bytes: compresses to nothing.
fn waste(bytes: usize) -> opentelemetry_proto::tonic::trace::v1::Span {
    let mut span = span(0);
    span.name = "a".repeat(bytes);
    span
}

#[tokio::test]
async fn bad_items_cost_themselves_alone() {
    let world = World::new().await;
    let mut client = TraceServiceClient::connect(world.url()).await.unwrap();
    let mut bad = span(1);
    bad.span_id.clear();
    let answer = client.export(request_of(vec![bad, span(2)])).await.unwrap().into_inner();
    let partial = answer.partial_success.unwrap();
    assert_eq!(partial.rejected_spans, 1);
    assert_eq!(partial.error_message, r#"span "span 1" (resource 0, scope 0, item 0): span id is missing or all zero"#);
    assert_eq!(world.stored(), [("traces", 1)]);
}

#[tokio::test]
async fn who_cannot_be_served_now_is_told_to_come_again() {
    let world = World::new().await;
    let mut client = TraceServiceClient::connect(world.url()).await.unwrap();
    for refusal in [Refusal::Busy, Refusal::Storage("the disk is full".into())] {
        world.refuse(Some(refusal.clone()));
        let status = client.export(traces(1)).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::Unavailable, refusal.to_string().as_str()));
        let details = status.details();
        let retry = b"type.googleapis.com/google.rpc.RetryInfo\x12\x04\x0a\x02\x08\x01";
        assert!(details.windows(retry.len()).any(|window| window == retry), "{details:?}");
    }
    world.refuse(None);
    client.export(traces(1)).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let world = World::new().await;
    let none: &[(&str, &str)] = &[];
    let cases = [
        (TRACES, none, framed(0, b"\x0a\xff"), "3", "the message ends inside a field"),
        (TRACES, none, b"\0\0\0".to_vec(), "3", "carries no message"),
        (TRACES, none, framed(0, b"")[..4].to_vec(), "3", "carries no message"),
        (TRACES, none, [framed(0, b""), framed(0, b"")].concat(), "3", "exactly one message"),
        (TRACES, none, framed(1, b"x"), "3", "no grpc-encoding"),
        (TRACES, &[("grpc-encoding", "gzip")][..], framed(1, b"x"), "3", "not valid gzip"),
        (TRACES, &[("grpc-encoding", "lz4")][..], framed(1, b"x"), "12", "not supported"),
        (
            "/opentelemetry.proto.collector.trace.v1.TraceService/Query",
            none,
            framed(0, b""),
            "12",
            "Waterglass takes OTLP",
        ),
    ];
    let count = cases.len();
    for (path, headers, body, expected, words) in cases {
        let (status, headers) = call(&world.address, path, headers, body).await;
        let message = headers["grpc-message"].to_str().unwrap().replace("%20", " ");
        assert_eq!(status, expected, "{message}");
        assert!(message.contains(words), "{message}");
        assert_eq!(headers["grpc-accept-encoding"], "identity,gzip,deflate,zstd,snappy");
    }
    assert_eq!(world.problems().len(), count);
    assert!(world.stored().is_empty());
}

/// One span a request and a commit a request must not bring a connection to one request a commit.
#[tokio::test]
async fn calls_of_one_connection_wait_together() {
    let world = World::new().await;
    let client = TraceServiceClient::connect(world.url()).await.unwrap();
    let gate = world.memory.gate.lock().await;
    let calls: Vec<_> = (0..300)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move { client.export(traces(1)).await.map(drop) })
        })
        .collect();
    world.begun(300).await;
    drop(gate);
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.stored().len(), 300);
}

/// A full inlet: who says how long it waits is answered before that.
#[tokio::test]
async fn the_callers_deadline_is_kept() {
    let world = World::with(Limits::default(), 1 << 20).await;
    let gate = world.memory.gate.lock().await;
    let mut client = TraceServiceClient::connect(world.url()).await.unwrap();
    let mut first = client.clone();
    let first = tokio::spawn(async move { first.export(large(1 << 20)).await.map(drop) });
    world.begun(1).await;
    let mut hurried = Request::new(traces(1));
    hurried.set_timeout(std::time::Duration::from_millis(700));
    let status = client.export(hurried).await.unwrap_err();
    // Ours, not the client's own giving up (which is CANCELLED or DEADLINE_EXCEEDED).
    assert_eq!(status.code(), Code::Unavailable, "{status}");
    drop(gate);
    first.await.unwrap().unwrap();
    eventually(|| world.inlet.free() == 1 << 20).await;
    client.export(traces(1)).await.unwrap();
}

/// grpc-go and grpc-core send a PING with nearly each message, to measure bandwidth.
#[tokio::test]
async fn pings_are_answered_for_ever() {
    let world = World::new().await;
    let stream = TcpStream::connect(&world.address).await.unwrap();
    let (client, mut connection) = h2::client::handshake(stream).await.unwrap();
    let mut pings = connection.ping_pong().unwrap();
    tokio::spawn(connection);
    let body = Arc::new(framed(0, &traces(1).encode_to_vec()));
    for _ in 0..500 {
        pings.ping(h2::Ping::opaque()).await.unwrap();
        let request =
            http::Request::post(format!("http://localhost{TRACES}")).header("content-type", "application/grpc");
        let mut client = client.clone().ready().await.unwrap();
        let (response, mut stream) = client.send_request(request.body(()).unwrap(), false).unwrap();
        stream.send_data(Bytes::copy_from_slice(&body), true).unwrap();
        assert_eq!(response.await.unwrap().status(), 200);
    }
    eventually(|| world.stored().len() == 500).await;
}

/// OTLP/HTTP over HTTP/2 with prior knowledge, beside gRPC on the same connection.
#[tokio::test]
async fn http_and_grpc_share_a_connection() {
    let world = World::new().await;
    let mut sender = http2(&world.address).await;
    let post = |kind: &str, path: &str, body: Vec<u8>| {
        let request = http::Request::post(format!("http://anything.example{path}")).header("content-type", kind);
        request.body(Full::new(Bytes::from(body))).unwrap()
    };
    let body = traces(2).encode_to_vec();
    let answer = sender.send_request(post("application/x-protobuf", "//v1/traces", body.clone())).await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = sender.send_request(post("application/grpc+proto", TRACES, framed(0, &body))).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/grpc");
    answer.into_body().collect().await.unwrap();
    assert_eq!(world.stored(), [("traces", 2); 2]);
}

#[tokio::test]
async fn probes_are_answered() {
    use tonic_health::pb::HealthCheckRequest;
    use tonic_health::pb::health_client::HealthClient;
    use tonic_reflection::pb::v1::ServerReflectionRequest;
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

    let world = World::new().await;
    let channel = tonic::transport::Endpoint::new(world.url()).unwrap().connect().await.unwrap();
    for service in ["", "opentelemetry.proto.collector.logs.v1.LogsService"] {
        let answer =
            HealthClient::new(channel.clone()).check(HealthCheckRequest { service: service.into() }).await.unwrap();
        assert_eq!(answer.into_inner().status, 1, "serving");
    }
    let ask = |request| ServerReflectionRequest { host: String::new(), message_request: Some(request) };
    let symbol = "opentelemetry.proto.collector.trace.v1.TraceService".to_owned();
    let questions =
        [ask(MessageRequest::ListServices(String::new())), ask(MessageRequest::FileContainingSymbol(symbol))];
    let mut client = ServerReflectionClient::new(channel.clone());
    let mut answers = client.server_reflection_info(tokio_stream(questions)).await.unwrap().into_inner();
    let Some(MessageResponse::ListServicesResponse(list)) = answers.message().await.unwrap().unwrap().message_response
    else {
        panic!("no list")
    };
    let mut names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "grpc.health.v1.Health",
            "opentelemetry.proto.collector.logs.v1.LogsService",
            "opentelemetry.proto.collector.metrics.v1.MetricsService",
            "opentelemetry.proto.collector.trace.v1.TraceService",
        ]
    );
    let answer = answers.message().await.unwrap().unwrap().message_response;
    assert!(matches!(answer, Some(MessageResponse::FileDescriptorResponse(_))), "{answer:?}");

    // A watch does not hold the door open.
    let request = HealthCheckRequest { service: String::new() };
    let mut watch = HealthClient::new(channel).watch(request).await.unwrap().into_inner();
    assert_eq!(watch.message().await.unwrap().unwrap().status, 1);
    world.shutdown.cancel();
    eventually(|| world.door.is_finished()).await;
}

fn tokio_stream<T>(items: impl IntoIterator<Item = T>) -> futures_util::stream::Iter<std::vec::IntoIter<T>> {
    futures_util::stream::iter(items.into_iter().collect::<Vec<_>>())
}
