//! Spans of a group: ordered by trace, read once, turned into rows, chunks, columns and words.

use std::ops::Range;

use waterglass_model::otlp::{Span, Value};
use waterglass_model::{Batch, SpanFacts, SpanId, SpanType, TraceId};

use super::attributes::BlockAttributes;
use super::origins::OriginNumbers;
use super::own::{Numbers, OwnTexts, place};
use super::{Chunks, KeyColumn, Normalise, Origins, Place, Strings, signed};
use crate::chunk::Packer;
use crate::columns::FastMap;
use crate::{StoreError, ticks};

/// One row of `spans`, texts by the group's numbers.
#[derive(Default)]
pub(crate) struct SpanRow {
    pub(crate) span_id: i64,
    pub(crate) parent: Option<i64>,
    pub(crate) start: i64,
    pub(crate) duration: i64,
    pub(crate) name: u32,
    pub(crate) origin: OriginNumbers,
    pub(crate) kind: u8,
    pub(crate) status: u8,
    pub(crate) span_type: SpanType,
    pub(crate) flags: u32,
    pub(crate) operation: Option<u32>,
    pub(crate) provider: Option<u32>,
    pub(crate) model: Option<u32>,
    pub(crate) detail: Option<u32>,
    pub(crate) input_tokens: Option<i64>,
    pub(crate) output_tokens: Option<i64>,
    pub(crate) is_model_call: bool,
    pub(crate) session: Option<Box<str>>,
    pub(crate) ticks: Option<Vec<u8>>,
    pub(crate) place: Place,
}

/// The spans of a group.
pub(crate) struct SpanBlock {
    pub(crate) rows: Vec<SpanRow>,
    /// Each trace and its run of rows.
    pub(crate) traces: Vec<(TraceId, Range<usize>)>,
    pub(crate) chunks: Vec<Vec<u8>>,
    pub(crate) columns: Vec<KeyColumn>,
    pub(crate) words: Vec<u8>,
    /// User-Agent of the batch that brought the first span, and the one of the first model call.
    pub(crate) client: Box<str>,
}

/// The own texts of a span, as a filter names them, in the order [`Work::derived`] adds them.
pub(crate) const OWN: [&str; 17] = [
    "name",
    "service",
    "project",
    "type",
    "span_kind",
    "status",
    "status_message",
    "model",
    "provider",
    "operation",
    "tool",
    "agent",
    "session",
    "user",
    "scope",
    "event",
    "resource",
];

const EVENT: usize = 15;
const RESOURCE: usize = 16;

/// OTLP's span kinds in the filter language's words.
pub(crate) const fn kind_word(kind: u8) -> &'static str {
    match kind {
        1 => "internal",
        2 => "server",
        3 => "client",
        4 => "producer",
        5 => "consumer",
        _ => "unspecified",
    }
}

/// OTLP's statuses likewise.
pub(crate) const fn status_word(status: u8) -> &'static str {
    match status {
        1 => "ok",
        2 => "error",
        _ => "unset",
    }
}

/// What a block collects beside attributes.
struct Own {
    texts: OwnTexts,
    start: Numbers,
    duration: Numbers,
    input_tokens: Numbers,
    output_tokens: Numbers,
}

impl Own {
    fn new() -> Self {
        Self {
            texts: OwnTexts::new(place::OWN_SPAN, &OWN),
            start: Numbers::new("start"),
            duration: Numbers::new("duration"),
            input_tokens: Numbers::new("input_tokens"),
            output_tokens: Numbers::new("output_tokens"),
        }
    }

    fn finish(self, packer: &mut Packer, columns: &mut Vec<KeyColumn>) {
        self.texts.finish(packer, columns);
        for numbers in [self.start, self.duration, self.input_tokens, self.output_tokens] {
            numbers.finish(packer, columns);
        }
    }
}

struct Found<'a> {
    trace: u32,
    span: Span<'a>,
    origin: OriginNumbers,
}

/// The work of one group.
pub(crate) struct Work<'w, 'a> {
    normalise: Normalise,
    strings: &'w mut Strings,
    origins: &'w mut Origins,
    found: Vec<Found<'a>>,
    traces: Vec<TraceId>,
    client: &'a str,
}

impl<'w, 'a> Work<'w, 'a> {
    pub(crate) fn new(normalise: Normalise, strings: &'w mut Strings, origins: &'w mut Origins) -> Self {
        Self { normalise, strings, origins, found: Vec::new(), traces: Vec::new(), client: "" }
    }

    /// Finds the spans of these batches and the traces they belong to.
    pub(crate) fn collect(&mut self, batches: impl Iterator<Item = &'a Batch>) {
        let mut index = FastMap::<[u8; 16], u32>::default();
        for batch in batches {
            if self.found.is_empty() {
                self.client = &batch.source.user_agent;
            }
            let origins = self.origins.of_batch(batch, self.strings);
            for item in &batch.items {
                // The receivers have checked it: a span that does not read, or has no ids, never gets here.
                let Ok(span) = Span::parse(batch.slice(&item.bytes)) else { continue };
                let Ok(trace_id) = TraceId::from_bytes(span.trace_id) else { continue };
                let traces = &mut self.traces;
                let trace = *index.entry(*trace_id.as_bytes()).or_insert_with(|| {
                    traces.push(trace_id);
                    traces.len() as u32 - 1
                });
                self.found.push(Found { trace, span, origin: origins[item.group as usize] });
            }
        }
        self.found.sort_by_key(|found| found.trace);
    }

