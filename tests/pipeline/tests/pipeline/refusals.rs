//! Bad input: what it costs, what the sender hears, what the app shows.

use anyhow::{Context as _, Result};
use http::{Method, StatusCode};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_proto::{ApiError, ErrorCode, Status, TraceList};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, trace_id};

#[tokio::test(flavor = "multi_thread")]
async fn bad_spans_cost_only_themselves_and_are_told() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let spans = vec![
        span(1, 1, 0, "good"),
        Span { trace_id: vec![1; 8], ..span(1, 2, 0, "short id") },
        Span { span_id: vec![0; 8], ..span(1, 3, 0, "zero id") },
        span(1, 4, 1, "good too"),
    ];
    let reply = waterglass.send(Signal::Traces, request("s", spans)).await?;
    assert_eq!(reply.status, StatusCode::OK);
    let partial = ExportTraceServiceResponse::decode(reply.body)?.partial_success.context("partial success")?;
    assert_eq!(partial.rejected_spans, 2);
    assert!(
        partial.error_message.contains("\"short id\"") && partial.error_message.contains("must be 16 bytes, got 8")
    );
    let list: TraceList = waterglass.get("/api/traces").await?;
    assert_eq!((list.rows.len(), list.rows[0].spans), (1, 2));
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!(status.rejected.0, 2);
    let problem = &status.problems[0];
    assert_eq!((problem.place.as_str(), problem.client.as_str()), ("OTLP/HTTP traces", "pipeline-test/1"));
    assert_eq!(status.problems.iter().map(|problem| problem.rejected.0).sum::<u64>(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_and_told_once_with_a_count() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    for _ in 0..3 {
        let reply = waterglass.send(Signal::Traces, "\x0a\x7fnonsense").await?;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    }
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!((status.problems.len(), status.problems[0].times), (1, 3));
    assert!(waterglass.get::<TraceList>("/api/traces").await?.rows.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_says_what_it_does_not_understand() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let missing = trace_id(9);
    let asked = [
        ("/api/traces/xyz".to_owned(), StatusCode::BAD_REQUEST, "32 hex digits"),
        (format!("/api/traces/{missing}"), StatusCode::NOT_FOUND, "no span of trace"),
        (format!("/api/traces/{missing}/search?q=x"), StatusCode::NOT_FOUND, "no span of trace"),
        (format!("/api/traces/{missing}/spans/00f067aa0ba902b7"), StatusCode::NOT_FOUND, "no span 00f067aa0ba902b7"),
        (format!("/api/traces/{missing}/spans/1"), StatusCode::BAD_REQUEST, "16 hex digits"),
        ("/api/logs/1".to_owned(), StatusCode::NOT_FOUND, "no log record"),
        ("/api/logs/x".to_owned(), StatusCode::BAD_REQUEST, "not the id"),
        ("/api/traces?limit=0".to_owned(), StatusCode::BAD_REQUEST, "1 to 1000"),
        ("/api/groups".to_owned(), StatusCode::BAD_REQUEST, "names no field"),
        ("/api/facets?fields=a&values=5000".to_owned(), StatusCode::BAD_REQUEST, "1 to 1,000"),
        ("/api/traces?from=-1".to_owned(), StatusCode::BAD_REQUEST, "Nanos"),
        ("/api/traces?cursor=mine".to_owned(), StatusCode::BAD_REQUEST, "cursor"),
        ("/api/traces?q=status:odd".to_owned(), StatusCode::BAD_REQUEST, "character 8: \"odd\" is "),
        ("/api/logs?severity=25".to_owned(), StatusCode::BAD_REQUEST, "0 to 24"),
        ("/api/logs?span_id=00f067aa0ba902b7".to_owned(), StatusCode::BAD_REQUEST, "trace_id"),
        (format!("/api/export?trace={missing}"), StatusCode::NOT_FOUND, "none of these traces"),
    ];
    for (path, status, word) in asked {
        let reply = waterglass.api(Method::GET, &path, "").await?;
        let error: ApiError = reply.json()?;
        assert_eq!(reply.status, status, "{path}: {error:?}");
        assert!(error.message.contains(word), "{path}: {error:?}");
        let code = match status {
            StatusCode::NOT_FOUND => ErrorCode::NotFound,
            _ if path.contains("q=") => ErrorCode::BadQuery,
            _ => ErrorCode::BadRequest,
        };
        assert_eq!(error.code, code, "{path}");
    }
    Ok(())
}
