//! `GET /api/changes`: what changed since a cursor, waiting a bounded while when nothing has. Kinds and ids, never rows.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_proto::{ChangeKind, Changes};
use waterglass_store::FeedAnswer;

use super::Answer;
use super::params::Params;
use crate::instance::Core;

/// The longest wait: below the minute after which proxies and browsers give up on a silent connection.
const LONGEST: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
pub(super) struct Question {
    after: Option<String>,
    #[serde(default)]
    wait_ms: u64,
}

pub(super) async fn get(State(core): State<Arc<Core>>, Params(question): Params<Question>) -> Answer<Json<Changes>> {
    let wait = Duration::from_millis(question.wait_ms).min(LONGEST);
    let feed = core.store.feed();
    let after = question.after.as_deref();
    let answer = tokio::select! {
        answer = feed.wait(after, wait) => answer,
        // The end of the instance must not wait for a reader that waits for news.
        () = core.closing.cancelled() => feed.wait(after, Duration::ZERO).await,
    };
    Ok(Json(changes(answer)))
}

fn changes(answer: FeedAnswer) -> Changes {
    let own = [
        (answer.traces, ChangeKind::Traces),
        (answer.logs, ChangeKind::Logs),
        (answer.metrics, ChangeKind::Metrics),
        (answer.other.contains(&"status"), ChangeKind::Status),
        (answer.other.contains(&"settings"), ChangeKind::Settings),
        (answer.deleted, ChangeKind::Deleted),
    ];
    Changes {
        cursor: answer.cursor,
        kinds: own.into_iter().filter(|(changed, _)| *changed).map(|(_, kind)| kind).collect(),
        trace_ids: answer.trace_ids.iter().map(ToString::to_string).collect(),
        complete: answer.complete,
    }
}
