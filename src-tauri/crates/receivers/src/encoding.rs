//! Content encodings: which we know by what name, and decompression with a limit on what comes out.
//!
//! Decompresses in steps and takes room for each before the next, so that a bomb of a few kilobytes costs its limit, not its yield.

use std::io::{BufRead, Read};

use bytes::{Buf, Bytes};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::error::brief;
use crate::{ReceiveError, Room};

/// Decompressed at a time.
const STEP: usize = 256 << 10;

/// The largest zstd window (2^26 = 64 MiB) that a frame may ask for.
const ZSTD_WINDOW_LOG: u32 = 26;

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    Identity,
    /// RFC 1952, also several members one after the other.
    Gzip,
    /// RFC 1950; raw RFC 1951 is told apart and read too, as browsers do. Python sends the former.
    Deflate,
    /// RFC 8878.
    Zstd,
    /// Snappy's block format: what `snappy` means over HTTP.
    SnappyBlock,
    /// Snappy's framed stream: what `snappy` means over gRPC, and `x-snappy-framed` over HTTP.
    SnappyFramed,
}

/// What we take, for `grpc-accept-encoding` and `accept-encoding`.
pub const ACCEPTED: &str = "identity,gzip,deflate,zstd,snappy";

impl Encoding {
    /// Reads a Content-Encoding header. Names are case-insensitive (RFC 9110 §8.4.1).
    ///
    /// # Errors
    /// When it is none of ours, or several at once.
    pub fn of_http(name: &str) -> Result<Self, ReceiveError> {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" | "none" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "deflate" | "zlib" => Ok(Self::Deflate),
            "zstd" => Ok(Self::Zstd),
            "snappy" => Ok(Self::SnappyBlock),
            "x-snappy-framed" => Ok(Self::SnappyFramed),
            _ => Err(ReceiveError::Encoding(brief(name))),
        }
    }

    /// Reads a grpc-encoding header.
    ///
    /// # Errors
    /// When it is none of ours.
    pub fn of_grpc(name: &str) -> Result<Self, ReceiveError> {
        match Self::of_http(name)? {
            Self::SnappyBlock => Ok(Self::SnappyFramed),
            other => Ok(other),
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Zstd => "zstd",
            Self::SnappyBlock => "snappy",
            Self::SnappyFramed => "snappy (framed)",
        }
    }

    /// Decodes a body to at most `max` bytes. Afterwards `room` holds the decoded bytes only.
    ///
    /// # Errors
    /// When the body is damaged or too large decompressed, or when there is no room.
    pub async fn decode(self, encoded: Bytes, max: usize, room: &mut Room) -> Result<Bytes, ReceiveError> {
        // An empty body is an empty request however it is said to be encoded.
        if self == Self::Identity || encoded.is_empty() {
            return Ok(encoded);
        }
        let decoded = if self == Self::SnappyBlock {
            decode_block(&encoded, max, room).await?
        } else {
            self.decode_stream(encoded, max, room).await?
        };
        room.shrink_to(decoded.len());
        Ok(decoded.into())
    }

    async fn decode_stream(self, encoded: Bytes, max: usize, room: &mut Room) -> Result<Vec<u8>, ReceiveError> {
        let told = self.decoded_length(&encoded).filter(|length| *length <= max).unwrap_or(0);
        room.reserve(encoded.len() + told).await?;
        let mut decoded = Vec::with_capacity(told);
        let mut reader = self.reader(encoded.reader())?;
        loop {
            let read =
                reader.by_ref().take(STEP as u64).read_to_end(&mut decoded).map_err(|cause| self.damaged(&cause))?;
            if decoded.len() > max {
                return Err(ReceiveError::TooLarge { max, decompressed: true });
            }
            room.grow(read).await?;
            if read < STEP {
                return Ok(decoded);
            }
        }
    }

    /// What an encoded body says that it decodes to: gzip in its last four bytes, zstd in its first frame. It may be wrong.
    fn decoded_length(self, encoded: &[u8]) -> Option<usize> {
        match self {
            Self::Gzip => encoded.last_chunk().map(|size| u32::from_le_bytes(*size) as usize),
            Self::Zstd => usize::try_from(zstd::zstd_safe::get_frame_content_size(encoded).ok()??).ok(),
            _ => None,
        }
    }

    /// A reader of what a stream decodes to. Not for [`Encoding::SnappyBlock`], which is no stream.
    ///
    /// # Errors
    /// When there is no memory for a decoder.
    pub(crate) fn reader<'a>(
        self,
        mut source: impl BufRead + Send + 'a,
    ) -> Result<Box<dyn Read + Send + 'a>, ReceiveError> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(source)),
            Self::Deflate if source.fill_buf().is_ok_and(is_zlib) => Box::new(ZlibDecoder::new(source)),
            Self::Deflate => Box::new(DeflateDecoder::new(source)),
            Self::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(source).map_err(|cause| self.damaged(&cause))?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(|cause| self.damaged(&cause))?;
                Box::new(decoder)
            }
            Self::SnappyFramed => Box::new(snap::read::FrameDecoder::new(source)),
            Self::SnappyBlock | Self::Identity => Box::new(source),
        })
    }

    fn damaged(self, cause: &dyn std::fmt::Display) -> ReceiveError {
        ReceiveError::Compression { encoding: self.name(), cause: cause.to_string() }
    }
}

async fn decode_block(encoded: &[u8], max: usize, room: &mut Room) -> Result<Vec<u8>, ReceiveError> {
    let damaged = |cause: snap::Error| Encoding::SnappyBlock.damaged(&cause);
    let size = snap::raw::decompress_len(encoded).map_err(damaged)?;
    if size > max {
        return Err(ReceiveError::TooLarge { max, decompressed: true });
    }
    room.grow(size).await?;
    snap::raw::Decoder::new().decompress_vec(encoded).map_err(damaged)
}

/// Whether bytes begin with a zlib header (RFC 1950 §2.2): method 8, and the check of the first two bytes.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}
