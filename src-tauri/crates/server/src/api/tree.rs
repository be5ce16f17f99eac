//! A trace as a tree: its spans in the order people read them, each before its children, siblings by start. Pure, linear, and sound for
//! whatever parents were sent (see `parents`).

use std::collections::HashMap;

use waterglass_model::SpanId;
use waterglass_model::counting::Counted;
use waterglass_store::{Outline, OutlineSpan};

use super::parents::{Kin, resolve};

/// A trace's spans in order.
pub(super) struct Tree {
    /// Place in the outline and depth from 0, in the order of the tree.
    pub(super) order: Vec<(usize, u32)>,
    places: HashMap<SpanId, usize>,
    /// For each span of the outline, how many below it count.
    counted_below: Vec<u32>,
}

impl Tree {
    pub(super) fn of(outline: &Outline) -> Self {
        let spans = &outline.spans;
        let kin: Vec<Kin> =
            spans.iter().map(|span| Kin { id: span.span_id, parent: span.parent, flags: span.flags }).collect();
        let (parents, _) = resolve(&kin);
        let mut children = vec![Vec::new(); spans.len()];
        let mut open = Vec::new();
        for (place, parent) in parents.iter().enumerate() {
            match usize::try_from(*parent) {
                Ok(parent) => children[parent].push(place),
                Err(_) => open.push((place, 0)),
            }
        }
        // Last in, first out: the outline is in order of starts, so its last goes in first.
        open.reverse();
        let mut order = Vec::with_capacity(spans.len());
        while let Some((place, depth)) = open.pop() {
            order.push((place, depth));
            open.extend(children[place].iter().rev().map(|child| (*child, depth + 1)));
        }
        let counted_below = counted_below(spans, &parents, &order);
        let places = spans.iter().enumerate().map(|(place, span)| (span.span_id, place)).collect();
        Self { order, places, counted_below }
    }

    /// How many spans below this one count.
    pub(super) fn counted_below(&self, span: SpanId) -> u32 {
        self.places.get(&span).map_or(0, |place| self.counted_below[*place])
    }

    /// Only this span and what is below it; `false`: it is not there.
    pub(super) fn keep_below(&mut self, span: SpanId) -> bool {
        let Some(place) = self.places.get(&span) else { return false };
        let Some(at) = self.order.iter().position(|(one, _)| one == place) else { return false };
        let top = self.order[at].1;
        let end = self.order[at + 1..].iter().position(|(_, depth)| *depth <= top);
        self.order.truncate(end.map_or(self.order.len(), |end| at + 1 + end));
        self.order.drain(..at);
        self.order.iter_mut().for_each(|(_, depth)| *depth -= top);
        true
    }
}

/// Children stand behind their parents, so that going backwards each span is finished before its parent adds it.
fn counted_below(spans: &[OutlineSpan], parents: &[i32], order: &[(usize, u32)]) -> Vec<u32> {
    let mut below = vec![0; spans.len()];
    for (place, _) in order.iter().rev() {
        if let Ok(parent) = usize::try_from(parents[*place]) {
            below[parent] += below[*place] + u32::from(spans[*place].counted == Counted::Counts);
        }
    }
    below
}
