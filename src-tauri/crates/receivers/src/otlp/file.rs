//! OTLP from files: what the Collector's file exporter writes, what `waterglass export` writes, and single recorded requests.
//!
//! Read as a stream, one request at a time, so that an export of any size takes the memory of its largest request. Told by content,
//! not by name: gzip and zstd by their magic numbers, JSON by its first brace, else protobuf.

use std::io::{BufReader, Read};

use waterglass_model::otlp::json::requests_from_json;
use waterglass_model::otlp::{check, classify};
use waterglass_model::{Batch, Protocol, Rejection, Signal, Source};

use self::documents::Documents;
use self::messages::Messages;
use super::sniff::is_json;
use crate::ReceiveError;
use crate::encoding::Encoding;
use crate::error::brief;

mod documents;
mod messages;

/// Read ahead.
const BUFFER: usize = 256 << 10;

/// Looked at to tell what a file is.
const HEAD: u64 = 512;

/// Reads a file of OTLP:
///
/// - JSON: lines of one request each (`proto.json` of the Collector), one document on many lines, an array of requests, or
///   documents one after the other. A line that was cut off costs itself alone.
/// - Protobuf: one request, several joined, or several each behind its length in four bytes (the Collector's `format: proto`).
/// - Either of them compressed with gzip or zstd.
///
/// `max` bounds the bytes of one request. Blocks on its source: call it where blocking is fine.
pub fn read_file<'r>(source: impl Read + Send + 'r, max: usize) -> Requests<'r> {
    Requests { state: State::Unopened(Box::new(source)), max, ready: Vec::new() }
}

/// The checked requests of a file, in its order. After an error reading goes on where that is possible; then `None`.
pub struct Requests<'r> {
    state: State<'r>,
    max: usize,
    /// Requests of one document, last first.
    ready: Vec<(Batch, Vec<Rejection>)>,
}

impl std::fmt::Debug for Requests<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Requests").field("max", &self.max).finish_non_exhaustive()
    }
}

type Input<'r> = BufReader<Box<dyn Read + Send + 'r>>;

enum State<'r> {
    Unopened(Box<dyn Read + Send + 'r>),
    Json(Documents<Input<'r>>),
    Protobuf(Messages<Input<'r>>),
    Ended,
}

impl Iterator for Requests<'_> {
    type Item = Result<(Batch, Vec<Rejection>), ReceiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(request) = self.ready.pop() {
                return Some(Ok(request));
            }
            match self.read() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(cause) => return Some(Err(cause)),
            }
        }
    }
}

impl Requests<'_> {
    /// Reads on; `false` at the end.
    fn read(&mut self) -> Result<bool, ReceiveError> {
        match &mut self.state {
            State::Unopened(_) => {
                let State::Unopened(source) = std::mem::replace(&mut self.state, State::Ended) else {
                    return Ok(false);
                };
                self.state = open(source, self.max).map_err(|cause| at("at its start", &cause))?;
            }
            State::Json(documents) => {
                let Some(document) = documents.next()? else { return Ok(false) };
                let place = format!("line {}", document.line);
                let requests = requests_from_json(&document.text).map_err(|cause| at(&place, &cause))?;
                for request in requests.into_iter().rev() {
                    self.ready.push(checked(request.signal, request.body).map_err(|cause| at(&place, &cause))?);
                }
            }
            State::Protobuf(messages) => {
                let message = match messages.next() {
                    Ok(Some(message)) => message,
                    Ok(None) => return Ok(false),
                    Err(cause) => {
                        self.state = State::Ended;
                        return Err(cause);
                    }
                };
                let signal = classify(&message.body).unwrap_or(Signal::Traces);
                let place = format!("byte {}", message.offset);
                self.ready.push(checked(signal, message.body).map_err(|cause| at(&place, &cause))?);
            }
            State::Ended => return Ok(false),
        }
        Ok(true)
    }
}

fn checked(signal: Signal, body: Vec<u8>) -> Result<(Batch, Vec<Rejection>), ReceiveError> {
    Ok(check(signal, body.into(), Source { user_agent: String::new(), protocol: Protocol::File })?)
}

fn at(place: &str, cause: &dyn std::fmt::Display) -> ReceiveError {
    ReceiveError::File { place: place.into(), reason: brief(&cause.to_string()) }
}

fn open<'r>(source: Box<dyn Read + Send + 'r>, max: usize) -> std::io::Result<State<'r>> {
    let (head, mut source) = peek(source)?;
    let encoding = match head.as_slice() {
        [0x1f, 0x8b, ..] => Encoding::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Encoding::Zstd,
        _ => Encoding::Identity,
    };
    let mut plain = head;
    if encoding != Encoding::Identity {
        let decoded = encoding.reader(BufReader::with_capacity(BUFFER, source)).map_err(std::io::Error::other)?;
        (plain, source) = peek(decoded)?;
    }
    let input = BufReader::with_capacity(BUFFER, source);
    Ok(if is_json(&plain) || plain.trim_ascii().is_empty() {
        State::Json(Documents::new(input, max))
    } else {
        State::Protobuf(Messages::new(input, max))
    })
}

/// The first bytes of a source, and the source with them still in it.
fn peek<'r>(mut source: Box<dyn Read + Send + 'r>) -> std::io::Result<(Vec<u8>, Box<dyn Read + Send + 'r>)> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    let whole = std::io::Cursor::new(head.clone()).chain(source);
    Ok((head, Box::new(whole)))
}
