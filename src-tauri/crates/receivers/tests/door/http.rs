//! OTLP/HTTP: paths, types, encodings, answers.

use std::io::Write;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use waterglass_model::{Protocol, Signal};
use waterglass_receivers::Refusal;

use crate::raw::{Client, JSON, PROTOBUF, chunked, head, request, send};
use crate::world::{World, large, logs, metrics, request_of, span, traces};

/// `google.rpc.Status`, for reading what we write by hand.
#[derive(Clone, PartialEq, prost::Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[tokio::test]
async fn every_signal_on_every_path() {
    let world = World::new().await;
    let bodies = [traces(2).encode_to_vec(), logs(3).encode_to_vec(), metrics(4).encode_to_vec()];
    let paths = [
        "/v1/traces",
        "/v1/logs",
        "/v1/metrics",
        "/",
        "//v1/logs",
        "///v1//traces/",
        "/v1/traces/v1/traces",
        "/otlp/v1/metrics",
    ];
    for path in paths {
        for body in &bodies {
            let answer = send(&world.address, &request("POST", path, &[PROTOBUF], body)).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, "application/x-protobuf"), "{path}");
            assert!(answer.body.is_empty());
        }
    }
    let expected = [("traces", 2), ("logs", 3), ("metrics", 4)].repeat(paths.len());
    assert_eq!(world.stored(), expected);
    assert_eq!(world.batches()[0].body, bodies[0], "the bytes are kept as they came");
    assert_eq!(world.batches()[0].source.protocol, Protocol::HttpProtobuf);
}

#[tokio::test]
async fn json_is_taken_and_answered() {
    let world = World::new().await;
    let json = br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n"}]}]}]}"#;
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/octet-stream"]
    {
        let answer = send(&world.address, &request("POST", "/v1/traces", &[("Content-Type", kind)], json)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{kind}");
        assert_eq!(answer.text(), r#"{"partialSuccess":{}}"#);
    }
    let answer = send(&world.address, &request("POST", "/v1/traces", &[], json)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(world.stored(), [("traces", 1); 5]);
    assert_eq!(world.batches()[0].source.protocol, Protocol::HttpJson);
    let both =
        br#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}],"resourceSpans":[]}"#;
    assert_eq!(send(&world.address, &request("POST", "/", &[JSON], both)).await.status, 200);
    assert_eq!(world.stored().last(), Some(&("logs", 1)));
}

fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    use flate2::Compression;
    match encoding {
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        }
        "raw deflate" => {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        }
        "zstd" => zstd::encode_all(body, 1).unwrap(),
        "snappy" => snap::raw::Encoder::new().compress_vec(body).unwrap(),
        "x-snappy-framed" => {
            let mut encoder = snap::write::FrameEncoder::new(Vec::new());
            encoder.write_all(body).unwrap();
            encoder.into_inner().unwrap()
        }
        _ => body.to_vec(),
    }
}

#[tokio::test]
async fn every_encoding_whole_and_chunked() {
    let world = World::new().await;
    let body = traces(500).encode_to_vec();
    let encodings = ["identity", "gzip", "deflate", "raw deflate", "zstd", "snappy", "x-snappy-framed"];
    for encoding in encodings {
        let body = encoded(encoding, &body);
        let named = ("Content-Encoding", encoding.strip_prefix("raw ").unwrap_or(encoding));
        assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF, named], &body)).await.status, 200);
        assert_eq!(send(&world.address, &chunked("/v1/traces", &[PROTOBUF, named], &body)).await.status, 200);
    }
    assert_eq!(world.stored(), vec![("traces", 500); 2 * encodings.len()]);
    assert!(world.batches().iter().all(|batch| batch.body == body));
}

