//! `LogRecord`.

use super::{Attributes, Value};
use crate::wire::{Fields, WireError};

/// A `LogRecord` message.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Log<'a> {
    message: &'a [u8],
    /// Unix nanoseconds; 0 = not said.
    pub time: u64,
    /// Unix nanoseconds; 0 = not said.
    pub observed: u64,
    /// 0 = not said, 1 to 24.
    pub severity: u8,
    /// The severity in the sender's words.
    pub severity_text: &'a str,
    /// The event's name: `event_name`, else the deprecated `name`, else an attribute `event.name`; empty = no event.
    pub event_name: &'a str,
    /// What it says.
    pub body: Value<'a>,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
    /// W3C trace flags in the low byte.
    pub flags: u32,
    /// 16 bytes, or none.
    pub trace_id: &'a [u8],
    /// 8 bytes, or none.
    pub span_id: &'a [u8],
}

impl<'a> Log<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut log = Self { message, ..Self::default() };
        let mut deprecated_name = "";
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => log.time = field.fixed64()?,
                2 => log.severity = u8::try_from(field.varint()?).ok().filter(|number| *number <= 24).unwrap_or(0),
                3 => log.severity_text = field.text()?,
                4 => deprecated_name = field.text()?,
                5 => log.body = Value::parse(field.bytes()?)?,
                7 => log.dropped_attributes = field.varint()? as u32,
                8 => log.flags = field.fixed32()?,
                9 => log.trace_id = field.bytes()?,
                10 => log.span_id = field.bytes()?,
                11 => log.observed = field.fixed64()?,
                12 => log.event_name = field.text()?,
                _ => {}
            }
        }
        if log.event_name.is_empty() {
            log.event_name = deprecated_name;
        }
        if log.event_name.is_empty() {
            log.event_name = log.event_name_attribute().unwrap_or("");
        }
        Ok(log)
    }

    fn event_name_attribute(&self) -> Option<&'a str> {
        self.attributes().find_map(|(key, value)| match value {
            Value::String(name) if key == "event.name" => Some(name),
            _ => None,
        })
    }

    /// The message as it came.
    pub fn message(&self) -> &'a [u8] {
        self.message
    }

    /// Its attributes in the order sent.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::of(self.message, 6)
    }

    /// When it happened: its time, else when it was observed; 0 = neither was said.
    pub fn time_or_observed(&self) -> u64 {
        if self.time != 0 { self.time } else { self.observed }
    }
}
