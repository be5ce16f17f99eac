//! The second depth of reading: what a person reads of a call, from the whole span and the log records that name it.
//!
//! Owns the order in which the places are asked. Runs when a span is looked at and keeps nothing; what is read at ingest is
//! [`crate::normalise`]'s.

use waterglass_model::{Content, GenAi};
use waterglass_proto::Conversation;

use crate::{messages, normalise};

/// A span read to the bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading<'a> {
    /// The facts, with the gaps filled that only events, logs and payloads can fill.
    pub facts: GenAi<'a>,
    /// The messages, tools and documents. `repeated` is 0: one span does not know what the call before it had.
    pub conversation: Conversation,
}

/// Reads a span with its events and the log records that name it. Never fails: what cannot be read stands as text, with a note.
pub fn read<'a>(content: &Content<'_, 'a>) -> Reading<'a> {
    let mut facts = normalise(&content.span);
    let conversation = messages::read(content, &mut facts);
    Reading { facts, conversation }
}
