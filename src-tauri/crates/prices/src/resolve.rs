//! Which price a call is priced by: from the names on a span to the user's own prices and a row of the table.
//!
//! The rules, in order. (1) The user's aliases rename a model. (2) The response's model before the request's. (3) The provider's own row; the
//! row of the maker whose models the provider serves; where the provider is not said, is a gateway or has no such model, the row of whoever
//! makes a model of that name. (4) With no maker known and no provider said, any provider's row, if all who serve that very name cost the same.
//! (5) The user's own prices win over the row. Knows no money.

use crate::edits;
use crate::names::{self, Candidate};
use crate::providers::{self, Served};
use crate::table::Table;
use crate::{Edited, PricedCall};

/// What the calls of one provider and model are priced by. Good for the book that gave it, and for as long as that is in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The user's own prices that are meant, best first: the first that holds at the call's start counts.
    pub(crate) overrides: Vec<u32>,
    /// The row of the table, where none of them holds.
    pub(crate) entry: Option<u32>,
    /// How the row was found.
    pub(crate) how: How,
    /// Why there is no row.
    pub(crate) unpriced: Unpriced,
}

/// How a row was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// The provider said is not the one the row is of.
    pub other_provider: bool,
    /// A date or version was taken off the name.
    pub trimmed: bool,
    /// The model that answered is unknown; it is the one asked for.
    pub from_request: bool,
}

/// Why there is no row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unpriced {
    /// The table does not know the model.
    #[default]
    NotInTable,
    /// The span names no model.
    NoModel,
    /// It runs on the user's own machine.
    AtHome,
    /// Several providers serve it at different prices.
    Ambiguous,
}

/// A model named on a span: its names, and whose it is.
struct Named<'a> {
    /// Best first.
    names: Vec<Candidate>,
    /// Who serves it, by the span or by the user's alias.
    served: Served,
    /// Who serves it, by the beginning of its name (`bedrock/…`).
    prefix: Option<&'a str>,
    /// It is the request's.
    request: bool,
}

/// Works out what a call is priced by.
pub fn resolve(table: &Table, edited: &Edited, call: &PricedCall<'_>) -> Resolution {
    let served = providers::served(call.provider);
    let said = [(call.response_model, false), (call.request_model, true)];
    let named: Vec<Named<'_>> = said
        .into_iter()
        .filter(|(model, request)| !(*request && model.eq_ignore_ascii_case(call.response_model)))
        .filter_map(|(model, request)| named(edited, served, model, request))
        .collect();
    if named.is_empty() {
        return Resolution { unpriced: Unpriced::NoModel, ..Resolution::default() };
    }
    let (found, unpriced) = row(table, &named);
    let mut resolution = Resolution { unpriced, ..Resolution::default() };
    if let Some((entry, how)) = found {
        resolution.entry = Some(entry);
        resolution.how = how;
        resolution.how.from_request &= named.len() > 1;
    }
    resolution.overrides = overrides(table, edited, call, &named, resolution.entry);
    resolution
}

/// A model by its name on a span, aliases applied.
fn named<'a>(edited: &'a Edited, served: Served, model: &'a str, request: bool) -> Option<Named<'a>> {
    let names = names::candidates(model);
    let alias = names.iter().filter(|name| !name.trimmed).find_map(|name| edited.aliases.get(&name.name));
    let (model, names) = alias.map_or((model, names), |target| (target, names::candidates(target)));
    let prefix = model.split_once('/').map(|(prefix, _)| prefix);
    let by_prefix = prefix.map_or(Served::Unknown, providers::served);
    // An alias says whose model it is; the span's provider was said of the name that the alias replaces.
    let served = if alias.is_some() && matches!(by_prefix, Served::By(_)) { by_prefix } else { served };
    (!names.is_empty()).then_some(Named { names, served, prefix, request })
}

/// The row of the table, or why there is none.
fn row(table: &Table, named: &[Named<'_>]) -> (Option<(u32, How)>, Unpriced) {
    let how = |one: &Named<'_>, name: &Candidate, other_provider| How {
        other_provider,
        trimmed: name.trimmed,
        from_request: one.request,
    };
    for one in named {
        if let Some((entry, name, other)) = by_provider(table, one) {
            return (Some((entry, how(one, name, other))), Unpriced::NotInTable);
        }
    }
    let at_home = |one: &Named<'_>| {
        one.served == Served::AtHome || one.prefix.is_some_and(|prefix| providers::served(prefix) == Served::AtHome)
    };
    if named.iter().any(at_home) {
        return (None, Unpriced::AtHome);
    }
    let mut unpriced = Unpriced::NotInTable;
    for one in named.iter().filter(|one| matches!(one.served, Served::Unsaid | Served::Behind)) {
        match by_name(table, &one.names) {
            Ok(Some((entry, name))) => return (Some((entry, how(one, name, true))), unpriced),
            Ok(None) => {}
            Err(several) => unpriced = several,
        }
    }
    (None, unpriced)
}

