//! Trees as they arrive: children before parents, parents that never come, circles, the same span twice.

use anyhow::Result;
use opentelemetry_proto::tonic::trace::v1::Span;
use waterglass_model::Signal;
use waterglass_proto::{Status, TraceList, TraceOutline, TraceStatus};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, span_id, trace_id};

async fn outline(waterglass: &Waterglass, trace: u8) -> Result<TraceOutline> {
    waterglass.get(&format!("/api/traces/{}", trace_id(trace))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_may_come_after_its_children_and_from_another_service() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, request("worker", vec![span(1, 3, 2, "query"), span(1, 4, 2, "render")])).await?;
    let before = outline(&waterglass, 1).await?;
    assert_eq!(before.spans.parent, [-2, -2]);
    assert_eq!(before.missing_parents, [(0, span_id(2)), (1, span_id(2))]);
    assert!(!before.summary.has_root);
    assert_eq!((before.summary.name.as_str(), before.summary.service.as_str()), ("query", "worker"));

    waterglass.store(Signal::Traces, request("web", vec![span(1, 2, 1, "call"), span(1, 1, 0, "GET /")])).await?;
    let after = outline(&waterglass, 1).await?;
    assert_eq!(after.spans.parent, [-1, 0, 1, 1]);
    assert!(after.missing_parents.is_empty() && after.summary.has_root);
    assert_eq!((after.summary.name.as_str(), after.summary.service.as_str()), ("GET /", "web"));
    assert_eq!(after.summary.services, ["web", "worker"]);
    assert_eq!((after.spans.start[0], after.spans.start[3]), (0.0, 3_000_000.0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn circles_orphans_and_remote_parents_are_told_apart() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let spans = vec![
        span(1, 1, 1, "its own parent"),
        span(1, 2, 3, "a"),
        span(1, 3, 2, "b"),
        span(1, 4, 99, "orphan"),
        Span { flags: 0x301, ..span(1, 5, 98, "served") },
    ];
    waterglass.store(Signal::Traces, request("s", spans)).await?;
    let found = outline(&waterglass, 1).await?;
    assert_eq!(found.spans.parent, [-3, -3, 1, -2, -4]);
    assert_eq!(found.missing_parents, [(3, span_id(99)), (4, span_id(98))]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_sent_again_is_kept_once() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let twice = request("s", vec![span(1, 1, 0, "once"), span(1, 1, 0, "once"), span(1, 2, 1, "child")]);
    waterglass.store(Signal::Traces, twice.clone()).await?;
    waterglass.store(Signal::Traces, twice).await?;
    let found = outline(&waterglass, 1).await?;
    assert_eq!((found.summary.spans, found.spans.span_id.len()), (2, 2));
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!((status.counts.spans.0, status.counts.traces.0), (2, 1));
    assert_eq!(waterglass.export().await?.matches("\"spanId\"").count(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_says_how_it_ended() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let failed = |span: Span| {
        let status = opentelemetry_proto::tonic::trace::v1::Status { code: 2, message: "no".into() };
        Span { status: Some(status), ..span }
    };
    waterglass.store(Signal::Traces, request("s", vec![span(1, 1, 0, "fine"), span(1, 2, 1, "fine")])).await?;
    waterglass
        .store(Signal::Traces, request("s", vec![span(2, 1, 0, "fine"), failed(span(2, 2, 1, "broken"))]))
        .await?;
    waterglass.store(Signal::Traces, request("s", vec![failed(span(3, 1, 0, "broken"))])).await?;
    let mut list: TraceList = waterglass.get("/api/traces").await?;
    list.rows.sort_by(|left, right| left.trace_id.cmp(&right.trace_id));
    let ends: Vec<_> = list.rows.iter().map(|row| (row.status, row.errors)).collect();
    assert_eq!(ends, [(TraceStatus::Ok, 0), (TraceStatus::HasErrors, 1), (TraceStatus::Failed, 1)]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_times_do_no_harm() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let at = |id: u8, start: u64, end: u64| Span {
        start_time_unix_nano: start,
        end_time_unix_nano: end,
        ..span(1, id, 0, "odd")
    };
    let spans = vec![at(1, 0, 0), at(2, 5_000, 1_000), at(3, u64::MAX, u64::MAX), at(4, 1, u64::MAX)];
    waterglass.store(Signal::Traces, request("s", spans)).await?;
    let found = outline(&waterglass, 1).await?;
    assert_eq!(found.spans.span_id.len(), 4);
    assert!(found.spans.duration.iter().chain(&found.spans.start).all(|time| *time >= 0.0));
    let backwards: waterglass_proto::Span =
        waterglass.get(&format!("/api/traces/{}/spans/{}", trace_id(1), span_id(2))).await?;
    assert_eq!((backwards.start.0, backwards.end.0), (5_000, 1_000));
    let last: waterglass_proto::Span =
        waterglass.get(&format!("/api/traces/{}/spans/{}", trace_id(1), span_id(3))).await?;
    assert_eq!(last.start.0, u64::MAX);
    Ok(())
}
