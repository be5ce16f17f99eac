//! Log records of a group, in the order they came.

use waterglass_model::otlp::{Log, Value};
use waterglass_model::{Batch, LogFacts, SpanId, TraceId};

use super::attributes::BlockAttributes;
use super::origins::OriginNumbers;
use super::own::{Numbers, OwnTexts, place};
use super::{Chunks, KeyColumn, LONGEST_SAID, Origins, Place, Strings, signed};
use crate::chunk::Packer;
use crate::columns::cells;
use crate::{Facts, StoreError};

/// One row of `logs`, texts by the group's numbers.
pub(crate) struct LogRow {
    pub(crate) time: i64,
    pub(crate) severity: u8,
    pub(crate) origin: OriginNumbers,
    pub(crate) event: Option<u32>,
    pub(crate) trace_id: Option<TraceId>,
    pub(crate) span_id: Option<i64>,
    pub(crate) said: Option<Box<OwnSaid>>,
    pub(crate) place: Place,
}

/// Session and user that a row names, owned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnSaid {
    pub(crate) session: Option<Box<str>>,
    pub(crate) user: Option<Box<str>>,
}

impl OwnSaid {
    /// What was said; `None` when nothing was that may be kept.
    pub(crate) fn of(session: Option<&str>, user: Option<&str>) -> Option<Self> {
        let kept = |text: Option<&str>| {
            text.filter(|text| !text.is_empty() && text.len() <= LONGEST_SAID).map(Box::<str>::from)
        };
        let said = Self { session: kept(session), user: kept(user) };
        (said != Self::default()).then_some(said)
    }
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
    /// Of the dialects that read them.
    pub(crate) revision: u32,
}

pub(super) fn prepare<'a>(
    facts: &Facts,
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
    let mut scratch = Vec::new();
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
            let trace_id = TraceId::optional(log.trace_id).ok().flatten();
            let scope = strings.text(scope.name);
            let said = trace_id.and_then(|_| said_by(facts, &log, time, scope, &mut scratch)).map(Box::new);
            rows.push(LogRow {
                time: signed(time),
                severity: log.severity,
                origin,
                event: (!log.event_name.is_empty()).then(|| strings.number(log.event_name)),
                trace_id,
                span_id: SpanId::optional(log.span_id).ok().flatten().map(SpanId::to_i64),
                said,
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
    Ok(Some(LogBlock { rows, chunks, columns, words, client: client.into(), revision: facts.revision }))
}

/// Which session and user a record names.
pub(crate) fn said_by<'a>(
    facts: &Facts,
    log: &Log<'a>,
    time: u64,
    scope: &str,
    attributes: &mut Vec<(&'a str, Value<'a>)>,
) -> Option<OwnSaid> {
    attributes.clear();
    attributes.extend(log.attributes());
    let body = Some(log.body).filter(|body| *body != Value::Empty);
    let said = (facts.said_by_log)(&LogFacts { name: log.event_name, time, scope, body, attributes });
    OwnSaid::of(said.session.as_deref(), said.user.as_deref())
}

/// Adds a record's body, names and attributes to its block.
pub(crate) fn add_attributes<'a>(row: u32, log: &Log<'a>, block: &mut BlockAttributes<'a>) {
    block.add_words_of(&log.body, 0);
    block.add_text(log.severity_text);
    block.add_text(log.event_name);
    log.attributes().for_each(|(name, value)| block.add(row, 3, name, &value));
}
