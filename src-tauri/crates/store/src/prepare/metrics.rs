//! Metrics of a group: one row a Metric message, and what each instrument gained.

use waterglass_model::Batch;
use waterglass_model::otlp::{Metric, MetricKind};
use xxhash_rust::xxh3::Xxh3;

use super::origins::OriginNumbers;
use super::{Chunks, Origins, Place, Strings, signed};
use crate::StoreError;
use crate::chunk::Packer;
use crate::columns::FastMap;

/// One row of `metrics`.
pub(crate) struct MetricRow {
    /// Index into [`MetricBlock::instruments`].
    pub(crate) instrument: u32,
    pub(crate) origin: OriginNumbers,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) points: u32,
    pub(crate) place: Place,
}

/// What one instrument gained in this group.
pub(crate) struct InstrumentGain {
    pub(crate) hash: [u8; 16],
    pub(crate) service: u32,
    pub(crate) scope_name: u32,
    pub(crate) name: Box<str>,
    pub(crate) unit: Box<str>,
    pub(crate) description: Box<str>,
    pub(crate) kind: MetricKind,
    pub(crate) points: u64,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

/// The metrics of a group.
pub(crate) struct MetricBlock {
    pub(crate) rows: Vec<MetricRow>,
    pub(crate) instruments: Vec<InstrumentGain>,
    pub(crate) chunks: Vec<Vec<u8>>,
    pub(crate) client: Box<str>,
}

pub(super) fn prepare<'a>(
    batches: impl Iterator<Item = &'a Batch>,
    strings: &mut Strings,
    origins: &mut Origins,
    packer: &mut Packer,
) -> Result<Option<MetricBlock>, StoreError> {
    let mut index = FastMap::<[u8; 16], u32>::default();
    let mut instruments: Vec<InstrumentGain> = Vec::new();
    let mut chunks = Chunks::new(packer);
    let mut rows = Vec::new();
    let mut client = "";
    for batch in batches {
        if rows.is_empty() {
            client = &batch.source.user_agent;
        }
        let numbers = origins.of_batch(batch, strings);
        for item in &batch.items {
            let Ok(metric) = Metric::parse(batch.slice(&item.bytes)) else { continue };
            let Ok(range) = metric.point_range() else { continue };
            let origin = numbers[item.group as usize];
            let scope_name = origins.scope_name_number(origin.scope);
            let hash = instrument_hash(strings.text(origin.service), strings.text(scope_name), &metric);
            let (first, last) = (signed(range.first), signed(range.last));
            let number = *index.entry(hash).or_insert_with(|| {
                instruments.push(InstrumentGain {
                    hash,
                    service: origin.service,
                    scope_name,
                    name: metric.name.into(),
                    unit: metric.unit.into(),
                    description: metric.description.into(),
                    kind: metric.kind,
                    points: 0,
                    first: i64::MAX,
                    last: 0,
                });
                instruments.len() as u32 - 1
            });
            let gain = &mut instruments[number as usize];
            gain.points += u64::from(range.count);
            (gain.first, gain.last) = (gain.first.min(first), gain.last.max(last));
            let place = chunks.add(metric.message())?;
            chunks.border()?;
            rows.push(MetricRow { instrument: number, origin, first, last, points: range.count, place });
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(MetricBlock { rows, instruments, chunks: chunks.finish()?, client: client.into() }))
}

/// An instrument is told apart by service, scope, name, unit and kind (OpenTelemetry metrics data model, "timeseries identity",
/// less the attributes).
fn instrument_hash(service: &str, scope: &str, metric: &Metric<'_>) -> [u8; 16] {
    let mut hasher = Xxh3::new();
    for text in [service, scope, metric.name, metric.unit] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(&[metric.kind as u8]);
    hasher.digest128().to_be_bytes()
}
