//! The arithmetic: a call's tokens sorted into classes that do not overlap, and what each class costs.
//!
//! Integers only. A price is held in picodollars for a million tokens, so that any price of at most twelve decimals is exact, and a line of a
//! receipt is exact where the price has at most six. Sums saturate: absurd counts cost absurdly much, and never wrap round to little.

use waterglass_model::Usage;

use crate::Picodollars;

/// A class of tokens, each token in one class. In the order of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Input that is in none of the classes below.
    Input,
    /// Input read from a cache.
    CachedRead,
    /// Input written to a cache.
    CachedWrite,
    /// Audio in the input, as far as it is not cached.
    AudioInput,
    /// Output that is in none of the classes below.
    Output,
    /// Reasoning.
    Reasoning,
    /// Audio in the output.
    AudioOutput,
}

impl Class {
    /// All, in the order of a receipt.
    pub const ALL: [Self; 7] = [
        Self::Input,
        Self::CachedRead,
        Self::CachedWrite,
        Self::AudioInput,
        Self::Output,
        Self::Reasoning,
        Self::AudioOutput,
    ];

    /// The word on a receipt.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::CachedRead => "cached read",
            Self::CachedWrite => "cached write",
            Self::AudioInput => "audio input",
            Self::Output => "output",
            Self::Reasoning => "reasoning",
            Self::AudioOutput => "audio output",
        }
    }
}

/// Something for each class, indexed by [`Class`].
pub type ByClass = [u64; 7];

/// Tokens by class. Parts that are larger than the whole are cut to it, cached reads first: the whole is never charged twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Tokens in each class; they sum to input and output.
    pub tokens: ByClass,
    /// Whether parts were cut.
    pub cut: bool,
}

impl Split {
    /// Sorts a call's tokens into classes.
    pub fn of(usage: &Usage) -> Self {
        let mut cut = false;
        let mut take = |whole: &mut u64, part: Option<u64>| {
            let part = part.unwrap_or(0);
            let taken = part.min(*whole);
            cut |= part > taken;
            *whole -= taken;
            taken
        };
        let mut input = usage.input.unwrap_or(0);
        let cached_read = take(&mut input, usage.cached_input);
        let cached_write = take(&mut input, usage.cache_write);
        // Of audio no part is known to be cached, so what is cached and audio both is among the cached already: no reason to call it cut.
        let audio_input = usage.audio_input.unwrap_or(0).min(input);
        input -= audio_input;
        let mut output = usage.output.unwrap_or(0);
        let reasoning = take(&mut output, usage.reasoning);
        let audio_output = take(&mut output, usage.audio_output);
        Self { tokens: [input, cached_read, cached_write, audio_input, output, reasoning, audio_output], cut }
    }
}

/// What a million tokens of each class cost, in picodollars, for short calls and long ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Of a call that is not long.
    base: ByClass,
    /// From so many input tokens on; ascending.
    long: Vec<(u64, ByClass)>,
}

impl Rates {
    /// Prices as the table gives them.
    pub fn new(price: &crate::file::Price<'_>) -> Self {
        let input = picodollars(price.input);
        let output = picodollars(price.output);
        let or = |part: Option<f64>, whole| part.map_or(whole, picodollars);
        let base = [
            input,
            or(price.cached_read, input),
            or(price.cached_write, input),
            or(price.audio_input, input),
            output,
            or(price.reasoning, output),
            or(price.audio_output, output),
        ];
        let long = price.long.iter().map(|long| {
            let (input, output) = (picodollars(long.input), picodollars(long.output));
            let rates = [
                input,
                or(long.cached_read, input),
                or(long.cached_write, input),
                or(price.audio_input, input),
                output,
                or(price.reasoning, output),
                or(price.audio_output, output),
            ];
            (long.tokens, rates)
        });
        Self { base, long: long.collect() }
    }

    /// What a million tokens of each class cost in a call with so much input.
    pub fn at(&self, input: u64) -> &ByClass {
        self.long.iter().rev().find(|(from, _)| input >= *from).map_or(&self.base, |(_, rates)| rates)
    }

    /// From how many input tokens on the call was long, if it is.
    pub fn long_from(&self, input: u64) -> Option<u64> {
        self.long.iter().rev().map(|(from, _)| *from).find(|from| input >= *from)
    }

    /// What a call costs.
    pub fn cost(&self, usage: &Usage) -> Picodollars {
        let rates = self.at(usage.input.unwrap_or(0));
        let lines = Split::of(usage).tokens.into_iter().zip(rates).map(|(tokens, rate)| line(tokens, *rate));
        lines.fold(0, Picodollars::saturating_add)
    }
}

/// What so many tokens cost at a price for a million, to the nearest picodollar.
pub fn line(tokens: u64, rate: u64) -> Picodollars {
    let exact = u128::from(tokens) * u128::from(rate);
    Picodollars::try_from((exact + 500_000) / 1_000_000).unwrap_or(Picodollars::MAX)
}

/// The highest price that is believed, dollars for a million tokens: a hundred times the dearest ever listed.
pub const HIGHEST: f64 = 100_000.0;

/// US dollars as picodollars. The value is at least 0 and at most [`HIGHEST`].
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10^17 fits")]
fn picodollars(dollars: f64) -> u64 {
    // A decimal of up to six places is taken as that decimal, not as its nearest binary fraction.
    let micro = (dollars * 1e6).round();
    #[expect(clippy::float_cmp, reason = "the very question: is this number written with six decimals")]
    if micro / 1e6 == dollars { micro as u64 * 1_000_000 } else { (dollars * 1e12).round() as u64 }
}

/// Picodollars as US dollars.
#[expect(clippy::cast_precision_loss, reason = "exact to 9,007 dollars, and to 16 digits above")]
pub fn dollars(picodollars: Picodollars) -> f64 {
    picodollars as f64 / 1e12
}
