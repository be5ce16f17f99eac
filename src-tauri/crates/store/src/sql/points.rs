//! A metric's data points as rows (opentelemetry-proto metrics.proto: `NumberDataPoint`, `HistogramDataPoint`, `ExponentialHistogramDataPoint`,
//! `SummaryDataPoint`). Read: times, value or count and sum, attributes; buckets and quantiles are in `metric_json()`.

use rusqlite::types::Value as SqlValue;
use waterglass_model::otlp::{Attributes, MetricKind};
use waterglass_model::wire::{Fields, WireError};

use super::tables::{Cells, object, time};

/// `time_ns, start_ns, value, count, sum, attributes`.
pub(super) fn cells(kind: MetricKind, point: &[u8]) -> Result<Cells, WireError> {
    let is_number = matches!(kind, MetricKind::Gauge | MetricKind::Sum);
    // The field that holds the attributes, in each kind of point.
    let attributes = match kind {
        MetricKind::Gauge | MetricKind::Sum | MetricKind::Summary => 7,
        MetricKind::Histogram => 9,
        MetricKind::ExponentialHistogram => 1,
    };
    let (mut at, mut start) = (0, 0);
    let (mut value, mut count, mut sum) = (SqlValue::Null, SqlValue::Null, SqlValue::Null);
    let mut fields = Fields::of(point);
    while let Some(field) = fields.read()? {
        match field.number {
            2 => start = field.fixed64()?,
            3 => at = field.fixed64()?,
            4 if is_number => value = SqlValue::Real(f64::from_bits(field.fixed64()?)),
            6 if is_number => value = SqlValue::Integer(field.fixed64()? as i64),
            4 => count = SqlValue::Integer(i64::try_from(field.fixed64()?).unwrap_or(i64::MAX)),
            5 if !is_number => sum = SqlValue::Real(f64::from_bits(field.fixed64()?)),
            _ => {}
        }
    }
    Ok(vec![time(at), time(start), value, count, sum, object(Attributes::of(point, attributes))])
}
