//! What is wrong with a query: where, what, and what to write instead. Plain words for the person who typed it; nothing about how it is read.

use crate::ast::At;

/// Why a query could not be read. The first mistake only: what stands behind it may well be a consequence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    /// Where, in bytes of the query; on character boundaries, inside the text or at its end.
    pub at: At,
    /// What.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
    /// The text only stops too early: `model:`, `a OR`, `"half a phr`. Whoever shows results while a query is typed keeps the last good ones.
    pub unfinished: bool,
}

impl Mistake {
    pub(crate) fn new(at: At, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: Some(hint.into()), unfinished: false }
    }

    /// Says that typing on may mend it.
    pub(crate) fn unfinished(self, unfinished: bool) -> Self {
        Self { unfinished, ..self }
    }
}

impl At {
    pub(crate) fn new(from: usize, to: usize) -> Self {
        Self { from, to }
    }

    /// The text that stands there; empty when it is none of this text's stretches.
    pub fn of(self, text: &str) -> &str {
        text.get(self.from..self.to).unwrap_or_default()
    }

    /// The same stretch counted in characters (Unicode scalar values) from 0.
    pub fn in_characters(self, text: &str) -> Self {
        let count = |to: usize| text.char_indices().take_while(|(at, _)| *at < to).count();
        Self { from: count(self.from), to: count(self.to) }
    }
}
