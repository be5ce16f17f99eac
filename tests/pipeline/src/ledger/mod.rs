//! The hand-made answers beside the recorded requests (`ledger.json`), and what the API says instead.
//!
//! Owns reading the answers, loading a case into an empty instance and naming every difference; whether a difference is a mistake is said
//! by `accepted.rs` and the test. Reads nothing of the product but its API.

mod accepted;
mod answers;
mod compare;
mod messages;
mod replay;
mod served;

pub use accepted::{ACCEPTED, Accepted};
pub use answers::{Answers, LedgerCase, ledger_cases};
pub use compare::{Difference, compare};
pub use replay::{Order, Said, replay};
pub use served::compare_with_served;
