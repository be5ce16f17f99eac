//! What a resource's attributes say about who sent the telemetry.

use crate::otlp::{Resource, Value};

/// The service shown when `service.name` is missing or empty.
pub const UNKNOWN_SERVICE: &str = "unknown_service";

/// The project of telemetry that names none.
pub const DEFAULT_PROJECT: &str = "default";

/// Attributes that name a project, best first: Phoenix/OpenInference, promptflow's collection, MLflow's experiment, OpenTelemetry.
const PROJECT_KEYS: [&str; 6] = [
    "openinference.project.name",
    "collection",
    "mlflow.experiment.name",
    "mlflow.experimentId",
    "mlflow.experiment_id",
    "service.namespace",
];

/// `service.name` of a resource (OpenTelemetry semantic conventions, resource/service).
pub fn service_of<'a>(resource: &Resource<'a>) -> &'a str {
    text_of(resource, "service.name").unwrap_or(UNKNOWN_SERVICE)
}

/// The project a resource belongs to.
pub fn project_of<'a>(resource: &Resource<'a>) -> &'a str {
    PROJECT_KEYS.iter().find_map(|key| text_of(resource, key)).unwrap_or(DEFAULT_PROJECT)
}

fn text_of<'a>(resource: &Resource<'a>, key: &str) -> Option<&'a str> {
    resource.attributes().find_map(|(name, value)| match value {
        Value::String(text) if name == key && !text.is_empty() => Some(text),
        _ => None,
    })
}