#[tokio::test]
async fn an_empty_body_is_an_empty_request() {
    let world = World::new().await;
    for headers in [&[PROTOBUF][..], &[JSON], &[], &[PROTOBUF, ("content-encoding", "gzip")]] {
        assert_eq!(send(&world.address, &request("POST", "/v1/logs", headers, b"")).await.status, 200);
    }
    assert_eq!(send(&world.address, &request("POST", "/v1/logs", &[JSON], b"{}")).await.status, 200);
    assert!(world.stored().is_empty() && world.problems().is_empty());
}

#[tokio::test]
async fn one_connection_takes_many_requests() {
    let world = World::new().await;
    let mut client = Client::connect(&world.address).await;
    for number in 0..20 {
        let body = traces(number + 1).encode_to_vec();
        // Rust sends names in lower case and the host last; Python mixes both.
        let mut bytes = format!("POST /v1/traces HTTP/1.1\r\nContent-TYPE: application/x-protobuf\r\ncontent-length: {}\r\nHOST: 127.0.0.1\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(&body);
        client.write(&bytes).await.unwrap();
        assert_eq!(client.answer().await.expect("an answer").status, 200);
    }
    assert_eq!(world.stored().len(), 20);
}

#[tokio::test]
async fn bad_items_cost_themselves_alone() {
    let world = World::new().await;
    let mut bad = span(1);
    bad.trace_id = vec![1; 8];
    bad.name = "tool".into();
    let body = request_of(vec![span(0), bad, span(2)]).encode_to_vec();
    let agent = ("User-Agent", "OTel-OTLP-Exporter-Python/1.45.2");
    let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF, agent], &body)).await;
    assert_eq!(answer.status, 200);
    let partial = ExportTraceServiceResponse::decode(answer.body.as_slice()).unwrap().partial_success.unwrap();
    let reason = r#"span "tool" (resource 0, scope 0, item 1): trace id must be 16 bytes, got 8"#;
    assert_eq!((partial.rejected_spans, partial.error_message.as_str()), (1, reason));
    assert_eq!(world.stored(), [("traces", 2)]);
    let problem = world.problems().remove(0);
    assert_eq!((problem.signal, problem.count, problem.reason.as_str()), (Some(Signal::Traces), 1, reason));
    assert_eq!(problem.user_agent, agent.1);

    let json =
        br#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"zz"},{"traceId":""},{"traceId":"xx"}]}]}]}"#;
    let answer = send(&world.address, &request("POST", "/v1/logs", &[JSON], json)).await;
    assert_eq!(
        answer.text(),
        r#"{"partialSuccess":{"errorMessage":"log record (resource 0, scope 0, item 0): trace id must be 16 bytes, got 2 (\"zz\"); log record (resource 0, scope 0, item 2): trace id must be 16 bytes, got 2 (\"xx\")","rejectedLogRecords":"2"}}"#
    );
    assert_eq!(world.stored().last(), Some(&("logs", 1)));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_request_s_form() {
    let world = World::new().await;
    let post = |headers: &[(&str, &str)], body: &[u8]| request("POST", "/v1/traces", headers, body);

    let answer = send(&world.address, &post(&[PROTOBUF], b"\x0a\xff")).await;
    assert_eq!((answer.status, answer.header("content-type")), (400, "application/x-protobuf"));
    let status = Status::decode(answer.body.as_slice()).unwrap();
    assert_eq!((status.code, status.details.len()), (3, 0));
    assert_eq!(status.message, "the body is not an OTLP traces request in protobuf: the message ends inside a field");

    let answer = send(&world.address, &post(&[JSON], b"{\"resourceSpans\": 7}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (400, "application/json"));
    assert_eq!(
        answer.text(),
        r#"{"code":3,"message":"not OTLP/JSON: invalid type: integer `7`, expected a list (resourceSpans) (line 1, column 19)"}"#
    );

    let answer = send(&world.address, &post(&[("content-type", "application/x-www-form-urlencoded")], b"{}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (415, "text/plain; charset=utf-8"));
    assert!(answer.text().contains("send application/x-protobuf or application/json"), "{}", answer.text());

    let answer = send(&world.address, &post(&[PROTOBUF, ("content-encoding", "lz4")], b"x")).await;
    assert_eq!(answer.status, 415);
    assert_eq!(answer.header("accept-encoding"), "identity,gzip,deflate,zstd,snappy");
    let status = Status::decode(answer.body.as_slice()).unwrap();
    assert_eq!(status.message, "the encoding \"lz4\" is not supported; use gzip, deflate, zstd, snappy or none");

    for encoding in ["gzip", "deflate", "zstd", "snappy", "x-snappy-framed"] {
        let answer = send(&world.address, &post(&[PROTOBUF, ("content-encoding", encoding)], b"not compressed")).await;
        assert_eq!(answer.status, 400, "{encoding}");
        let status = Status::decode(answer.body.as_slice()).unwrap();
        assert!(status.message.starts_with("the body is not valid "), "{}", status.message);
    }
    assert_eq!(world.problems().len(), 9, "each is told to the app");
    assert!(world.problems().iter().all(|problem| problem.count == 0 && !problem.reason.is_empty()));
    assert!(world.stored().is_empty());
    assert_eq!(world.inlet.free(), 64 << 20, "nothing is held");
}

#[tokio::test]
async fn browsers_and_the_lost_are_told_what_this_address_is_for() {
    let world = World::new().await;
    for (method, path) in [("GET", "/"), ("GET", "/v1/traces"), ("PUT", "/v1/logs"), ("DELETE", "/")] {
        let answer = send(&world.address, &request(method, path, &[], b"")).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST, OPTIONS"), "{method} {path}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert!(answer.text().contains("OTLP by POST to /v1/traces"), "{}", answer.text());
    }
    assert_eq!(send(&world.address, &request("GET", "/favicon.ico", &[], b"")).await.status, 404);
    assert!(world.problems().is_empty(), "a browser that looks is no problem");
    let answer = send(&world.address, &request("POST", "/v1/spans", &[JSON], b"{}")).await;
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.text(),
        r#"{"code":5,"message":"nothing is taken at /v1/spans; send OTLP to /v1/traces, /v1/logs or /v1/metrics"}"#
    );
    assert_eq!(world.problems().len(), 1);
    assert_eq!(send(&world.address, &request("OPTIONS", "/v1/traces", &[], b"")).await.status, 204);
}

#[tokio::test]
async fn who_cannot_be_served_now_is_told_to_come_again() {
    let world = World::new().await;
    let body = traces(1).encode_to_vec();
    for refusal in [Refusal::Busy, Refusal::Storage("the disk is full".into())] {
        world.refuse(Some(refusal.clone()));
        let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
        let status = Status::decode(answer.body.as_slice()).unwrap();
        assert_eq!((status.code, status.message), (14, refusal.to_string()));
        assert_eq!(status.details[0].type_url, "type.googleapis.com/google.rpc.RetryInfo");
        assert_eq!(status.details[0].value, [10, 2, 8, 1]);
        let json = br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}]}"#;
        let answer = send(&world.address, &request("POST", "/v1/traces", &[JSON], json)).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
        assert!(answer.text().contains(r#""retryDelay":"1s""#), "{}", answer.text());
    }
    world.refuse(None);
    assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await.status, 200);
}

#[tokio::test]
async fn acknowledged_means_stored() {
    let world = World::new().await;
    let gate = world.memory.gate.lock().await;
    let address = world.address.clone();
    let sending = tokio::spawn(async move {
        send(&address, &request("POST", "/v1/traces", &[PROTOBUF], &traces(1).encode_to_vec())).await.status
    });
    world.begun(1).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!sending.is_finished() && world.stored().is_empty());
    drop(gate);
    assert_eq!(sending.await.unwrap(), 200);
    assert_eq!(world.stored(), [("traces", 1)]);
}

