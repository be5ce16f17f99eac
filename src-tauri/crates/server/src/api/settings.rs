//! `GET` and `PUT /api/settings`: what the user chose in the app, kept in the database so that the window and a browser agree.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use waterglass_proto::{ErrorCode, Settings};

use super::params::Body;
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// The setting's key in the database.
const KEY: &str = "settings";

pub(super) async fn get(State(core): State<Arc<Core>>) -> Answer<Json<Settings>> {
    let kept = ask(&core, |reader| reader.setting(KEY)).await?;
    // A value that another version wrote and this one cannot read counts as not chosen.
    Ok(Json(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()))
}

pub(super) async fn put(State(core): State<Arc<Core>>, Body(settings): Body<Settings>) -> Answer<Json<Settings>> {
    let text = serde_json::to_string(&settings)
        .map_err(|error| ApiFailure::new(ErrorCode::Internal, format!("the settings could not be written: {error}")))?;
    core.store.put_setting(KEY, text).await?;
    core.store.feed().announce("settings");
    Ok(Json(settings))
}
