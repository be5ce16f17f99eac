//! `Span`, its events and links.

use super::Attributes;
use crate::wire::{Fields, Payload, WireError};

/// A `Span` message. Ids are the raw bytes as sent; [`super::check`] has seen to it that stored spans have proper ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span<'a> {
    message: &'a [u8],
    /// 16 bytes.
    pub trace_id: &'a [u8],
    /// 8 bytes.
    pub span_id: &'a [u8],
    /// 8 bytes, or none (also all zero) on a root.
    pub parent_span_id: &'a [u8],
    /// W3C trace state.
    pub trace_state: &'a str,
    /// W3C trace flags in the low byte; 0x100 = it is known whether the parent is remote, 0x200 = it is.
    pub flags: u32,
    /// Its name.
    pub name: &'a str,
    /// 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
    pub kind: u8,
    /// Unix nanoseconds.
    pub start: u64,
    /// Unix nanoseconds; may lie before `start`.
    pub end: u64,
    /// 0 unset, 1 ok, 2 error.
    pub status: u8,
    /// The status' message.
    pub status_message: &'a str,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// Events the SDK dropped.
    pub dropped_events: u32,
    /// Links the SDK dropped.
    pub dropped_links: u32,
    /// Events present.
    pub event_count: u32,
    /// Links present.
    pub link_count: u32,
}

impl<'a> Span<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut span = Self { message, ..Self::default() };
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => span.trace_id = field.bytes()?,
                2 => span.span_id = field.bytes()?,
                3 => span.trace_state = field.text()?,
                4 => span.parent_span_id = field.bytes()?,
                5 => span.name = field.text()?,
                6 => span.kind = u8::try_from(field.varint()?).ok().filter(|kind| *kind <= 5).unwrap_or(0),
                7 => span.start = field.fixed64()?,
                8 => span.end = field.fixed64()?,
                10 => span.dropped_attributes = field.varint()? as u32,
                11 => span.event_count += 1,
                12 => span.dropped_events = field.varint()? as u32,
                13 => span.link_count += 1,
                14 => span.dropped_links = field.varint()? as u32,
                15 => span.read_status(field.bytes()?)?,
                16 => span.flags = field.fixed32()?,
                _ => {}
            }
        }
        Ok(span)
    }

    /// `Status`: field 3 is the code, 2 the message, 1 the code of OTLP before 0.5 (0 ok, anything else an error), read
    /// when the new one is unset.
    fn read_status(&mut self, message: &'a [u8]) -> Result<(), WireError> {
        let mut deprecated = 0;
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => deprecated = field.varint()?,
                2 => self.status_message = field.text()?,
                3 => self.status = u8::try_from(field.varint()?).ok().filter(|code| *code <= 2).unwrap_or(0),
                _ => {}
            }
        }
        if self.status == 0 && deprecated != 0 {
            self.status = 2;
        }
        Ok(())
    }

    /// The message as it came.
    pub fn message(&self) -> &'a [u8] {
        self.message
    }

    /// Whether its status is ERROR.
    pub fn is_error(&self) -> bool {
        self.status == 2
    }

    /// Its length in nanoseconds; 0 when it ends before it starts.
    pub fn duration(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Its attributes in the order sent.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::of(self.message, 9)
    }

    /// Its events in the order sent, stopping at damage.
    pub fn events(&self) -> impl Iterator<Item = Event<'a>> + use<'a> {
        messages(self.message, 11).map_while(|message| Event::parse(message).ok())
    }

    /// Its links in the order sent, stopping at damage.
    pub fn links(&self) -> impl Iterator<Item = Link<'a>> + use<'a> {
        messages(self.message, 13).map_while(|message| Link::parse(message).ok())
    }
}

/// The length-delimited fields `number` of a message, stopping at damage.
pub(super) fn messages(message: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    let mut fields = Fields::of(message);
    std::iter::from_fn(move || {
        loop {
            let field = fields.read().ok()??;
            if let (true, Payload::Bytes(inner)) = (field.number == number, field.payload) {
                return Some(inner);
            }
        }
    })
}

/// A span's event.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Event<'a> {
    message: &'a [u8],
    /// Unix nanoseconds; 0 = not said.
    pub time: u64,
    /// Its name.
    pub name: &'a str,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
}

impl<'a> Event<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut event = Self { message, ..Self::default() };
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => event.time = field.fixed64()?,
                2 => event.name = field.text()?,
                4 => event.dropped_attributes = field.varint()? as u32,
                _ => {}
            }
        }
        Ok(event)
    }

    /// Its attributes in the order sent.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::of(self.message, 3)
    }

    /// Whether it records an exception (semantic conventions, exceptions/exceptions-spans).
    pub fn is_exception(&self) -> bool {
        self.name == "exception"
    }
}

/// A span's link to another span.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Link<'a> {
    message: &'a [u8],
    /// 16 bytes.
    pub trace_id: &'a [u8],
    /// 8 bytes.
    pub span_id: &'a [u8],
    /// W3C trace state.
    pub trace_state: &'a str,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// As on a span.
    pub flags: u32,
}

impl<'a> Link<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut link = Self { message, ..Self::default() };
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => link.trace_id = field.bytes()?,
                2 => link.span_id = field.bytes()?,
                3 => link.trace_state = field.text()?,
                5 => link.dropped_attributes = field.varint()? as u32,
                6 => link.flags = field.fixed32()?,
                _ => {}
            }
        }
        Ok(link)
    }

    /// Its attributes in the order sent.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::of(self.message, 4)
    }
}
