//! The shipped table: read on first use, and asked by provider and name.
//!
//! Reading takes a few milliseconds once, so it waits until the first model call is priced. A table that cannot be read is a mistake in the
//! build, which the tests find; the app then runs without prices rather than not at all. Knows no rules of which provider a call is of.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use waterglass_proto::{LongPrice, Price};

use crate::file::{self, File};
use crate::names::{self, Candidate};
use crate::period::{self, Period};
use crate::rates::Rates;

/// The text that is shipped.
pub const TEXT: &str = include_str!("../table.json");

/// The table, ready to be asked.
#[derive(Debug, Default)]
pub struct Table {
    /// Name and edition of the list it comes from.
    pub source: &'static str,
    /// The list's address.
    pub source_url: &'static str,
    /// The list's licence.
    pub licence: &'static str,
    /// The day the list was taken.
    pub date: &'static str,
    /// All models, by provider and name.
    pub entries: Vec<Entry>,
    /// Whole names, in lower case, and the entries that have them.
    exact: HashMap<Cow<'static, str>, Vec<u32>>,
    /// Names with `*` of each provider, those that say most first.
    patterns: HashMap<&'static str, Vec<(&'static str, u32)>>,
}

/// A model and what it costs when.
#[derive(Debug)]
pub struct Entry {
    /// As the table calls it.
    pub provider: &'static str,
    /// As the table calls it.
    pub model: &'static str,
    /// Other names, as in the file.
    pub names: Vec<&'static str>,
    /// Never empty.
    pub prices: Vec<Dated>,
}

/// A price and when it holds.
#[derive(Debug)]
pub struct Dated {
    /// When.
    pub period: Period,
    /// How much.
    pub rates: Rates,
    /// As the file has it.
    pub listed: file::Price<'static>,
    /// First day it no longer holds, as text.
    pub until: Option<&'static str>,
}

/// The shipped table.
pub fn shipped() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(File::parse(TEXT).unwrap_or_default()));
    &TABLE
}

impl Table {
    fn new(file: File<'static>) -> Self {
        let mut table = Self {
            source: file.source,
            source_url: file.source_url,
            licence: file.licence,
            date: file.date,
            ..Self::default()
        };
        for provider in file.providers {
            for model in provider.models {
                let number = u32::try_from(table.entries.len()).unwrap_or(u32::MAX);
                let own = if model.model.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    Cow::Owned(model.model.to_lowercase())
                } else {
                    Cow::Borrowed(model.model)
                };
                table.exact.entry(own).or_default().push(number);
                for name in &model.names {
                    if name.starts_with('!') {
                        continue;
                    } else if name.contains('*') {
                        table.patterns.entry(provider.id).or_default().push((name, number));
                    } else {
                        table.exact.entry(Cow::Borrowed(name)).or_default().push(number);
                    }
                }
                let prices = dated(model.prices);
                table.entries.push(Entry { provider: provider.id, model: model.model, names: model.names, prices });
            }
        }
        for patterns in table.patterns.values_mut() {
            patterns.sort_by_key(|(pattern, number)| (std::cmp::Reverse(pattern.len()), *number));
        }
        table
    }

    /// The entry of a provider that one of these names means, and the name that did.
    pub fn find<'c>(&self, provider: &str, names: &'c [Candidate]) -> Option<(u32, &'c Candidate)> {
        names.iter().find_map(|name| Some((self.find_one(provider, &name.name)?, name)))
    }

    fn find_one(&self, provider: &str, name: &str) -> Option<u32> {
        let of_provider = |number: &&u32| self.entries[**number as usize].provider == provider;
        if let Some(number) = self.exact.get(name).and_then(|all| all.iter().find(of_provider)) {
            return Some(*number);
        }
        let (_, number) =
            self.patterns.get(provider)?.iter().find(|(pattern, number)| {
                names::fits(pattern, name) && !self.entries[*number as usize].leaves_out(name)
            })?;
        Some(*number)
    }

    /// The entries of all providers that have exactly this name.
    pub fn everywhere(&self, name: &str) -> &[u32] {
        self.exact.get(name).map_or(&[], Vec::as_slice)
    }

    /// The prices as rows, in the table's order.
    pub fn rows(&self) -> impl Iterator<Item = Price> {
        self.entries.iter().flat_map(|entry| entry.prices.iter().map(|price| price.row(entry)))
    }
}

impl Entry {
    /// Whether a name that fits one of its patterns is excepted.
    fn leaves_out(&self, name: &str) -> bool {
        self.names.iter().any(|pattern| pattern.strip_prefix('!').is_some_and(|pattern| names::fits(pattern, name)))
    }

    /// What it costs at a moment: the last of the prices that hold then, and the first where none does.
    pub fn at(&self, start: u64) -> &Dated {
        self.prices.iter().rev().find(|price| price.period.holds(start)).unwrap_or(&self.prices[0])
    }
}

impl Dated {
    /// As the API shows it. Of several lengths of long calls it shows the first.
    pub fn row(&self, entry: &Entry) -> Price {
        let listed = &self.listed;
        let long = listed.long.first();
        Price {
            provider: entry.provider.to_owned(),
            model: entry.model.to_owned(),
            input: listed.input,
            cached_read: listed.cached_read,
            cached_write: listed.cached_write,
            output: listed.output,
            reasoning: listed.reasoning,
            audio_input: listed.audio_input,
            audio_output: listed.audio_output,
            long_from: long.map(|long| long.tokens),
            long: long.map(|long| LongPrice {
                input: long.input,
                cached_read: long.cached_read,
                cached_write: long.cached_write,
                output: long.output,
            }),
            from: listed.from.map(str::to_owned),
            until: self.until.map(str::to_owned),
            hours: listed.hours.map(str::to_owned),
        }
    }
}

/// Prices with the ends of their periods: one ends where the next of its kind begins.
fn dated(listed: Vec<file::Price<'static>>) -> Vec<Dated> {
    let starts: Vec<_> = listed.iter().map(|price| price.from).collect();
    let price = |(index, listed): (usize, file::Price<'static>)| {
        let until = starts[index..].iter().copied().flatten().find(|from| Some(*from) != starts[index]);
        let period = Period {
            from: listed.from.and_then(period::day).unwrap_or(0),
            until: until.and_then(period::day).unwrap_or(u64::MAX),
            hours: listed.hours.and_then(period::hours),
        };
        Dated { period, rates: Rates::new(&listed), listed, until }
    };
    listed.into_iter().enumerate().map(price).collect()
}
