//! The careful reading of a request that the strict one could not read: a mistake inside an item costs that item alone, and an
//! attribute's value of another type than its key promises is kept as what JSON says it is.
//!
//! serde cannot go on behind a mistake, so each part of an item is cut out first (`RawValue`) and read by itself. Messages do not
//! nest deeply and values are cut out whole or not at all, so the text is walked a few times over at most. What is no JSON fails
//! here as well, and so do mistakes around the items: there is no telling what they would cost.

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::kept::as_it_is;
use super::{Element, Object, Output, Value, read};
use crate::otlp::read_attribute;
use crate::otlp::schema::{Field, Kind, Message, Shape, UNREADABLE};
use crate::wire::{Fields, begin_message, end_message, put_bytes};

/// At most this many mistakes, and as many kept values, are told in words. A body of nothing but mistakes must not grow.
const MAX_TOLD: usize = 20;

/// What a careful reading found.
#[derive(Default)]
pub(super) struct Care {
    /// Whether it is inside an item, a resource or a scope.
    inside: bool,
    /// The first mistake in there.
    fault: Option<String>,
    /// Values kept as something else in there.
    kept: Vec<String>,
    /// How many more of them.
    more: u64,
    /// Faults told so far in the request.
    told: usize,
    /// What was kept in all of the request.
    adapted: Vec<String>,
    /// How many more values.
    untold: u64,
}

impl Care {
    fn fault(&mut self, reason: String) {
        if self.fault.is_none() {
            self.fault = Some(reason);
        }
    }
}

/// What [`super::Request::adapted`] says.
pub(super) fn adapted(care: Option<Care>) -> Vec<String> {
    let Some(Care { mut adapted, untold, .. }) = care else { return Vec::new() };
    if untold > 0 {
        adapted.push(format!("{untold} more values of the same request were kept so"));
    }
    adapted
}

/// Whether a message is one that [`item`] reads: a mistake costs it, and nothing around it.
pub(super) fn is_item(of: &Message, out: &Output) -> bool {
    let is = matches!(
        of.name,
        "Span" | "LogRecord" | "Metric" | "Resource" | "InstrumentationScope" | "InstrumentationLibrary"
    );
    is && out.care.is_some()
}

/// Whether a field is one that [`field`] reads.
pub(super) fn takes(of: &Message, field: &Field, out: &Output) -> bool {
    let inside = out.care.as_ref().is_some_and(|care| care.inside);
    inside && (is_scalar_member(field) || !is_of_values(of))
}

/// Values nest without end: only their scalars are cut out, and what else is wrong in one costs the whole.
fn is_of_values(of: &Message) -> bool {
    matches!(of.name, "AnyValue" | "ArrayValue" | "KeyValueList" | "KeyValue")
}

fn is_scalar_member(field: &Field) -> bool {
    field.shape == Shape::Member && !matches!(field.kind, Kind::Message(_))
}

/// Reads an item, whatever is there: with a mistake inside, it is marked for the check to refuse.
pub(super) fn item(raw: &RawValue, of: &'static Message, field: &'static Field, out: &mut Output) {
    let start = begin_message(&mut out.bytes, field.number);
    set_inside(out, true);
    if let Err(cause) = read(raw.get().as_bytes(), Object { of, out, depth: 0 }) {
        note(out, field, &cause.message);
    }
    set_inside(out, false);
    let Output { bytes, care: Some(care) } = out else { return end_message(&mut out.bytes, start) };
    let (kept, more) = (std::mem::take(&mut care.kept), std::mem::take(&mut care.more));
    if let Some(reason) = care.fault.take() {
        let reason = if care.told < MAX_TOLD { reason } else { String::new() };
        care.told += 1;
        let mut mark = Vec::new();
        put_bytes(&mut mark, UNREADABLE, reason.as_bytes());
        bytes.splice(start..start, mark);
    } else if !kept.is_empty() {
        let name = named(&bytes[start..], of);
        let room = MAX_TOLD.saturating_sub(care.adapted.len());
        care.untold += more + kept.len().saturating_sub(room) as u64;
        care.adapted.extend(kept.into_iter().take(room).map(|kept| format!("{name}: {kept}")));
    }
    end_message(bytes, start);
}

fn set_inside(out: &mut Output, inside: bool) {
    if let Some(care) = &mut out.care {
        care.inside = inside;
    }
}

/// Notes a mistake and goes on.
fn note(out: &mut Output, field: &Field, cause: &str) {
    if let Some(care) = &mut out.care {
        let place = if cause.contains(field.json) { String::new() } else { format!(" ({})", field.json) };
        care.fault(format!("{}{place}", brief(cause)));
    }
}

/// An item in words, by its name where it has one.
fn named(item: &[u8], of: &Message) -> String {
    let number = of.fields.iter().find(|field| field.json == "name").map_or(0, |field| field.number);
    let mut fields = Fields::of(item);
    while let Ok(Some(field)) = fields.read() {
        if field.number == number
            && let Ok(name) = field.text()
        {
            return format!("{} {:?}", words(of), brief(name));
        }
    }
    words(of).to_owned()
}

