//! Text that compresses about as prose does: a walk over word pairs. Each word has sixteen possible followers, the first ones
//! far likelier, so pairs repeat but sentences do not. Owns words; knows nothing of telemetry.

use crate::rng::{Rng, mix};

const WORDS: usize = 4096;
const FOLLOWERS: usize = 16;
const SYLLABLES: [&str; 32] = [
    "ta", "re", "in", "con", "lo", "mi", "ver", "sta", "per", "ti", "on", "al", "de", "ro", "ne", "ma", "ex", "po",
    "si", "ca", "tion", "er", "ly", "ment", "ing", "un", "pre", "da", "vi", "lu", "so", "ble",
];

/// The vocabulary.
#[derive(Debug)]
pub struct Prose {
    words: Vec<String>,
}

impl Prose {
    /// The vocabulary, the same in every run.
    pub fn new() -> Self {
        let word = |n: u64| -> String {
            let bits = mix(n + 1);
            let length = 1 + (bits % 7).min(3) as usize;
            (0..length).map(|part| SYLLABLES[(bits >> (8 + part * 5)) as usize % SYLLABLES.len()]).collect()
        };
        Self { words: (0..WORDS as u64).map(word).collect() }
    }

    /// Appends about `bytes` bytes of sentences.
    pub fn write(&self, rng: &mut Rng, bytes: usize, out: &mut String) {
        let end = out.len() + bytes;
        let mut at = rng.below(WORDS);
        let mut in_sentence = 0;
        while out.len() < end {
            out.push_str(&self.words[at]);
            in_sentence += 1;
            let stop = in_sentence > 6 && rng.chance(9);
            out.push_str(if stop { ". " } else { " " });
            in_sentence = if stop { 0 } else { in_sentence };
            let nth = rng.below(FOLLOWERS).min(rng.below(FOLLOWERS)).min(rng.below(FOLLOWERS));
            at = mix((at * FOLLOWERS + nth) as u64) as usize % WORDS;
        }
    }

    /// About `bytes` bytes of sentences.
    pub fn of(&self, rng: &mut Rng, bytes: usize) -> String {
        let mut out = String::with_capacity(bytes + 16);
        self.write(rng, bytes, &mut out);
        out
    }
}

impl Default for Prose {
    fn default() -> Self {
        Self::new()
    }
}
