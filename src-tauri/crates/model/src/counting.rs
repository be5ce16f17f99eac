//! Which spans' tokens count: the one place of the rule that a model call is counted once.
//!
//! Usage is said far more often than it is spent. Agents, workflows and framework spans repeat the sum of the calls below them (some even
//! what the agent has spent since it was made), and two instrumentations beside each other record one call twice. So, of the spans of one
//! trace that say usage:
//!
//! 1. A span counts when no span below it says usage: the deepest teller knows best. A wrapper's figure is a claim to compare with.
//! 2. Where only a wrapper says usage, the wrapper counts.
//! 3. Of several records of one call, one counts: see [`Call::same_call`]. The library's own goes before an instrumentation's. Two calls
//!    that one library made are never one call, however alike they look.
//!
//! Nothing that counts is ever above or below another that counts, and the order in which the spans came changes nothing. Logs, events and
//! metrics repeat usage too. They never come here.

use std::collections::HashMap;

use crate::Usage;

/// A span of the trace, as far as the rule looks at it. Spans that say nothing are needed too: they link tellers to their wrappers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Call {
    /// The span's id.
    pub id: i64,
    /// Its parent's id.
    pub parent: Option<i64>,
    /// Start, Unix nanoseconds.
    pub start: i64,
    /// Length, nanoseconds.
    pub duration: i64,
    /// What it says.
    pub usage: Usage,
    /// A hash of the response id; `None` = not said.
    pub response: Option<i64>,
    /// Any number that stands for the scope.
    pub scope: i64,
    /// Any number that stands for the operation; `None` = not said. No part of the rule yet: libraries call one call differently.
    pub operation: Option<i64>,
    /// Any number that stands for the model; `None` = not said.
    pub model: Option<i64>,
    /// Whether the scope is an instrumentation of somebody else's library. The library's own record is preferred.
    pub instrumentor: bool,
}

/// What became of a span's usage. Stored as its number: append only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Counted {
    /// It says none.
    #[default]
    Silent = 0,
    /// It is in the total.
    Counts = 1,
    /// A span below says usage: this one repeats or sums it.
    SaidBelow = 2,
    /// Another span records the same call, and counts.
    SameCall = 3,
}

impl Counted {
    /// The one stored as `number`.
    pub fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Counts,
            2 => Self::SaidBelow,
            3 => Self::SameCall,
            _ => Self::Silent,
        }
    }
}

/// Records of one call overlap at least this much of the shorter one.
const NEARLY_WHOLE: f64 = 0.8;

impl Call {
    fn end(&self) -> i64 {
        self.start.saturating_add(self.duration.max(0))
    }

    fn overlaps(&self, other: &Self) -> bool {
        let shared = self.end().min(other.end()).saturating_sub(self.start.max(other.start));
        let shorter = self.duration.min(other.duration);
        shared >= 0 && shared as f64 >= shorter as f64 * NEARLY_WHOLE
    }

    /// Whether two spans record one call. They come from two instrumentations, at one time, and either name the same response or, where one
    /// of them names none, have one parent, one model and the same figures. The response id alone does not say so: test servers answer with
    /// a constant one. Nor need the figures be equal where the ids are: some add the first piece of a stream to the rest.
    pub fn same_call(&self, other: &Self) -> bool {
        self.scope != other.scope
            && self.overlaps(other)
            && match (self.response, other.response) {
                (Some(one), Some(two)) => one == two,
                _ => {
                    self.parent == other.parent
                        && self.model.is_some()
                        && self.model == other.model
                        && (self.usage.input, self.usage.output) == (other.usage.input, other.usage.output)
                }
            }
    }
}

/// Says of each span of one trace, in the order given, what becomes of its usage. Ids are unique within the trace.
pub fn count(spans: &[Call]) -> Vec<Counted> {
    let mut verdicts = vec![Counted::Silent; spans.len()];
    let tellers: Vec<usize> = (0..spans.len()).filter(|index| spans[*index].usage.is_said()).collect();
    if tellers.is_empty() {
        return verdicts;
    }
    tellers.iter().for_each(|index| verdicts[*index] = Counted::Counts);
    mark_wrappers(&parents(spans), &tellers, &mut verdicts);
    mark_repeated(spans, tellers, &mut verdicts);
    verdicts
}

/// The place of each span's parent. Where parents go round in a circle, the earliest of them is taken to have none.
fn parents(spans: &[Call]) -> Vec<Option<usize>> {
    let places: HashMap<i64, usize> = spans.iter().enumerate().map(|(index, span)| (span.id, index)).collect();
    let mut parents: Vec<_> = spans.iter().map(|span| places.get(&span.parent?).copied()).collect();
    // The walk that came by, by the place it began at.
    let mut walked = vec![usize::MAX; spans.len()];
    for start in 0..spans.len() {
        let mut at = start;
        while walked[at] == usize::MAX {
            walked[at] = start;
            let Some(parent) = parents[at] else { break };
            if walked[parent] == start {
                cut_circle(spans, parent, &mut parents);
                break;
            }
            at = parent;
        }
    }
    parents
}

