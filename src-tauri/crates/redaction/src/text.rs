//! One text value: as plain text, or as JSON whose strings are texts in turn. Gives the changed text, and which rules changed it.

use crate::edit::{Edit, applied};
use crate::escapes;
use crate::keys::AskedKeys;
use crate::plain::MOST_PIECES;
use crate::rules::Redactor;
use crate::seen::Seen;
use crate::structure::{Ended, begins, walk, walk_object};

/// JSON in a string of JSON in a string: this deep it is walked.
const DEEPEST: u8 = 4;

/// Times a changed text is gone over again; it stays as it is long before.
const MOST_ROUNDS: usize = 8;

/// Where a text stands: under which key, and which rules are asked of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'k> {
    pub(crate) path: &'k str,
    pub(crate) mask: u64,
}

impl Redactor {
    /// What the rules make of a text; `None` when nothing. Also hands out the pieces taken out at first sight.
    pub(crate) fn text(&self, keys: &AskedKeys<'_>, scope: Scope<'_>, text: &str) -> Option<(String, Vec<Edit>)> {
        let mut edits = Vec::new();
        self.look(keys, scope, text, 0, &mut edits);
        if edits.is_empty() {
            return None;
        }
        if edits.len() > MOST_PIECES {
            return Some(self.whole(text, edits[0].rule));
        }
        let mut new = applied(text, &edits);
        for _ in 0..MOST_ROUNDS {
            let mut more = Vec::new();
            self.look(keys, scope, &new, 0, &mut more);
            if more.is_empty() {
                break;
            }
            if more.len() > MOST_PIECES {
                return Some(self.whole(text, more[0].rule));
            }
            new = applied(&new, &more);
        }
        Some((new, edits)).filter(|(new, _)| new != text)
    }

    /// A value taken out whole. What was JSON still is.
    fn whole(&self, text: &str, rule: u8) -> (String, Vec<Edit>) {
        let replacement = &self.rules[usize::from(rule)].replacement;
        let new = if begins(text) { format!("\"{}\"", escapes::write(replacement, b'"')) } else { replacement.clone() };
        (new.clone(), vec![Edit { at: 0..text.len(), text: new, rule }])
    }

    /// Adds what the rules take out of a text. With more than [`MOST_PIECES`] of them the edits mean no places any more.
    pub(crate) fn look(&self, keys: &AskedKeys<'_>, scope: Scope<'_>, text: &str, depth: u8, out: &mut Vec<Edit>) {
        let before = out.len();
        if depth < DEEPEST && begins(text) {
            let mut seen = Seen::new(self, keys, scope, (text, depth), out);
            let (ended, at) = walk(text, &mut seen);
            if ended == Ended::Broken {
                seen.without_quotes();
                objects_in(text, at, &mut seen);
            }
            if ended == Ended::Whole || seen.is_full() {
                return;
            }
        } else if depth < DEEPEST && !keys.is_empty() && next_object(text).is_some() {
            objects_in(text, 0, &mut Seen::new(self, keys, scope, (text, depth), out));
        }
        // Both at once could take out the same piece; a text that changed is gone over again.
        if out.len() == before {
            self.plain(text, scope.mask, out);
        }
    }
}

/// Objects in the middle of a text, as logs have them: what their keys give away. What values look like is left for the text as a whole.
fn objects_in(text: &str, mut at: usize, seen: &mut Seen<'_, '_>) {
    while let Some(found) = text.get(at..).and_then(next_object) {
        seen.begin(0);
        at = walk_object(text, at + found, seen).max(at + found + 1);
    }
}

/// Where the next object may begin that has a key.
fn next_object(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'{', text.as_bytes()).find(|at| text[at + 1..].trim_start().starts_with(['"', '\'']))
}
