//! `DELETE /api/data`: deletes all telemetry. The settings stay.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::Answer;
use crate::instance::Core;

pub(super) async fn clear(State(core): State<Arc<Core>>) -> Answer<Json<serde_json::Value>> {
    core.store.clear().await?;
    Ok(Json(serde_json::json!({})))
}
