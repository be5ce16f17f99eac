//! What is done to many traces at once: tags, notes, `GET /api/tags`, deleting. A selection is ids, or a query whose matches are looked up first; then the
//! writer does its work in steps, so that what comes in meanwhile never waits long.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use waterglass_model::TraceId;
use waterglass_proto::{
    Choice, Choices, Count, DeleteRequest, ErrorCode, NoteRequest, Selection, TagRequest, Touched, TraceQuery,
};
use waterglass_store::{Edit, MOST_TAGS};

use super::filter::trace_filter;
use super::params::{Body, OfTrace, trace_id};
use super::traces::no_trace;
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// Looking up all matches may take longer than a page does.
const DEADLINE: Duration = Duration::from_secs(60);

/// Traces of one step.
const STEP: usize = 8192;

/// Characters of a tag and of a note.
const LONGEST_TAG: usize = 64;
const LONGEST_NOTE: usize = 10_000;

pub(super) async fn tags(State(core): State<Arc<Core>>) -> Answer<Json<Choices>> {
    let tags = ask(&core, |reader| reader.list_tags()).await?;
    Ok(Json(Choices { choices: tags.into_iter().map(|(name, traces)| Choice { name, traces }).collect() }))
}

pub(super) async fn tag(State(core): State<Arc<Core>>, Body(request): Body<TagRequest>) -> Answer<Json<Touched>> {
    let (add, remove) = (checked_tags(request.add)?, checked_tags(request.remove)?);
    if add.is_empty() && remove.is_empty() {
        return Err(ApiFailure::bad_request("there is no tag to give or to take away"));
    }
    let traces = chosen(&core, request.selection).await?;
    let mut touched = 0;
    for step in traces.chunks(STEP) {
        let edit = Edit::Tag { traces: step.to_vec(), add: add.clone(), remove: remove.clone() };
        touched += core.store.edit(edit).await?;
    }
    Ok(Json(Touched { traces: Count(touched) }))
}

pub(super) async fn delete(State(core): State<Arc<Core>>, Body(request): Body<DeleteRequest>) -> Answer<Json<Touched>> {
    let traces = chosen(&core, request.selection).await?;
    // On a task of its own: whoever asked may leave, but what was begun is finished.
    let deleting = tokio::spawn(async move { core.store.delete_traces(&traces).await });
    let deleted = deleting
        .await
        .map_err(|error| ApiFailure::new(ErrorCode::Internal, format!("deleting failed (a bug): {error}")))??;
    Ok(Json(Touched { traces: Count(deleted) }))
}

pub(super) async fn note(
    State(core): State<Arc<Core>>,
    OfTrace(trace): OfTrace,
    Body(NoteRequest { text }): Body<NoteRequest>,
) -> Answer<StatusCode> {
    if text.chars().count() > LONGEST_NOTE {
        return Err(ApiFailure::bad_request(format!("a note has at most {LONGEST_NOTE} characters")));
    }
    let text = if text.trim().is_empty() { String::new() } else { text };
    match core.store.edit(Edit::Note { trace, text }).await? {
        0 => Err(no_trace(trace)),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// The traces of a selection; ids may name traces that are not stored.
pub(super) async fn chosen(core: &Core, selection: Selection) -> Answer<Vec<TraceId>> {
    match selection {
        Selection::Traces(ids) => {
            let mut traces = ids.iter().map(|id| trace_id(id)).collect::<Result<Vec<_>, _>>()?;
            traces.sort_unstable();
            traces.dedup();
            Ok(traces)
        }
        Selection::Matching(query) => matching(core, query).await,
    }
}

/// All traces that a query matches, whatever page it asks for.
pub(super) async fn matching(core: &Core, query: TraceQuery) -> Answer<Vec<TraceId>> {
    let TraceQuery { project, service, from, to, q, .. } = query;
    let filter = trace_filter(TraceQuery { project, service, from, to, q, ..TraceQuery::default() })?;
    Ok(core.store.read(DEADLINE, move |reader| reader.matching_traces(&filter)).await?)
}

fn checked_tags(tags: Vec<String>) -> Result<Vec<String>, ApiFailure> {
    if tags.len() > MOST_TAGS {
        return Err(ApiFailure::bad_request(format!("a trace has at most {MOST_TAGS} tags")));
    }
    tags.into_iter()
        .map(|tag| {
            let tag = tag.trim();
            let fits = (1..=LONGEST_TAG).contains(&tag.chars().count());
            if !fits || tag.chars().any(|character| character == ',' || character.is_control()) {
                return Err(ApiFailure::bad_request(format!(
                    "{tag:?} cannot be a tag: 1 to {LONGEST_TAG} characters, no commas, no control characters"
                )));
            }
            Ok(tag.to_owned())
        })
        .collect()
}
