//! The prices in force: the shipped table under the user's own prices and aliases, and what a call costs by them.
//!
//! Pricing is asked for at ingest for every model call, and calls repeat their names: what a call's three names mean is worked out once and
//! remembered. A book never changes; whoever edits prices makes a new one.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use parking_lot::RwLock;
use waterglass_model::Usage;
use waterglass_proto::{PriceEdits, Prices};
use xxhash_rust::xxh3::{Xxh3Default, xxh3_64_with_seed};

use crate::edits::{self, Override, PriceError};
use crate::names;
use crate::providers::{self, Served};
use crate::rates::Rates;
use crate::resolve::{Resolution, resolve};
use crate::table::{Entry, Table, shipped};
use crate::{Picodollars, PricedCall};

/// The most names that are remembered at a time. Programs use dozens; whoever sends more has random text for names.
const REMEMBERED: usize = 8192;

/// Of the rules by which a call is resolved and charged. Raise it whenever one and the same table gives another cost.
const ARITHMETIC: u64 = 1;

/// The user's part of a book.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// Their own prices.
    pub overrides: Vec<Override>,
    /// Name in lower case → model.
    pub aliases: HashMap<String, String>,
}

/// The prices in force.
#[derive(Debug, Default)]
pub struct PriceBook {
    edits: PriceEdits,
    edited: Edited,
    remembered: RwLock<Remembered>,
}

/// By a hash of the three names; the names are kept to be sure.
type Remembered = HashMap<u64, (Box<[Box<str>; 3]>, Resolution), BuildHasherDefault<Xxh3Default>>;

/// What a call is priced by.
#[derive(Clone, Copy)]
pub enum Priced<'a> {
    /// The user's own price.
    Own(&'a Override),
    /// A row of the table.
    Listed(&'static Entry),
}

impl PriceBook {
    /// The shipped table alone. Cheap: the table is read when the first call is priced.
    pub fn shipped() -> Self {
        Self::default()
    }

    /// The shipped table under the user's edits.
    ///
    /// # Errors
    /// The first thing that is wrong with the edits, for the user to put right.
    pub fn with(edits: &PriceEdits) -> Result<Self, PriceError> {
        let (book, wrong) = Self::with_valid(edits);
        wrong.into_iter().next().map_or(Ok(book), Err)
    }

    /// The same for edits that were good once: what no longer is (a model that a newer table does not have any more) is left out, and said.
    /// [`PriceBook::edits`] still has all of them.
    pub fn with_valid(edits: &PriceEdits) -> (Self, Vec<PriceError>) {
        let (overrides, mut wrong) = edits::overrides(&edits.overrides);
        let known = |model: &str| is_known(&overrides, model);
        let (aliases, more) = edits::aliases(&edits.aliases, known);
        wrong.extend(more);
        let edited = Edited { overrides, aliases };
        (Self { edits: edits.clone(), edited, remembered: RwLock::default() }, wrong)
    }

    /// What a call costs; `None` when it says no usage or has no price. A price of 0 is 0.
    pub fn price(&self, call: &PricedCall<'_>) -> Option<Picodollars> {
        if !call.usage.is_said() {
            return None;
        }
        self.resolved(call, |resolution| self.rates(resolution, call.start).map(|rates| rates.cost(&call.usage)))
    }

    /// What the calls of a provider and model are priced by, for callers that price many of them. It is of this book alone.
    pub fn resolve(&self, provider: &str, request_model: &str, response_model: &str) -> Resolution {
        self.resolved(&PricedCall { provider, request_model, response_model, ..PricedCall::default() }, Clone::clone)
    }

    /// What a call costs that is priced by `resolution`, which this book gave.
    pub fn price_as(&self, resolution: &Resolution, usage: &Usage, start: u64) -> Option<Picodollars> {
        usage.is_said().then(|| self.rates(resolution, start).map(|rates| rates.cost(usage)))?
    }

    /// The shipped table's list, its address, its licence and the day it was taken.
    pub fn source(&self) -> [&'static str; 4] {
        let table = shipped();
        [table.source, table.source_url, table.licence, table.date]
    }

    /// Names what calls are priced by: the shipped table and the user's edits. Costs that were worked out by another revision are worked out
    /// again.
    pub fn revision(&self) -> u64 {
        let edits = serde_json::to_vec(&self.edits).unwrap_or_default();
        xxh3_64_with_seed(&edits, xxh3_64_with_seed(crate::table::TEXT.as_bytes(), ARITHMETIC))
    }

    /// What the user said.
    pub const fn edits(&self) -> &PriceEdits {
        &self.edits
    }

    /// The prices as the API shows them, with the rows of the table that fit `text`, at most `limit`. `unpriced` and `applied` are of the
    /// store, and left as they are in `Prices::default()`.
    pub fn prices(&self, text: &str, limit: usize) -> Prices {
        let table = shipped();
        Prices {
            source: table.source.to_owned(),
            source_url: table.source_url.to_owned(),
            date: table.date.to_owned(),
            table: self.search(text, limit),
            table_rows: u32::try_from(self.rows().count()).unwrap_or(u32::MAX),
            overrides: self.edits.overrides.clone(),
            aliases: self.edits.aliases.clone(),
            ..Prices::default()
        }
    }

    /// What a resolution means at a moment.
    pub(crate) fn priced(&self, resolution: &Resolution, start: u64) -> Option<Priced<'_>> {
        let own = resolution.overrides.iter().filter_map(|number| self.edited.overrides.get(*number as usize));
        let own = own.into_iter().find(|own| own.period.holds(start));
        let listed = || shipped().entries.get(resolution.entry? as usize);
        own.map(Priced::Own).or_else(|| listed().map(Priced::Listed))
    }

    fn rates(&self, resolution: &Resolution, start: u64) -> Option<&Rates> {
        self.priced(resolution, start).map(|priced| match priced {
            Priced::Own(own) => &own.rates,
            Priced::Listed(entry) => &entry.at(start).rates,
        })
    }

    /// Hands the resolution of a call's names to `ask`, from memory where they came before.
    pub(crate) fn resolved<T>(&self, call: &PricedCall<'_>, ask: impl FnOnce(&Resolution) -> T) -> T {
        let names = [call.provider, call.request_model, call.response_model];
        let hash = names.iter().fold(0, |seed, name| xxh3_64_with_seed(name.as_bytes(), seed));
        let same = |kept: &[Box<str>; 3]| kept.iter().zip(names).all(|(kept, name)| **kept == *name);
        if let Some((kept, resolution)) = self.remembered.read().get(&hash)
            && same(kept)
        {
            return ask(resolution);
        }
        let resolution = resolve(shipped(), &self.edited, call);
        let answer = ask(&resolution);
        if names.iter().all(|name| name.len() <= names::LONGEST) {
            let mut remembered = self.remembered.write();
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(hash, (Box::new(names.map(Box::from)), resolution));
        }
        answer
    }
}

/// Whether an alias may stand for this: `model` or `provider/model` of the table or of the user's own prices.
fn is_known(overrides: &[Override], model: &str) -> bool {
    let table: &Table = shipped();
    let names = names::candidates(model);
    let own = |name: &names::Candidate| overrides.iter().any(|one| one.fits(&name.name));
    let prefix = model.split_once('/').map(|(prefix, _)| providers::served(prefix));
    let of_prefix = || matches!(prefix, Some(Served::By(id)) if table.find(id, &names).is_some());
    let of_anyone = || table.entries.iter().any(|entry| table.find(entry.provider, &names[..1]).is_some());
    names.iter().any(own) || of_prefix() || of_anyone()
}
