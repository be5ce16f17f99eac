//! How a query is found wanting: mistakes, which end the reading, and hints, which do not.

use crate::ast::At;

/// A mistake: where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    /// Where it is, on character borders.
    pub at: At,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead, when that can be told.
    pub hint: Option<String>,
    /// The text only stops too early: more typing may make it good.
    pub unfinished: bool,
}

impl Mistake {
    pub(crate) fn new(at: At, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: None, unfinished: false }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn unfinished(mut self, unfinished: bool) -> Self {
        self.unfinished = unfinished;
        self
    }

    /// Where it begins, in characters from 0.
    pub fn character(&self, text: &str) -> usize {
        text.get(..self.at.from).map_or(0, |before| before.chars().count())
    }
}

/// Something that is understood but may not be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where.
    pub at: At,
    /// What.
    pub message: String,
}

/// How many letters must change to make one word of another, at most `most` of them: who writes `durration` means `duration`.
pub(crate) fn is_near(one: &str, other: &str, most: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most || one.len() > 64 {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], index + 1);
        for (at, known) in other.iter().enumerate() {
            let change = corner + usize::from(letter != known);
            corner = row[at + 1];
            row[at + 1] = change.min(row[at] + 1).min(corner + 1);
        }
    }
    row[other.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words() {
        assert!(is_near("durration", "duration", 1) && is_near("modle", "model", 2) && is_near("a", "a", 0));
        assert!(!is_near("http", "duration", 2) && !is_near("modle", "model", 1));
    }
}
