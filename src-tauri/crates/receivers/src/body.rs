//! Reads bodies: the only place that does. Counts bytes as they are read (not what a header promises), holds them against the
//! inlet's room, bounds stalls, and reads a refused sender out so that it hears the refusal.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::EXPECT;
use http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};

use tokio::time::Instant;

use crate::encoding::Encoding;
use crate::{Limits, ReceiveError, Room};

/// How much of a refused body is read and thrown away before the connection is cut. Someone who is still sending gets a broken
/// pipe instead of the answer, and tries again for ever.
const DRAIN_BYTES: usize = 256 << 20;

/// How long that may take.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// A whole body may take this many times the longest stall. Who trickles holds room that others wait for.
const STALLS: u32 = 10;

/// The body of one request.
#[derive(Debug)]
pub struct Body {
    incoming: Incoming,
    limits: Arc<Limits>,
    /// The sender waits for a word before it sends (`Expect: 100-continue`). hyper gives it on the first read.
    waits: bool,
}

impl Body {
    /// Nothing is read yet.
    pub fn new(head: &Parts, incoming: Incoming, limits: Arc<Limits>) -> Self {
        let waits =
            head.headers.get(EXPECT).is_some_and(|expect| expect.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        Self { incoming, limits, waits }
    }

    /// Reads all of it, at most `max` bytes, which `room` then holds. One piece is handed on as it came, without a copy.
    ///
    /// `told` finds in the first bytes how many there will be, for protocols that say so. What a header or the body promises only
    /// decides what is taken ahead; what counts is what is read.
    ///
    /// # Errors
    /// When it is too large, stalls or breaks, or when there is no room.
    pub async fn read(
        &mut self,
        max: usize,
        room: &mut Room,
        told: impl Fn(&[u8]) -> Option<usize>,
    ) -> Result<Bytes, ReceiveError> {
        let length = self.incoming.size_hint().exact().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        self.expect(length, max, room).await?;
        self.waits = false;
        let until = Instant::now() + self.limits.body_idle * STALLS;
        let Some(first) = self.piece(0, max, until, room).await? else { return Ok(Bytes::new()) };
        let Some(second) = self.piece(first.len(), max, until, room).await? else { return Ok(first) };
        let promised = length.or_else(|| told(&first));
        self.expect(promised, max, room).await?;
        let mut whole = BytesMut::with_capacity((first.len() + second.len()).max(promised.unwrap_or(0)));
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&second);
        drop((first, second));
        while let Some(piece) = self.piece(whole.len(), max, until, room).await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// Makes room for a body that says its size, or refuses it before it is sent.
    async fn expect(&self, promised: Option<usize>, max: usize, room: &mut Room) -> Result<(), ReceiveError> {
        match promised {
            Some(length) if length > max => {
                Err(ReceiveError::TooLarge { max: self.limits.max_body, decompressed: false })
            }
            Some(length) => Ok(room.reserve(length).await?),
            None => Ok(()),
        }
    }

    async fn piece(
        &mut self,
        read: usize,
        max: usize,
        until: Instant,
        room: &mut Room,
    ) -> Result<Option<Bytes>, ReceiveError> {
        loop {
            let idle = self.limits.body_idle;
            let frame = tokio::time::timeout_at(until.min(Instant::now() + idle), self.incoming.frame());
            let Some(frame) = frame.await.map_err(|_| ReceiveError::Stalled(idle.as_secs()))? else { return Ok(None) };
            let frame = frame.map_err(|cause| ReceiveError::Broken(cause.to_string()))?;
            let Ok(piece) = frame.into_data() else { continue };
            if piece.is_empty() {
                continue;
            }
            if read + piece.len() > max {
                return Err(ReceiveError::TooLarge { max: self.limits.max_body, decompressed: false });
            }
            room.grow(piece.len()).await?;
            return Ok(Some(piece));
        }
    }

    /// Reads the body and undoes its encoding.
    ///
    /// # Errors
    /// As [`Body::read`], and when the body does not decompress.
    pub async fn read_decoded(&mut self, encoding: Encoding, room: &mut Room) -> Result<Bytes, ReceiveError> {
        let max = self.limits.max_body;
        let encoded = self.read(max, room, |_| None).await?;
        encoding.decode(encoded, max, room).await
    }

    /// Reads what is left and throws it away, within bounds. Call before answering a request whose body was not read to its end.
    pub async fn drain(&mut self) {
        if self.waits {
            return;
        }
        let until = Instant::now() + DRAIN_TIME;
        let mut read = 0;
        while read < DRAIN_BYTES && !self.incoming.is_end_stream() {
            match tokio::time::timeout_at(until, self.incoming.frame()).await {
                Ok(Some(Ok(frame))) => read += frame.data_ref().map_or(0, Bytes::len),
                _ => return,
            }
        }
    }
}
