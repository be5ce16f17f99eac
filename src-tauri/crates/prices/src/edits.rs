//! What the user said of prices, checked: their own prices and their aliases. What is wrong is refused with a message that says what to do.
//!
//! Knows no calls: [`crate::book`] decides which override a call is priced by.

use std::collections::HashMap;

use waterglass_proto::{Alias, Price};

use crate::file;
use crate::names::{self, LONGEST};
use crate::period::{self, Period};
use crate::providers::{self, Served};
use crate::rates::{HIGHEST, Rates};

/// The most overrides, and the most aliases.
pub const MOST: usize = 10_000;

/// Why an edit was refused. The message is for the user.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PriceError {
    /// A price that is below zero or no number.
    #[error(
        "the {class} price of {model} is {value}: give US dollars for a million tokens, 0 for a model that is free"
    )]
    NotAPrice {
        /// The row.
        model: String,
        /// The class, as on a receipt.
        class: &'static str,
        /// What was given.
        value: f64,
    },
    /// A price that is too high to be meant.
    #[error(
        "the {class} price of {model} is {value} dollars for a million tokens, which is more than any model costs: check the unit, at most {HIGHEST} is taken"
    )]
    Absurd {
        /// The row.
        model: String,
        /// The class, as on a receipt.
        class: &'static str,
        /// What was given.
        value: f64,
    },
    /// A row without a model, or with a name that cannot be one.
    #[error(
        "\"{name}\" is no model's name: give one of 1 to {LONGEST} characters, with a * at its end, and only there, for all that begin so"
    )]
    NotAModel {
        /// What was given.
        name: String,
    },
    /// A day that is not written as a day.
    #[error("\"{text}\" at {model} is no day: write it as 2026-11-21")]
    NotADay {
        /// The row.
        model: String,
        /// What was given.
        text: String,
    },
    /// Hours that are not written as hours.
    #[error("\"{text}\" at {model} are no hours of a day: write them as 16:30-00:30, in UTC")]
    NotHours {
        /// The row.
        model: String,
        /// What was given.
        text: String,
    },
    /// The last day is not after the first.
    #[error("the price of {model} would end before it begins: give it a later end, or none")]
    EndsFirst {
        /// The row.
        model: String,
    },
    /// One half of the long price is missing.
    #[error(
        "the price of {model} for long calls is half said: give both the prices and the number of input tokens, at least 1, from which they hold, or neither"
    )]
    HalfLong {
        /// The row.
        model: String,
    },
    /// Two rows for one model at one time.
    #[error(
        "there are two prices of {model} for the same time: remove one, or let one end on the day the other begins"
    )]
    Twice {
        /// The row.
        model: String,
    },
    /// An alias without a name.
    #[error("an alias for {model} has no name: give the name that your programs send")]
    NoName {
        /// What it would stand for.
        model: String,
    },
    /// Two aliases of one name.
    #[error("the alias {name} is there twice: remove one")]
    AliasTwice {
        /// The name.
        name: String,
    },
    /// An alias for nothing.
    #[error(
        "the alias {name} stands for {model}, which is neither in the table nor among your own prices: search the table for its name, or give it a price first"
    )]
    NoSuchModel {
        /// The name.
        name: String,
        /// What it would stand for.
        model: String,
    },
    /// More than anyone has.
    #[error("at most {MOST} prices and {MOST} aliases are kept: remove some")]
    TooMany,
}

/// One of the user's own prices, ready to be asked.
#[derive(Clone, Debug)]
pub struct Override {
    /// Whose model; empty = whoever's. In the table's spelling where it has one.
    pub provider: String,
    /// The name, in lower case, without its `*`.
    name: String,
    /// Whether longer names fit.
    pub begins: bool,
    /// When it holds.
    pub period: Period,
    /// How much.
    pub rates: Rates,
    /// `provider/model`, or `model` where no provider is said, as the user wrote it.
    pub label: String,
}

impl Override {
    /// A row of the user's, checked.
    pub fn new(row: &Price) -> Result<Self, PriceError> {
        let name = row.model.trim().to_lowercase();
        let (name, begins) = name.strip_suffix('*').map_or((name.as_str(), false), |name| (name, true));
        if (name.is_empty() && !begins) || name.contains('*') || name.len() > LONGEST || row.provider.len() > LONGEST {
            return Err(PriceError::NotAModel { name: row.model.chars().take(LONGEST).collect() });
        }
        let label = label(row);
        let long = match (row.long_from, &row.long) {
            (None, None) => None,
            (Some(tokens), Some(long)) if tokens > 0 => Some(file::Long {
                tokens,
                input: checked(&label, "input", long.input)?,
                cached_read: checked_part(&label, "cached read", long.cached_read)?,
                cached_write: checked_part(&label, "cached write", long.cached_write)?,
                output: checked(&label, "output", long.output)?,
            }),
            _ => return Err(PriceError::HalfLong { model: label }),
        };
        let price = file::Price {
            input: checked(&label, "input", row.input)?,
            cached_read: checked_part(&label, "cached read", row.cached_read)?,
            cached_write: checked_part(&label, "cached write", row.cached_write)?,
            audio_input: checked_part(&label, "audio input", row.audio_input)?,
            output: checked(&label, "output", row.output)?,
            reasoning: checked_part(&label, "reasoning", row.reasoning)?,
            audio_output: checked_part(&label, "audio output", row.audio_output)?,
            long: long.into_iter().collect(),
            ..file::Price::default()
        };
        let period = period(row, &label)?;
        let provider = key(&row.provider);
        Ok(Self { provider, name: name.to_owned(), begins, period, rates: Rates::new(&price), label })
    }

