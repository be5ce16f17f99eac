//! The list's prices of one model as prices of our table: the classes of tokens we count, dates, hours and long calls.
//!
//! What is charged by something else than tokens (searches, hours of audio, pages) is left out; a model with no price for tokens at all
//! yields none, and is then unpriced in the app.

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};
use waterglass_prices::file::{Long, Price};

/// The prices of a model. `free` says whether it is one that costs nothing by its name.
pub fn prices<'a>(prices: &'a Value, free: bool) -> Result<Vec<Price<'a>>> {
    let mut all: Vec<Price<'a>> = Vec::new();
    let mut since = None;
    let listed: Vec<(Option<&Value>, &Value)> = match prices {
        Value::Array(conditional) => {
            conditional.iter().map(|one| (one.get("constraint"), one.get("prices").unwrap_or(&Value::Null))).collect()
        }
        plain => vec![(None, plain)],
    };
    for (constraint, prices) in listed {
        let Some(mut price) = price(prices, free)? else { continue };
        let said = |key: &str| constraint.and_then(|constraint| constraint.get(key)).and_then(Value::as_str);
        since = said("start_date").or(since);
        // Hours are listed after the dates they belong to.
        price.from = since;
        if let (Some(start), Some(end)) = (said("start_time"), said("end_time")) {
            price.hours = Some(hours(start, end)?);
        }
        let same = |before: &Price<'_>| Price { from: price.from, ..before.clone() } == price;
        if !all.last().is_some_and(same) {
            all.push(price);
        }
    }
    Ok(all)
}

/// One set of prices; `None` when it has none for tokens.
fn price(prices: &Value, free: bool) -> Result<Option<Price<'static>>> {
    let prices = prices.as_object().context("prices are an object")?;
    if prices.is_empty() {
        return Ok(free.then(Price::default));
    }
    if !prices.contains_key("input_mtok") && !prices.contains_key("output_mtok") {
        return Ok(None);
    }
    let at = |key: &str, start: u64| at(prices, key, start);
    let mut starts: Vec<u64> = prices.values().flat_map(tiers).map(|(start, _)| start).collect();
    starts.sort_unstable();
    starts.dedup();
    let long = |start: u64| Long {
        // The list says "more than"; we say "from".
        tokens: start + 1,
        input: at("input_mtok", start).unwrap_or(0.0),
        cached_read: at("cache_read_mtok", start),
        cached_write: at("cache_write_mtok", start),
        output: at("output_mtok", start).unwrap_or(0.0),
    };
    Ok(Some(Price {
        input: at("input_mtok", 0).unwrap_or(0.0),
        cached_read: at("cache_read_mtok", 0),
        cached_write: at("cache_write_mtok", 0),
        audio_input: at("input_audio_mtok", 0),
        output: at("output_mtok", 0).unwrap_or(0.0),
        reasoning: at("output_reasoning_mtok", 0),
        audio_output: at("output_audio_mtok", 0),
        per_call: at("requests_kcount", 0).map(|thousand| thousand / 1000.0),
        long: starts.into_iter().map(long).collect(),
        ..Price::default()
    }))
}

/// The tiers of a class: from where, how much.
fn tiers(value: &Value) -> Vec<(u64, f64)> {
    let tier = |tier: &Value| Some((tier.get("start")?.as_u64()?, tier.get("price")?.as_f64()?));
    value.get("tiers").and_then(Value::as_array).into_iter().flatten().filter_map(tier).collect()
}

/// What a class costs in the tier that starts at `start`; 0 = in short calls.
fn at(prices: &Map<String, Value>, key: &str, start: u64) -> Option<f64> {
    let value = prices.get(key)?;
    let base = value.as_f64().or_else(|| value.get("base")?.as_f64());
    let tier = tiers(value).into_iter().filter(|(from, _)| start > 0 && *from <= start).max_by_key(|(from, _)| *from);
    tier.map(|(_, price)| price).or(base)
}

/// `01:00:00Z` and `04:00:00Z` as `01:00-04:00`.
fn hours(start: &str, end: &str) -> Result<&'static str> {
    let time = |text: &str| -> Result<String> {
        let zone = text.get(8..).context("a time of day")?;
        anyhow::ensure!(matches!(zone, "Z" | "+00:00" | ""), "the time {text} is not in UTC");
        Ok(text[..5].to_owned())
    };
    // The program ends in a moment; the text has to live until then.
    Ok(format!("{}-{}", time(start)?, time(end)?).leak())
}

#[cfg(test)]
mod tests {
    use super::prices;
    use serde_json::json;

    #[test]
    fn dates_hours_and_long_calls() {
        let listed = json!([
            {"prices": {"input_mtok": 1, "output_mtok": 2}},
            {"constraint": {"start_date": "2026-08-17"}, "prices": {"input_mtok": 1.5, "output_mtok": 3, "web_searches_kcount": 5}},
            {"constraint": {"start_time": "01:00:00Z", "end_time": "04:00:00+00:00"}, "prices": {"input_mtok": 4, "output_mtok": 8}},
            {"constraint": {"start_date": "2026-09-01"}, "prices": {
                "input_mtok": {"base": 1, "tiers": [{"start": 200_000, "price": 2}]}, "cache_read_mtok": 0.1,
                "output_mtok": {"base": 5, "tiers": [{"start": 200_000, "price": 7.5}]}}},
        ]);
        let all = prices(&listed, false).expect("sound");
        let told: Vec<_> = all.iter().map(|one| (one.from, one.hours, one.input, one.output)).collect();
        assert_eq!(
            told,
            [
                (None, None, 1.0, 2.0),
                (Some("2026-08-17"), None, 1.5, 3.0),
                (Some("2026-08-17"), Some("01:00-04:00"), 4.0, 8.0),
                (Some("2026-09-01"), None, 1.0, 5.0),
            ]
        );
        let long = all[3].long[0];
        assert_eq!((long.tokens, long.input, long.cached_read, long.output), (200_001, 2.0, Some(0.1), 7.5));
    }

    #[test]
    fn what_is_not_charged_by_the_token_is_left_out() {
        assert!(prices(&json!({"audio_hours": 0.36}), false).expect("sound").is_empty());
        assert!(prices(&json!({}), false).expect("sound").is_empty());
        assert_eq!(prices(&json!({}), true).expect("sound")[0].input, 0.0);
        let listed = json!([
            {"prices": {"input_mtok": 1, "output_mtok": 2}},
            {"constraint": {"start_date": "2026-01-01"}, "prices": {"input_mtok": 1, "output_mtok": 2, "web_searches_kcount": 10}},
        ]);
        assert_eq!(prices(&listed, false).expect("sound").len(), 1, "the same price twice is one");
    }
}
