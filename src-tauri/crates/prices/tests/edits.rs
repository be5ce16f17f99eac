//! The user's own prices and aliases: what they do, and how mistakes in them are told.

use waterglass_prices::{PriceBook, PriceError, PricedCall};
use waterglass_proto::{LongPrice, Price, PriceEdits};

#[path = "support/mod.rs"]
mod support;
use support::{NOW, alias, call, edits, price};

/// A day in nanoseconds.
const DAY: u64 = 86_400_000_000_000;

/// A thousand tokens in and a hundred out at 1 and 10 dollars a million: two thousandths of a dollar.
const OWN: Option<i64> = Some(2_000_000_000);

fn book(overrides: Vec<Price>) -> PriceBook {
    PriceBook::with(&edits(overrides)).expect("good edits")
}

fn refused(row: Price) -> String {
    PriceBook::with(&edits(vec![row])).expect_err("must be refused").to_string()
}

#[test]
fn an_own_price_wins_over_the_table() {
    for (own, provider, model) in [
        (price("openai", "gpt-4o", 1.0, 10.0), "openai", "gpt-4o"),
        // By any name and any spelling that the row goes by.
        (price("openai", "gpt-4o", 1.0, 10.0), "openai.chat", "gpt-4o-2024-08-06"),
        (price("OpenAI", " GPT-4o ", 1.0, 10.0), "openai", "openai/gpt-4o"),
        (price("openai", "gpt-4o", 1.0, 10.0), "", "gpt-4o"),
        (price("openai", "gpt-4o", 1.0, 10.0), "litellm", "gpt-4o"),
        // What is priced as OpenAI's costs what OpenAI's costs.
        (price("openai", "gpt-4o", 1.0, 10.0), "azure.ai.openai", "gpt-4o"),
        (price("azure", "gpt-4o", 1.0, 10.0), "az.ai.openai", "gpt-4o"),
        (price("", "gpt-4o", 1.0, 10.0), "openai", "gpt-4o"),
        (price("openai", "gpt-4*", 1.0, 10.0), "openai", "gpt-4o"),
        // Models no list knows.
        (price("ollama", "*", 1.0, 10.0), "ollama", "llama3.2:3b"),
        (price("acme", "large", 1.0, 10.0), "ACME", "large"),
        (price("acme", "large", 1.0, 10.0), "", "large"),
        (price("", "large*", 1.0, 10.0), "acme", "large-2026-01-01"),
        (price("acme", "large", 1.0, 10.0), "acme", "large-2026-01-01"),
    ] {
        let label = format!("{}/{} for {provider} {model}", own.provider, own.model);
        let book = book(vec![own]);
        assert_eq!(book.price(&call(provider, model)), OWN, "{label}");
        let receipt = book.receipt(&call(provider, model));
        assert_eq!((receipt.source.as_str(), receipt.date.as_str()), ("override", ""), "{label}");
    }
}

#[test]
fn an_own_price_is_for_what_it_names_alone() {
    let shipped = PriceBook::shipped();
    for (own, provider, model) in [
        (price("azure", "gpt-4o", 1.0, 10.0), "openai", "gpt-4o"),
        (price("openai", "gpt-4o", 1.0, 10.0), "openai", "gpt-4o-mini"),
        // Another edition with a row of its own.
        (price("openai", "gpt-4o", 1.0, 10.0), "openai", "gpt-4o-2024-05-13"),
        (price("acme", "large", 1.0, 10.0), "bmce", "large"),
        (price("ollama", "*", 1.0, 10.0), "openai", "gpt-4o"),
        (price("acme", "lar*", 1.0, 10.0), "", "large"),
    ] {
        let call = call(provider, model);
        assert_eq!(book(vec![own.clone()]).price(&call), shipped.price(&call), "{own:?}");
    }
}

#[test]
fn of_several_own_prices_the_one_that_says_most_counts() {
    let book = book(vec![
        price("", "*", 9.0, 9.0),
        price("openai", "gpt*", 9.0, 9.0),
        price("openai", "gpt-4o", 1.0, 10.0),
        price("", "gpt-4o", 9.0, 9.0),
    ]);
    assert_eq!(book.price(&call("openai", "gpt-4o")), OWN);
    let both = PricedCall { response_model: "gpt-4o", ..call("openai", "gpt-4o-mini") };
    assert_eq!(book.price(&both), OWN, "the model that answered");
}

#[test]
fn an_own_price_holds_when_it_says() {
    let text = |text: &str| Some(text.to_owned());
    let long_ago = Price { until: text("2026-11-01"), ..price("openai", "gpt-4o", 9.0, 9.0) };
    let now = Price { from: text("2026-11-01"), until: text("2026-12-01"), ..price("openai", "gpt-4o", 1.0, 10.0) };
    let both = book(vec![long_ago, now]);
    assert_eq!(both.price(&call("openai", "gpt-4o")), OWN);
    assert_eq!(
        both.receipt(&PricedCall { start: NOW - 30 * DAY, ..call("openai", "gpt-4o") }).lines[0].per_million,
        9.0
    );
    let later = PricedCall { start: NOW + 30 * DAY, ..call("openai", "gpt-4o") };
    assert_eq!(both.receipt(&later).price, "openai/gpt-4o");
    assert_ne!(both.receipt(&later).source, "override", "the table's again");

    let at_noon = Price { hours: text("11:00-13:00"), ..price("acme", "m", 1.0, 10.0) };
    let book = book(vec![at_noon]);
    assert_eq!(book.price(&call("acme", "m")), OWN);
    assert_eq!(book.price(&PricedCall { start: NOW + DAY / 4, ..call("acme", "m") }), None);
}