    /// Whether a name, in lower case, is meant.
    pub fn fits(&self, name: &str) -> bool {
        if self.begins { name.starts_with(&self.name) } else { name == self.name }
    }

    /// How much of a name it says: one that says more wins.
    pub const fn says(&self) -> (bool, usize) {
        (!self.begins, self.name.len())
    }
}

/// A provider's name as overrides are compared by: the table's where it has one.
pub fn key(provider: &str) -> String {
    match providers::served(provider) {
        Served::By(id) => id.to_owned(),
        _ => providers::spelling(provider),
    }
}

/// The user's prices, checked one by one and against each other: those that are good, and what is wrong with the others.
pub fn overrides(rows: &[Price]) -> (Vec<Override>, Vec<PriceError>) {
    let mut good: Vec<Override> = Vec::new();
    let mut bad = Vec::new();
    let mut seen: HashMap<(String, String, bool), Vec<Period>> = HashMap::new();
    for row in rows.iter().take(MOST) {
        match Override::new(row) {
            Ok(one) => {
                let same = seen.entry((one.provider.clone(), one.name.clone(), one.begins)).or_default();
                if same.iter().any(|other| other.meets(&one.period)) {
                    bad.push(PriceError::Twice { model: one.label });
                } else {
                    same.push(one.period);
                    good.push(one);
                }
            }
            Err(error) => bad.push(error),
        }
    }
    if rows.len() > MOST {
        bad.push(PriceError::TooMany);
    }
    (good, bad)
}

/// The user's aliases, checked, by their names in lower case. `known` says whether a model is in the table or among the overrides.
pub fn aliases(rows: &[Alias], known: impl Fn(&str) -> bool) -> (HashMap<String, String>, Vec<PriceError>) {
    let mut good = HashMap::new();
    let mut bad = Vec::new();
    for row in rows.iter().take(MOST) {
        let (name, model) = (row.name.trim(), row.model.trim());
        if name.is_empty() || name.len() > LONGEST {
            bad.push(PriceError::NoName { model: model.to_owned() });
        } else if names::candidates(model).is_empty() || !known(model) {
            bad.push(PriceError::NoSuchModel { name: name.to_owned(), model: model.to_owned() });
        } else if good.insert(name.to_lowercase(), model.to_owned()).is_some() {
            bad.push(PriceError::AliasTwice { name: name.to_owned() });
        }
    }
    if rows.len() > MOST {
        bad.push(PriceError::TooMany);
    }
    (good, bad)
}

/// When a row holds.
fn period(row: &Price, label: &str) -> Result<Period, PriceError> {
    let model = || label.to_owned();
    let day = |text: &Option<String>, otherwise| match text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(otherwise),
        Some(text) => period::day(text).ok_or_else(|| PriceError::NotADay { model: model(), text: text.to_owned() }),
    };
    let hours = match row.hours.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            Some(period::hours(text).ok_or_else(|| PriceError::NotHours { model: model(), text: text.to_owned() })?)
        }
    };
    let period = Period { from: day(&row.from, 0)?, until: day(&row.until, u64::MAX)?, hours };
    if period.from >= period.until { Err(PriceError::EndsFirst { model: model() }) } else { Ok(period) }
}

/// A price that can be one.
fn checked(model: &str, class: &'static str, value: f64) -> Result<f64, PriceError> {
    if !value.is_finite() || value < 0.0 {
        Err(PriceError::NotAPrice { model: model.to_owned(), class, value })
    } else if value > HIGHEST {
        Err(PriceError::Absurd { model: model.to_owned(), class, value })
    } else {
        Ok(value)
    }
}

/// The same for what may be missing.
fn checked_part(model: &str, class: &'static str, value: Option<f64>) -> Result<Option<f64>, PriceError> {
    value.map(|value| checked(model, class, value)).transpose()
}

/// What a row is called in messages and on receipts.
fn label(row: &Price) -> String {
    let (provider, model) = (row.provider.trim(), row.model.trim());
    if provider.is_empty() { model.to_owned() } else { format!("{provider}/{model}") }
}
