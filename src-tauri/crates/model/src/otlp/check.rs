//! The door: walks an export request, finds its items, and refuses those no reader could use.
//!
//! A request that is no protobuf at all is an error of the request; a span without a proper id, text that is not UTF-8 or values
//! nested past [`MAX_DEPTH`] cost only their item. Unknown fields are passed over. Times, counts and orders are never judged.

use std::borrow::Cow;

use bytes::Bytes;

use super::schema::{METRIC, RESOURCE, SCOPE, UNREADABLE};
use super::span::messages;
use super::verify::verify;
use super::{Log, Metric, MetricKind, Span};
use crate::wire::{Field, Fields, Payload, WireError, put_bytes, range_in};
use crate::{Batch, Group, IdError, Item, Rejection, Signal, Source, SpanId, TraceId};

/// Levels of lists and maps inside one attribute value. Real telemetry stays under ten.
pub const MAX_DEPTH: usize = 64;

/// At most this many rejections are told one by one; the rest are counted in one more.
const MAX_TOLD: usize = 20;

/// Why a whole request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a protobuf message of the expected shape.
    #[error("the body is not an OTLP {signal} request in protobuf: {cause}", signal = .signal.name())]
    Malformed {
        /// The signal it was read as.
        signal: Signal,
        /// What the reader stumbled on.
        cause: WireError,
    },
}

/// Checks a request: the batch of its good items, and what was refused.
///
/// # Errors
/// When the body is no such request; nothing of it is usable then.
pub fn check(signal: Signal, body: Bytes, source: Source) -> Result<(Batch, Vec<Rejection>), RequestError> {
    let mut walk =
        Walk { signal, body: &body, groups: Vec::new(), items: Vec::new(), rejections: Vec::new(), untold: 0 };
    walk.request().map_err(|cause| RequestError::Malformed { signal, cause })?;
    let (groups, items, mut rejections) = (walk.groups, walk.items, walk.rejections);
    if walk.untold > 0 {
        let reason = format!("{} more {}s of the same request, not named one by one", walk.untold, signal.item());
        rejections.push(Rejection { count: walk.untold, reason });
    }
    Ok((Batch { signal, body, groups, items, source }, rejections))
}

struct Walk<'a> {
    signal: Signal,
    body: &'a [u8],
    groups: Vec<Group>,
    items: Vec<Item>,
    rejections: Vec<Rejection>,
    /// Items refused after [`MAX_TOLD`].
    untold: u64,
}

impl<'a> Walk<'a> {
    fn request(&mut self) -> Result<(), WireError> {
        let mut fields = Fields::of(self.body);
        let mut index = 0;
        while let Some(field) = fields.read()? {
            if field.number == 1 {
                self.resource(index, field.bytes()?)?;
                index += 1;
            }
        }
        Ok(())
    }