#[test]
fn an_alias_names_a_model_of_the_table_or_of_ones_own() {
    let book = PriceBook::with(&PriceEdits {
        overrides: vec![price("", "house-model", 1.0, 10.0)],
        aliases: vec![
            alias("my-deployment", "gpt-4o-mini"),
            alias("Prod-Claude", "anthropic/claude-3-5-sonnet"),
            alias("team/x", "aws/anthropic.claude-3-haiku-20240307-v1:0"),
            alias("house", "house-model"),
        ],
    })
    .expect("good edits");
    let row = |provider, model| book.receipt(&call(provider, model)).price;
    assert_eq!(row("azure.ai.openai", "my-deployment"), "openai/gpt-4o-mini");
    assert_eq!(row("", "MY-DEPLOYMENT"), "openai/gpt-4o-mini");
    assert_eq!(row("azure", "azure/my-deployment"), "openai/gpt-4o-mini");
    assert_eq!(row("acme", "prod-claude"), "anthropic/claude-3-5-sonnet");
    assert!(row("openai", "team/x").starts_with("aws/"));
    assert_eq!(book.price(&call("acme", "house")), OWN);
    // What answered is known by itself: the alias of what was asked for is not needed.
    let answered = PricedCall { response_model: "gpt-4o", ..call("azure", "my-deployment") };
    assert_eq!(book.receipt(&answered).price, "openai/gpt-4o");
}

#[test]
fn mistakes_are_refused_with_what_to_do() {
    let own = || price("acme", "m", 1.0, 10.0);
    let text = |text: &str| Some(text.to_owned());
    let long = Some(LongPrice { input: 2.0, output: 20.0, ..LongPrice::default() });
    for (row, says) in [
        (Price { input: -1.0, ..own() }, "the input price of acme/m is -1: give US dollars"),
        (Price { output: f64::NAN, ..own() }, "the output price of acme/m is NaN"),
        (Price { cached_read: Some(f64::INFINITY), ..own() }, "the cached read price"),
        (Price { reasoning: Some(1e9), ..own() }, "check the unit"),
        (Price { model: " ".into(), ..own() }, "is no model's name"),
        (Price { model: "a*b".into(), ..own() }, "is no model's name"),
        (Price { model: "x".repeat(300), ..own() }, "is no model's name"),
        (Price { from: text("21.11.2026"), ..own() }, "\"21.11.2026\" at acme/m is no day: write it as"),
        (Price { from: text("2026-11-21"), until: text("2026-11-21"), ..own() }, "end before it begins"),
        (Price { hours: text("noon"), ..own() }, "are no hours of a day"),
        (Price { long_from: Some(1000), ..own() }, "half said"),
        (Price { long: long.clone(), ..own() }, "half said"),
        (Price { long: long.clone(), long_from: Some(0), ..own() }, "half said"),
        (
            Price { long: Some(LongPrice { output: -2.0, ..LongPrice::default() }), long_from: Some(9), ..own() },
            "is -2",
        ),
    ] {
        let told = refused(row);
        assert!(told.contains(says), "{told}");
    }
    let twice = PriceBook::with(&edits(vec![own(), price("ACME", "M", 2.0, 2.0)])).expect_err("twice");
    assert_eq!(twice, PriceError::Twice { model: "ACME/M".to_owned() });
    let with = |name: &str, model: &str| {
        let edits = PriceEdits { overrides: vec![own()], aliases: vec![alias("known", "gpt-4o"), alias(name, model)] };
        PriceBook::with(&edits).err().map(|error| error.to_string())
    };
    assert!(with("x", "no-such-model").is_some_and(|told| told.contains("search the table for its name")));
    assert!(with("", "gpt-4o").is_some_and(|told| told.contains("has no name")));
    assert!(with("KNOWN", "gpt-4o").is_some_and(|told| told.contains("there twice")));
    assert_eq!(with("x", "acme/m"), None);
}

#[test]
fn what_is_good_is_kept_where_something_else_is_not() {
    let given = PriceEdits {
        overrides: vec![price("acme", "m", 1.0, 10.0), price("acme", "n", -1.0, 10.0)],
        aliases: vec![alias("a", "gpt-4o"), alias("b", "gone-from-the-table")],
    };
    let (book, wrong) = PriceBook::with_valid(&given);
    assert_eq!(wrong.len(), 2);
    assert_eq!((book.price(&call("acme", "m")), book.price(&call("acme", "n"))), (OWN, None));
    assert_eq!(book.receipt(&call("azure", "a")).price, "openai/gpt-4o");
    assert_eq!(book.edits(), &given, "nothing the user said is lost");
    let shown = book.prices("", 0);
    assert_eq!((shown.overrides, shown.aliases), (given.overrides, given.aliases));
}