/// curl asks before it sends a large body.
#[tokio::test]
async fn who_asks_first_is_told_to_go_on() {
    let world = World::capped(1 << 20).await;
    let body = traces(10).encode_to_vec();
    let mut client = Client::connect(&world.address).await;
    let ask = |length: usize| {
        let mut bytes = head("POST", "/v1/traces", &[PROTOBUF, ("Expect", "100-continue")]);
        write!(bytes, "content-length: {length}\r\n\r\n").unwrap();
        bytes
    };
    client.write(&ask(body.len())).await.unwrap();
    assert_eq!(client.answer().await.expect("an answer").status, 100);
    client.write(&body).await.unwrap();
    assert_eq!(client.answer().await.expect("an answer").status, 200);
    client.write(&ask(2 << 20)).await.unwrap();
    assert_eq!(client.answer().await.expect("an answer").status, 413, "before anything is sent");
}

#[tokio::test]
async fn a_panic_costs_its_request_alone() {
    let world = World::new().await;
    let body = traces(1).encode_to_vec();
    let mut client = Client::connect(&world.address).await;
    world.panic(true);
    client.write(&request("POST", "/v1/traces", &[PROTOBUF], &body)).await.unwrap();
    assert_eq!(client.answer().await.expect("an answer").status, 500);
    world.panic(false);
    client.write(&request("POST", "/v1/traces", &[PROTOBUF], &body)).await.unwrap();
    assert_eq!(client.answer().await.expect("an answer").status, 200);
    assert_eq!(world.inlet.free(), 64 << 20, "nothing is held");
}

