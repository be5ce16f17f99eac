//! Who sent it (`Resource`) and what made it (`InstrumentationScope`).

use super::Attributes;
use crate::wire::{Fields, WireError};

/// A `Resource` message.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Resource<'a> {
    message: &'a [u8],
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
}

impl<'a> Resource<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut resource = Self { message, dropped_attributes: 0 };
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            if field.number == 2 {
                resource.dropped_attributes = field.varint()? as u32;
            }
        }
        Ok(resource)
    }

    /// Its attributes in the order sent.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::of(self.message, 1)
    }
}

/// An `InstrumentationScope` message.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scope<'a> {
    message: &'a [u8],
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Attributes the SDK dropped.
    pub dropped_attributes: u32,
}

impl<'a> Scope<'a> {
    /// Reads the message.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn parse(message: &'a [u8]) -> Result<Self, WireError> {
        let mut scope = Self { message, ..Self::default() };
        let mut fields = Fields::of(message);
        while let Some(field) = fields.read()? {
            match field.number {
                1 => scope.name = field.text()?,
                2 => scope.version = field.text()?,
                4 => scope.dropped_attributes = field.varint()? as u32,
                _ => {}
            }
        }
        Ok(scope)
    }

    /// Its attributes in the order sent.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::of(self.message, 3)
    }
}
