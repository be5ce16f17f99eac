//! The form of `table.json`: what `cargo xtask prices` writes and the app reads.
//!
//! JSON with one model on a line, in a fixed order, so that a new edition of the list reads as a list of changed prices. Strings are borrowed
//! from the text, which therefore holds no escapes: reading the whole table must not cost an allocation a name. Knows no rules of matching
//! and no arithmetic.

use serde::{Deserialize, Serialize, Serializer};

/// The whole table.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct File<'a> {
    /// The list the figures come from, by name and edition.
    pub source: &'a str,
    /// Its address.
    pub source_url: &'a str,
    /// Its licence, by SPDX name, and who holds the right.
    pub licence: &'a str,
    /// The day the list was taken, `YYYY-MM-DD`.
    pub date: &'a str,
    /// Sorted by id.
    #[serde(borrow)]
    pub providers: Vec<Provider<'a>>,
}

/// One provider and what it serves.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Provider<'a> {
    /// As the table calls it; [`crate::providers`] knows the other spellings.
    pub id: &'a str,
    /// Sorted by id.
    #[serde(borrow)]
    pub models: Vec<Model<'a>>,
}

/// One model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model<'a> {
    /// Its name; spans that say it match it.
    pub model: &'a str,
    /// Other names for it, in lower case: whole names, names with `*` for any text, and with `!` in front those that are not it.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<&'a str>,
    /// What it costs. Of those that hold when a call starts the last counts; the first holds where none else does.
    pub prices: Vec<Price<'a>>,
}

/// What a model costs while it costs that: US dollars for a million tokens of each class. A class that is not said costs as the one it is a
/// part of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Price<'a> {
    /// First day it holds, `YYYY-MM-DD`, from midnight UTC on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<&'a str>,
    /// `HH:MM-HH:MM` UTC: only between these hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<&'a str>,
    /// Uncached input.
    #[serde(serialize_with = "number")]
    pub input: f64,
    /// Input read from a cache.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub cached_read: Option<f64>,
    /// Input written to a cache.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub cached_write: Option<f64>,
    /// Audio in the input.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub audio_input: Option<f64>,
    /// Output.
    #[serde(serialize_with = "number")]
    pub output: f64,
    /// Reasoning.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<f64>,
    /// Audio in the output.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub audio_output: Option<f64>,
    /// Dollars besides for each call, which our receipts do not count: they say so.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub per_call: Option<f64>,
    /// What a long call costs, the shortest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub long: Vec<Long>,
}

/// What a call costs whose input is long. Reasoning and audio keep the price they have of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Long {
    /// From this many input tokens on, the whole call costs as said here.
    pub tokens: u64,
    /// Uncached input.
    #[serde(serialize_with = "number")]
    pub input: f64,
    /// Input read from a cache.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub cached_read: Option<f64>,
    /// Input written to a cache.
    #[serde(default, serialize_with = "number_or_null", skip_serializing_if = "Option::is_none")]
    pub cached_write: Option<f64>,
    /// Output.
    #[serde(serialize_with = "number")]
    pub output: f64,
}

impl<'a> File<'a> {
    /// Reads the text of a table.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The text of the table: what [`File::parse`] reads, always the same for the same table.
    ///
    /// # Panics
    /// Never: strings and numbers always become JSON.
    pub fn render(&self) -> String {
        let mut text = String::from("{\n");
        for (key, value) in
            [("source", self.source), ("source_url", self.source_url), ("licence", self.licence), ("date", self.date)]
        {
            text += &format!("\"{key}\": {},\n", json(value));
        }
        text += "\"providers\": [";
        for (index, provider) in self.providers.iter().enumerate() {
            text += if index == 0 { "\n" } else { ",\n" };
            text += &format!("{{\"id\": {}, \"models\": [", json(provider.id));
            for (index, model) in provider.models.iter().enumerate() {
                text += if index == 0 { "\n" } else { ",\n" };
                text += &json(model);
            }
            text += "\n]}";
        }
        text + "\n]\n}\n"
    }
}

/// A value as JSON on one line.
fn json(value: impl Serialize) -> String {
    serde_json::to_string(&value).expect("strings and finite numbers become JSON")
}

/// `10`, not `10.0`: as price lists print them.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's shape")]
fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return serializer.serialize_i64(*value as i64);
    }
    serializer.serialize_f64(*value)
}

/// The same for what may be missing.
#[expect(clippy::ref_option, reason = "serde's shape")]
fn number_or_null<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => number(value, serializer),
        None => serializer.serialize_none(),
    }
}
