//! Puts back together what a sender took apart: attributes named `messages.0.role` or `messages[0].role` become one tree again.
//!
//! Numbers give the order only, so a gap or an absurd index costs nothing. Knows no key's meaning.

use std::borrow::Cow;
use std::collections::HashMap;

use waterglass_model::SpanFacts;

use super::tree::{MAX_DEPTH, Tree};

/// A step of a key's path.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Step<'a> {
    Index(u64),
    Key(&'a str),
}

#[derive(Default)]
struct Node<'a> {
    value: Option<Tree<'a>>,
    children: Vec<(Step<'a>, Node<'a>)>,
    places: HashMap<Step<'a>, usize>,
}

/// The tree under `prefix`: `inputs` gathers `inputs`, `inputs.a` and `inputs[0].b`. `None`: no attribute begins so.
pub(crate) fn gather<'a>(span: &SpanFacts<'_, 'a>, prefix: &str) -> Option<Tree<'a>> {
    let mut root = Node::default();
    let mut any = false;
    for (key, value) in span.attributes {
        let Some(path) = key.strip_prefix(prefix) else { continue };
        if !(path.is_empty() || path.starts_with(['.', '['])) {
            continue;
        }
        any = true;
        let mut node = &mut root;
        for step in steps(path) {
            node = node.child(step);
        }
        // A key sent twice: the first counts, as everywhere.
        node.value.get_or_insert_with(|| Tree::of(value));
    }
    any.then(|| root.into_tree())
}

impl<'a> Node<'a> {
    fn child(&mut self, step: Step<'a>) -> &mut Node<'a> {
        let place = *self.places.entry(step).or_insert_with(|| {
            self.children.push((step, Node::default()));
            self.children.len() - 1
        });
        &mut self.children[place].1
    }

    fn into_tree(mut self) -> Tree<'a> {
        if self.children.is_empty() {
            return self.value.unwrap_or(Tree::Null);
        }
        if self.children.iter().all(|(step, _)| matches!(step, Step::Index(_))) {
            self.children.sort_by_key(|(step, _)| if let Step::Index(index) = step { *index } else { 0 });
            return Tree::List(self.children.into_iter().map(|(_, node)| node.into_tree()).collect());
        }
        let name = |step| match step {
            Step::Key(key) => Cow::Borrowed(key),
            Step::Index(index) => Cow::Owned(index.to_string()),
        };
        Tree::Map(self.children.into_iter().map(|(step, node)| (name(step), node.into_tree())).collect())
    }
}

/// `.0.message.role` or `[0].role`, step by step. Past the greatest depth the rest is one key.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    let mut rest = path;
    let mut depth = 0;
    std::iter::from_fn(move || {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        if rest.is_empty() {
            return None;
        }
        depth += 1;
        if let Some((inside, after)) = rest.strip_prefix('[').and_then(|open| open.split_once(']'))
            && let Ok(index) = inside.parse()
        {
            rest = after;
            return Some(Step::Index(index));
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = match rest[first..].find(['.', '[']) {
            Some(end) if depth < MAX_DEPTH => first + end,
            _ => rest.len(),
        };
        let (step, after) = rest.split_at(end);
        rest = after;
        Some(step.parse().map_or(Step::Key(step), Step::Index))
    })
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::messages::tree::compact;

    fn gathered(prefix: &str, keys: &[(&'static str, &'static str)]) -> Option<String> {
        let attributes: Vec<_> = keys.iter().map(|(key, text)| (*key, Value::String(text))).collect();
        gather(&SpanFacts { name: "", kind: 0, scope: "", attributes: &attributes }, prefix).map(|tree| compact(&tree))
    }

    #[test]
    fn both_ways_of_numbering_come_back_in_order() {
        let dotted = [("m.10.role", "b"), ("m.2.role", "a"), ("m.2.tool.0.id", "x"), ("mm.0", "no")];
        assert_eq!(gathered("m", &dotted).as_deref(), Some(r#"[{"role":"a","tool":[{"id":"x"}]},{"role":"b"}]"#));
        let bracketed = [("r[0].parts[0]", "p"), ("r[0].role", "u"), ("r[999999999].role", "v")];
        assert_eq!(gathered("r", &bracketed).as_deref(), Some(r#"[{"parts":["p"],"role":"u"},{"role":"v"}]"#));
        assert_eq!(gathered("x", &dotted), None);
    }

    #[test]
    fn strange_paths_end_somewhere() {
        for key in ["m.", "m..", "m[", "m[]", "m[x].y", "m.é.ü", "m[99999999999999999999]"] {
            assert!(gathered("m", &[(key, "v")]).is_some(), "{key}");
        }
        let deep: &'static str = Box::leak(format!("m{}", ".a".repeat(5000)).into_boxed_str());
        assert!(gathered("m", &[(deep, "v")]).is_some());
    }
}
