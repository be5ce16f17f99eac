//! Spans of a group: ordered by trace, read once, turned into rows, chunks, columns and words.

use std::ops::Range;

use waterglass_model::counting::{Call, Counted};
use waterglass_model::otlp::{Span, Value};
use waterglass_model::{Batch, GenAi, SpanFacts, SpanId, SpanType, TraceId, Usage};
use xxhash_rust::xxh3::xxh3_64;

use super::attributes::BlockAttributes;
use super::logs::OwnSaid;
use super::origins::OriginNumbers;
use super::own::{Numbers, OwnTexts, place};
use super::{Chunks, KeyColumn, Origins, Place, Strings, signed};
use crate::answers::Sums;
use crate::chunk::Packer;
use crate::columns::FastMap;
use crate::settle::{Calls, settle};
use crate::{Facts, PricedCall, Pricing, StoreError, ticks};

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
    /// The model is the one that answered.
    pub(crate) answered: bool,
    pub(crate) detail: Option<u32>,
    pub(crate) call: Option<Box<CallRow>>,
    pub(crate) said: Option<Box<OwnSaid>>,
    pub(crate) ticks: Option<Vec<u8>>,
    pub(crate) place: Place,
}

/// One row of `calls`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CallRow {
    pub(crate) usage: Usage,
    pub(crate) request_model: Option<u32>,
    pub(crate) response: Option<i64>,
    pub(crate) first_token: Option<i64>,
    pub(crate) counted: Counted,
    pub(crate) cost: Option<i64>,
}

/// The spans of a group.
pub(crate) struct SpanBlock {
    pub(crate) rows: Vec<SpanRow>,
    /// Each trace, its run of rows, and what they add up to when they are all there are.
    pub(crate) traces: Vec<(TraceId, Range<usize>, Sums)>,
    /// Of the dialects that read them.
    pub(crate) revision: u32,
    /// Of the prices.
    pub(crate) pricing: u64,
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
    calls: CallNumbers,
}

impl Own {
    fn new() -> Self {
        Self {
            texts: OwnTexts::new(place::OWN_SPAN, &OWN),
            start: Numbers::new("start"),
            duration: Numbers::new("duration"),
            calls: CallNumbers::new(),
        }
    }

    fn finish(self, packer: &mut Packer, columns: &mut Vec<KeyColumn>) {
        self.texts.finish(packer, columns);
        for numbers in [self.start, self.duration] {
            numbers.finish(packer, columns);
        }
        self.calls.finish(packer, columns);
    }
}

/// The arrays of what calls to models say.
pub(crate) struct CallNumbers([Numbers; 5]);

impl CallNumbers {
    /// Their names, as in `keys`.
    pub(crate) const NAMES: [&str; 5] =
        ["input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens", "first_token"];

    pub(crate) fn new() -> Self {
        Self(Self::NAMES.map(Numbers::new))
    }

    /// Adds the next row.
    pub(crate) fn add(&mut self, call: Option<&CallRow>) {
        let usage = call.map(|call| call.usage).unwrap_or_default();
        let first_token = call.and_then(|call| call.first_token);
        let counts = [usage.input, usage.output, usage.cached_input, usage.reasoning].map(|count| count.map(signed));
        for (numbers, count) in self.0.iter_mut().zip(counts.into_iter().chain([first_token])) {
            numbers.add_count(count);
        }
    }

    pub(crate) fn finish(self, packer: &mut Packer, columns: &mut Vec<KeyColumn>) {
        self.0.into_iter().for_each(|numbers| numbers.finish(packer, columns));
    }
}

struct Found<'a> {
    trace: u32,
    span: Span<'a>,
    origin: OriginNumbers,
}

/// The work of one group.
pub(crate) struct Work<'w, 'a> {
    facts: &'w Facts,
    pricing: &'w dyn Pricing,
    strings: &'w mut Strings,
    origins: &'w mut Origins,
    found: Vec<Found<'a>>,
    traces: Vec<TraceId>,
    client: &'a str,
}

