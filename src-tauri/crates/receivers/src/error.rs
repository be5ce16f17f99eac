//! Why a request is refused: one enum for all receivers, in the words that clients are shown. How a protocol says it is the
//! protocol's own business.

use waterglass_model::otlp::RequestError;

use crate::Refusal;
use crate::limits::MAX_BODY_SETTING;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// More bytes than a body may have, on the wire or decompressed.
    #[error("the body is larger than {max_mib} MiB{decompressed}; start Waterglass with {MAX_BODY_SETTING} set higher to take it, or send smaller batches", max_mib = .max >> 20, decompressed = if *.decompressed { " when decompressed" } else { "" })]
    TooLarge {
        /// The limit, bytes.
        max: usize,
        /// Whether it was the decompressed size that passed it.
        decompressed: bool,
    },
    /// A Content-Encoding or grpc-encoding that we do not know.
    #[error("the encoding {0:?} is not supported; use gzip, deflate, zstd, snappy or none")]
    Encoding(String),
    /// A body that does not decompress.
    #[error("the body is not valid {encoding}: {cause}")]
    Compression {
        /// What it should have been.
        encoding: &'static str,
        /// What the decompressor said.
        cause: String,
    },
    /// A Content-Type that carries no OTLP.
    #[error("the content type {0:?} is not supported; send application/x-protobuf or application/json")]
    ContentType(String),
    /// Not what its content type promises.
    #[error("{0}")]
    Malformed(String),
    /// A part of an imported file that cannot be read.
    #[error("{place}: {reason}")]
    File {
        /// Where: a line, or a byte.
        place: String,
        /// What is wrong there.
        reason: String,
    },
    /// The sender stopped in the middle of a body.
    #[error("the body stopped arriving for {0} seconds; please send it again")]
    Stalled(u64),
    /// The connection broke in the middle of a body. Nobody hears the answer.
    #[error("the connection ended before the body was complete: {0}")]
    Broken(String),
    /// No room, or the store cannot write.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A bug of ours, met while reading this request.
    #[error("Waterglass failed on this request (a bug); others are not affected")]
    Panicked,
}

/// The longest part of a client's own text that a message repeats. A gRPC message travels as a header, and clients bound those.
const BRIEF: usize = 200;

/// The beginning and the end of a text, where the middle makes it too long to repeat.
pub(crate) fn brief(text: &str) -> String {
    if text.chars().count() <= 2 * BRIEF {
        return text.to_owned();
    }
    let begin: String = text.chars().take(BRIEF).collect();
    let end: Vec<char> = text.chars().rev().take(BRIEF).collect();
    format!("{begin} … {}", end.into_iter().rev().collect::<String>())
}

impl ReceiveError {
    /// Whether the same request may well succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Stalled(_) | Self::Broken(_) | Self::Refused(_))
    }
}

impl From<RequestError> for ReceiveError {
    fn from(cause: RequestError) -> Self {
        Self::Malformed(cause.to_string())
    }
}
