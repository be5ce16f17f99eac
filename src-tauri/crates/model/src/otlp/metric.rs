//! `Metric`: the instrument's head and the span of its points. Points themselves are read where they are charted.

use super::span::messages;
use crate::wire::{Fields, WireError};

/// The kinds of OTLP metric data. Stored as its number: append only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum MetricKind {
    /// Last value (also the deprecated `int_gauge`), or no data at all.
    #[default]
    Gauge = 0,
    /// A sum (also the deprecated `int_sum`).
    Sum = 1,
    /// Explicit buckets (also the deprecated `int_histogram`).
    Histogram = 2,
    /// Exponential buckets.
    ExponentialHistogram = 3,
    /// Quantiles.
    Summary = 4,
}

impl MetricKind {
    /// The kind stored as `number`; unknown numbers are `Gauge`.
    pub fn from_number(number: u8) -> Self {
        [Self::Gauge, Self::Sum, Self::Histogram, Self::ExponentialHistogram, Self::Summary]
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }
}

/// A `Metric` message.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Metric<'a> {
    message: &'a [u8],
    /// The instrument's name.
    pub name: &'a str,
    /// What it measures.
    pub description: &'a str,
    /// Its unit.
    pub unit: &'a str,
    /// The kind of its data.
    pub kind: MetricKind,
    data: &'a [u8],
}

/// How many points a metric carries and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointRange {
    /// Data points.
    pub count: u32,
    /// Earliest time, Unix nanoseconds; 0 when there is none.
    pub first: u64,
    /// Latest time.
    pub last: u64,
}

impl<'a> Metric<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut metric = Self { message, ..Self::default() };
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            let kind = match field.number {
                1 => {
                    metric.name = field.text()?;
                    continue;
                }
                2 => {
                    metric.description = field.text()?;
                    continue;
                }
                3 => {
                    metric.unit = field.text()?;
                    continue;
                }
                4 | 5 => MetricKind::Gauge,
                6 | 7 => MetricKind::Sum,
                8 | 9 => MetricKind::Histogram,
                10 => MetricKind::ExponentialHistogram,
                11 => MetricKind::Summary,
                _ => continue,
            };
            metric.kind = kind;
            metric.data = field.bytes()?;
        }
        Ok(metric)
    }

    /// The message as it came.
    pub fn message(&self) -> &'a [u8] {
        self.message
    }

    /// Its data points' messages: field 1 of every kind of data.
    pub fn points(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        messages(self.data, 1)
    }

    /// Counts its points and finds their earliest and latest time: field 3 (`time_unix_nano`) in every kind of point.
    ///
    /// # Errors
    /// When a point is no message.
    pub fn point_range(&self) -> Result<PointRange, WireError> {
        let mut range = PointRange::default();
        let mut data = Fields::of(self.data);
        while let Some(field) = data.read()? {
            if field.number != 1 {
                continue;
            }
            let time = point_time(field.bytes()?)?;
            range.first = if range.count == 0 { time } else { range.first.min(time) };
            range.last = range.last.max(time);
            range.count += 1;
        }
        Ok(range)
    }
}

fn point_time(point: &[u8]) -> Result<u64, WireError> {
    let mut time = 0;
    let mut fields = Fields::of(point);
    while let Some(field) = fields.read()? {
        if field.number == 3 {
            time = field.fixed64()?;
        }
    }
    Ok(time)
}