impl<'w, 'a> Work<'w, 'a> {
    pub(crate) fn new(
        facts: &'w Facts,
        pricing: &'w dyn Pricing,
        strings: &'w mut Strings,
        origins: &'w mut Origins,
    ) -> Self {
        Self { facts, pricing, strings, origins, found: Vec::new(), traces: Vec::new(), client: "" }
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
        let mut traces: Vec<(TraceId, Range<usize>, Sums)> = Vec::with_capacity(self.traces.len());
        let mut scratch = Vec::new();
        let mut own = Own::new();
        for (index, found) in std::mem::take(&mut self.found).into_iter().enumerate() {
            let trace_id = self.traces[found.trace as usize];
            match traces.last_mut() {
                Some((last, range, _)) if *last == trace_id => range.end = index + 1,
                _ => {
                    chunks.border()?;
                    traces.push((trace_id, index..index + 1, Sums::default()));
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
        let mut totals =
            Totals { facts: self.facts, pricing: self.pricing, strings: self.strings, origins: self.origins };
        for (_, range, sums) in &mut traces {
            *sums = totals.of(&mut rows[range.clone()]);
        }
        let (revision, pricing) = (self.facts.revision, self.pricing.revision());
        Ok(SpanBlock { rows, traces, revision, pricing, chunks, columns, words, client: self.client.into() })
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
        let genai = (self.facts.normalise)(&SpanFacts { name: span.name, kind: span.kind, scope, attributes });
        let dialect = dialect_texts(&genai);
        let (resource, scope) = self.origins.of(found.origin);
        let texts = [
            Some(span.name),
            Some(self.strings.text(found.origin.service)),
            Some(self.strings.text(resource.project)),
            dialect[0],
            Some(kind_word(span.kind)),
            Some(status_word(span.status)),
            Some(span.status_message).filter(|message| !message.is_empty()),
            dialect[1],
            dialect[2],
            dialect[3],
            dialect[4],
            dialect[5],
            dialect[6],
            dialect[7],
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
        let strings = &mut *self.strings;
        let mut number = |text: Option<&str>| text.map(|text| strings.number(text));
        let call = call_of(&genai, &mut number).map(Box::new);
        own.calls.add(call.as_deref());
        SpanRow {
            span_id: SpanId::from_bytes(span.span_id).map_or(0, SpanId::to_i64),
            parent: SpanId::optional(span.parent_span_id).ok().flatten().map(SpanId::to_i64),
            start: signed(span.start),
            duration: signed(span.duration()),
            operation: number(genai.operation.as_deref()),
            provider: number(genai.provider.as_deref()),
            model: number(genai.model()),
            answered: genai.response_model.is_some(),
            detail: number(genai.tool_name.as_deref().or(genai.agent_name.as_deref())),
            name: number(Some(span.name)).unwrap_or_default(),
            origin: found.origin,
            kind: span.kind,
            status: span.status,
            span_type: genai.span_type,
            flags: span.flags,
            call,
            said: OwnSaid::of(genai.conversation_id.as_deref(), genai.user_id.as_deref()).map(Box::new),
            ticks: ticks::encode(span),
            place: Place::default(),
        }
    }
}

/// The own texts that a dialect reads, as places in [`OWN`]; [`dialect_texts`] gives them in this order.
pub(crate) const DIALECT: [usize; 8] = [3, 7, 8, 9, 10, 11, 12, 13];

/// What a dialect read, as a filter looks at it.
pub(crate) fn dialect_texts<'g>(genai: &'g GenAi<'_>) -> [Option<&'g str>; 8] {
    [
        Some(genai.span_type.word()),
        genai.model(),
        genai.provider.as_deref(),
        genai.operation.as_deref(),
        genai.tool_name.as_deref(),
        genai.agent_name.as_deref(),
        genai.conversation_id.as_deref(),
        genai.user_id.as_deref(),
    ]
}

/// The row of `calls` of a span that says something of a call. Counts are kept as SQLite has them, so that what is added up now and what is added up from
/// the table are the same.
pub(crate) fn call_of(genai: &GenAi<'_>, number: &mut impl FnMut(Option<&str>) -> Option<u32>) -> Option<CallRow> {
    let kept = |count: Option<u64>| count.map(|count| count.min(i64::MAX as u64));
    let said = &genai.usage;
    let usage = Usage {
        input: kept(said.input),
        output: kept(said.output),
        cached_input: kept(said.cached_input),
        cache_write: kept(said.cache_write),
        reasoning: kept(said.reasoning),
        audio_input: kept(said.audio_input),
        audio_output: kept(said.audio_output),
    };
    let says = usage != Usage::default() || genai.response_id.is_some() || genai.time_to_first_token.is_some();
    (says || genai.is_model_call()).then(|| CallRow {
        usage,
        request_model: number(genai.request_model.as_deref()),
        response: genai.response_id.as_deref().map(|id| xxh3_64(id.as_bytes()) as i64),
        first_token: genai.time_to_first_token.map(signed),
        counted: Counted::Silent,
        cost: None,
    })
}

/// Adds up the rows of traces that have calls.
struct Totals<'t> {
    facts: &'t Facts,
    pricing: &'t dyn Pricing,
    strings: &'t Strings,
    origins: &'t Origins,
}

impl Totals<'_> {
    /// What these rows of one trace add up to, were they all; each row is told whether it counts and what it costs.
    fn of(&mut self, rows: &mut [SpanRow]) -> Sums {
        if rows.iter().all(|row| row.call.is_none()) {
            return Sums::default();
        }
        let mut seen = FastMap::<u64, ()>::default();
        // Of a span sent twice the first is stored.
        let places: Vec<usize> =
            (0..rows.len()).filter(|at| seen.insert(rows[*at].span_id as u64, ()).is_none()).collect();
        let mut spans = Calls::default();
        places.iter().for_each(|at| spans.add(self.call(&rows[*at]), rows[*at].span_type));
        let settled = settle(&spans, |index| self.price(&rows[places[index]]));
        for ((at, counted), cost) in places.into_iter().zip(settled.counted).zip(settled.costs) {
            if let Some(call) = &mut rows[at].call {
                (call.counted, call.cost) = (counted, cost);
            }
        }
        settled.sums
    }

    fn call(&self, row: &SpanRow) -> Call {
        let scope = self.origins.scope_name_number(row.origin.scope);
        let call = row.call.as_deref();
        Call {
            id: row.span_id,
            parent: row.parent,
            start: row.start,
            duration: row.duration,
            usage: call.map(|call| call.usage).unwrap_or_default(),
            response: call.and_then(|call| call.response),
            scope: i64::from(scope),
            operation: row.operation.map(i64::from),
            model: row.model.map(i64::from),
            instrumentor: call.is_some() && (self.facts.is_instrumentor)(self.strings.text(scope)),
        }
    }

    fn price(&self, row: &SpanRow) -> Option<i64> {
        let call = row.call.as_deref()?;
        let text = |number: Option<u32>| number.map_or("", |number| self.strings.text(number));
        self.pricing.price(&PricedCall {
            provider: text(row.provider),
            request_model: text(call.request_model),
            response_model: text(row.model),
            usage: &call.usage,
            start: row.start as u64,
        })
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
