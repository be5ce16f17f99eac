//! What holds for any call: it never panics, its lines sum to its cost, and more tokens never cost less.

use proptest::option;
use proptest::prelude::*;
use waterglass_model::Usage;
use waterglass_prices::{PriceBook, PricedCall};

fn tokens() -> impl Strategy<Value = Option<u64>> {
    option::of(prop_oneof![4 => 0..2_000_000_u64, 1 => Just(200_000), 1 => any::<u64>()])
}

fn usage() -> impl Strategy<Value = Usage> {
    (tokens(), tokens(), tokens(), tokens(), tokens(), tokens(), tokens()).prop_map(
        |(input, output, cached_input, cache_write, reasoning, audio_input, audio_output)| Usage {
            input,
            output,
            cached_input,
            cache_write,
            reasoning,
            audio_input,
            audio_output,
        },
    )
}

/// A row's provider and model, or anything.
fn names() -> impl Strategy<Value = (String, String)> {
    let rows: Vec<_> = PriceBook::shipped().rows().map(|row| (row.provider, row.model)).collect();
    prop_oneof![8 => proptest::sample::select(rows), 1 => (".{0,12}", "[a-z0-9.:/@*-]{0,24}"), 1 => (".{0,12}", ".{0,300}")]
}

fn start() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 1_700_000_000_000_000_000..1_800_000_000_000_000_000_u64, 1 => any::<u64>()]
}

/// Picodollars of a line; exact below 9,007 dollars.
#[expect(clippy::cast_possible_truncation, reason = "rounded and small")]
fn picodollars(usd: f64) -> i64 {
    (usd * 1e12).round() as i64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn lines_sum_to_the_cost((provider, model) in names(), other in ".{0,12}", usage in usage(), start in start()) {
        let book = PriceBook::shipped();
        for (request_model, response_model) in [(&model, &other), (&other, &model), (&model, &String::new())] {
            let call = PricedCall { provider: &provider, request_model, response_model, usage, start };
            let receipt = book.receipt(&call);
            let price = book.price(&call);
            prop_assert_eq!(receipt.usd.is_some(), price.is_some());
            let Some(price) = price else { continue };
            prop_assert!(price >= 0);
            let kept = book.resolve(&provider, request_model, response_model);
            prop_assert_eq!(book.price_as(&kept, &usage, start), Some(price));
            let counted = receipt.lines.iter().map(|line| u128::from(line.tokens)).sum::<u128>();
            prop_assert_eq!(counted, u128::from(usage.input.unwrap_or(0)) + u128::from(usage.output.unwrap_or(0)));
            if price < 9_000_000_000_000_000 {
                prop_assert_eq!(picodollars(receipt.usd.unwrap_or(-1.0)), price);
                prop_assert_eq!(receipt.lines.iter().map(|line| picodollars(line.usd)).sum::<i64>(), price);
            }
        }
    }

    #[test]
    fn more_tokens_never_cost_less((provider, model) in names(), usage in usage(), more in 0..1_000_000_u64, start in start()) {
        let book = PriceBook::shipped();
        let price = |usage| book.price(&PricedCall { provider: &provider, request_model: &model, response_model: "", usage, start });
        let before = price(usage);
        for grown in [
            Usage { input: Some(usage.input.unwrap_or(0).saturating_add(more)), ..usage },
            Usage { output: Some(usage.output.unwrap_or(0).saturating_add(more)), ..usage },
        ] {
            prop_assert!(before.is_none() || price(grown) >= before, "{before:?} {:?}", price(grown));
        }
    }
}
