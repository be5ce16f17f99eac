//! `/api/views`: saved views. The store keeps each as JSON under its name; a body that another version wrote and this one cannot read is
//! passed over, not lost.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use waterglass_proto::{ErrorCode, SavedView, SavedViews};
use waterglass_store::Edit;

use super::params::{Body, Named};
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// Characters of a name.
const LONGEST_NAME: usize = 100;

/// Bytes of a view: a query may be long, a view is not a store for data.
const LARGEST: usize = 128 << 10;

pub(super) async fn list(State(core): State<Arc<Core>>) -> Answer<Json<SavedViews>> {
    let kept = ask(&core, |reader| reader.list_views()).await?;
    let views = kept.into_iter().filter_map(|(name, body)| {
        let view: SavedView = serde_json::from_str(&body).ok()?;
        Some(SavedView { name, ..view })
    });
    Ok(Json(SavedViews { views: views.collect() }))
}

pub(super) async fn add(
    State(core): State<Arc<Core>>,
    Body(SavedViews { views }): Body<SavedViews>,
) -> Answer<Json<SavedViews>> {
    let bodies = views.into_iter().map(|view| checked(view).and_then(|view| Ok((view.name.clone(), body(&view)?))));
    let bodies = bodies.collect::<Result<Vec<_>, _>>()?;
    core.store.edit(Edit::PutViews(bodies)).await?;
    list(State(core)).await
}

pub(super) async fn put(
    State(core): State<Arc<Core>>,
    Named(name): Named,
    Body(view): Body<SavedView>,
) -> Answer<Json<SavedView>> {
    let view = checked(SavedView { name, ..view })?;
    core.store.edit(Edit::PutViews(vec![(view.name.clone(), body(&view)?)])).await?;
    Ok(Json(view))
}

pub(super) async fn delete(State(core): State<Arc<Core>>, Named(name): Named) -> Answer<StatusCode> {
    match core.store.edit(Edit::DeleteView(name.trim().to_owned())).await? {
        0 => Err(ApiFailure::not_found(format!("there is no saved view {name:?}"))),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

fn checked(view: SavedView) -> Result<SavedView, ApiFailure> {
    let name = view.name.trim().to_owned();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(ApiFailure::bad_request(format!(
            "a saved view needs a name of 1 to {LONGEST_NAME} characters, none of them a control character"
        )));
    }
    Ok(SavedView { name, ..view })
}

fn body(view: &SavedView) -> Result<String, ApiFailure> {
    let body = serde_json::to_string(view)
        .map_err(|error| ApiFailure::new(ErrorCode::Internal, format!("the view could not be written: {error}")))?;
    if body.len() > LARGEST {
        return Err(ApiFailure::new(
            ErrorCode::TooLarge,
            format!("the saved view {:?} is larger than {} KiB", view.name, LARGEST >> 10),
        ));
    }
    Ok(body)
}