fn cut_circle(spans: &[Call], on_it: usize, parents: &mut [Option<usize>]) {
    let mut earliest = on_it;
    let mut at = on_it;
    while let Some(parent) = parents[at].filter(|parent| *parent != on_it) {
        at = parent;
        if (spans[at].start, spans[at].id) < (spans[earliest].start, spans[earliest].id) {
            earliest = at;
        }
    }
    parents[earliest] = None;
}

/// Walks up from each teller: every teller above it is a wrapper. A walk ends where an earlier one went, so all of them together visit a
/// span once.
fn mark_wrappers(parents: &[Option<usize>], tellers: &[usize], verdicts: &mut [Counted]) {
    let mut walked = vec![false; parents.len()];
    for teller in tellers {
        let mut at = *teller;
        while let Some(parent) = parents[at] {
            if verdicts[parent] == Counted::Counts {
                verdicts[parent] = Counted::SaidBelow;
            }
            if std::mem::replace(&mut walked[parent], true) {
                break;
            }
            at = parent;
        }
    }
}

/// What two records of one call have in common: the response, or else parent, model and figures.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shared {
    Response(i64),
    Place(Option<i64>, Option<i64>, Option<u64>, Option<u64>),
}

/// A call that counts, and the scopes whose record of it was found: each records it once.
struct Kept {
    index: usize,
    recorded_by: Vec<i64>,
}

/// Of the records that begin before and after this one, so many are looked at: parallel calls may look alike, thousands of them do not.
const NEAR: usize = 64;

/// Takes the tellers that still count, the libraries' own first, and drops those that record a call already taken.
fn mark_repeated(spans: &[Call], tellers: Vec<usize>, verdicts: &mut [Counted]) {
    let mut order: Vec<usize> = tellers.into_iter().filter(|index| verdicts[*index] == Counted::Counts).collect();
    if order.iter().all(|index| spans[*index].scope == spans[order[0]].scope) {
        return;
    }
    order.sort_by_key(|index| (spans[*index].instrumentor, spans[*index].start, spans[*index].id));
    let mut kept: Vec<Kept> = Vec::new();
    // For each scope its calls in the order of their starts.
    let mut alike: HashMap<Shared, Vec<(i64, Vec<usize>)>> = HashMap::new();
    for index in order {
        let span = &spans[index];
        let place = Shared::Place(span.parent, span.model, span.usage.input, span.usage.output);
        let keys = [span.response.map(Shared::Response), Some(place)];
        let found = keys.iter().flatten().find_map(|key| find(spans, span, alike.get(key)?, &kept));
        if let Some(found) = found {
            verdicts[index] = Counted::SameCall;
            kept[found].recorded_by.push(span.scope);
            continue;
        }
        for key in keys.into_iter().flatten() {
            let scopes = alike.entry(key).or_default();
            match scopes.iter_mut().find(|(scope, _)| *scope == span.scope) {
                Some((_, list)) => list.push(kept.len()),
                None => scopes.push((span.scope, vec![kept.len()])),
            }
        }
        kept.push(Kept { index, recorded_by: Vec::new() });
    }
}

