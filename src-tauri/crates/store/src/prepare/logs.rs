//! Log records of a group, in the order they came.

use waterglass_model::otlp::{Log, Value};
use waterglass_model::{Batch, SpanId, TraceId};

use super::attributes::BlockAttributes;
use super::origins::OriginNumbers;
use super::own::{Numbers, OwnTexts, place};
use super::{Chunks, KeyColumn, Origins, Place, Strings, signed};
use crate::StoreError;
use crate::chunk::Packer;
use crate::columns::cells;

/// One row of `logs`, texts by the group's numbers.
pub(crate) struct LogRow {
    pub(crate) time: i64,
    pub(crate) severity: u8,
    pub(crate) origin: OriginNumbers,
    pub(crate) event: Option<u32>,
    pub(crate) trace_id: Option<TraceId>,
    pub(crate) span_id: Option<i64>,
    pub(crate) place: Place,
}

/// The own texts of a log record, as a filter names them, in the order they are added.
pub(crate) const OWN: [&str; 7] = ["name", "service", "project", "scope", "resource", "severity", "body"];

/// The log records of a group.
pub(crate) struct LogBlock {
    pub(crate) rows: Vec<LogRow>,
    pub(crate) chunks: Vec<Vec<u8>>,
    pub(crate) columns: Vec<KeyColumn>,
    pub(crate) words: Vec<u8>,
    pub(crate) client: Box<str>,
}

pub(super) fn prepare<'a>(
    batches: impl Iterator<Item = &'a Batch>,
    received: u64,
    strings: &mut Strings,
    origins: &mut Origins,
    packer: &mut Packer,
) -> Result<Option<LogBlock>, StoreError> {
    let mut attributes = BlockAttributes::new();
    let mut chunks = Chunks::new(packer);
    let mut rows = Vec::new();
    let mut client = "";
    let (mut own, mut start) = (OwnTexts::new(place::OWN_LOG, &OWN), Numbers::new("start"));
    for batch in batches {
        if rows.is_empty() {
            client = &batch.source.user_agent;
        }
        let numbers = origins.of_batch(batch, strings);
        for item in &batch.items {
            let Ok(log) = Log::parse(batch.slice(&item.bytes)) else { continue };
            let row = rows.len() as u32;
            let place = chunks.add(log.message())?;
            attributes.in_chunk(place.chunk);
            add_attributes(row, &log, &mut attributes);
            chunks.border()?;
            let time = Some(log.time_or_observed()).filter(|time| *time != 0).unwrap_or(received);
            let origin = numbers[item.group as usize];
            start.add_time(signed(time));
            let (resource, scope) = origins.of(origin);
            let texts = [
                log.event_name,
                strings.text(origin.service),
                strings.text(resource.project),
                strings.text(scope.name),
            ];
            for (field, text) in texts.into_iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                own.add(row, field, text);
            }
            own.add_cell(row, 4, b's', &resource.hash);
            own.add_cell(row, 5, b'i', log.severity.to_string().as_bytes());
            if log.body != Value::Empty {
                cells(&log.body, &mut |kind, bytes| own.add_cell(row, 6, kind, bytes));
            }
            rows.push(LogRow {
                time: signed(time),
                severity: log.severity,
                origin,
                event: (!log.event_name.is_empty()).then(|| strings.number(log.event_name)),
                trace_id: TraceId::optional(log.trace_id).ok().flatten(),
                span_id: SpanId::optional(log.span_id).ok().flatten().map(SpanId::to_i64),
                place,
            });
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let chunks = chunks.finish()?;
    let (mut columns, words) = attributes.finish(packer);
    own.finish(packer, &mut columns);
    start.finish(packer, &mut columns);
    Ok(Some(LogBlock { rows, chunks, columns, words, client: client.into() }))
}

/// Adds a record's body, names and attributes to its block.
pub(crate) fn add_attributes<'a>(row: u32, log: &Log<'a>, block: &mut BlockAttributes<'a>) {
    block.add_words_of(&log.body, 0);
    block.add_text(log.severity_text);
    block.add_text(log.event_name);
    log.attributes().for_each(|(name, value)| block.add(row, 3, name, &value));
}