    /// Turns what was found into a block.
    pub(crate) fn finish(mut self, packer: &mut Packer) -> Result<SpanBlock, StoreError> {
        let mut attributes = BlockAttributes::new();
        let mut chunks = Chunks::new(packer);
        let mut rows = Vec::with_capacity(self.found.len());
        let mut traces: Vec<(TraceId, Range<usize>)> = Vec::with_capacity(self.traces.len());
        let mut scratch = Vec::new();
        let mut own = Own::new();
        for (index, found) in std::mem::take(&mut self.found).into_iter().enumerate() {
            let trace_id = self.traces[found.trace as usize];
            match traces.last_mut() {
                Some((last, range)) if *last == trace_id => range.end = index + 1,
                _ => {
                    chunks.border()?;
                    traces.push((trace_id, index..index + 1));
                }
            }
            let place = chunks.add(found.span.message())?;
            attributes.in_chunk(place.chunk);
            let mut row = self.row(index as u32, &found, &mut attributes, &mut scratch, &mut own);
            row.place = place;
            rows.push(row);
        }
        let chunks = chunks.finish()?;
        let (mut columns, words) = attributes.finish(packer);
        own.finish(packer, &mut columns);
        Ok(SpanBlock { rows, traces, chunks, columns, words, client: self.client.into() })
    }

    fn row(
        &mut self,
        index: u32,
        found: &Found<'a>,
        block: &mut BlockAttributes<'a>,
        attributes: &mut Vec<(&'a str, Value<'a>)>,
        own: &mut Own,
    ) -> SpanRow {
        add_attributes(index, &found.span, block, attributes);
        self.derived(index, found, attributes, own)
    }

    fn derived(
        &mut self,
        index: u32,
        found: &Found<'a>,
        attributes: &[(&'a str, Value<'a>)],
        own: &mut Own,
    ) -> SpanRow {
        let span = &found.span;
        let scope = self.origins.scope_name(found.origin.scope);
        let genai = (self.normalise)(&SpanFacts { name: span.name, kind: span.kind, scope, attributes });
        let text_of = |key: &str| match attributes.iter().find(|(name, _)| *name == key) {
            Some((_, Value::String(text))) if !text.is_empty() => Some(*text),
            _ => None,
        };
        let session = genai.conversation_id.as_deref().or_else(|| text_of("session.id"));
        let user = text_of("user.id").or_else(|| text_of("enduser.id"));
        let (resource, scope) = self.origins.of(found.origin);
        let texts = [
            Some(span.name),
            Some(self.strings.text(found.origin.service)),
            Some(self.strings.text(resource.project)),
            Some(genai.span_type.word()),
            Some(kind_word(span.kind)),
            Some(status_word(span.status)),
            Some(span.status_message).filter(|message| !message.is_empty()),
            genai.model(),
            genai.provider.as_deref(),
            genai.operation.as_deref(),
            genai.tool_name.as_deref(),
            genai.agent_name.as_deref(),
            session,
            user,
            Some(self.strings.text(scope.name)).filter(|name| !name.is_empty()),
        ];
        for (field, text) in texts.into_iter().enumerate() {
            if let Some(text) = text {
                own.texts.add(index, field, text);
            }
        }
        span.events().for_each(|event| own.texts.add(index, EVENT, event.name));
        own.texts.add_cell(index, RESOURCE, b's', &resource.hash);
        own.start.add_time(signed(span.start));
        own.duration.add_count(Some(signed(span.duration())));
        own.input_tokens.add_count(genai.usage.input.map(signed));
        own.output_tokens.add_count(genai.usage.output.map(signed));
        let session = session.map(Box::from);
        let strings = &mut *self.strings;
        let mut number = |text: Option<&str>| text.map(|text| strings.number(text));
        SpanRow {
            span_id: SpanId::from_bytes(span.span_id).map_or(0, SpanId::to_i64),
            parent: SpanId::optional(span.parent_span_id).ok().flatten().map(SpanId::to_i64),
            start: signed(span.start),
            duration: signed(span.duration()),
            operation: number(genai.operation.as_deref()),
            provider: number(genai.provider.as_deref()),
            model: number(genai.model()),
            detail: number(genai.tool_name.as_deref().or(genai.agent_name.as_deref())),
            name: number(Some(span.name)).unwrap_or_default(),
            origin: found.origin,
            kind: span.kind,
            status: span.status,
            span_type: genai.span_type,
            flags: span.flags,
            input_tokens: genai.usage.input.map(signed),
            output_tokens: genai.usage.output.map(signed),
            is_model_call: genai.is_model_call(),
            session,
            ticks: ticks::encode(span),
            place: Place::default(),
        }
    }
}

/// Adds a span's names, attributes and events to its block; `attributes` is left holding the span's own.
pub(crate) fn add_attributes<'a>(
    row: u32,
    span: &Span<'a>,
    block: &mut BlockAttributes<'a>,
    attributes: &mut Vec<(&'a str, Value<'a>)>,
) {
    attributes.clear();
    attributes.extend(span.attributes());
    block.add_text(span.name);
    block.add_id(span.span_id);
    if !span.status_message.is_empty() {
        block.add_text(span.status_message);
    }
    attributes.iter().for_each(|(name, value)| block.add(row, 0, name, value));
    for event in span.events() {
        block.add_text(event.name);
        event.attributes().for_each(|(name, value)| block.add(row, 1, name, &value));
    }
    if span.link_count > 0 {
        span.links().flat_map(|link| link.attributes()).for_each(|(name, value)| block.add(row, 2, name, &value));
    }
}
