//! The dialects' rows, made ready once: every key they name gets a number, so that one walk over a span's attributes tells where each of
//! them stands and which dialects to ask. Nothing is kept of a span.
//!
//! This is on the path of every span that comes in: a key costs one look into a hash table, a span of no dialect nothing more.

use std::sync::LazyLock;

use waterglass_model::otlp::Value;
use waterglass_model::{SpanFacts, SpanType};

use crate::{DIALECTS, Fact, USER_KEYS, kind, session};

/// The table of [`DIALECTS`] and of the keys that name sessions and users.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// Slots of the hash table: four times as many as keys, so that a key nobody knows mostly meets an empty one.
const SLOTS: usize = 2048;
/// Room for the places of all keys in one span.
const MOST_KEYS: usize = 512;
/// The bit of the keys that name a session or a user, beside one bit a dialect.
pub(crate) const IDENTITY: u32 = 1 << 31;

/// A key somebody asks for.
struct Key {
    text: &'static str,
    /// One bit for each dialect that a span with this key may speak, and [`IDENTITY`].
    asks: u32,
    /// What the key tells about the kind of work, by OpenTelemetry's general conventions.
    sign: SpanType,
}

/// The keys, numbered, and the rows by those numbers.
pub(crate) struct Table {
    slots: Box<[u16; SLOTS]>,
    keys: Vec<Key>,
    /// Beginnings of keys by their first byte, for keys that are not named.
    prefixes: Vec<Vec<(&'static str, u32)>>,
    /// Beginnings of scope names.
    scopes: Vec<(&'static str, u32)>,
    /// The rows of each dialect.
    pub(crate) rows: Vec<Vec<(Fact, u16)>>,
    /// Keys that name a session, then those that name a user, in the order asked.
    pub(crate) sessions: Vec<u16>,
    pub(crate) users: Vec<u16>,
}

impl Table {
    fn new() -> Self {
        let mut table = Self {
            slots: Box::new([0; SLOTS]),
            keys: Vec::new(),
            prefixes: vec![Vec::new(); 256],
            scopes: Vec::new(),
            rows: Vec::new(),
            sessions: Vec::new(),
            users: Vec::new(),
        };
        for (bit, dialect) in DIALECTS.iter().enumerate() {
            for prefix in dialect.prefixes {
                table.prefixes[usize::from(prefix.as_bytes()[0])].push((*prefix, 1 << bit));
            }
            table.scopes.extend(dialect.scopes.iter().map(|scope| (*scope, 1 << bit)));
        }
        for dialect in DIALECTS {
            let rows = dialect.facts.iter().map(|(fact, key)| (*fact, table.number(key))).collect();
            table.rows.push(rows);
            for key in dialect.also {
                table.number(key);
            }
        }
        table.sessions = session::SESSION_KEYS.iter().map(|key| table.identity(key)).collect();
        table.users = USER_KEYS.iter().map(|key| table.identity(key)).collect();
        table.identity(session::METADATA);
        for (key, sign) in kind::SIGNS {
            let number = table.number(key);
            table.keys[usize::from(number)].sign = *sign;
        }
        assert!(table.keys.len() < MOST_KEYS, "a span's places have room for every key");
        table
    }

    fn identity(&mut self, key: &'static str) -> u16 {
        let number = self.number(key);
        self.keys[usize::from(number)].asks |= IDENTITY;
        number
    }

    /// The number of a key, new or not.
    fn number(&mut self, text: &'static str) -> u16 {
        if let Some(number) = self.find(text) {
            return number as u16;
        }
        let number = self.keys.len() as u16;
        self.keys.push(Key { text, asks: self.by_prefix(text), sign: SpanType::Function });
        let mut slot = slot_of(text);
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = number + 1;
        number
    }

    #[inline]
    fn find(&self, text: &str) -> Option<usize> {
        let mut slot = slot_of(text);
        loop {
            let number = usize::from(self.slots[slot].checked_sub(1)?);
            if self.keys[number].text == text {
                return Some(number);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    fn by_prefix(&self, text: &str) -> u32 {
        let Some(first) = text.as_bytes().first() else { return 0 };
        let prefixes = self.prefixes[usize::from(*first)].iter();
        prefixes.filter(|(prefix, _)| text.starts_with(prefix)).fold(0, |asks, (_, bit)| asks | bit)
    }

    pub(crate) fn key(&self, number: u16) -> &'static str {
        self.keys[usize::from(number)].text
    }

    /// Walks the span's attributes once.
    pub(crate) fn look<'t, 's, 'a>(&'t self, span: &'t SpanFacts<'s, 'a>) -> Seen<'t, 's, 'a> {
        let scopes = self.scopes.iter().filter(|(beginning, _)| span.scope.starts_with(beginning));
        let asks = scopes.fold(0, |asks, (_, bit)| asks | bit);
        let mut seen = Seen { table: self, span, places: [0; MOST_KEYS], asks, span_type: SpanType::Function };
        // No more than a place can name; so many attributes are an attack, not a span.
        for (at, (key, _)) in span.attributes.iter().take(usize::from(u16::MAX) - 1).enumerate() {
            let Some(number) = self.find(key) else {
                seen.asks |= self.by_prefix(key);
                continue;
            };
            let place = &mut seen.places[number];
            if *place == 0 {
                *place = at as u16 + 1;
            }
            let known = &self.keys[number];
            seen.asks |= known.asks;
            if kind::rank(known.sign) > kind::rank(seen.span_type) {
                seen.span_type = known.sign;
            }
        }
        seen
    }
}

/// Spreads keys by length and by their first, middle and last bytes.
#[inline]
fn slot_of(text: &str) -> usize {
    let bytes = text.as_bytes();
    let word = |at: usize| bytes[at..at + 8].iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
    let mixed = if bytes.len() >= 8 {
        word(0) ^ word(bytes.len() / 2 - 4).rotate_left(21) ^ word(bytes.len() - 8).rotate_left(42)
    } else {
        bytes.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte))
    };
    let mixed = (mixed ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 53) as usize % SLOTS
}

/// Where the keys that anybody asks for stand in one span.
pub(crate) struct Seen<'t, 's, 'a> {
    table: &'t Table,
    pub(crate) span: &'t SpanFacts<'s, 'a>,
    places: [u16; MOST_KEYS],
    /// Which dialects to ask, by their keys; [`IDENTITY`] when something may name a session or user.
    pub(crate) asks: u32,
    /// The type when no dialect knows better.
    pub(crate) span_type: SpanType,
}

impl<'a> Seen<'_, '_, 'a> {
    /// The first attribute with the key of this number.
    #[inline]
    pub(crate) fn at(&self, number: u16) -> Option<&Value<'a>> {
        let place = usize::from(self.places[usize::from(number)].checked_sub(1)?);
        Some(&self.span.attributes[place].1)
    }

