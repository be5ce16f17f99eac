//! Chunks: verbatim messages compressed together. The only place that knows their bytes; never looks inside a message.
//!
//! A chunk is one zstd frame over: a varint count, that many varint lengths, then the messages back to back. Messages of one
//! trace stand together, so opening a trace reads few chunks; several small traces share one, which compresses better than a
//! chunk each (5.0 against 1.7 for lone spans; see tests/load).

use std::cell::RefCell;

use waterglass_model::wire::{put_varint, read_varint};
use zstd::zstd_safe::{CParameter, ParamSwitch};

use crate::StoreError;

/// A chunk is closed once its messages pass this many bytes. Larger ones find more to repeat and waste less of their last page, but whoever looks for a
/// word opens more beside what is wanted.
pub(crate) const TARGET: usize = 128 << 10;

/// No chunk is larger than this: one message of the largest body that can be received, and then some.
const LARGEST: usize = 2 << 30;

/// zstd level: 3 would save 3 % of the bytes and cost 30 % of the speed.
const LEVEL: i32 = 1;

/// What is asked of zstd beyond its level, measured over chunks of spans of model calls: repeats shorter than 7 bytes are not looked for, unpromising text
/// is skipped sooner, and the table of places stays within the first cache. A quarter faster than level 1 as it is. What that costs in bytes the size of
/// a chunk gives back, so long as literals are still Huffman-coded, which zstd stops doing by itself when told to skip.
const EFFORT: [CParameter; 4] = [
    CParameter::HashLog(13),
    CParameter::MinMatch(7),
    CParameter::TargetLength(2),
    CParameter::LiteralCompressionMode(ParamSwitch::Enable),
];

/// Compresses messages into chunks, keeping the compressor and its buffer between them.
pub(crate) struct Packer {
    compressor: zstd::bulk::Compressor<'static>,
    frame: Vec<u8>,
    /// What the compressor writes to: as large as the worst case, so that it is kept and the answer copied out of it.
    packed: Vec<u8>,
}

/// Buffers larger than this are given back.
const KEPT: usize = 8 << 20;

impl Packer {
    pub(crate) fn new() -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::Sqlite(error.to_string());
        let mut compressor = zstd::bulk::Compressor::new(LEVEL).map_err(failed)?;
        for parameter in EFFORT {
            compressor.set_parameter(parameter).map_err(failed)?;
        }
        Ok(Self { compressor, frame: Vec::new(), packed: Vec::new() })
    }

    /// A finished column, compressed when that pays.
    pub(crate) fn column(&mut self, column: Vec<u8>) -> Vec<u8> {
        crate::columns::compressed(column, &mut self.compressor, &mut self.packed)
    }

    /// One chunk of these messages.
    pub(crate) fn pack(&mut self, messages: &[&[u8]]) -> Result<Vec<u8>, StoreError> {
        self.frame.clear();
        put_varint(&mut self.frame, messages.len() as u64);
        messages.iter().for_each(|message| put_varint(&mut self.frame, message.len() as u64));
        messages.iter().for_each(|message| self.frame.extend_from_slice(message));
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(self.frame.len()));
        self.compressor
            .compress_to_buffer(&self.frame, &mut self.packed)
            .map_err(|error| StoreError::Sqlite(error.to_string()))?;
        let packed = self.packed.to_vec();
        for buffer in [&mut self.frame, &mut self.packed] {
            if buffer.capacity() > KEPT {
                *buffer = Vec::new();
            }
        }
        Ok(packed)
    }
}

thread_local! {
    /// Whoever looks for a word opens hundreds of chunks: making a decompressor for each was a tenth of that.
    static OPENER: RefCell<zstd::bulk::Decompressor<'static>> =
        RefCell::new(zstd::bulk::Decompressor::new().expect("a decompressor needs but memory"));
}

/// An opened chunk.
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    /// End of each message; the first starts at `start`.
    ends: Vec<usize>,
    start: usize,
}

impl Chunk {
    /// Decompresses a chunk.
    pub(crate) fn open(data: &[u8]) -> Result<Self, StoreError> {
        let damaged = || StoreError::Damaged("a chunk of telemetry cannot be decompressed".into());
        // The frame says how long it is, so one allocation serves; a frame that does not is not ours.
        let length = Self::length(data).ok_or_else(damaged)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= LARGEST).ok_or_else(damaged)?;
        let bytes = OPENER.with_borrow_mut(|opener| opener.decompress(data, length)).map_err(|_| damaged())?;
        let (count, mut at) = read_varint(&bytes).map_err(|_| damaged())?;
        let mut lengths = Vec::new();
        for _ in 0..count {
            let (length, used) = read_varint(&bytes[at..]).map_err(|_| damaged())?;
            lengths.push(usize::try_from(length).map_err(|_| damaged())?);
            at += used;
        }
        let start = at;
        let ends: Vec<usize> = lengths
            .into_iter()
            .map(|length| {
                at = at.saturating_add(length);
                at
            })
            .collect();
        if ends.last().copied().unwrap_or(start) > bytes.len() {
            return Err(damaged());
        }
        Ok(Self { bytes, ends, start })
    }

    /// How many bytes a chunk opens to, read off its first bytes.
    pub(crate) fn length(header: &[u8]) -> Option<u64> {
        zstd::zstd_safe::get_frame_content_size(header).ok().flatten()
    }

    /// All messages, back to back.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// The message at a position.
    pub(crate) fn message(&self, position: usize) -> Option<&[u8]> {
        let end = *self.ends.get(position)?;
        let start = if position == 0 { self.start } else { self.ends[position - 1] };
        self.bytes.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn messages_come_back_as_they_were(messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..40)) {
            let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            let chunk = Chunk::open(&Packer::new().expect("zstd").pack(&slices).expect("packs")).expect("opens");
            for (position, message) in messages.iter().enumerate() {
                prop_assert_eq!(chunk.message(position), Some(message.as_slice()));
            }
            prop_assert_eq!(chunk.message(messages.len()), None);
        }

        #[test]
        fn damage_is_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Chunk::open(&bytes).map(|chunk| chunk.message(0).map(<[u8]>::len)).is_err() || bytes.is_empty());
        }
    }
}