    /// `ResourceSpans`, `ResourceLogs`, `ResourceMetrics` share their shape: 1 resource, 2 scopes, 3 schema URL,
    /// 1000 the deprecated `instrumentation_library_*`, which read as scopes.
    fn resource(&mut self, index: usize, message: &'a [u8]) -> Result<(), WireError> {
        let mut group = Group::default();
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => group.resource = range_in(self.body, field.bytes()?),
                3 => group.resource_schema_url = range_in(self.body, field.bytes()?),
                _ => {}
            }
        }
        let mut fields = Fields::of(message);
        let mut scope = 0;
        while let Some(field) = fields.read()? {
            if field.number == 2 || field.number == 1000 {
                self.scope((index, scope), group.clone(), field.bytes()?)?;
                scope += 1;
            }
        }
        Ok(())
    }

    /// `ScopeSpans` and its sisters: 1 scope, 2 items, 3 schema URL.
    fn scope(&mut self, place: (usize, usize), mut group: Group, message: &'a [u8]) -> Result<(), WireError> {
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => group.scope = range_in(self.body, field.bytes()?),
                3 => group.scope_schema_url = range_in(self.body, field.bytes()?),
                _ => {}
            }
        }
        let number = self.groups.len() as u32;
        let about_group = self.check_group(&group);
        self.groups.push(group);
        let mut fields = Fields::of(message);
        let mut index = 0;
        while let Some(field) = fields.read()? {
            if field.number != 2 {
                continue;
            }
            let item = field.bytes()?;
            match about_group.clone().and_then(|()| check_item(self.signal, item)) {
                Ok(()) => self.items.push(Item { group: number, bytes: range_in(self.body, item) }),
                Err(fault) => self.reject(place, index, item, &fault),
            }
            index += 1;
        }
        Ok(())
    }

    /// A resource or scope that cannot be read costs the items under it.
    fn check_group(&self, group: &Group) -> Result<(), Fault> {
        let slice = |range: &std::ops::Range<u32>| &self.body[range.start as usize..range.end as usize];
        let text = |range| std::str::from_utf8(slice(range)).map_err(|_| WireError::Utf8);
        let of = |what: &'static str, result: Result<(), WireError>| result.map_err(|cause| Fault::wire(what, cause));
        of_json("resource", slice(&group.resource))?;
        of_json("scope", slice(&group.scope))?;
        of("resource", verify(slice(&group.resource), &RESOURCE))?;
        of("resource schema URL", text(&group.resource_schema_url).map(drop))?;
        of("scope", verify(slice(&group.scope), &SCOPE))?;
        of("scope schema URL", text(&group.scope_schema_url).map(drop))
    }

    fn reject(&mut self, (resource, scope): (usize, usize), index: usize, item: &[u8], fault: &Fault) {
        let count = match self.signal {
            Signal::Metrics => Metric::parse(item)
                .and_then(|metric| metric.point_range())
                .map_or(1, |range| u64::from(range.count.max(1))),
            _ => 1,
        };
        if self.rejections.len() >= MAX_TOLD {
            self.untold += count;
            return;
        }
        let name = match self.signal {
            Signal::Traces => Span::parse(item).map_or("", |span| span.name),
            Signal::Metrics => Metric::parse(item).map_or("", |metric| metric.name),
            Signal::Logs => "",
        };
        let name: String = name.chars().take(80).collect();
        let noun = if self.signal == Signal::Metrics { "metric" } else { self.signal.item() };
        let named = if name.is_empty() { String::new() } else { format!(" {name:?}") };
        self.rejections.push(Rejection {
            count,
            reason: format!("{noun}{named} (resource {resource}, scope {scope}, item {index}): {}", fault.0),
        });
    }
}

/// What is wrong with one item, in words.
#[derive(Clone, Debug)]
struct Fault(Cow<'static, str>);

impl Fault {
    fn wire(what: &str, cause: WireError) -> Self {
        Self(format!("{what}: {cause}").into())
    }

    fn id(what: &str, cause: &IdError, id: &[u8]) -> Self {
        // An id from JSON that was no hex comes here as its text (and a zero where the text has an id's length).
        let id = id.strip_suffix(&[0]).unwrap_or(id);
        match std::str::from_utf8(id) {
            Ok(text) if !text.is_empty() && id.iter().all(u8::is_ascii_graphic) => {
                let text: String = text.chars().take(80).collect();
                Self(format!("{what} {cause} ({text:?})").into())
            }
            _ => Self(format!("{what} {cause}").into()),
        }
    }
}

impl From<WireError> for Fault {
    fn from(cause: WireError) -> Self {
        Self(cause.to_string().into())
    }
}

fn check_item(signal: Signal, item: &[u8]) -> Result<(), Fault> {
    of_json("", item)?;
    match signal {
        Signal::Traces => check_span(item),
        Signal::Logs => check_log(item),
        Signal::Metrics => check_metric(item),
    }
}

/// What the reader of JSON could not read of a message stands first in it.
fn of_json(what: &str, message: &[u8]) -> Result<(), Fault> {
    let Ok(Some(first)) = Fields::of(message).read() else { return Ok(()) };
    if first.number != UNREADABLE {
        return Ok(());
    }
    // Cut: whoever writes this field by hand could make it any length.
    let reason: String = first.text().unwrap_or_default().chars().take(400).collect();
    let reason = if reason.is_empty() { "it has a mistake like those above" } else { &reason };
    let colon = if what.is_empty() { "" } else { ": " };
    Err(Fault(format!("{what}{colon}{reason}").into()))
}

fn check_span(message: &[u8]) -> Result<(), Fault> {
    let span = Span::parse(message)?;
    TraceId::from_bytes(span.trace_id).map_err(|cause| Fault::id("trace id", &cause, span.trace_id))?;
    SpanId::from_bytes(span.span_id).map_err(|cause| Fault::id("span id", &cause, span.span_id))?;
    optional_ids("parent ", &[], span.parent_span_id)?;
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        match field.number {
            9 => check_attribute(field)?,
            11 => {
                super::Event::parse(field.bytes()?)?;
                check_attributes(field.bytes()?, 3)?;
            }
            13 => {
                let link = super::Link::parse(field.bytes()?)?;
                optional_ids("link's ", link.trace_id, link.span_id)?;
                check_attributes(field.bytes()?, 4)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn optional_ids(whose: &str, trace: &[u8], span: &[u8]) -> Result<(), Fault> {
    TraceId::optional(trace).map_err(|cause| Fault::id(&format!("{whose}trace id"), &cause, trace))?;
    SpanId::optional(span).map_err(|cause| Fault::id(&format!("{whose}span id"), &cause, span))?;
    Ok(())
}

fn check_log(message: &[u8]) -> Result<(), Fault> {
    // Attributes first: the view looks for an event name among them and would silently stop at a damaged one.
    check_attributes(message, 6)?;
    let log = Log::parse(message)?;
    optional_ids("", log.trace_id, log.span_id)?;
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        if field.number == 5 {
            check_value(field.bytes()?, 0)?;
        }
    }
    Ok(())
}

fn check_metric(message: &[u8]) -> Result<(), Fault> {
    let metric = Metric::parse(message)?;
    metric.point_range()?;
    verify(message, &METRIC)?;
    // Where a point keeps its exemplars.
    let exemplars = match metric.kind {
        MetricKind::Gauge | MetricKind::Sum => 5,
        MetricKind::Histogram => 8,
        MetricKind::ExponentialHistogram => 11,
        MetricKind::Summary => return Ok(()),
    };
    metric.points().flat_map(|point| messages(point, exemplars)).try_for_each(check_exemplar)
}

/// `Exemplar` and the deprecated `IntExemplar`: 4 span id, 5 trace id.
fn check_exemplar(message: &[u8]) -> Result<(), Fault> {
    let (mut trace, mut span): (&[u8], &[u8]) = (&[], &[]);
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        match field.number {
            4 => span = field.bytes()?,
            5 => trace = field.bytes()?,
            _ => {}
        }
    }
    optional_ids("exemplar's ", trace, span)
}

fn check_attributes(message: &[u8], number: u32) -> Result<(), WireError> {
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        if field.number == number {
            check_attribute(field)?;
        }
    }
    Ok(())
}

fn check_attribute(field: Field<'_>) -> Result<(), WireError> {
    check_entry(field.bytes()?, 0)
}

fn check_entry(message: &[u8], depth: usize) -> Result<(), WireError> {
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        match field.number {
            1 => drop(field.text()?),
            2 => check_value(field.bytes()?, depth)?,
            3 => drop(field.varint()?),
            _ => {}
        }
    }
    Ok(())
}

