//! Takes out of telemetry what the user would not want kept, before it is stored.
//!
//! Works on the bytes of a batch and leaves all that no rule matches exactly as it came. Rules are `proto::RedactionRule`: by the key of a
//! value or by a regular expression on it. Does no I/O, keeps nothing, and never touches an id, a time or a count.

mod batch;
mod cards;
mod edit;
mod error;
mod escapes;
mod keys;
mod messages;
mod plain;
mod presets;
mod preview;
mod rules;
mod seen;
mod structure;
mod text;

pub use error::RedactionError;
pub use presets::{presets, with_presets};
pub use preview::Preview;
pub use rules::Redactor;
