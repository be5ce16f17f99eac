//! The price table, the user's own prices, and the rules of what is kept out of the store.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Prices of one model, US dollars for a million tokens. Null = the table does not say: the class then costs as the one it is a part of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Price {
    /// Who serves it: `openai`, `anthropic`, `azure`, …; empty = whoever.
    pub provider: String,
    /// The model's name, or a beginning of it that ends in `*`.
    pub model: String,
    /// Uncached input.
    pub input: f64,
    /// Input read from a cache.
    pub cached_read: Option<f64>,
    /// Input written to a cache.
    pub cached_write: Option<f64>,
    /// Output.
    pub output: f64,
    /// Reasoning.
    pub reasoning: Option<f64>,
    /// Audio in the input.
    pub audio_input: Option<f64>,
    /// Audio in the output.
    pub audio_output: Option<f64>,
    /// From this many input tokens on, the whole call costs as `long` says; null = there is no such tier.
    #[ts(type = "number | null")]
    pub long_from: Option<u64>,
    /// Prices of a long call: input, cached read, cached write, output.
    pub long: Option<LongPrice>,
    /// First day it holds, `YYYY-MM-DD`; null = always.
    pub from: Option<String>,
    /// First day it no longer holds; null = still.
    pub until: Option<String>,
    /// `HH:MM-HH:MM`, UTC: it holds between these hours of a day only, before the model's other prices; null = all day.
    pub hours: Option<String>,
}

/// Prices of a call with a long context.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct LongPrice {
    /// Uncached input.
    pub input: f64,
    /// Input read from a cache.
    pub cached_read: Option<f64>,
    /// Input written to a cache.
    pub cached_write: Option<f64>,
    /// Output.
    pub output: f64,
}

/// A name that programs use for a model the table knows under another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Alias {
    /// The name on spans, such as a deployment's.
    pub name: String,
    /// `model` or `provider/model` of the table.
    pub model: String,
}

/// The prices in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Prices {
    /// Where the shipped table's figures come from.
    pub source: String,
    /// Address of that source.
    pub source_url: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Rows of the shipped table that fit what was asked for.
    pub table: Vec<Price>,
    /// Rows of the shipped table in all.
    pub table_rows: u32,
    /// The user's own prices: they win.
    pub overrides: Vec<Price>,
    /// The user's aliases.
    pub aliases: Vec<Alias>,
    /// Models seen on counted spans that have no price, most used first, at most 50: `(provider, model, spans)`.
    pub unpriced: Vec<(String, String, u32)>,
    /// How far a change has been worked into what is stored: 1 = all of it.
    pub applied: f64,
}

/// What the user may change of the prices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct PriceEdits {
    /// All overrides.
    pub overrides: Vec<Price>,
    /// All aliases.
    pub aliases: Vec<Alias>,
}

/// One rule of what is taken out before it is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RedactionRule {
    /// What people call it.
    pub name: String,
    /// Whether it is applied.
    pub on: bool,
    /// Attribute keys whose values are taken out whole, with `*` as wildcard; empty = any key, where `value` matches.
    pub key: String,
    /// A regular expression: what it matches in a value is taken out; empty = the whole value.
    pub value: String,
    /// What stands in its place.
    pub replacement: String,
    /// Shipped with the app: may be switched, not removed.
    pub preset: bool,
}

/// The redaction rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Redaction {
    /// Whether any is applied at all.
    pub on: bool,
    /// Presets first.
    pub rules: Vec<RedactionRule>,
}

/// What the rules would have taken out of a stored trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RedactionPreview {
    /// Values changed.
    pub changes: Vec<RedactionChange>,
    /// Values looked at.
    pub values: u32,
    /// More changes than are listed.
    pub more: u32,
    /// The trace is so large that only a part of it was looked at.
    pub partial: bool,
}

/// One value before and after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RedactionChange {
    /// 16 hex digits.
    pub span_id: String,
    /// The attribute's key, or where else it stands (`event exception: exception.message`).
    pub place: String,
    /// Names of the rules that matched.
    pub rules: Vec<String>,
    /// A piece of the value as it is.
    pub before: String,
    /// The same piece as it would be stored.
    pub after: String,
}
