//! What rules would take out of what is stored: the same pass as before storage, watched.

use std::collections::HashSet;

use waterglass_model::otlp::schema::{RESOURCE, SCOPE};
use waterglass_model::otlp::{Log, Span};
use waterglass_model::{Batch, Signal};
use waterglass_proto::{RedactionChange, RedactionPreview};

use crate::batch::{item_of, room_for};
use crate::messages::{Change, Pass, Place, Watch};
use crate::rules::Redactor;

/// Changes listed one by one.
const MOST_LISTED: usize = 200;

/// Characters shown around what is taken out, and of it.
const AROUND: usize = 40;
const LONGEST: usize = 240;

/// A preview in the making: hand it batches, then take its answer.
pub struct Preview<'r> {
    pass: Pass<'r, Listing<'r>>,
    /// Resources and scopes seen before: each batch repeats them.
    known: HashSet<Vec<u8>>,
}

impl Redactor {
    /// Begins a preview.
    pub fn preview(&self) -> Preview<'_> {
        let watch = Listing { redactor: self, span_id: String::new(), preview: RedactionPreview::default() };
        Preview { pass: Pass::new(self, watch), known: HashSet::new() }
    }
}

impl Preview<'_> {
    /// Looks at a batch.
    pub fn look(&mut self, batch: &Batch) {
        self.pass.room = room_for(batch);
        for group in &batch.groups {
            for (range, kind, name) in [(&group.resource, &RESOURCE, "resource"), (&group.scope, &SCOPE, "scope")] {
                let message = batch.slice(range);
                if !message.is_empty() && self.known.insert(message.to_vec()) {
                    self.pass.watch.span_id.clear();
                    self.pass.message(message, kind, &Place { outer: None, name });
                }
            }
        }
        for item in &batch.items {
            let message = batch.slice(&item.bytes);
            let (id, name): (&[u8], &str) = match batch.signal {
                Signal::Traces => (Span::parse(message).map_or(&[], |span| span.span_id), ""),
                Signal::Logs => (Log::parse(message).map_or(&[], |log| log.span_id), "log record"),
                Signal::Metrics => (&[], "metric"),
            };
            self.pass.watch.span_id = id.iter().map(|byte| format!("{byte:02x}")).collect();
            self.pass.message(message, item_of(batch.signal), &Place { outer: None, name });
        }
    }

    /// What was found so far; a part when there was so much that a batch would be refused.
    pub fn finish(self) -> RedactionPreview {
        RedactionPreview { partial: self.pass.overflown, ..self.pass.watch.preview }
    }
}

struct Listing<'r> {
    redactor: &'r Redactor,
    span_id: String,
    preview: RedactionPreview,
}

impl Watch for Listing<'_> {
    fn value(&mut self) {
        self.preview.values = self.preview.values.saturating_add(1);
    }

    fn change(&mut self, change: &Change<'_>) {
        if self.preview.changes.len() >= MOST_LISTED {
            self.preview.more = self.preview.more.saturating_add(1);
            return;
        }
        let mut rules: Vec<String> = Vec::new();
        for edit in change.edits {
            let name = &self.redactor.rules[usize::from(edit.rule)].name;
            if !rules.contains(name) {
                rules.push(name.clone());
            }
        }
        let (before, after) = pieces(change);
        let place = change.place.to_string();
        self.preview.changes.push(RedactionChange { span_id: self.span_id.clone(), place, rules, before, after });
    }
}

/// The piece around the first thing taken out, as it is and as it would be.
fn pieces(change: &Change<'_>) -> (String, String) {
    let text = change.before;
    let Some(first) = change.edits.first() else { return (String::new(), String::new()) };
    let start = back(text, first.at.start, AROUND);
    let end = forth(text, first.at.end, AROUND);
    let (mut before, mut after) = (text[start..end].to_owned(), String::new());
    let mut copied = start;
    for edit in change.edits.iter().take_while(|edit| edit.at.end <= end) {
        after.push_str(&text[copied..edit.at.start]);
        after.push_str(&edit.text);
        copied = edit.at.end;
    }
    // What is taken out at the border is told on the right only as far as it is on the left.
    let cut = change.edits.iter().find(|edit| edit.at.start < end && end < edit.at.end);
    if let Some(edit) = cut {
        before.truncate(edit.at.start - start);
    }
    after.push_str(&text[copied..cut.map_or(end, |edit| edit.at.start)]);
    let (left, right) = (if start > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
    (format!("{left}{}{right}", shortened(&before)), format!("{left}{}{right}", shortened(&after)))
}

fn back(text: &str, from: usize, characters: usize) -> usize {
    text[..from].char_indices().rev().take(characters).last().map_or(from, |(at, _)| at)
}

fn forth(text: &str, from: usize, characters: usize) -> usize {
    text[from..].char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
