//! `GET /api/metrics`: the instruments that have sent points.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use waterglass_model::otlp::MetricKind as Kind;
use waterglass_proto::{Count, MetricKind, MetricList, MetricRow, Nanos};
use waterglass_store::Instrument;

use super::{Answer, ask};
use crate::instance::Core;

pub(super) async fn list(State(core): State<Arc<Core>>) -> Answer<Json<MetricList>> {
    let instruments = ask(&core, |reader| reader.list_instruments()).await?;
    Ok(Json(MetricList { rows: instruments.into_iter().map(row).collect() }))
}

fn row(instrument: Instrument) -> MetricRow {
    MetricRow {
        name: instrument.name,
        unit: instrument.unit,
        description: instrument.description,
        kind: match instrument.kind {
            Kind::Gauge => MetricKind::Gauge,
            Kind::Sum => MetricKind::Sum,
            Kind::Histogram => MetricKind::Histogram,
            Kind::ExponentialHistogram => MetricKind::ExponentialHistogram,
            Kind::Summary => MetricKind::Summary,
        },
        service: instrument.service,
        scope: instrument.scope,
        points: Count(instrument.points),
        first: Nanos(instrument.first),
        last: Nanos(instrument.last),
    }
}
