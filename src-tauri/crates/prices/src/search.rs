//! Finding rows of the table by what a person types: words that stand in the provider, the model or its other names.

use waterglass_proto::Price;

use crate::book::PriceBook;
use crate::table::{Entry, shipped};

impl PriceBook {
    /// All rows of the shipped table, by provider and model; the latest price of a model last.
    pub fn rows(&self) -> impl Iterator<Item = Price> {
        shipped().rows()
    }

    /// The rows in which every word of `text` stands, at most `limit`: models of that very name first, then those that begin so. An empty
    /// text fits all.
    pub fn search(&self, text: &str, limit: usize) -> Vec<Price> {
        let text = text.trim().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found: Vec<_> =
            shipped().entries.iter().filter_map(|entry| Some((rank(entry, &text, &words)?, entry))).collect();
        // Stable: the table's order within a rank.
        found.sort_by_key(|(rank, _)| *rank);
        let rows = found.into_iter().flat_map(|(_, entry)| entry.prices.iter().map(|price| price.row(entry)));
        rows.take(limit).collect()
    }
}

/// How well an entry fits, 0 best; `None` when it does not.
fn rank(entry: &Entry, text: &str, words: &[&str]) -> Option<u8> {
    let whole = format!("{}/{}", entry.provider, entry.model).to_lowercase();
    let model = &whole[entry.provider.len() + 1..];
    if model == text || whole == text {
        Some(0)
    } else if model.starts_with(text) || whole.starts_with(text) {
        Some(1)
    } else if words.iter().all(|word| whole.contains(word)) {
        Some(2)
    } else {
        let said = |word: &&str| {
            whole.contains(word) || entry.names.iter().any(|name| !name.starts_with('!') && name.contains(word))
        };
        words.iter().all(said).then_some(3)
    }
}
