//! Turns the public list of prices into `table.json`: `convert LIST.json TABLE.json SOURCE URL DATE`. Run by `cargo xtask prices`.
//!
//! The list is genai-prices' `data.json`. Figures and the names models go by are carried over; descriptions, comments and links are not.
//! Says what it left out. An empty DATE is today. Never part of the product.
#![allow(clippy::print_stdout, reason = "a command-line program: standard output is what it is for")]

mod names;
mod prices;

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use waterglass_prices::file::{File, Model, Provider};

/// Who holds the right in the list, and under what licence it is given.
const LICENCE: &str = "MIT, Copyright (c) Pydantic Services Inc. 2025 to present";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, table, source, source_url, date] = arguments.as_slice() else {
        bail!("Usage: convert LIST.json TABLE.json SOURCE URL DATE");
    };
    let text = std::fs::read_to_string(list).with_context(|| format!("cannot read {list}"))?;
    let listed: Value = serde_json::from_str(&text).with_context(|| format!("{list} is not JSON"))?;
    let today = jiff::Timestamp::now().to_string();
    let date = if date.is_empty() { &today[..10] } else { date };
    ensure!(date.parse::<jiff::civil::Date>().is_ok() && date.len() == 10, "\"{date}\" is no day");
    let mut left_out = Vec::new();
    let providers = listed.as_array().context("the list is not an array of providers")?;
    let mut providers = providers.iter().map(|one| provider(one, &mut left_out)).collect::<Result<Vec<_>>>()?;
    providers.retain(|provider| !provider.models.is_empty());
    providers.sort_by_key(|provider| provider.id);
    let file = File { source, source_url, licence: LICENCE, date, providers };
    std::fs::write(table, file.render()).with_context(|| format!("cannot write {table}"))?;

    let models = file.providers.iter().flat_map(|provider| &provider.models);
    let prices = models.clone().map(|model| model.prices.len()).sum::<usize>();
    println!("{} providers, {} models, {prices} prices", file.providers.len(), models.count());
    println!("left out, for they have no price for tokens: {}", left_out.join(", "));
    Ok(())
}

/// One provider with its models that have a price.
fn provider<'a>(listed: &'a Value, left_out: &mut Vec<String>) -> Result<Provider<'a>> {
    let id = text(listed, "id")?;
    let mut models = Vec::new();
    // The list is read from the top: a name belongs to the first that claims it.
    let mut claimed = HashSet::new();
    for model in listed.get("models").and_then(Value::as_array).context("a provider without models")? {
        let name = text(model, "id")?;
        let rule = model.get("match").with_context(|| format!("{id}/{name} has no rule"))?;
        let mut names = names::names(rule).with_context(|| format!("{id}/{name}"))?;
        let prices = model.get("prices").with_context(|| format!("{id}/{name} has no prices"))?;
        let prices = prices::prices(prices, name.ends_with(":free")).with_context(|| format!("{id}/{name}"))?;
        names.retain(|name| claimed.insert(name.clone()) || name.starts_with('!'));
        if prices.is_empty() {
            left_out.push(format!("{id}/{name}"));
            continue;
        }
        ensure!(!names.is_empty(), "{id}/{name} has no name of its own left");
        names.retain(|one| *one != name.to_lowercase());
        names.sort();
        names.dedup();
        let names = names.into_iter().map(|name| &*name.leak()).collect();
        models.push((name, Model { model: name, names, prices }));
    }
    let models: BTreeMap<_, _> = models.into_iter().collect();
    Ok(Provider { id, models: models.into_values().collect() })
}

/// A text that must be there.
fn text<'a>(object: &'a Value, key: &str) -> Result<&'a str> {
    object.get(key).and_then(Value::as_str).with_context(|| format!("no \"{key}\" in {object:.80}"))
}
