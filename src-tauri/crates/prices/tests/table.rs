//! The shipped table: every row is a sane one, every name leads to its row, and the text is what `cargo xtask prices` writes.

use std::collections::HashSet;

use waterglass_prices::file::{File, Price};
use waterglass_prices::providers::{Served, served};
use waterglass_prices::{PriceBook, PricedCall};

#[path = "support/mod.rs"]
mod support;
use support::call;

const TEXT: &str = include_str!("../table.json");

fn table() -> File<'static> {
    File::parse(TEXT).expect("the shipped table can be read")
}

#[test]
fn the_text_is_what_the_command_writes() {
    // Not assert_eq: the difference of two texts of 300 KB tells nobody anything.
    assert!(table().render() == TEXT, "table.json was edited by hand: run `cargo xtask prices`");
}

#[test]
fn it_says_where_it_comes_from() {
    let table = table();
    assert!(
        table.source.starts_with("genai-prices")
            && table.source_url.starts_with("https://")
            && table.licence.contains("MIT")
    );
    assert!(table.date.len() == 10 && table.date > "2026-01-01");
    assert!(table.providers.len() > 30 && PriceBook::shipped().rows().count() > 2000);
    assert_eq!(PriceBook::shipped().source(), [table.source, table.source_url, table.licence, table.date]);
}

#[test]
fn every_price_is_a_sane_one() {
    for provider in table().providers {
        for model in &provider.models {
            let name = format!("{}/{}", provider.id, model.model);
            assert!(!model.prices.is_empty(), "{name}");
            assert!(model.prices[0].from.is_none(), "{name} has no price before a day");
            for price in &model.prices {
                sane(&name, price);
            }
            let days: Vec<_> = model.prices.iter().map(|price| price.from).collect();
            assert!(days.is_sorted(), "{name}: {days:?}");
        }
    }
}

fn sane(name: &str, price: &Price<'_>) {
    let classes = [Some(price.input), Some(price.output), price.cached_read, price.cached_write, price.reasoning];
    let long =
        price.long.iter().flat_map(|long| [Some(long.input), Some(long.output), long.cached_read, long.cached_write]);
    for value in classes.into_iter().chain(long).flatten().chain(price.audio_input).chain(price.audio_output) {
        // The dearest ever listed took 600 dollars for a million tokens.
        assert!((0.0..=1000.0).contains(&value), "{name} costs {value}");
    }
    let mut before = (0, price.input, price.output);
    for long in &price.long {
        assert!(
            long.tokens > before.0.max(1000) && long.input >= before.1 && long.output >= before.2,
            "{name}: {long:?}"
        );
        before = (long.tokens, long.input, long.output);
    }
}

#[test]
fn reading_from_a_cache_is_the_cheaper_way() {
    let models = table().providers.into_iter().flat_map(|provider| provider.models);
    let prices: Vec<_> = models.flat_map(|model| model.prices).filter(|price| price.cached_read.is_some()).collect();
    let dearer = prices.iter().filter(|price| price.cached_read > Some(price.input)).count();
    // The list has a slip here and there; classes that were mixed up would be in every row.
    assert!(dearer * 100 < prices.len(), "{dearer} of {}", prices.len());
}