    /// The first attribute with this key, which some dialect must have named.
    pub(crate) fn value(&self, key: &str) -> Option<&Value<'a>> {
        let number = self.table.find(key);
        debug_assert!(number.is_some(), "{key} is in no dialect's list");
        self.at(number? as u16)
    }

    /// Whether there is one.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Its text, if it says something.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.value(key).and_then(crate::values::text)
    }

    /// Its count.
    pub(crate) fn count(&self, key: &str) -> Option<u64> {
        self.value(key).and_then(crate::values::count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_others_are_not() {
        let table = Table::new();
        for (number, key) in table.keys.iter().enumerate() {
            assert_eq!(table.find(key.text), Some(number));
        }
        for other in ["", "g", "gen_ai", "gen_ai.usage.input_token", "gen_ai.usage.input_tokenz", "metadata.user_agent"]
        {
            assert_eq!(table.find(other), None, "{other}");
        }
        let used = table.slots.iter().filter(|slot| **slot != 0).count();
        assert!(used * 3 < SLOTS, "{used} keys leave most slots empty");
    }

    #[test]
    fn walks_to_a_key_are_short() {
        let table = Table::new();
        let steps = |text: &str| {
            let wanted = table.find(text).map_or(0, |number| number as u16 + 1);
            (0..SLOTS).take_while(|step| table.slots[(slot_of(text) + step) % SLOTS] != wanted).count()
        };
        assert!(table.keys.iter().all(|key| steps(key.text) < 8));
    }
}
