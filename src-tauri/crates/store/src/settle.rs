//! Settling: what the calls of one trace add up to, each counted once. Which spans count is `model::counting`'s to say; this file adds up, prices, and
//! says what is only a lower bound. Pure: it reads no table, and its answer does not depend on the order of the spans.

use std::collections::HashMap;
use std::collections::HashSet;

use waterglass_model::SpanType;
use waterglass_model::counting::{self, Call, Counted};

use crate::answers::Sums;

/// The spans of a trace: what the rule looks at, and which of them call a model. Spans that say nothing are needed too.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    calls: Vec<Call>,
    is_model_call: Vec<bool>,
    /// Whether it writes tokens, which cost.
    writes: Vec<bool>,
}

impl Calls {
    /// Adds a span.
    pub(crate) fn add(&mut self, call: Call, span_type: SpanType) {
        self.calls.push(call);
        self.is_model_call.push(matches!(span_type, SpanType::Model | SpanType::Embedding));
        self.writes.push(span_type != SpanType::Embedding);
    }

    /// One of them, in the order added.
    pub(crate) fn get(&self, index: usize) -> &Call {
        &self.calls[index]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.calls.len()
    }
}

/// What came out, span by span in the order given, and together.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    pub(crate) counted: Vec<Counted>,
    /// Picodollars.
    pub(crate) costs: Vec<Option<i64>>,
    pub(crate) sums: Sums,
}

/// Settles a trace. `price` is asked for each counted span by its place.
pub(crate) fn settle(spans: &Calls, mut price: impl FnMut(usize) -> Option<i64>) -> Settled {
    let calls = &spans.calls;
    let counted = counting::count(calls);
    let (mut sums, mut costs) = (Sums::default(), vec![None; calls.len()]);
    for (index, verdict) in counted.iter().enumerate() {
        if *verdict != Counted::Counts {
            continue;
        }
        sums.usage.add(&calls[index].usage);
        costs[index] = price(index);
        // What is said by half is priced by half.
        let usage = &calls[index].usage;
        sums.cost_at_least |= usage.input.is_none() || (spans.writes[index] && usage.output.is_none());
        match costs[index] {
            Some(cost) => sums.cost = Some(sums.cost.unwrap_or(0).saturating_add(cost)),
            None => sums.cost_at_least = true,
        }
    }
    sums.tokens_at_least = is_lower_bound(spans, &counted);
    sums.cost_at_least |= sums.tokens_at_least;
    Settled { counted, costs, sums }
}

/// Whether some call to a model says no usage that anybody else says: nobody above it that counts, nobody below it, and no other record of the same
/// response.
fn is_lower_bound(spans: &Calls, counted: &[Counted]) -> bool {
    let Calls { calls, is_model_call, .. } = spans;
    let silent: Vec<usize> = (0..calls.len()).filter(|at| is_model_call[*at] && !calls[*at].usage.is_said()).collect();
    if silent.is_empty() {
        return false;
    }
    let tellers: Vec<usize> = (0..calls.len()).filter(|at| calls[*at].usage.is_said()).collect();
    if tellers.is_empty() {
        return true;
    }
    let places: HashMap<i64, usize> = calls.iter().enumerate().map(|(at, call)| (call.id, at)).collect();
    let parent = |at: usize| calls[at].parent.and_then(|id| places.get(&id).copied());
    let above_teller = above(calls.len(), &tellers, parent);
    let told: HashSet<i64> = tellers.iter().filter_map(|at| calls[*at].response).collect();
    let mut below_counted = vec![None; calls.len()];
    silent.into_iter().any(|at| {
        !above_teller[at]
            && !calls[at].response.is_some_and(|response| told.contains(&response))
            && !is_below(at, counted, &mut below_counted, parent)
    })
}

/// Which spans stand above one of these. A walk ends where an earlier one went.
fn above(spans: usize, from: &[usize], parent: impl Fn(usize) -> Option<usize>) -> Vec<bool> {
    let mut walked = vec![false; spans];
    for start in from {
        let mut at = *start;
        while let Some(next) = parent(at) {
            if std::mem::replace(&mut walked[next], true) {
                break;
            }
            at = next;
        }
    }
    walked
}