#[test]
fn every_name_leads_to_its_row() {
    let book = PriceBook::shipped();
    let mut lost = Vec::new();
    for provider in table().providers {
        assert_eq!(served(provider.id), Served::By(provider.id), "the table's own name of a provider is not known");
        let mut seen = HashSet::new();
        for model in &provider.models {
            let label = format!("{}/{}", provider.id, model.model);
            for name in model.names.iter().filter(|name| !name.contains(['*', '!'])).chain([&model.model]) {
                assert!(seen.insert(name.to_lowercase()), "{label}: {name} is another model's too");
                for spelling in [(*name).to_owned(), name.to_uppercase()] {
                    let receipt = book.receipt(&call(provider.id, &spelling));
                    let sure = receipt.note.is_empty() || receipt.note.starts_with("Each call costs");
                    if receipt.price != label || !sure {
                        lost.push(format!("{label} by {spelling}: {} {}", receipt.price, receipt.note));
                    }
                }
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn a_free_model_costs_nothing_and_is_priced() {
    let book = PriceBook::shipped();
    let free = book.rows().find(|row| row.model.ends_with(":free")).expect("the list has free models");
    assert_eq!(book.price(&call(&free.provider, &free.model)), Some(0));
}

#[test]
fn search_finds_names_first() {
    let book = PriceBook::shipped();
    let found = book.search("gpt-4o-mini", 20);
    assert!(found[0].model == "gpt-4o-mini" && found.len() > 1, "{found:?}");
    assert_eq!(book.search("openai/gpt-4o-mini", 1)[0].provider, "openai");
    assert!(
        book.search("ANTHROPIC sonnet", 50)
            .iter()
            .all(|row| format!("{}/{}", row.provider, row.model).contains("sonnet"))
    );
    assert!(book.search("no such model anywhere", 50).is_empty());
    assert_eq!(book.search("", 7).len(), 7);
    // A name the row only goes by.
    assert!(book.search("gpt-4o-mini-2024-07-18", 5).iter().any(|row| row.model == "gpt-4o-mini"));
    let prices = book.prices("o3", 3);
    assert_eq!((prices.table.len(), prices.table_rows as usize), (3, book.rows().count()));
}

#[test]
fn known_names_of_the_field() {
    let book = PriceBook::shipped();
    let row = |provider, model| book.receipt(&call(provider, model)).price;
    for (provider, model, priced) in [
        ("openai", "gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini"),
        ("openai.chat", "GPT-4o", "openai/gpt-4o"),
        ("az.ai.openai", "gpt-4o-mini", "openai/gpt-4o-mini"),
        ("azure.ai.openai", "gpt-35-turbo", "openai/gpt-3.5-turbo"),
        ("azure.ai.inference", "Phi-4", "azure/phi-4"),
        ("", "openai/gpt-4o", "openai/gpt-4o"),
        ("litellm", "azure/gpt-4o", "openai/gpt-4o"),
        ("langchain", "claude-3-7-sonnet-20250219", "anthropic/claude-3-7-sonnet-latest"),
        ("gcp.gemini", "models/gemini-2.0-flash", "google/gemini-2.0-flash"),
        ("gcp.vertex_ai", "publishers/google/models/gemini-2.5-flash-001", "google/gemini-2.5-flash"),
        ("vertex_ai", "claude-3-5-sonnet-v2@20241022", "google/claude-3-5-sonnet"),
        ("aws.bedrock", "amazon.titan-embed-text-v2:0", "aws/amazon.titan-embed-text-v2:0"),
        ("", "us.anthropic.claude-3-5-sonnet-20241022-v2:0", "aws/regional.anthropic.claude-3-5-sonnet-20241022-v2:0"),
        ("openai", "text-embedding-3-small", "openai/text-embedding-3-small"),
        ("", "text-embedding-ada-002", "openai/text-embedding-ada-002"),
        ("cohere", "embed-v4.0", "cohere/embed-v4.0"),
        ("openai", "deepseek-chat", "deepseek/deepseek-chat"),
        ("mistral_ai", "mistral-large-latest", "mistral/mistral-large"),
        ("x_ai", "grok-3-mini", "x-ai/grok-3-mini"),
        ("groq", "openai/gpt-oss-20b", "groq/openai/gpt-oss-20b"),
        ("openrouter", "anthropic/claude-3.7-sonnet", "openrouter/anthropic/claude-3.7-sonnet"),
        ("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc", "openai/ft:gpt-4o-mini"),
    ] {
        assert_eq!(row(provider, model), priced, "{provider} {model}");
    }
}

#[test]
fn what_nobody_can_price_is_unpriced_and_says_why() {
    let book = PriceBook::shipped();
    for (provider, model, why) in [
        ("openai", "fake-model", "does not know fake-model"),
        ("openai", "", "names no model"),
        ("ollama", "gpt-oss:20b", "runs on a machine of your own"),
        ("", "ollama/llama3.2", "runs on a machine of your own"),
        ("", "meta-llama/llama-3.3-70b-instruct", "several providers"),
        ("github_copilot", "gpt-4o", "does not know gpt-4o"),
        ("openai", "whisper-1", "does not know whisper-1"),
        ("openai", "ft:gpt-99:acme::abc", "does not know ft:gpt-99:acme::abc"),
    ] {
        let call = call(provider, model);
        assert_eq!(book.price(&call), None, "{provider} {model}");
        let receipt = book.receipt(&call);
        assert!(receipt.note.contains(why), "{provider} {model}: {}", receipt.note);
        assert!(receipt.usd.is_none() && receipt.lines.is_empty() && receipt.price.is_empty());
    }
}

#[test]
fn the_model_that_answered_goes_before_the_one_asked_for() {
    let book = PriceBook::shipped();
    let both = |request_model, response_model| {
        book.receipt(&PricedCall { request_model, response_model, ..call("azure.ai.openai", "") })
    };
    assert_eq!(both("gpt-4o", "gpt-4o-mini-2024-07-18").price, "openai/gpt-4o-mini");
    assert_eq!(both("my-deployment", "gpt-4o-mini-2024-07-18").price, "openai/gpt-4o-mini");
    let asked = both("gpt-4o", "my-deployment");
    assert_eq!(asked.price, "openai/gpt-4o");
    assert!(asked.note.contains("does not know my-deployment, which answered"), "{}", asked.note);
    assert!(!both("gpt-4o", "").note.contains("answered"));
}