/// The call that this span records once more, if it does: of those of other scopes, the one that begins nearest.
fn find(spans: &[Call], span: &Call, scopes: &[(i64, Vec<usize>)], kept: &[Kept]) -> Option<usize> {
    let start = |at: usize| spans[kept[at].index].start;
    let records = |at: &usize| spans[kept[*at].index].same_call(span) && !kept[*at].recorded_by.contains(&span.scope);
    let near = scopes.iter().take(NEAR).filter(|(scope, _)| *scope != span.scope).filter_map(|(_, list)| {
        let middle = list.partition_point(|at| start(*at) < span.start);
        let around = &list[middle.saturating_sub(NEAR)..list.len().min(middle + NEAR)];
        around.iter().copied().filter(records).min_by_key(|at| start(*at).abs_diff(span.start))
    });
    near.min_by_key(|at| start(*at).abs_diff(span.start))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Counted::{Counts, SaidBelow, SameCall, Silent};
    use super::*;

    fn call(id: i64, parent: Option<i64>, tokens: Option<u64>) -> Call {
        let usage = Usage { input: tokens, output: tokens, ..Usage::default() };
        Call { id, parent, start: id * 100, duration: 100, usage, scope: 1, ..Call::default() }
    }

    #[test]
    fn the_deepest_teller_counts() {
        let spans =
            [call(1, None, Some(30)), call(2, Some(1), None), call(3, Some(2), Some(10)), call(4, Some(1), Some(20))];
        assert_eq!(count(&spans), [SaidBelow, Silent, Counts, Counts]);
        assert_eq!(count(&spans[..2]), [Counts, Silent], "where only the wrapper says it");
        assert_eq!(count(&[]), []);
    }

    #[test]
    fn parts_alone_do_not_tell() {
        let mut inner = call(2, Some(1), None);
        inner.usage.reasoning = Some(3);
        assert_eq!(count(&[call(1, None, Some(5)), inner]), [Counts, Silent]);
    }

    /// A library that traces itself beside an instrumentation of it.
    fn twice(tokens: u64, again: u64) -> [Call; 3] {
        let own = Call { start: 10, duration: 80, response: Some(7), ..call(2, Some(1), Some(tokens)) };
        let added = Call { id: 3, scope: 2, instrumentor: true, start: 5, duration: 90, ..own };
        let usage = Usage { output: Some(again), ..added.usage };
        [call(1, None, None), Call { usage, ..added }, own]
    }

    #[test]
    fn one_call_recorded_twice_counts_once_as_the_library_says_it() {
        assert_eq!(count(&twice(52, 52)), [Silent, SameCall, Counts]);
        assert_eq!(count(&twice(52, 53)), [Silent, SameCall, Counts]);
    }

    #[test]
    fn without_a_response_place_model_and_figures_must_agree() {
        let without = |again| {
            let mut spans = twice(52, again);
            spans[1].response = None;
            spans.iter_mut().for_each(|span| span.model = Some(9));
            spans
        };
        assert_eq!(count(&without(52)), [Silent, SameCall, Counts]);
        assert_eq!(count(&without(60)), [Silent, Counts, Counts]);
        let mut nameless = without(52);
        nameless.iter_mut().for_each(|span| span.model = None);
        assert_eq!(count(&nameless), [Silent, Counts, Counts]);
    }

    #[test]
    fn a_constant_response_id_makes_calls_no_less_two() {
        let mut one_after_the_other = twice(5, 5);
        one_after_the_other[1].start = 500;
        assert_eq!(count(&one_after_the_other), [Silent, Counts, Counts]);
        let mut of_one_library = twice(5, 5);
        of_one_library[1].scope = 1;
        assert_eq!(count(&of_one_library), [Silent, Counts, Counts]);
    }

    #[test]
    fn parallel_calls_are_paired_one_to_one() {
        let [root, added, own] = twice(5, 5);
        let spans = [root, added, own, Call { id: 4, ..added }, Call { id: 5, ..own }, Call { id: 6, ..added }];
        let counted = count(&spans);
        assert_eq!(counted.iter().filter(|verdict| **verdict == Counts).count(), 3, "{counted:?}");
        assert_eq!((counted[2], counted[4]), (Counts, Counts));
    }

    #[test]
    fn circles_of_parents_end_at_the_earliest() {
        let spans = [
            call(1, Some(3), Some(1)),
            call(2, Some(1), Some(1)),
            call(3, Some(2), Some(1)),
            call(4, Some(4), Some(1)),
        ];
        assert_eq!(count(&spans), [SaidBelow, SaidBelow, Counts, Counts]);
    }

    #[test]
    fn many_calls_that_a_test_server_answers_alike_take_no_time() {
        let alike = |id: i64| {
            let scope = id % 2;
            Call {
                start: id / 2,
                duration: 9,
                response: Some(1),
                scope,
                instrumentor: scope == 1,
                ..call(id, None, Some(1))
            }
        };
        let spans: Vec<Call> = (0..20_000).map(alike).collect();
        assert_eq!(count(&spans).iter().filter(|verdict| **verdict == Counts).count(), 10_000);
    }

    prop_compose! {
        fn any_call()(
            parent in proptest::option::of(0i64..24),
            start in 0i64..40,
            duration in 0i64..40,
            input in proptest::option::of(0u64..3),
            response in proptest::option::of(0i64..3),
            scope in 0i64..3,
            model in proptest::option::of(0i64..2),
        ) -> Call {
            let usage = Usage { input, ..Usage::default() };
            Call { parent, start, duration, usage, response, scope, model, instrumentor: scope > 0, ..Call::default() }
        }
    }

    fn is_above(spans: &[Call], above: usize, below: usize) -> bool {
        let parents = parents(spans);
        let mut at = below;
        while let Some(parent) = parents[at] {
            if parent == above {
                return true;
            }
            at = parent;
        }
        false
    }

    proptest! {
        #[test]
        fn order_changes_nothing_and_nothing_counts_below_what_counts(
            spans in proptest::collection::vec(any_call(), 0..24),
            seed in any::<u64>(),
        ) {
            let mut spans = spans;
            spans.iter_mut().enumerate().for_each(|(id, span)| span.id = id as i64);
            let verdicts = count(&spans);
            let mut order: Vec<usize> = (0..spans.len()).collect();
            order.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(seed | 1));
            let shuffled: Vec<Call> = order.iter().map(|index| spans[*index]).collect();
            for (place, verdict) in count(&shuffled).into_iter().enumerate() {
                prop_assert_eq!(verdict, verdicts[order[place]]);
            }
            let counting: Vec<usize> = (0..spans.len()).filter(|index| verdicts[*index] == Counts).collect();
            for above in &counting {
                prop_assert!(counting.iter().all(|below| !is_above(&spans, *above, *below)));
            }
            for (span, verdict) in spans.iter().zip(&verdicts) {
                prop_assert_eq!(*verdict == Silent, !span.usage.is_said());
            }
            prop_assert_eq!(counting.is_empty(), spans.iter().all(|span| !span.usage.is_said()));
        }
    }
}