fn check_value(message: &[u8], depth: usize) -> Result<(), WireError> {
    if depth > MAX_DEPTH {
        return Err(WireError::Depth);
    }
    let mut fields = Fields::of(message);
    while let Some(field) = fields.read()? {
        match (field.number, field.payload) {
            (1, _) => drop(field.text()?),
            (2 | 3 | 8, Payload::Varint(_)) | (4, Payload::Fixed64(_)) | (7, Payload::Bytes(_)) => {}
            (2..=4 | 7 | 8, _) => return Err(WireError::Type),
            (5, _) => {
                let mut list = Fields::of(field.bytes()?);
                while let Some(element) = list.read()? {
                    if element.number == 1 {
                        check_value(element.bytes()?, depth + 1)?;
                    }
                }
            }
            (6, _) => {
                let mut map = Fields::of(field.bytes()?);
                while let Some(entry) = map.read()? {
                    if entry.number == 1 {
                        check_entry(entry.bytes()?, depth + 1)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Builds a request from one group's parts and its items: what export writes and an import reads again.
pub fn request_of(
    resource: &[u8],
    resource_schema_url: &str,
    scope: &[u8],
    scope_schema_url: &str,
    items: &[&[u8]],
) -> Vec<u8> {
    let mut scope_message = Vec::new();
    if !scope.is_empty() {
        put_bytes(&mut scope_message, 1, scope);
    }
    items.iter().for_each(|item| put_bytes(&mut scope_message, 2, item));
    if !scope_schema_url.is_empty() {
        put_bytes(&mut scope_message, 3, scope_schema_url.as_bytes());
    }
    let mut resource_message = Vec::new();
    if !resource.is_empty() {
        put_bytes(&mut resource_message, 1, resource);
    }
    put_bytes(&mut resource_message, 2, &scope_message);
    if !resource_schema_url.is_empty() {
        put_bytes(&mut resource_message, 3, resource_schema_url.as_bytes());
    }
    let mut request = Vec::new();
    put_bytes(&mut request, 1, &resource_message);
    request
}
