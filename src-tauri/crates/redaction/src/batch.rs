//! A whole batch: rewrites the resources, scopes and items that change, and puts the request together anew when one does.

use std::collections::HashMap;
use std::ops::Range;

use bytes::Bytes;
use waterglass_model::otlp::schema::{LOG_RECORD, METRIC, Message, RESOURCE, SCOPE, SPAN};
use waterglass_model::wire::put_varint;
use waterglass_model::{Batch, Group, Item, Signal};

use crate::RedactionError;
use crate::messages::{Pass, Place, Unwatched};
use crate::rules::Redactor;

/// Bytes that changed texts may have in any case. With the largest batch that is taken in, places still fit their 32 bits.
const LEAST_ROOM: usize = 16 << 20;

/// Messages that changed, by where they lay.
type Changed = HashMap<(u32, u32), Vec<u8>>;

impl Redactor {
    /// Applies the rules to a batch. One in which nothing matches is given back as it is; else its body is a request with the same items in the same order, made of the
    /// messages as they came but for what was taken out. Items that had been refused are not in it any more.
    ///
    /// # Errors
    /// [`RedactionError::TooMuch`] when replacements make it very much larger. It must not be stored then.
    pub fn apply(&self, batch: Batch) -> Result<Batch, RedactionError> {
        if self.is_empty() {
            return Ok(batch);
        }
        let mut pass = Pass::new(self, Unwatched);
        let room = room_for(&batch);
        pass.room = room;
        let mut changed = Changed::new();
        let mut look = |range: &Range<u32>, kind| {
            if let Some(new) = pass.message(batch.slice(range), kind, &Place::TOP) {
                changed.insert((range.start, range.end), new);
            }
        };
        let mut last = &Range::default();
        for group in &batch.groups {
            if *last != group.resource {
                look(&group.resource, &RESOURCE);
                last = &group.resource;
            }
            look(&group.scope, &SCOPE);
        }
        batch.items.iter().for_each(|item| look(&item.bytes, item_of(batch.signal)));
        if pass.overflown {
            return Err(RedactionError::TooMuch(room));
        }
        Ok(if changed.is_empty() { batch } else { Parts { batch: &batch, changed: &changed }.put_together() })
    }
}

/// Bytes that the changed texts of a batch may have.
pub(crate) fn room_for(batch: &Batch) -> usize {
    batch.body.len() * 2 + LEAST_ROOM
}

/// The message an item of a signal is.
pub(crate) fn item_of(signal: Signal) -> &'static Message {
    match signal {
        Signal::Traces => &SPAN,
        Signal::Logs => &LOG_RECORD,
        Signal::Metrics => &METRIC,
    }
}

/// A batch and what changed of it.
struct Parts<'p> {
    batch: &'p Batch,
    changed: &'p Changed,
}

impl Parts<'_> {
    fn part(&self, range: &Range<u32>) -> &[u8] {
        self.changed.get(&(range.start, range.end)).map_or_else(|| self.batch.slice(range), Vec::as_slice)
    }

    /// A request of one `ResourceSpans` (or its sisters) for each group. Lengths are counted beforehand, so that each message is written once and its place is known.
    fn put_together(&self) -> Batch {
        let batch = self.batch;
        let mut of_group: Vec<Vec<usize>> = vec![Vec::new(); batch.groups.len()];
        for (number, item) in batch.items.iter().enumerate() {
            of_group[item.group as usize].push(number);
        }
        let mut out = Vec::with_capacity(batch.body.len() + 256);
        let mut items = batch.items.clone();
        let mut groups = Vec::with_capacity(batch.groups.len());
        for (group, numbers) in batch.groups.iter().zip(&of_group) {
            groups.push(self.group(group, numbers, &mut items, &mut out));
        }
        Batch { signal: batch.signal, body: Bytes::from(out), groups, items, source: batch.source.clone() }
    }

    fn group(&self, group: &Group, numbers: &[usize], items: &mut [Item], out: &mut Vec<u8>) -> Group {
        let told = |range: &Range<u32>| if range.is_empty() { 0 } else { size_of(self.part(range).len()) };
        let of_items: usize =
            numbers.iter().map(|number| size_of(self.part(&self.batch.items[*number].bytes).len())).sum();
        let scope_size = told(&group.scope) + of_items + told(&group.scope_schema_url);
        let resource_size = told(&group.resource) + size_of(scope_size) + told(&group.resource_schema_url);
        let mut new = Group::default();
        put_head(out, 1, resource_size);
        self.put(out, 1, &group.resource, &mut new.resource);
        put_head(out, 2, scope_size);
        self.put(out, 1, &group.scope, &mut new.scope);
        for number in numbers {
            let part = self.part(&self.batch.items[*number].bytes);
            items[*number].bytes = put_part(out, 2, part);
        }
        self.put(out, 3, &group.scope_schema_url, &mut new.scope_schema_url);
        self.put(out, 3, &group.resource_schema_url, &mut new.resource_schema_url);
        new
    }

    fn put(&self, out: &mut Vec<u8>, number: u32, range: &Range<u32>, place: &mut Range<u32>) {
        if !range.is_empty() {
            *place = put_part(out, number, self.part(range));
        }
    }
}

fn put_head(out: &mut Vec<u8>, number: u32, length: usize) {
    put_varint(out, u64::from(number) << 3 | 2);
    put_varint(out, length as u64);
}

fn put_part(out: &mut Vec<u8>, number: u32, part: &[u8]) -> Range<u32> {
    put_head(out, number, part.len());
    let start = out.len() as u32;
    out.extend_from_slice(part);
    start..out.len() as u32
}

/// Bytes of a field of that length; field numbers here take one byte.
fn size_of(length: usize) -> usize {
    let width = (64 - (length as u64 | 1).leading_zeros()).div_ceil(7) as usize;
    1 + width + length
}
