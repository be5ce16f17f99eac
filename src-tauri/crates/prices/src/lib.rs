//! What a model call costs: the shipped price table, the user's own prices and aliases over it, and the arithmetic.
//!
//! Money is counted in millionths of a millionth of a US dollar ([`Picodollars`]), so that sums are exact. Does no I/O and knows no clock.

use waterglass_model::Usage;

mod book;
mod edits;
pub mod file;
mod names;
mod period;
pub mod providers;
mod rates;
mod receipt;
mod resolve;
mod search;
mod table;

use book::Edited;
pub use book::PriceBook;
pub use edits::PriceError;
pub use resolve::Resolution;

/// US dollars times 10^12. A price of $0.0375 a million tokens is 37,500 of them a token.
pub type Picodollars = i64;

/// A model call to be priced.
#[derive(Clone, Copy, Debug, Default)]
pub struct PricedCall<'a> {
    /// Provider as sent; empty = not said.
    pub provider: &'a str,
    /// The model asked for; empty = not said.
    pub request_model: &'a str,
    /// The model that answered; empty = not said.
    pub response_model: &'a str,
    /// What it says it used.
    pub usage: Usage,
    /// When it started, Unix nanoseconds: prices change.
    pub start: u64,
}