/// The row by the provider said, by the prefix of the name, or by the maker of such names; and whether the provider is another than said.
fn by_provider<'n>(table: &Table, one: &'n Named<'_>) -> Option<(u32, &'n Candidate, bool)> {
    let with = |other| move |(entry, name)| (entry, name, other);
    if one.served == Served::AtHome {
        return None;
    }
    if let Served::By(id) = one.served {
        let own = table.find(id, &one.names).map(with(false));
        let others = || providers::stand_ins(id).iter().find_map(|id| table.find(id, &one.names)).map(with(true));
        let found = own.or_else(others);
        if found.is_some() || !providers::passes_on(id) {
            return found;
        }
    }
    // Where nothing else says who serves it, the name may: `openai/gpt-4o`, or an id as only Bedrock has them.
    let unsaid = matches!(one.served, Served::Unsaid | Served::Behind);
    match one.prefix.map(providers::served) {
        Some(Served::AtHome) => return None,
        Some(Served::By(id)) => {
            let own = table.find(id, &one.names).map(with(!unsaid));
            let others = || providers::stand_ins(id).iter().find_map(|id| table.find(id, &one.names)).map(with(true));
            let found = own.or_else(others);
            if found.is_some() {
                return found;
            }
        }
        _ => {}
    }
    one.names.iter().filter_map(|name| providers::maker(&name.name)).find_map(|maker| {
        let own = table.find(maker, &one.names).map(with(!unsaid || maker != "aws"));
        let others = || providers::stand_ins(maker).iter().find_map(|id| table.find(id, &one.names)).map(with(true));
        own.or_else(others)
    })
}

/// The row of whoever serves a model of this very name, if they all take the same for it.
fn by_name<'n>(table: &Table, names: &'n [Candidate]) -> Result<Option<(u32, &'n Candidate)>, Unpriced> {
    for name in names.iter().filter(|name| !name.trimmed) {
        let all = table.everywhere(&name.name);
        let Some(first) = all.first() else { continue };
        let prices = |number: &u32| &table.entries[*number as usize].prices;
        let same = |number: &u32| {
            let (one, other) = (prices(first), prices(number));
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.rates == b.rates && a.period == b.period)
        };
        return if all.iter().all(same) { Ok(Some((*first, name))) } else { Err(Unpriced::Ambiguous) };
    }
    Ok(None)
}

/// The user's own prices that are meant, best first.
fn overrides(
    table: &Table,
    edited: &Edited,
    call: &PricedCall<'_>,
    named: &[Named<'_>],
    entry: Option<u32>,
) -> Vec<u32> {
    if edited.overrides.is_empty() {
        return Vec::new();
    }
    let provider = edits::key(call.provider);
    let anyone = matches!(providers::served(call.provider), Served::Unsaid | Served::Behind);
    let entry = entry.map(|number| &table.entries[number as usize]);
    // As the span says it first: an alias only helps where nothing is said of the name itself.
    let as_said = [call.response_model, call.request_model].map(names::candidates);
    let all = as_said.iter().map(Vec::as_slice).chain(named.iter().map(|one| one.names.as_slice()));
    let names: Vec<&Candidate> = all.flatten().filter(|name| !name.trimmed || entry.is_none()).collect();
    let row = entry.map(|entry| entry.model.to_lowercase());
    let rank = |number: usize| {
        let one = &edited.overrides[number];
        let (whole, length) = one.says();
        let of_row = entry.is_some_and(|entry| entry.provider == one.provider);
        let by_name = names.iter().position(|name| one.fits(&name.name));
        let by_row = of_row && row.as_deref().is_some_and(|model| one.fits(model));
        let place = by_name.or_else(|| by_row.then_some(names.len()))?;
        let whose = match () {
            () if !one.provider.is_empty() && one.provider == provider => 0,
            () if one.provider.is_empty() => 1,
            () if of_row => 2,
            () if anyone && whole && by_name.is_some() => 3,
            () => return None,
        };
        Some((place, !whole, std::cmp::Reverse(length), whose, number))
    };
    let mut found: Vec<_> = (0..edited.overrides.len()).filter_map(rank).collect();
    found.sort_unstable();
    found.into_iter().filter_map(|(.., number)| u32::try_from(number).ok()).collect()
}
