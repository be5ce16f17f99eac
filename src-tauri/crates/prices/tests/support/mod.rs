//! Calls and edits as the tests write them.
#![allow(dead_code, reason = "each test uses some")]

use waterglass_model::Usage;
use waterglass_prices::PricedCall;
use waterglass_proto::{Alias, Price, PriceEdits};

/// 2026-11-21, noon.
pub const NOW: u64 = 1_795_262_400_000_000_000;

/// A call of a million tokens in and a million out would cost as the price list says; this one is of a thousand and a hundred.
pub fn call<'a>(provider: &'a str, model: &'a str) -> PricedCall<'a> {
    let usage = Usage { input: Some(1000), output: Some(100), ..Usage::default() };
    PricedCall { provider, request_model: model, response_model: "", usage, start: NOW }
}

/// A price without anything special.
pub fn price(provider: &str, model: &str, input: f64, output: f64) -> Price {
    Price { provider: provider.to_owned(), model: model.to_owned(), input, output, ..Price::default() }
}

/// Edits of prices alone.
pub fn edits(overrides: Vec<Price>) -> PriceEdits {
    PriceEdits { overrides, aliases: Vec::new() }
}

/// An alias.
pub fn alias(name: &str, model: &str) -> Alias {
    Alias { name: name.to_owned(), model: model.to_owned() }
}