/// Times, sizes and orders are never judged.
#[tokio::test]
async fn what_is_odd_is_kept() {
    let world = World::new().await;
    let mut backwards = span(0);
    backwards.end_time_unix_nano = 1;
    let mut far = span(1);
    (far.start_time_unix_nano, far.end_time_unix_nano) = (0, u64::MAX);
    let mut own_parent = span(2);
    own_parent.parent_span_id = own_parent.span_id.clone();
    let mut wide = span(3);
    wide.attributes = vec![Default::default(); 10_000];
    let body = request_of(vec![backwards, far, own_parent, wide, span(4), span(4)]).encode_to_vec();
    let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let body = large(40 << 20).encode_to_vec();
    assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await.status, 200);
    assert_eq!(world.stored(), [("traces", 6), ("traces", 1)]);
    assert_eq!(world.inlet.free(), 64 << 20);
}

#[tokio::test]
async fn two_hundred_levels_cost_their_item_in_json_too() {
    let world = World::new().await;
    let ids = r#""traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174""#;
    let (open, close) = (r#"{"arrayValue":{"values":["#.repeat(200), "]}}".repeat(200));
    let deep = format!(r#"{{{ids},"name":"deep","attributes":[{{"key":"k","value":{open}{close}}}]}}"#);
    let json = format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{deep},{{{ids}}}]}}]}}]}}"#);
    let answer = send(&world.address, &request("POST", "/v1/traces", &[JSON], json.as_bytes())).await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.text().contains(r#""rejectedSpans":"1""#) && answer.text().contains("nested too deeply"),
        "{}",
        answer.text()
    );
    assert_eq!(world.stored(), [("traces", 1)]);
}

/// A message repeats what was sent only in part: over gRPC it travels as a header.
#[tokio::test]
async fn long_nonsense_is_not_repeated_in_full() {
    let world = World::new().await;
    let json = format!(r#"{{"resourceSpans":"{}"}}"#, "x".repeat(1 << 20));
    let answer = send(&world.address, &request("POST", "/v1/traces", &[JSON], json.as_bytes())).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.len() < 600 && answer.text().contains("expected a list (resourceSpans)"), "{}", answer.text());
    let path = format!("/{}", "y".repeat(5000));
    let answer = send(&world.address, &request("POST", &path, &[JSON], b"{}")).await;
    assert!(answer.status == 404 && answer.body.len() < 700);
    assert!(world.problems().iter().all(|problem| problem.reason.len() < 700));
}
