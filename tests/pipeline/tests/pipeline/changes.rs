//! The change loop: what a reader hears, when, and on both hosts.

use std::time::{Duration, Instant};

use anyhow::Result;
use waterglass_model::Signal;
use waterglass_proto::{ChangeKind, Changes};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, trace_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_reader_hears_of_new_spans_by_trace() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let now: Changes = waterglass.get("/api/changes").await?;
    assert!(now.kinds.is_empty() && now.complete);
    let path = format!("/api/changes?after={}&wait_ms=30000", now.cursor);
    let (changes, sent) = tokio::join!(waterglass.get::<Changes>(&path), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        waterglass.store(Signal::Traces, request("s", vec![span(7, 1, 0, "x")])).await
    });
    sent?;
    let changes = changes?;
    assert_eq!(
        (changes.kinds, changes.trace_ids, changes.complete),
        (vec![ChangeKind::Traces], vec![trace_id(7)], true)
    );
    let again: Changes = waterglass.get(&format!("/api/changes?after={}&wait_ms=1", changes.cursor)).await?;
    assert_eq!((again.kinds.len(), again.cursor), (0, changes.cursor));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_run_makes_everything_stale() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let changes: Changes = waterglass.get("/api/changes?after=1-1&wait_ms=30000").await?;
    assert!(
        !changes.complete
            && changes.kinds.contains(&ChangeKind::Traces)
            && changes.kinds.contains(&ChangeKind::Deleted)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_waits_like_a_browser_and_neither_holds_up_the_end() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let now: Changes = waterglass.get("/api/changes").await?;
    let window = waterglass.instance().in_process();
    let uri = format!("waterglass://localhost/api/changes?after={}&wait_ms=30000", now.cursor);
    let request = http::Request::get(uri).body(Vec::new())?;
    let waiting = tokio::spawn(async move { window.call(request).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let began = Instant::now();
    waterglass.stop().await;
    let changes: Changes = serde_json::from_slice(waiting.await?.body())?;
    assert!(changes.kinds.is_empty());
    assert!(began.elapsed() < Duration::from_secs(10), "it waited for the reader");
    Ok(())
}