/// Whether a span stands below one that counts, worked out once a span however long the line is.
fn is_below(
    start: usize,
    counted: &[Counted],
    known: &mut [Option<bool>],
    parent: impl Fn(usize) -> Option<usize>,
) -> bool {
    let (mut line, mut at) = (Vec::new(), start);
    let answer = loop {
        if let Some(known) = known[at] {
            break known;
        }
        line.push(at);
        // A circle of parents ends where it began: marked while it is walked.
        known[at] = Some(false);
        match parent(at) {
            Some(next) if counted[next] == Counted::Counts => break true,
            Some(next) => at = next,
            None => break false,
        }
    };
    line.into_iter().for_each(|at| known[at] = Some(answer));
    answer
}

#[cfg(test)]
mod tests {
    use waterglass_model::Usage;

    use super::*;

    type Span = (i64, Option<i64>, SpanType, Option<u64>);

    fn calls(spans: &[Span]) -> Calls {
        let mut calls = Calls::default();
        for (id, parent, span_type, tokens) in spans.iter().copied() {
            let usage = Usage { input: tokens, ..Usage::default() };
            calls.add(Call { id, parent, usage, duration: 10, scope: id, ..Call::default() }, span_type);
        }
        calls
    }

    #[test]
    fn a_wrapper_counts_only_where_nobody_below_tells() {
        let spans = [
            (1, None, SpanType::Agent, Some(30)),
            (2, Some(1), SpanType::Model, Some(10)),
            (3, Some(1), SpanType::Model, Some(20)),
        ];
        let settled = settle(&calls(&spans), |at| (at == 1).then_some(7));
        assert_eq!(settled.counted, [Counted::SaidBelow, Counted::Counts, Counted::Counts]);
        assert_eq!((settled.sums.usage.input, settled.sums.cost), (Some(30), Some(7)));
        assert!(settled.sums.cost_at_least && !settled.sums.tokens_at_least);
    }

    #[test]
    fn what_is_said_by_half_costs_at_least_that() {
        let at_least = |span_type, input, output| {
            let mut calls = Calls::default();
            let usage = Usage { input, output, ..Usage::default() };
            calls.add(Call { id: 1, usage, ..Call::default() }, span_type);
            let sums = settle(&calls, |_| Some(1)).sums;
            assert!(!sums.tokens_at_least);
            sums.cost_at_least
        };
        assert!(!at_least(SpanType::Model, Some(1), Some(0)));
        assert!(at_least(SpanType::Model, Some(1), None) && at_least(SpanType::Model, None, Some(1)));
        assert!(!at_least(SpanType::Embedding, Some(1), None), "which writes nothing");
    }

    #[test]
    fn what_nobody_says_makes_it_a_lower_bound() {
        let said = |spans: &[Span]| settle(&calls(spans), |_| Some(1)).sums.tokens_at_least;
        let model = |id, parent, tokens| (id, parent, SpanType::Model, tokens);
        assert!(said(&[model(1, None, None)]), "nobody tells at all");
        assert!(said(&[model(1, None, Some(1)), model(2, None, None)]), "a silent one beside");
        assert!(!said(&[(1, None, SpanType::Agent, Some(1)), model(2, Some(1), None)]), "its wrapper tells");
        assert!(!said(&[model(1, None, None), model(2, Some(1), Some(3))]), "one below tells");
        let wrapper = (1, None, SpanType::Agent, Some(9));
        assert!(said(&[wrapper, model(2, Some(1), Some(3)), model(3, Some(1), None)]), "the wrapper does not count");
        let mut same = calls(&[model(1, None, Some(1)), model(2, None, None)]);
        same.calls.iter_mut().for_each(|call| call.response = Some(5));
        assert!(!settle(&same, |_| None).sums.tokens_at_least, "another record of the response tells");
        assert!(!said(&[(1, None, SpanType::Tool, None)]), "no call to a model");
    }

    #[test]
    fn circles_of_parents_end() {
        let mut spans: Vec<Span> = (0..4).map(|id| (id, Some((id + 1) % 4), SpanType::Model, None)).collect();
        spans.push((9, None, SpanType::Model, Some(1)));
        assert!(settle(&calls(&spans), |_| None).sums.tokens_at_least);
    }
}
