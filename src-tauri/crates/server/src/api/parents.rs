//! Who is whose parent in a trace, whatever was sent: parents that have not arrived, parents in another process, spans that are their own
//! ancestors. A pure function, linear in the number of spans. What the numbers mean stands at `proto::SpanColumns::parent`.

use std::collections::HashMap;

use waterglass_model::SpanId;

/// No parent: a root.
pub(super) const ROOT: i32 = -1;
/// The named parent has not arrived.
pub(super) const MISSING: i32 = -2;
/// The parents form a circle, which is cut here.
pub(super) const CIRCLE: i32 = -3;
/// The named parent lives in another process and has not arrived.
pub(super) const REMOTE: i32 = -4;

/// OTLP span flags: 0x100 = it is known whether the parent is remote, 0x200 = it is (trace.proto, `SpanFlags`).
const PARENT_IS_REMOTE: u32 = 0x300;

/// What resolving looks at in one span: its id, the parent it names, its OTLP flags.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kin {
    pub(super) id: SpanId,
    pub(super) parent: Option<SpanId>,
    pub(super) flags: u32,
}

/// Each span's parent by index or reason, and the spans whose named parent is not there, with its id.
pub(super) fn resolve(spans: &[Kin]) -> (Vec<i32>, Vec<(u32, SpanId)>) {
    let mut index = HashMap::with_capacity(spans.len());
    for (number, span) in spans.iter().enumerate() {
        index.entry(span.id).or_insert(number as i32);
    }
    let mut missing = Vec::new();
    let mut parents: Vec<i32> = spans
        .iter()
        .enumerate()
        .map(|(number, span)| {
            let Some(parent) = span.parent else { return ROOT };
            index.get(&parent).copied().unwrap_or_else(|| {
                missing.push((number as u32, parent));
                if span.flags & PARENT_IS_REMOTE == PARENT_IS_REMOTE { REMOTE } else { MISSING }
            })
        })
        .collect();
    cut_circles(&mut parents);
    (parents, missing)
}

/// Cuts each circle at its first span in order: the earliest is the likeliest to be meant as the top.
fn cut_circles(parents: &mut [i32]) {
    /// Not seen yet, or seen in an earlier walk that ended well.
    const UNSEEN: u32 = 0;
    let mut walk_of = vec![UNSEEN; parents.len()];
    for start in 0..parents.len() {
        let walk = start as u32 + 1;
        let mut at = start;
        while walk_of[at] == UNSEEN {
            walk_of[at] = walk;
            match usize::try_from(parents[at]) {
                Ok(parent) => at = parent,
                Err(_) => break,
            }
        }
        // Back at a span of this very walk, and not at a top: a circle. Go round once to find its first span.
        if walk_of[at] == walk && parents[at] >= 0 {
            let (mut first, mut step) = (at, parents[at] as usize);
            while step != at {
                first = first.min(step);
                step = parents[step] as usize;
            }
            parents[first] = CIRCLE;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u64) -> SpanId {
        SpanId::from_bytes(&number.to_be_bytes()).expect("not zero")
    }

    fn kin(number: u64, parent: u64, flags: u32) -> Kin {
        Kin { id: id(number), parent: (parent != 0).then(|| id(parent)), flags }
    }

    #[test]
    fn parents_are_found_whatever_the_order() {
        let (parents, missing) = resolve(&[kin(3, 2, 0), kin(1, 0, 0), kin(2, 1, 0x300)]);
        assert_eq!((parents, missing), (vec![2, ROOT, 1], vec![]));
    }

    #[test]
    fn absent_parents_are_named_and_remote_ones_told_apart() {
        let (parents, missing) = resolve(&[kin(1, 9, 0), kin(2, 8, 0x301), kin(3, 7, 0x100)]);
        assert_eq!(parents, [MISSING, REMOTE, MISSING]);
        assert_eq!(missing, [(0, id(9)), (1, id(8)), (2, id(7))]);
    }

    #[test]
    fn circles_are_cut_at_their_first_span() {
        // 1 is its own parent; 2 → 4 → 3 → 2 with 5 hanging off it.
        let (parents, missing) = resolve(&[kin(1, 1, 0), kin(5, 4, 0), kin(2, 4, 0), kin(3, 2, 0), kin(4, 3, 0)]);
        assert_eq!(parents, [CIRCLE, 4, CIRCLE, 2, 3]);
        assert!(missing.is_empty());
    }

    proptest! {
        /// Whatever the parents, every span reaches a top within as many steps as there are spans.
        #[test]
        fn the_result_is_a_forest(named in prop::collection::vec(0u64..40, 1..40)) {
            let spans: Vec<Kin> = named.iter().enumerate().map(|(number, parent)| kin(number as u64 + 1, *parent, 0)).collect();
            let (parents, missing) = resolve(&spans);
            prop_assert_eq!(missing.len(), parents.iter().filter(|parent| **parent == MISSING).count());
            for start in 0..parents.len() {
                let mut at = start as i32;
                for _ in 0..=parents.len() {
                    at = if at < 0 { break } else { parents[at as usize] };
                }
                prop_assert!(at < 0);
            }
        }
    }
}
