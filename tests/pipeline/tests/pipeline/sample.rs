//! "Send a sample": through the real receiver, or past shut doors, it is a whole little trace.

use anyhow::Result;
use http::{Method, StatusCode};
use waterglass_model::Signal;
use waterglass_proto::{LogList, MetricList, SampleSent, SpanType, Status, TraceOutline, TraceStatus};
use waterglass_server::{Config, Instance};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span};

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_arrives_with_its_logs_and_metric() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let sent = waterglass.api(Method::POST, "/api/sample", "").await?;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    let SampleSent { trace_id } = sent.json()?;
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{trace_id}")).await?;
    assert_eq!((outline.summary.status, outline.summary.errors, outline.logs), (TraceStatus::HasErrors, 1, 4));
    assert_eq!(outline.summary.services, ["shop-assistant", "shop-orders"]);
    assert_eq!(outline.summary.project, "sample");
    assert!(outline.summary.session.is_some());
    let has = |wanted: SpanType| outline.spans.span_type.contains(&wanted);
    use SpanType::{Agent, Database, Embedding, Http, Messaging, Model, Retrieval, Tool};
    assert!([Agent, Model, Tool, Retrieval, Embedding, Http, Database, Messaging].into_iter().all(has));
    assert!(outline.spans.parent.iter().all(|parent| *parent >= -1), "every parent is there");
    assert_eq!(outline.spans.tick_error.iter().filter(|error| **error).count(), 1);
    let logs: LogList = waterglass.get(&format!("/api/logs?trace_id={trace_id}")).await?;
    assert!(logs.rows.len() == 4 && logs.rows.iter().all(|row| row.trace_known));
    let metrics: MetricList = waterglass.get("/api/metrics").await?;
    assert_eq!(metrics.rows.iter().map(|row| row.points.0).sum::<u64>(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_arrives_also_when_no_ingest_door_could_open() -> Result<()> {
    let first = Waterglass::start().await?;
    let [grpc, http, _] = first.instance().doors() else { panic!("three doors") };
    let config =
        Config { grpc_port: grpc.port, http_port: http.port, ..Config::on_free_ports(&first.path("other.db")) };
    let second = Box::pin(Instance::start(config)).await?;
    let answer = second.in_process().call(http::Request::post("/api/sample").body(Vec::new())?).await;
    assert_eq!(answer.status(), StatusCode::OK, "{}", String::from_utf8_lossy(answer.body()));
    let status = second.in_process().call(http::Request::get("/api/status").body(Vec::new())?).await;
    assert_eq!(serde_json::from_slice::<Status>(status.body())?.counts.spans.0, 13);
    second.shutdown().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checklist_ticks_and_says_who() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, request("first", vec![span(1, 1, 0, "x")])).await?;
    let checklist = waterglass.get::<Status>("/api/status").await?.checklist;
    let span = checklist.span.expect("a span arrived");
    assert_eq!((span.service.as_str(), span.client.as_str()), ("first", "pipeline-test/1"));
    assert!(checklist.model_call.is_none() && checklist.log.is_none() && checklist.metric.is_none());
    waterglass.api(Method::POST, "/api/sample", "").await?;
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!(status.checklist.model_call.map(|arrival| arrival.service), Some("shop-assistant".into()));
    assert!(status.checklist.log.is_some() && status.checklist.metric.is_some());
    assert!(status.rate.spans > 0.0);
    Ok(())
}
