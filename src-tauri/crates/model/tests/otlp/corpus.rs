//! Requests recorded from real libraries (`tests/corpus`): the protobuf as it was sent beside its JSON as another program wrote it.
//! Set WATERGLASS_CORPUS to walk a folder of your own recordings instead.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;
use waterglass_model::otlp::json::{Request, requests_from_json, to_json};
use waterglass_model::otlp::schema::request;
use waterglass_model::otlp::{check, classify};
use waterglass_model::{Signal, Source};

fn cases(under: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(under).expect("the corpus is there") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            cases(&path, found);
        } else if path.file_name().is_some_and(|name| name == "request.binpb") {
            found.push(path);
        }
    }
}

/// Decodes and encodes by prost: one form for all ways of saying the same.
fn settled(signal: Signal, bytes: &[u8]) -> Vec<u8> {
    match signal {
        Signal::Traces => ExportTraceServiceRequest::decode(bytes).expect("traces").encode_to_vec(),
        Signal::Logs => ExportLogsServiceRequest::decode(bytes).expect("logs").encode_to_vec(),
        Signal::Metrics => ExportMetricsServiceRequest::decode(bytes).expect("metrics").encode_to_vec(),
    }
}

fn text(signal: Signal, bytes: &[u8]) -> String {
    let mut json = Vec::new();
    to_json(bytes, request(signal), &mut json).expect("a request");
    String::from_utf8(json).expect("text")
}

#[test]
fn both_forms_of_each_recording_agree() {
    let root = std::env::var_os("WATERGLASS_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/corpus"), PathBuf::from);
    let mut all = Vec::new();
    cases(&root, &mut all);
    assert!(!all.is_empty());
    let mut seen = [0; 3];
    for path in all {
        let place = path.display();
        let binary = std::fs::read(&path).expect("a file");
        let json = std::fs::read(path.with_extension("json")).expect("its JSON");
        let mut requests = requests_from_json(&json).unwrap_or_else(|cause| panic!("{place}: {cause}"));
        let Request { signal, body: read, .. } = requests.pop().expect("a request");
        assert!(requests.is_empty(), "{place}");
        assert_eq!(classify(&binary), Some(signal), "{place}");
        assert!(settled(signal, &read) == settled(signal, &binary), "{place}: JSON reads as something else");
        assert!(text(signal, &read) == text(signal, &binary), "{place}: JSON is written differently");
        let (batch, rejections) = check(signal, Bytes::from(binary), Source::default()).expect("a request");
        assert!(!batch.items.is_empty() && rejections.is_empty(), "{place}: {rejections:?}");
        seen[signal as usize] += 1;
    }
    assert!(std::env::var_os("WATERGLASS_CORPUS").is_some() || seen.iter().all(|count| *count > 5), "{seen:?}");
}
