//! A call's receipt: one line for each class of tokens, the price it was worked out by, and what is uncertain about it.
//!
//! The same arithmetic as the stored cost: the lines sum to it to the picodollar.

use waterglass_proto::{Cost, CostLine};

use crate::book::{PriceBook, Priced};
use crate::providers::{self, Served};
use crate::rates::{Class, Rates, Split, dollars, line};
use crate::resolve::{Resolution, Unpriced};
use crate::table::{Entry, shipped};
use crate::{Picodollars, PricedCall};

impl PriceBook {
    /// What a call costs, and how that was worked out. Its `usd` is [`PriceBook::price`] in dollars.
    pub fn receipt(&self, call: &PricedCall<'_>) -> Cost {
        self.resolved(call, |resolution| match self.priced(resolution, call.start) {
            None => Cost { note: why_unpriced(resolution, call), ..Cost::default() },
            Some(Priced::Own(own)) => {
                let notes = vec![about_usage(call, &own.rates)];
                Cost { price: own.label.clone(), source: "override".to_owned(), ..charged(call, &own.rates, notes) }
            }
            Some(Priced::Listed(entry)) => {
                let price = entry.at(call.start);
                let notes = vec![
                    about_provider(resolution, call, entry),
                    about_model(resolution, call, entry),
                    about_usage(call, &price.rates),
                    price.listed.per_call.map_or_else(String::new, |dollars| {
                        format!("Each call costs ${dollars} besides, which is not counted here.")
                    }),
                ];
                Cost {
                    price: format!("{}/{}", entry.provider, entry.model),
                    source: shipped().source.to_owned(),
                    date: shipped().date.to_owned(),
                    ..charged(call, &price.rates, notes)
                }
            }
        })
    }
}

/// The lines and their sum.
#[expect(clippy::cast_precision_loss, reason = "a price of at most 10^17 picodollars, shown with 16 digits")]
fn charged(call: &PricedCall<'_>, rates: &Rates, mut notes: Vec<String>) -> Cost {
    notes.retain(|note| !note.is_empty());
    let note = notes.join(" ");
    if !call.usage.is_said() {
        return Cost { note, ..Cost::default() };
    }
    let usage = &call.usage;
    let split = Split::of(usage);
    let per_million = rates.at(usage.input.unwrap_or(0));
    let mut sum: Picodollars = 0;
    let mut lines = Vec::new();
    for ((class, tokens), rate) in Class::ALL.into_iter().zip(split.tokens).zip(per_million) {
        let amount = line(tokens, *rate);
        sum = sum.saturating_add(amount);
        // What was said to be 0 is worth a line only where nothing else stands for it.
        let whole = match class {
            Class::Input => usage.input == Some(0),
            Class::Output => usage.output == Some(0),
            _ => false,
        };
        if tokens > 0 || whole {
            let per_million = *rate as f64 / 1e12;
            lines.push(CostLine { class: class.word().to_owned(), tokens, per_million, usd: dollars(amount) });
        }
    }
    Cost { usd: Some(dollars(sum)), lines, note, ..Cost::default() }
}

/// Whose price it is, where the span does not say so itself.
fn about_provider(resolution: &Resolution, call: &PricedCall<'_>, entry: &Entry) -> String {
    if !resolution.how.other_provider {
        return String::new();
    }
    let (said, priced) = (call.provider.trim(), entry.provider);
    match providers::served(said) {
        Served::Unsaid => format!("The provider is not said; priced as {priced}."),
        Served::Behind => format!("{said} passes calls on; priced as {priced}."),
        _ => format!("The table has no price of {said} for this model; priced as {priced}."),
    }
}

/// Which model it is, where that is not quite the one on the span.
fn about_model(resolution: &Resolution, call: &PricedCall<'_>, entry: &Entry) -> String {
    let how = resolution.how;
    let mut note = String::new();
    if how.from_request {
        note += &format!(
            "The table does not know {}, which answered; priced as the model asked for.",
            call.response_model.trim()
        );
    }
    if how.trimmed {
        note += if note.is_empty() { "" } else { " " };
        note += &format!("The table does not know this edition; priced as {}.", entry.model);
    }
    note
}

/// What the tokens leave open.
fn about_usage(call: &PricedCall<'_>, rates: &Rates) -> String {
    let usage = &call.usage;
    if !usage.is_said() {
        return "The call says no usage.".to_owned();
    }
    let mut note = String::new();
    let mut say = |text: &str| {
        note += if note.is_empty() { "" } else { " " };
        note += text;
    };
    if Split::of(usage).cut {
        say("Parts are said to be larger than the whole; only the whole is charged.");
    }
    match (usage.input, usage.output) {
        (None, _) => say("The input is not said, so this is the least it cost."),
        (_, None) if rates.at(0)[Class::Output as usize] > 0 => {
            say("The output is not said, so this is the least it cost.")
        }
        _ => {}
    }
    if let Some(from) = rates.long_from(usage.input.unwrap_or(0)) {
        say(&format!("Priced as a long call: {from} input tokens or more."));
    }
    note
}

/// Why there is no price, and what to do about it.
fn why_unpriced(resolution: &Resolution, call: &PricedCall<'_>) -> String {
    let model = [call.response_model, call.request_model].into_iter().map(str::trim).find(|model| !model.is_empty());
    let model = model.unwrap_or_default();
    match resolution.unpriced {
        Unpriced::NoModel => "Unpriced: the span names no model.".to_owned(),
        Unpriced::NotInTable => {
            format!("Unpriced: the table does not know {model}. Give it a price or an alias in Settings.")
        }
        Unpriced::AtHome => {
            format!("Unpriced: {model} runs on a machine of your own. Give it a price in Settings, 0 if you like.")
        }
        Unpriced::Ambiguous => {
            format!(
                "Unpriced: several providers serve {model} at different prices and the span does not say which. Give it an alias in Settings."
            )
        }
    }
}
