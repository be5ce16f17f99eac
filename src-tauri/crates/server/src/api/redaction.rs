//! `GET` and `PUT /api/redaction`, and what rules would take out of a stored trace. What a rule must look like and does is
//! `waterglass_redaction`'s to say; how rules come into force, `crate::redaction`'s.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use serde::Deserialize;
use waterglass_model::{Source, TraceId, otlp};
use waterglass_proto::{ErrorCode, Redaction, RedactionPreview};
use waterglass_redaction::RedactionError;
use waterglass_store::{Reader, StoreError};

use super::params::{Body, Params, trace_id};
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;
use crate::redaction::Ready;

/// How much of a trace a preview looks at, and for how long: the rest would show more of the same.
const MOST_BYTES: usize = 64 << 20;
const LONGEST: Duration = Duration::from_secs(3);

/// Which trace is looked at.
#[derive(Debug, Deserialize)]
pub(super) struct PreviewQuery {
    trace_id: String,
}

pub(super) async fn get(State(core): State<Arc<Core>>) -> Json<Redaction> {
    Json(Redaction::clone(&core.redaction.rules()))
}

pub(super) async fn put(State(core): State<Arc<Core>>, Body(rules): Body<Redaction>) -> Answer<Json<Redaction>> {
    let ready = made_ready(rules).await?;
    // Not left half done when whoever asked goes away.
    let kept = core.clone();
    let replaced = tokio::spawn(async move { kept.redaction.replace(&kept.store, ready).await });
    let gone = |_| ApiFailure::new(ErrorCode::Internal, "the rules could not be put in force".into());
    replaced.await.map_err(gone)??;
    core.store.feed().announce("settings");
    Ok(get(State(core)).await)
}

pub(super) async fn preview(
    State(core): State<Arc<Core>>,
    Params(PreviewQuery { trace_id: id }): Params<PreviewQuery>,
    Body(rules): Body<Redaction>,
) -> Answer<Json<RedactionPreview>> {
    let trace = trace_id(&id)?;
    let ready = made_ready(rules).await?;
    let preview = ask(&core, move |reader| {
        if reader.known_traces(&[trace])? != [true] {
            return Ok(None);
        }
        of_trace(reader, trace, &ready).map(Some)
    });
    preview.await?.map(Json).ok_or_else(|| ApiFailure::not_found("this trace is not stored here"))
}

/// Compiles on a thread of its own: expressions may be large.
async fn made_ready(rules: Redaction) -> Answer<Ready> {
    let ready = tokio::task::spawn_blocking(move || Ready::new(rules)).await;
    let failed = |_| ApiFailure::new(ErrorCode::Internal, "the rules could not be looked at".into());
    ready.map_err(failed)?.map_err(refused)
}

fn refused(error: RedactionError) -> ApiFailure {
    ApiFailure::bad_request(error.to_string()).hint(error.hint())
}

fn of_trace(reader: &Reader<'_>, trace: TraceId, ready: &Ready) -> Result<RedactionPreview, StoreError> {
    let mut preview = ready.redactor.preview();
    let (began, mut bytes, mut damage, mut partial) = (Instant::now(), 0, None, false);
    reader.export(Some(&[trace]), &mut |signal, request| {
        if bytes > MOST_BYTES || began.elapsed() > LONGEST {
            partial = true;
            return ControlFlow::Break(());
        }
        bytes += request.len();
        match otlp::check(signal, Bytes::copy_from_slice(request), Source::default()) {
            Ok((batch, _)) => preview.look(&batch),
            Err(error) => {
                damage = Some(StoreError::Damaged(format!("stored {} cannot be read: {error}", signal.name())))
            }
        }
        if damage.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match damage {
        Some(damage) => Err(damage),
        None => {
            let found = preview.finish();
            Ok(RedactionPreview { partial: partial || found.partial, ..found })
        }
    }
}
