//! Settings, and clearing everything but them.

use anyhow::Result;
use http::{Method, StatusCode};
use waterglass_model::Signal;
use waterglass_proto::{ChangeKind, Changes, Settings, Status, Theme, TraceList};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span};

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_kept_and_outlive_a_restart_and_a_clearing() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    assert_eq!(waterglass.get::<Settings>("/api/settings").await?, Settings::default());
    let cursor = waterglass.get::<Changes>("/api/changes").await?.cursor;
    let wanted = Settings { theme: Theme::Dark, colour_by_service: true, absolute_times: false };
    let reply = waterglass.api(Method::PUT, "/api/settings", serde_json::to_vec(&wanted)?).await?;
    assert_eq!(reply.json::<Settings>()?, wanted);
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert_eq!(changes.kinds, [ChangeKind::Settings]);
    assert_eq!(
        waterglass.api(Method::PUT, "/api/settings", "{\"theme\":\"pink\"}").await?.status,
        StatusCode::BAD_REQUEST
    );

    waterglass.store(Signal::Traces, request("s", vec![span(1, 1, 0, "x")])).await?;
    let cursor = waterglass.get::<Changes>("/api/changes").await?.cursor;
    assert_eq!(waterglass.api(Method::DELETE, "/api/data", "").await?.status, StatusCode::OK);
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert!(changes.kinds.contains(&ChangeKind::Deleted));
    assert!(waterglass.get::<TraceList>("/api/traces").await?.rows.is_empty());
    assert_eq!(waterglass.get::<Status>("/api/status").await?.counts.spans.0, 0);
    assert_eq!(waterglass.export().await?, "");

    let waterglass = Waterglass::start_in(waterglass.stop().await).await?;
    assert_eq!(waterglass.get::<Settings>("/api/settings").await?, wanted);
    Ok(())
}
