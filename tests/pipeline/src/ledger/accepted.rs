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

const MERGED: &str =
    "ADK makes the span up after parallel calls, with a name in brackets and an id of its own: no tool was called.";

const fn merged(case: &'static str, place: &'static str, field: &'static str) -> Accepted {
    Accepted { case, place, field, why: MERGED }
}

/// All of them.
pub const ACCEPTED: &[Accepted] = &[
    merged("google-adk/2.13", "span 4c4348bf13eb289f", "tool.name"),
    merged("google-adk/2.13", "span 4c4348bf13eb289f", "tool.call_id"),
    merged("google-adk/2.13-span-and-event", "span 310c99a36f38916f", "tool.name"),
    merged("google-adk/2.13-span-and-event", "span 310c99a36f38916f", "tool.call_id"),
    Accepted {
        case: "mlflow/3.17.2",
        place: "span 5c2d407ced91ed8d",
        field: "output_messages",
        why: "An agent whose output is a plain text has said that text; the answers read conversations in a known shape only.",
    },
];
