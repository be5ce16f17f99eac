//! Token usage as one span says it, in one vocabulary.
//!
//! The parts overlap, as in OpenTelemetry's convention (gen_ai.usage.*): `input` includes what was read from and written to a cache, and
//! `output` includes reasoning. A dialect whose source leaves a part out adds it in before it fills this, so nobody above ever has to know.

/// Tokens. `None` means "not said", which is never 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read by the model, cached reads and writes included. Of an embedding call, what was embedded.
    pub input: Option<u64>,
    /// Written by the model, reasoning included.
    pub output: Option<u64>,
    /// The part of `input` that came from a cache.
    pub cached_input: Option<u64>,
    /// The part of `input` that was written to a cache.
    pub cache_write: Option<u64>,
    /// The part of `output` that was reasoning.
    pub reasoning: Option<u64>,
    /// The part of `input` that was audio.
    pub audio_input: Option<u64>,
    /// The part of `output` that was audio.
    pub audio_output: Option<u64>,
}

impl Usage {
    /// Whether anything at all is said that counts towards a total. Parts alone do not.
    pub const fn is_said(&self) -> bool {
        self.input.is_some() || self.output.is_some()
    }

    /// Adds another usage, field by field: a sum is said as soon as one part is.
    pub fn add(&mut self, other: &Self) {
        let add = |sum: &mut Option<u64>, part: Option<u64>| {
            if let Some(part) = part {
                *sum = Some(sum.unwrap_or(0).saturating_add(part));
            }
        };
        add(&mut self.input, other.input);
        add(&mut self.output, other.output);
        add(&mut self.cached_input, other.cached_input);
        add(&mut self.cache_write, other.cache_write);
        add(&mut self.reasoning, other.reasoning);
        add(&mut self.audio_input, other.audio_input);
        add(&mut self.audio_output, other.audio_output);
    }
}
