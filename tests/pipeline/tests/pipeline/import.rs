//! Import takes OTLP in whatever form a file has it, says what it could not take, and stores nothing twice.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use http::{Method, StatusCode};
use waterglass_model::Signal;
use waterglass_proto::{ApiError, ImportResult, Status};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, trace_id};

fn two_spans() -> Vec<u8> {
    request("s", vec![span(1, 1, 0, "root"), span(2, 1, 0, "other root")])
}

async fn json_lines() -> Result<String> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, two_spans()).await?;
    waterglass.export().await
}

async fn import(waterglass: &Waterglass, body: impl Into<bytes::Bytes>) -> Result<ImportResult> {
    let reply = waterglass.api(Method::POST, "/api/import", body).await?;
    reply.json().with_context(|| reply.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_file_is_taken() -> Result<()> {
    let lines = json_lines().await?;
    let array = format!("[{}]", lines.trim().replace('\n', ","));
    let value: serde_json::Value = serde_json::from_str(lines.lines().next().context("a line")?)?;
    let pretty = format!("\u{feff}{}\n\n{}\n", serde_json::to_string_pretty(&value)?, lines);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes())?;
    let request = two_spans();
    let prefixed = [&(request.len() as u32).to_be_bytes()[..], &request].concat().repeat(2);
    let forms: [(&str, Vec<u8>); 8] = [
        ("lines", lines.clone().into()),
        ("a leading empty line", format!("\n{lines}").into()),
        ("an array", array.into()),
        ("pretty-printed, then lines", pretty.into()),
        ("gzip", gzip.finish()?),
        ("zstd", zstd::encode_all(lines.as_bytes(), 1)?),
        ("protobuf", request.clone()),
        ("protobuf behind its length, twice", prefixed),
    ];
    for (form, body) in forms {
        let waterglass = Waterglass::start().await?;
        let result = import(&waterglass, body).await.context(form)?;
        assert_eq!(result.rejected.0, 0, "{form}: {result:?}");
        assert_eq!(result.trace_ids, [trace_id(1), trace_id(2)], "{form}");
        let status: Status = waterglass.get("/api/status").await?;
        assert_eq!((status.counts.spans.0, status.counts.traces.0), (2, 2), "{form}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_gives_what_it_has() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let line = json_lines().await?;
    let bad_id = line.replace(&trace_id(2), "0123");
    let body = format!("{line}{{\"resourceSpans\": 5}}\n{bad_id}{{\"resourceSpans\":[");
    let result = import(&waterglass, body).await?;
    assert!(result.spans.0 >= 3 && result.rejected.0 >= 2, "{result:?}");
    let reasons = result.reasons.join("\n");
    assert!(reasons.contains("line ") && reasons.contains("cut off"), "{reasons}");
    assert_eq!(waterglass.get::<Status>("/api/status").await?.counts.spans.0, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_telemetry_is_refused_with_a_hint() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let forms: [&[u8]; 7] =
        [b"", b"hello", b"{\"a\":1}", b"\x0a\x05hello", b"\x00\x00\x00\x05hello", b"\x1f\x8b broken", b"PK\x03\x04"];
    for body in forms {
        let reply = waterglass.api(Method::POST, "/api/import", body.to_vec()).await?;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body:?}: {}", reply.text());
        assert!(!reply.json::<ApiError>()?.message.is_empty());
    }
    assert_eq!(waterglass.get::<Status>("/api/status").await?.counts.spans.0, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_goes_out_and_in_alone() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, two_spans()).await?;
    let reply = waterglass.api(Method::GET, &format!("/api/export?trace={}", trace_id(2)), "").await?;
    assert!(reply.headers["content-disposition"].to_str()?.starts_with("attachment; filename=\"waterglass-"));
    let other = Waterglass::start().await?;
    assert_eq!(import(&other, reply.body).await?.trace_ids, [trace_id(2)]);
    assert_eq!(other.get::<Status>("/api/status").await?.counts.traces.0, 1);
    Ok(())
}
