//! A piece of a text and what stands in its place; texts are changed by lists of these, so that all between them stays as it came.

use std::ops::Range;

/// One piece taken out. In a list they ascend and do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Bytes of the text as it was.
    pub(crate) at: Range<usize>,
    /// What stands there now.
    pub(crate) text: String,
    /// The rule that did it, by its number.
    pub(crate) rule: u8,
}

impl Edit {
    /// The same in a text with so many bytes before.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Self { at: self.at.start + by..self.at.end + by, ..self }
    }
}

/// The text with its pieces replaced.
pub(crate) fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + edits.len() * 16);
    let mut copied = 0;
    for edit in edits {
        out.push_str(&text[copied..edit.at.start]);
        out.push_str(&edit.text);
        copied = edit.at.end;
    }
    out.push_str(&text[copied..]);
    out
}
