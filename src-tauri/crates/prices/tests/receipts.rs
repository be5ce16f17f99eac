//! Calls and what they cost, worked out by hand, class by class.

use waterglass_model::Usage;
use waterglass_prices::{PriceBook, PricedCall};

#[path = "support/mod.rs"]
mod support;
use support::{call, edits, price};

/// Lines of a receipt as (class, tokens, dollars for a million).
fn lines(book: &PriceBook, call: &PricedCall<'_>) -> Vec<(String, u64, f64)> {
    book.receipt(call).lines.into_iter().map(|line| (line.class, line.tokens, line.per_million)).collect()
}

#[test]
fn cached_reads_and_writes_are_part_of_the_input() {
    // claude-3-5-sonnet: input 3, cached read 0.30, cached write 3.75, output 15.
    let usage =
        Usage { input: Some(131), cached_input: Some(64), cache_write: Some(32), output: Some(20), ..Usage::default() };
    let call = PricedCall { usage, ..call("anthropic", "claude-3-5-sonnet-20241022") };
    let book = PriceBook::shipped();
    // 35 × 3 + 64 × 0.30 + 32 × 3.75 + 20 × 15 = 105 + 19.2 + 120 + 300 = 544.2 millionths of a dollar.
    assert_eq!(book.price(&call), Some(544_200_000));
    let receipt = book.receipt(&call);
    assert_eq!(receipt.usd, Some(0.000_544_2));
    assert_eq!((receipt.price.as_str(), receipt.note.as_str()), ("anthropic/claude-3-5-sonnet", ""));
    assert_eq!(
        lines(&book, &call),
        [
            ("input".to_owned(), 35, 3.0),
            ("cached read".to_owned(), 64, 0.3),
            ("cached write".to_owned(), 32, 3.75),
            ("output".to_owned(), 20, 15.0)
        ]
    );
}

#[test]
fn a_class_without_a_price_of_its_own_costs_as_the_class_it_is_part_of() {
    let book = PriceBook::with(&edits(vec![price("acme", "large", 2.0, 8.0)])).expect("good");
    let usage = Usage {
        input: Some(100),
        cached_input: Some(40),
        cache_write: Some(10),
        audio_input: Some(5),
        output: Some(50),
        reasoning: Some(30),
        audio_output: Some(1),
    };
    let call = PricedCall { usage, ..call("acme", "large") };
    // 100 × 2 + 50 × 8 = 600 millionths, however the parts are called.
    assert_eq!(book.price(&call), Some(600_000_000));
    assert_eq!(book.receipt(&call).source, "override");
}
