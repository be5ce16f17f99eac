//! Import: every form of file that others write, read to the same requests.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::io::{Read, Write};

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;
use waterglass_model::otlp::json::to_json;
use waterglass_model::otlp::schema::{EXPORT_LOGS, EXPORT_TRACES};
use waterglass_receivers::otlp::read_file;

const MAX: usize = 1 << 20;

fn traces(count: usize) -> Vec<u8> {
    let span = |number: usize| Span {
        trace_id: vec![7; 16],
        span_id: (number as u64 + 1).to_be_bytes().to_vec(),
        name: "}{ \"\\ [".into(),
        start_time_unix_nano: 1,
        ..Span::default()
    };
    let scope_spans = vec![ScopeSpans { spans: (0..count).map(span).collect(), ..ScopeSpans::default() }];
    ExportTraceServiceRequest { resource_spans: vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }] }
        .encode_to_vec()
}

fn logs(count: usize) -> Vec<u8> {
    let log_records = vec![LogRecord { time_unix_nano: 5, ..LogRecord::default() }; count];
    let scope_logs = vec![ScopeLogs { log_records, ..ScopeLogs::default() }];
    ExportLogsServiceRequest { resource_logs: vec![ResourceLogs { scope_logs, ..ResourceLogs::default() }] }
        .encode_to_vec()
}

fn line(body: &[u8], of: &'static waterglass_model::otlp::schema::Message) -> String {
    let mut json = Vec::new();
    to_json(body, of, &mut json).unwrap();
    String::from_utf8(json).unwrap()
}

fn pretty(json: &str) -> String {
    serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(json).unwrap()).unwrap()
}

/// What a file holds: items by signal, or what is wrong.
fn read(file: &[u8]) -> Vec<String> {
    read_from(file)
}

fn read_from(source: impl Read + Send) -> Vec<String> {
    let one = |request: Result<_, _>| match request {
        Ok((batch, _)) => {
            let batch: waterglass_model::Batch = batch;
            format!("{} {}", batch.items.len(), batch.signal.name())
        }
        Err(cause) => {
            let cause: waterglass_receivers::ReceiveError = cause;
            cause.to_string()
        }
    };
    read_file(source, MAX).map(one).collect()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// Gives one byte a read.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min(1);
        self.0.read(&mut into[..length])
    }
}

#[test]
fn json_in_every_shape() {
    let (spans, records) = (line(&traces(3), &EXPORT_TRACES), line(&logs(2), &EXPORT_LOGS));
    let expected = ["3 traces", "2 logs"];
    for file in [
        format!("{spans}\n{records}\n"),
        format!("{spans}\r\n\r\n{records}"),
        format!("\n\n  {spans} {records}"),
        format!("\u{feff}{spans}\n{records}"),
        format!("[{spans},{records}]"),
        pretty(&format!("[{spans},{records}]")),
        format!("{}\n{}", pretty(&spans), pretty(&records)),
        format!("{},{}", &spans[..spans.len() - 1], &records[1..]),
    ] {
        assert_eq!(read(file.as_bytes()), expected, "{file}");
        assert_eq!(read(&gzip(file.as_bytes())), expected);
        assert_eq!(read(&zstd::encode_all(file.as_bytes(), 1).unwrap()), expected);
        assert_eq!(read_from(Drip(file.trim_start().as_bytes())), expected, "{file}");
    }
}

#[test]
fn protobuf_in_every_shape() {
    let (spans, records) = (traces(3), logs(2));
    assert_eq!(read(&spans), ["3 traces"]);
    assert_eq!(read(&records), ["2 logs"]);
    assert_eq!(read(&gzip(&spans)), ["3 traces"]);
    assert_eq!(read(&[spans.clone(), spans.clone(), records.clone()].concat()), ["6 traces", "2 logs"]);
    let prefixed = |body: &[u8]| [&(body.len() as u32).to_be_bytes(), body].concat();
    assert_eq!(
        read(&[prefixed(&spans), prefixed(&records), prefixed(&spans)].concat()),
        ["3 traces", "2 logs", "3 traces"]
    );
    let many = traces(1).repeat(100_000);
    let read = read(&many);
    assert!(read.len() > 1, "handed on in parts");
    let items: usize = read.iter().map(|part| part.split(' ').next().unwrap().parse::<usize>().unwrap()).sum();
    assert_eq!(items, 100_000);
}

#[test]
fn what_is_wrong_is_placed_and_the_rest_is_read() {
    let spans = line(&traces(1), &EXPORT_TRACES);
    let cut = &spans[..spans.len() / 2];
    let file = format!("{spans}\n{{\"resourceSpans\": 7}}\nnot json\n{{\"data\":[]}}\n{cut}\n{spans}\n{cut}");
    assert_eq!(
        read(file.as_bytes()),
        [
            "1 traces",
            "line 2: not OTLP/JSON: invalid type: integer `7`, expected a list (resourceSpans) (line 1, column 19)",
            "line 3: expected an OTLP request as a JSON object",
            "line 4: not OTLP/JSON: invalid type: an object without them, expected an object with resourceSpans, resourceLogs or resourceMetrics (line 1, column 11)",
            "line 5: the document is cut off",
            "1 traces",
            "line 7: the document is cut off",
        ]
    );
    // One bad record among three costs itself alone.
    let records = line(&logs(3), &EXPORT_LOGS).replacen("\"5\"", "-5", 1);
    assert_eq!(read(records.as_bytes()), ["2 logs"]);
    let large = format!("{{\"resourceSpans\":[],\"pad\":\"{}\"}}\n{spans}", "x".repeat(MAX));
    let read_large = read(large.as_bytes());
    assert!(read_large[0].starts_with("line 1: the body is larger than 1 MiB"), "{read_large:?}");
    assert_eq!(read_large[1], "1 traces");
    assert_eq!(read(b"\x89PNG\r\n\x1a\n"), ["byte 0: this is neither OTLP/JSON nor an OTLP request in protobuf"]);
    assert_eq!(read(&traces(1)[..20]), ["byte 2: the file ends inside a request"]);
    assert_eq!(read(&gzip(spans.as_bytes())[..30]), ["at its start: incomplete deflate stream"]);
    assert!(read(b"").is_empty() && read(b"\n \n").is_empty() && read(b"{}").is_empty() && read(b"[]").is_empty());
}
