//! What may be wrong with rules, and what to do about it.

/// Why rules do not hold, or cannot be applied. The message names the rule; [`RedactionError::hint`] says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedactionError {
    /// A rule of the user's without a name.
    #[error("rule {0} has no name")]
    NoName(usize),
    /// A rule that says neither a key nor a value.
    #[error("the rule \"{0}\" is empty")]
    Empty(String),
    /// A rule that would take out every value.
    #[error("the rule \"{0}\" takes out every value")]
    Everything(String),
    /// A value that is no regular expression.
    #[error("the value of the rule \"{rule}\" is not a regular expression: {reason}")]
    Pattern {
        /// The rule's name.
        rule: String,
        /// What the parser says, in one line.
        reason: String,
    },
    /// A regular expression that needs too much memory.
    #[error("the value of the rule \"{0}\" is too large a regular expression")]
    TooLarge(String),
    /// A name, key, value or replacement that is too long.
    #[error("the {part} of the rule \"{rule}\" is longer than {most} bytes")]
    TooLong {
        /// The rule's name.
        rule: String,
        /// Which text of it.
        part: &'static str,
        /// How long it may be.
        most: usize,
    },
    /// More rules than are applied.
    #[error("there are {0} rules switched on; at most {most} can be", most = crate::rules::MOST_RULES)]
    TooMany(usize),
    /// What the rules put in the place of what they take out is more than is kept.
    #[error("the rules make it larger than {} MiB: one of them takes out very many pieces", .0 >> 20)]
    TooMuch(usize),
}

impl RedactionError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoName(_) => "Give it a name: it is shown where the rule took something out.",
            Self::Empty(_) => {
                "Say the key whose values are taken out, or a regular expression for what is taken out of any value."
            }
            Self::Everything(_) => {
                "Name the key more closely, such as *.password, or add a regular expression for its values."
            }
            Self::Pattern { .. } => {
                "Write a regular expression as Rust's and RE2's are: no look-around, no back-references; \\ in front of . ( [ { + * ? to mean the character."
            }
            Self::TooLarge(_) => "Make its counted repetitions smaller, such as {1,50} instead of {1,5000}.",
            Self::TooLong { .. } => "Make it shorter, or make two rules of it.",
            Self::TooMuch(_) => "Make the rule's value say more of what it takes out, or its replacement shorter.",
            Self::TooMany(_) => "Put several keys into one rule, with commas, or several values with |.",
        }
    }
}
