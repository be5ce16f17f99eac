//! A small deterministic generator of random numbers (SplitMix64, public domain, Steele et al. 2014), so that two runs with the
//! same seed send the same bytes whatever versions of other crates are about. Not for anything that needs secrecy.

/// The generator: eight bytes of state.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator that always gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15)))
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A whole number of `0..below`; `below` is at least 1.
    pub fn below(&mut self, below: usize) -> usize {
        (self.bits() % below as u64) as usize
    }

    /// A whole number of `from..=to`.
    pub fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// A number of `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True once in `one_in` times.
    pub fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// `N` random bytes, never all zero (an all-zero id is invalid in OTLP).
    pub fn id<const N: usize>(&mut self) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..N.div_ceil(8)).flat_map(|_| self.bits().to_be_bytes()).take(N).collect();
        bytes[0] |= 1;
        bytes
    }
}

/// The finaliser of SplitMix64: every input bit reaches every output bit.
pub fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
