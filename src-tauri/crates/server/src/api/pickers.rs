//! `GET /api/projects` and `GET /api/services`: what the pickers offer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_proto::{Choice, Choices};

use super::params::Params;
use super::{Answer, ask};
use crate::instance::Core;

pub(super) async fn projects(State(core): State<Arc<Core>>) -> Answer<Json<Choices>> {
    Ok(Json(choices(ask(&core, |reader| reader.list_projects()).await?)))
}

#[derive(Deserialize)]
pub(super) struct OfProject {
    project: Option<String>,
}

pub(super) async fn services(
    State(core): State<Arc<Core>>,
    Params(OfProject { project }): Params<OfProject>,
) -> Answer<Json<Choices>> {
    Ok(Json(choices(ask(&core, move |reader| reader.list_services(project.as_deref())).await?)))
}

fn choices(found: Vec<(String, u32)>) -> Choices {
    Choices { choices: found.into_iter().map(|(name, traces)| Choice { name, traces }).collect() }
}