fn words(of: &Message) -> &'static str {
    match of.name {
        "Span" => "span",
        "LogRecord" => "log record",
        "Metric" => "metric",
        "Resource" => "resource",
        _ => "scope",
    }
}

/// Reads one field of a message inside an item; a mistake leaves it out.
pub(super) fn field(raw: &RawValue, of: &'static Message, field: &'static Field, out: &mut Output) {
    let text = raw.get();
    if text == "null" {
        return;
    }
    let is_list = field.shape == Shape::Repeated;
    if is_scalar_member(field) {
        member(text, of, field, out);
    } else if is_list && text.starts_with('[') && matches!(field.kind, Kind::Message(_)) {
        read(text.as_bytes(), Each { field, out }).unwrap_or_else(|cause| note(out, field, &cause.message));
    } else if is_list {
        attempt(text, Value { field, out, depth: 0 });
    } else {
        element(text, field, out);
    }
}

/// Reads one value of a field. In place of a message stands at least an empty one, so that others are counted right.
fn element(text: &str, field: &'static Field, out: &mut Output) {
    let Kind::Message(of) = field.kind else { return attempt(text, Value { field, out, depth: 0 }) };
    if is_of_values(of) {
        return attribute(text, field, out);
    }
    let start = begin_message(&mut out.bytes, field.number);
    if text != "null"
        && let Err(cause) = read(text.as_bytes(), Object { of, out, depth: 0 })
    {
        note(out, field, &cause.message);
    }
    end_message(&mut out.bytes, start);
}

/// Reads strictly; a mistake leaves nothing.
fn attempt(text: &str, value: Value<'_>) {
    let Value { field, out, depth } = value;
    let before = out.bytes.len();
    if let Err(cause) = read(text.as_bytes(), Value { field, out, depth }) {
        out.bytes.truncate(before);
        note(out, field, &cause.message);
    }
}

/// Reads an attribute, or a value without a key; what happens in it is told with its key.
fn attribute(text: &str, field: &'static Field, out: &mut Output) {
    let before = out.bytes.len();
    let kept = out.care.as_ref().map_or(0, |care| care.kept.len());
    let was_good = out.care.as_ref().is_none_or(|care| care.fault.is_none());
    if let Err(cause) = read(text.as_bytes(), Element { field, out, depth: 0, packed: false }) {
        out.bytes.truncate(before);
        note(out, field, &cause.message);
    }
    let Output { bytes, care: Some(care) } = out else { return };
    let untold = care.kept.get_mut(kept..).into_iter().flatten().chain(care.fault.as_mut().filter(|_| was_good));
    let key = key_of(text, &bytes[before..]);
    for sentence in untold {
        if let Some(key) = &key {
            sentence.insert_str(0, &format!("attribute {:?}: ", brief(key)));
        }
    }
}

/// The key of an attribute: as it was written, else, where it could not be read, as JSON has it.
fn key_of(text: &str, written: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Keyed {
        key: String,
    }
    let field = Fields::of(written).read().ok().flatten();
    let key = field.and_then(|field| read_attribute(field.bytes().ok()?).ok()).map(|(key, _)| key.to_owned());
    key.or_else(|| serde_json::from_str(text).ok().map(|Keyed { key }| key)).filter(|key| !key.is_empty())
}

/// The elements of a list of messages, each read by itself.
struct Each<'o> {
    field: &'static Field,
    out: &'o mut Output,
}

impl<'de> DeserializeSeed<'de> for Each<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Each<'_> {
    type Value = ();

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "a list ({})", self.field.json)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            element(raw.get(), self.field, self.out);
        }
        Ok(())
    }
}

/// Reads a scalar of a oneof: a value's, or a data point's number. What its key does not allow is kept all the same, if the oneof has
/// a member for it.
fn member(text: &str, of: &'static Message, field: &'static Field, out: &mut Output) {
    let before = out.bytes.len();
    let Err(cause) = read(text.as_bytes(), Value { field, out, depth: 0 }) else { return };
    out.bytes.truncate(before);
    match as_it_is(text, of, out) {
        Some(kind) => {
            let Some(care) = &mut out.care else { return };
            if care.kept.len() < MAX_TOLD {
                care.kept.push(format!("{} {} was kept as {kind}", field.json, brief(text)));
            } else {
                care.more += 1;
            }
        }
        None => note(out, field, &cause.message),
    }
}

/// Characters of a client's own text that are repeated, from its beginning and from its end.
const BRIEF: usize = 100;

fn brief(text: &str) -> String {
    match text.char_indices().nth(2 * BRIEF) {
        None => text.to_owned(),
        Some(_) => {
            let head: String = text.chars().take(BRIEF).collect();
            let tail: Vec<char> = text.chars().rev().take(BRIEF).collect();
            format!("{head} … {}", tail.into_iter().rev().collect::<String>())
        }
    }
}
