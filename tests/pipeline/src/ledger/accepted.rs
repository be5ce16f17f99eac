//! Differences between the answers and the product that are meant, each with its reason. Nothing else is let through, and an entry that
//! no longer differs fails the test, so the list stays as short as it is.

/// An accepted difference.
#[derive(Debug)]
pub struct Accepted {
    /// The case.
    pub case: &'static str,
    /// The beginning of the place, as printed.
    pub place: &'static str,
    /// The field.
    pub field: &'static str,
    /// Why the product is right, or as right.
    pub why: &'static str,
}

/// All of them.
pub const ACCEPTED: &[Accepted] = &[];
