//! What the store is handed from above, as it knows no dialect and no price: functions that read facts, and the price table. Holds no rule of its own.

use std::borrow::Cow;
use std::fmt::Debug;

use waterglass_model::{GenAi, LogFacts, SpanFacts, Usage};

/// Reads a span's facts in one vocabulary: the dialects' table.
pub type Normalise = for<'s, 'a> fn(&SpanFacts<'s, 'a>) -> GenAi<'a>;

/// Reads which session and which user a log record names.
pub type SaidByLog = for<'s, 'a> fn(&LogFacts<'s, 'a>) -> Said<'a>;

/// Whose work a row belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said<'a> {
    /// Session or conversation.
    pub session: Option<Cow<'a, str>>,
    /// The person the program serves.
    pub user: Option<Cow<'a, str>>,
}

/// The functions that read facts.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Of their rules. What was stored by another revision is derived again in the background.
    pub revision: u32,
    /// Of a span.
    pub normalise: Normalise,
    /// Of a log record that names a trace.
    pub said_by_log: SaidByLog,
    /// Whether a scope of this name instruments somebody else's library: see `model::counting::Call::instrumentor`.
    pub is_instrumentor: fn(&str) -> bool,
}

impl Facts {
    /// Facts of spans alone.
    pub fn of_spans(revision: u32, normalise: Normalise) -> Self {
        Self { revision, normalise, said_by_log: |_| Said::default(), is_instrumentor: |_| false }
    }
}

/// A call to be priced.
#[derive(Clone, Copy, Debug)]
pub struct PricedCall<'a> {
    /// Who serves the model, as sent; empty = not said.
    pub provider: &'a str,
    /// The model asked for; empty = not said.
    pub request_model: &'a str,
    /// The model that answered, else the one asked for; empty = neither is said.
    pub response_model: &'a str,
    /// What it used.
    pub usage: &'a Usage,
    /// When, Unix nanoseconds.
    pub start: u64,
}

/// The price table.
pub trait Pricing: Debug + Send + Sync {
    /// Names what is in it: whenever a price in it changes, so does this. What was priced by another is priced again in the background.
    fn revision(&self) -> u64;

    /// What a call costs, picodollars (10^-12 US dollars); `None` = its model has no price.
    fn price(&self, call: &PricedCall<'_>) -> Option<i64>;
}

/// A price table without prices.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPrices;

impl Pricing for NoPrices {
    fn revision(&self) -> u64 {
        0
    }

    fn price(&self, _: &PricedCall<'_>) -> Option<i64> {
        None
    }
}
