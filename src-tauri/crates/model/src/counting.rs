//! Which spans' tokens count: the one place of the rule that a model call is counted once.
//!
//! Usage is said far more often than it is spent. Agents, workflows and framework spans repeat the sum of the calls below them (some even
//! what the agent has spent since it was made), and two instrumentations beside each other record one call twice. So, of the spans of one
//! trace that say usage:
//!
//! 1. A span counts when no span below it says usage: the deepest teller knows best. A wrapper's figure is a claim to compare with.
//! 2. Where only a wrapper says usage, the wrapper counts.
//! 3. Of several records of one call, one counts: see [`Call::same_call`].
//!
//! Logs, events and metrics repeat usage too. They never come here.

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
    /// Any number that stands for the operation; `None` = not said.
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
        self.start.saturating_add(self.duration)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let shared = self.end().min(other.end()).saturating_sub(self.start.max(other.start));
        let shorter = self.duration.min(other.duration);
        shared >= 0 && shared as f64 >= shorter as f64 * NEARLY_WHOLE
    }

    /// Whether two spans record one call. The response id alone does not say so (a test server answers with a constant one): they must
    /// also come from two instrumentations at one time, or be two operations on one response (a run started and then waited for). Without
    /// an id: two instrumentations, one parent, one model, the same figures, nearly the same time.
    pub fn same_call(&self, other: &Self) -> bool {
        match (self.response, other.response) {
            (Some(one), Some(two)) => {
                one == two && (self.operation != other.operation || (self.scope != other.scope && self.overlaps(other)))
            }
            _ => {
                self.scope != other.scope
                    && self.parent == other.parent
                    && self.model.is_some()
                    && self.model == other.model
                    && (self.usage.input, self.usage.output) == (other.usage.input, other.usage.output)
                    && self.overlaps(other)
            }
        }
    }
}

/// Says of each span of one trace, in the order given, what becomes of its usage.
pub fn count(spans: &[Call]) -> Vec<Counted> {
    let mut verdicts = vec![Counted::Silent; spans.len()];
    let tellers: Vec<usize> = (0..spans.len()).filter(|index| spans[*index].usage.is_said()).collect();
    if tellers.is_empty() {
        return verdicts;
    }
    tellers.iter().for_each(|index| verdicts[*index] = Counted::Counts);
    mark_wrappers(spans, &tellers, &mut verdicts);
    let mut order: Vec<usize> = tellers.into_iter().filter(|index| verdicts[*index] == Counted::Counts).collect();
    // The library's own record first; then the order does not depend on which span arrived when.
    order.sort_by_key(|index| (spans[*index].instrumentor, spans[*index].start, spans[*index].id));
    let mut by_response: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut nameless: HashMap<(Option<i64>, Option<i64>), Vec<usize>> = HashMap::new();
    for index in order {
        let span = &spans[index];
        let beside = nameless.entry((span.parent, span.model)).or_default();
        let of_response = span.response.map(|response| by_response.entry(response).or_default());
        let repeated = of_response.as_deref().into_iter().flatten().chain(beside.iter());
        if repeated.into_iter().any(|other| spans[*other].same_call(span)) {
            verdicts[index] = Counted::SameCall;
            continue;
        }
        beside.push(index);
        if let Some(list) = of_response {
            list.push(index);
        }
    }
    verdicts
}

/// Walks up from each teller: every teller above it is a wrapper. A walk ends where an earlier one went, so all of them together visit a
/// span once, and a circle of parents ends them too.
fn mark_wrappers(spans: &[Call], tellers: &[usize], verdicts: &mut [Counted]) {
    let places: HashMap<i64, usize> = spans.iter().enumerate().map(|(index, span)| (span.id, index)).collect();
    let mut walked = vec![false; spans.len()];
    for teller in tellers {
        let mut at = *teller;
        while let Some(parent) = spans[at].parent.and_then(|id| places.get(&id).copied()) {
            if parent == *teller {
                break;
            }
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
