//! Cuts a stream of protobuf into export requests, without holding more than one.
//!
//! A request is nothing but resources in field 1, so a file of any size is a run of them, and requests that were joined are one
//! request (protobuf's own rule). They are handed on in requests of a few MiB, each of one signal. Files of the Collector's
//! `format: proto` put each request behind its length, four bytes, highest first; such a file begins with a byte that no tag is.

use std::io::{BufRead, Read};

use waterglass_model::otlp::classify;
use waterglass_model::wire::put_bytes;

use crate::ReceiveError;

/// A request is handed on once it has this many bytes.
const ENOUGH: usize = 4 << 20;

/// A part of a file that is a request.
#[derive(Debug)]
pub struct Message {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// Walks the requests of a stream.
#[derive(Debug)]
pub struct Messages<R> {
    source: R,
    max: usize,
    offset: u64,
    /// Read, but of another signal than what is handed on.
    waiting: Option<Message>,
}

impl<R: BufRead> Messages<R> {
    /// Nothing is read yet. No resource, or request with its length before it, may be larger than `max` bytes.
    pub fn new(source: R, max: usize) -> Self {
        Self { source, max, offset: 0, waiting: None }
    }

    /// The next request.
    ///
    /// # Errors
    /// When the bytes are no requests, or the source fails. Nothing can be read behind that.
    pub fn next(&mut self) -> Result<Option<Message>, ReceiveError> {
        let Some(first) = self.peek()? else { return Ok(self.waiting.take()) };
        if first < 0x08 && self.waiting.is_none() { self.delimited().map(Some) } else { self.joined() }
    }

    fn peek(&mut self) -> Result<Option<u8>, ReceiveError> {
        let offset = self.offset;
        let chunk = self.source.fill_buf().map_err(|cause| fault(offset, &cause))?;
        Ok(chunk.first().copied())
    }

    fn delimited(&mut self) -> Result<Message, ReceiveError> {
        let offset = self.offset;
        let prefix = self.take(4)?;
        let length = prefix.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        Ok(Message { offset, body: self.take(length)? })
    }

    fn joined(&mut self) -> Result<Option<Message>, ReceiveError> {
        let mut message = match self.waiting.take() {
            Some(message) => message,
            None => match self.resource()? {
                Some(message) => message,
                None => return Ok(None),
            },
        };
        let signal = classify(&message.body);
        while message.body.len() < ENOUGH {
            let Some(more) = self.resource()? else { break };
            let other = classify(&more.body);
            if other.is_some() && other != signal {
                self.waiting = Some(more);
                break;
            }
            message.body.extend_from_slice(&more.body);
        }
        Ok(Some(message))
    }

    /// The next resource, as a request of its own. Fields that are none are passed over.
    fn resource(&mut self) -> Result<Option<Message>, ReceiveError> {
        loop {
            let offset = self.offset;
            if self.peek()?.is_none() {
                return Ok(None);
            }
            let tag = self.varint()?;
            if tag & 7 != 2 || tag >> 3 == 0 {
                return Err(fault(offset, &"this is neither OTLP/JSON nor an OTLP request in protobuf"));
            }
            let length = self.varint()?;
            let content = self.take(usize::try_from(length).unwrap_or(usize::MAX))?;
            if tag >> 3 == 1 {
                let mut body = Vec::with_capacity(content.len() + 11);
                put_bytes(&mut body, 1, &content);
                return Ok(Some(Message { offset, body }));
            }
        }
    }

    fn varint(&mut self) -> Result<u64, ReceiveError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(fault(self.offset, &"a varint is longer than ten bytes"))
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, ReceiveError> {
        if length > self.max {
            let reason = ReceiveError::TooLarge { max: self.max, decompressed: false };
            return Err(fault(self.offset, &reason));
        }
        let mut bytes = Vec::with_capacity(length.min(1 << 20));
        let read = self.source.by_ref().take(length as u64).read_to_end(&mut bytes);
        if read.map_err(|cause| fault(self.offset, &cause))? < length {
            return Err(fault(self.offset, &"the file ends inside a request"));
        }
        self.offset += length as u64;
        Ok(bytes)
    }
}

fn fault(offset: u64, reason: &dyn std::fmt::Display) -> ReceiveError {
    ReceiveError::File { place: format!("byte {offset}"), reason: reason.to_string() }
}
