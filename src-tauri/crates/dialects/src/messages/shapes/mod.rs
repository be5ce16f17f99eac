//! The one reader of messages: every shape a library has put them in, told apart by what they look like and never by who sent them.
//!
//! [`messages`] finds the messages in a tree: lists, single messages, and the answers and requests of model APIs they lie in. The shapes
//! are those of dialect-traps §3 and of the conventions' own message JSON. Knows no attribute's name.

mod item;
mod media;
mod message;
mod part;
mod stream;
#[cfg(test)]
mod tests;
mod tool;
mod wrapper;

use waterglass_proto::{Message, Part};

use super::tree::Tree;

pub(crate) use message::{finish_reason, message, role_word};
pub(crate) use part::{push_parts, text_part};
pub(crate) use tool::{definitions, result_text, value_text};

/// How many lists and wrappers messages may lie in. Frameworks need five.
const MAX_WRAPPERS: usize = 16;

/// Which way messages went: decides the role of one that names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// To the model.
    Input,
    /// From the model.
    Output,
}

impl Side {
    /// The role of a message that names none.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Side::Input => "user",
            Side::Output => "assistant",
        }
    }
}

/// What is known of the place a tree stood in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Which way.
    pub(crate) side: Side,
    /// The place holds messages and nothing else, so a bare text is one.
    pub(crate) explicit: bool,
}

/// The messages in `tree`; `None` when it looks like none.
pub(crate) fn messages(tree: &Tree<'_>, place: Place) -> Option<Vec<Message>> {
    let mut out = Vec::new();
    collect(tree, place, 0, &mut out).then_some(out)
}

/// Appends the messages in `tree`; `false` and nothing appended when it looks like none.
fn collect(tree: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    if depth > MAX_WRAPPERS {
        return false;
    }
    match &*tree.open() {
        Tree::List(items) => collect_list(items, place, depth, out),
        Tree::Map(_) if tree.as_text().is_some() && !place.explicit => false,
        map @ Tree::Map(_) => collect_map(map, place, depth, out),
        Tree::Text(text) if place.explicit => {
            out.push(plain(text, place.side.role()));
            true
        }
        _ => false,
    }
}

/// A message of one text.
pub(crate) fn plain(text: &str, role: &str) -> Message {
    let parts = if text.is_empty() { Vec::new() } else { vec![text_part(text)] };
    Message { role: role.to_owned(), parts, ..Message::default() }
}

fn collect_map(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    if item::is_item(map) {
        item::push(map, place.side, &mut false, out);
        return true;
    }
    if let Some(message) = message(map, place) {
        out.push(message);
        return true;
    }
    wrapper::collect(map, place, depth + 1, out)
}

fn collect_list(items: &[Tree<'_>], place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    if items.is_empty() {
        return place.explicit;
    }
    if let Some(answer) = stream::joined(items) {
        out.push(answer);
        return true;
    }
    if let Some(message) = pair(items) {
        out.push(message);
        return true;
    }
    let before = out.len();
    let (mut open, mut any) = (false, false);
    let mut strangers = Vec::new();
    for item in items {
        if item::is_item(item) {
            item::push(item, place.side, &mut open, out);
            any = true;
            continue;
        }
        open = false;
        if collect(item, place, depth + 1, out) {
            any = true;
        } else {
            strangers.push((out.len(), item));
        }
    }
    if !any {
        out.truncate(before);
        return false;
    }
    // Among messages, what is none is shown as it is rather than dropped.
    for (offset, (at, item)) in strangers.into_iter().filter(|(_, item)| **item != Tree::Null).enumerate() {
        let mut parts: Vec<Part> = Vec::new();
        push_parts(item, &mut parts);
        out.insert(at + offset, Message { role: place.side.role().to_owned(), parts, ..Message::default() });
    }
    true
}

/// LangChain's short form: `("human", "hello")`.
fn pair(items: &[Tree<'_>]) -> Option<Message> {
    let [Tree::Text(role), content @ (Tree::Text(_) | Tree::List(_))] = items else { return None };
    if !matches!(role.as_ref(), "human" | "ai" | "system" | "user" | "assistant" | "tool") {
        return None;
    }
    let mut parts = Vec::new();
    push_parts(content, &mut parts);
    Some(Message { role: role_word(role), parts, ..Message::default() })
}
