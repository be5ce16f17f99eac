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

#[test]
fn reasoning_and_audio_cost_what_they_cost() {
    // perplexity/sonar-deep-research: input 2, output 8, reasoning 3. openai/gpt-4o-realtime-preview: input 5, cached 2.5, output 20, audio 40 and 80.
    let book = PriceBook::shipped();
    let usage = Usage { input: Some(10), output: Some(100), reasoning: Some(60), ..Usage::default() };
    // 10 × 2 + 40 × 8 + 60 × 3 = 520.
    assert_eq!(book.price(&PricedCall { usage, ..call("perplexity", "sonar-deep-research") }), Some(520_000_000));
    let usage = Usage {
        input: Some(100),
        cached_input: Some(20),
        audio_input: Some(70),
        output: Some(50),
        audio_output: Some(40),
        ..Usage::default()
    };
    // 10 × 5 + 20 × 2.5 + 70 × 40 + 10 × 20 + 40 × 80 = 50 + 50 + 2,800 + 200 + 3,200 = 6,300.
    assert_eq!(book.price(&PricedCall { usage, ..call("openai", "gpt-4o-realtime-preview") }), Some(6_300_000_000));
}

#[test]
fn a_small_price_is_exact() {
    // gpt-4o-mini: 0.15 and 0.60, cached 0.075. One token is 150,000 picodollars.
    let book = PriceBook::shipped();
    let usage = Usage { input: Some(3), cached_input: Some(1), output: Some(1), ..Usage::default() };
    assert_eq!(book.price(&PricedCall { usage, ..call("openai", "gpt-4o-mini") }), Some(300_000 + 75_000 + 600_000));
    let tiny = PriceBook::with(&edits(vec![price("acme", "m", 0.0375, 0.000_001)])).expect("good");
    let usage = Usage { input: Some(1), output: Some(1), ..Usage::default() };
    assert_eq!(tiny.price(&PricedCall { usage, ..call("acme", "m") }), Some(37_500 + 1));
}

#[test]
fn a_long_call_costs_as_one_altogether() {
    // gemini-2.5-pro: 1.25 and 10; above 200,000 tokens of input 2.50 and 15; cached 0.125 and 0.25.
    let book = PriceBook::shipped();
    let of = |input| {
        let usage = Usage { input: Some(input), cached_input: Some(100_000), output: Some(1000), ..Usage::default() };
        book.receipt(&PricedCall { usage, ..call("gcp.gemini", "gemini-2.5-pro") })
    };
    // 100,000 × 1.25 + 100,000 × 0.125 + 1,000 × 10 = 147,500 millionths.
    assert_eq!(of(200_000).usd, Some(0.1475));
    // 100,001 × 2.50 + 100,000 × 0.25 + 1,000 × 15 = 290,002.5 millionths.
    let long = of(200_001);
    assert_eq!(long.usd, Some(0.290_002_5));
    assert!(long.note.contains("long call: 200001 input tokens or more"), "{}", long.note);
    assert_eq!(long.lines.iter().map(|line| line.per_million).collect::<Vec<_>>(), [2.5, 0.25, 15.0]);
}

#[test]
fn a_price_is_the_one_of_its_day() {
    // o3 became cheaper on 2025-06-10: 10 and 40 before, 2 and 8 since.
    let book = PriceBook::shipped();
    let day: u64 = 1_749_513_600_000_000_000;
    let at = |start| book.price(&PricedCall { start, ..call("openai", "o3") });
    assert_eq!(at(day - 1), Some(1000 * 10_000_000 + 100 * 40_000_000));
    assert_eq!(at(day), Some(1000 * 2_000_000 + 100 * 8_000_000));
    assert_eq!(at(0), at(day - 1), "before all days the first price");
    let rows: Vec<_> = book.search("openai/o3", 2).into_iter().map(|row| (row.from, row.until)).collect();
    let since = Some("2025-06-10".to_owned());
    assert_eq!(rows, [(None, since.clone()), (since, None)]);
}

#[test]
fn a_price_is_the_one_of_its_hour() {
    // deepseek-flash: 0.15 and 0.60, between 01:00 and 04:00 and between 06:00 and 10:00 twice that.
    let book = PriceBook::shipped();
    let midnight: u64 = 1_795_219_200_000_000_000;
    let at = |hour: u64| {
        book.price(&PricedCall { start: midnight + hour * 3_600_000_000_000, ..call("deepseek", "deepseek-flash") })
    };
    let cheap = Some(1000 * 150_000 + 100 * 600_000);
    assert_eq!([0, 4, 5, 10, 23].map(at), [cheap; 5]);
    assert_eq!([1, 3, 6, 9].map(at), [cheap.map(|price| price * 2); 4]);
}

#[test]
fn what_is_not_said_is_not_charged_and_told() {
    let book = PriceBook::shipped();
    let with = |usage| PricedCall { usage, ..call("openai", "gpt-4o") };
    let none = with(Usage::default());
    assert_eq!(book.price(&none), None);
    let receipt = book.receipt(&none);
    assert_eq!(
        (receipt.usd, receipt.price.as_str(), receipt.note.as_str()),
        (None, "openai/gpt-4o", "The call says no usage.")
    );
    let half = with(Usage { output: Some(100), cached_input: Some(50), ..Usage::default() });
    assert_eq!(book.price(&half), Some(1_000_000_000));
    assert!(book.receipt(&half).note.contains("the least it cost"));
    let zero = with(Usage { input: Some(0), output: Some(0), ..Usage::default() });
    assert_eq!((book.price(&zero), book.receipt(&zero).lines.len()), (Some(0), 2));
    // An embedding has no output to be missed.
    let embedding =
        PricedCall { usage: Usage { input: Some(8), ..Usage::default() }, ..call("openai", "text-embedding-3-small") };
    assert_eq!((book.price(&embedding), book.receipt(&embedding).note.as_str()), (Some(160_000), ""));
}

#[test]
fn parts_larger_than_the_whole_are_cut_and_told() {
    let book = PriceBook::shipped();
    let usage =
        Usage { input: Some(10), cached_input: Some(1000), output: Some(10), reasoning: Some(99), ..Usage::default() };
    let call = PricedCall { usage, ..call("openai", "gpt-4o") };
    // 10 × 1.25 + 10 × 10.
    assert_eq!(book.price(&call), Some(112_500_000));
    assert!(book.receipt(&call).note.contains("larger than the whole"));
    let absurd = Usage { input: Some(u64::MAX), output: Some(u64::MAX), ..Usage::default() };
    assert_eq!(book.price(&PricedCall { usage: absurd, ..call }), Some(i64::MAX));
}

#[test]
fn who_it_was_priced_as_is_told() {
    let book = PriceBook::shipped();
    for (provider, model, note) in [
        ("", "gpt-4o", "The provider is not said; priced as openai."),
        ("litellm", "gpt-4o", "litellm passes calls on; priced as openai."),
        ("azure.ai.openai", "gpt-4o", "The table has no price of azure.ai.openai for this model; priced as openai."),
        ("openai", "o3-mini-2099-01-01", "The table does not know this edition; priced as o3-mini."),
        ("openai", "gpt-4o", ""),
    ] {
        assert_eq!(book.receipt(&call(provider, model)).note, note, "{provider} {model}");
    }
}
