//! Metrics: which instruments have sent points.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Count, Nanos};

/// The kinds of OTLP metric data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Last value.
    #[default]
    Gauge,
    /// A sum.
    Sum,
    /// Explicit-bucket histogram.
    Histogram,
    /// Exponential-bucket histogram.
    ExponentialHistogram,
    /// Quantile summary.
    Summary,
}

/// One instrument of one service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricRow {
    /// The instrument's name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it measures.
    pub description: String,
    /// The kind of its data.
    pub kind: MetricKind,
    /// `service.name` of its resource.
    pub service: String,
    /// Name of the scope that made it.
    pub scope: String,
    /// Data points stored.
    pub points: Count,
    /// Time of the earliest point, Unix time.
    pub first: Nanos,
    /// Time of the latest point, Unix time.
    pub last: Nanos,
}

/// All instruments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricList {
    /// By service, scope and name.
    pub rows: Vec<MetricRow>,
}
