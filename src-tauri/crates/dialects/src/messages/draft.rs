//! A conversation being read: what has been found so far, where, and how well. Decides which of several places is shown.
//!
//! The same words often stand in two or three places. The first place asked that has them whole wins; a later one only replaces what was
//! cut or empty. Places are never put together, so nothing is shown twice.

use waterglass_model::otlp::Value;
use waterglass_model::{Content, GenAi, SpanFacts, SpanType};
use waterglass_proto::{Conversation, Message, Part};

use super::shapes::{self, Place, Side, plain, text_part};
use super::tree::{Tree, parse};

/// How much is known of a place that may hold messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It is there for messages: whatever it holds is one.
    Messages,
    /// It holds what a call was given or gave back: messages, or plain text that stands for one.
    Talk,
    /// It holds anything: only what looks like messages is taken.
    Anything,
}

/// How well one side is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Quality {
    #[default]
    Nothing,
    /// Messages without content.
    Empty,
    /// Content that breaks off.
    Cut,
    Whole,
}

/// See the module.
pub(crate) struct Draft<'c, 's, 'a> {
    /// What is read.
    pub(crate) content: &'c Content<'s, 'a>,
    /// The facts; gaps are filled.
    pub(crate) facts: &'c mut GenAi<'a>,
    /// What was found.
    pub(crate) conversation: Conversation,
    input: Quality,
    output: Quality,
    /// Notes on the place each side was taken from.
    cut_notes: [Option<String>; 2],
    /// Why the model stopped, where a choice says that and nothing else.
    pub(crate) reasons: Vec<String>,
    /// A place held nothing but the word that stands for hidden content.
    pub(crate) hidden: bool,
}

/// What OpenInference writes in the place of content it was told to hide.
const HIDDEN: &str = "__REDACTED__";

impl<'c, 's, 'a> Draft<'c, 's, 'a> {
    pub(crate) fn new(content: &'c Content<'s, 'a>, facts: &'c mut GenAi<'a>) -> Self {
        let (input, output) = (Quality::Nothing, Quality::Nothing);
        Self {
            content,
            facts,
            conversation: Conversation::default(),
            input,
            output,
            cut_notes: [None, None],
            reasons: Vec::new(),
            hidden: false,
        }
    }

    /// The span.
    pub(crate) fn span(&self) -> SpanFacts<'s, 'a> {
        self.content.span
    }

    /// Whether the span is of this type.
    pub(crate) fn is(&self, span_type: SpanType) -> bool {
        self.facts.span_type == span_type
    }

    /// How far generic places may be trusted on a span of this type; `None`: its inputs and outputs are no conversation.
    pub(crate) fn trust(&self) -> Option<Trust> {
        match self.facts.span_type {
            SpanType::Model => Some(Trust::Messages),
            SpanType::Agent => Some(Trust::Talk),
            _ => None,
        }
    }

    /// Whether a further place for this side is worth asking.
    pub(crate) fn wants(&self, side: Side) -> bool {
        self.quality(side) < Quality::Whole
    }

    fn quality(&self, side: Side) -> Quality {
        if side == Side::Input { self.input } else { self.output }
    }

    /// Takes messages if they are better than what is there. `cut`: the note when they break off.
    pub(crate) fn offer(&mut self, side: Side, source: &str, messages: Vec<Message>, cut: Option<String>) {
        let quality = if messages.is_empty() {
            Quality::Nothing
        } else if messages.iter().all(|message| message.parts.is_empty()) {
            Quality::Empty
        } else if cut.is_some() {
            Quality::Cut
        } else {
            Quality::Whole
        };
        if quality <= self.quality(side) {
            return;
        }
        let (field, index) = if side == Side::Input { ("input_messages", 0) } else { ("output_messages", 1) };
        let place = match side {
            Side::Input => &mut self.conversation.input_messages,
            Side::Output => &mut self.conversation.output_messages,
        };
        let before = std::mem::replace(place, messages);
        // An answer without content may still have said why it ended.
        if let (Some(last), Some(reason)) =
            (place.last_mut(), before.into_iter().rev().find_map(|message| message.finish_reason))
        {
            last.finish_reason.get_or_insert(reason);
        }
        match side {
            Side::Input => self.input = quality,
            Side::Output => self.output = quality,
        }
        self.cut_notes[index] = cut;
        self.conversation.sources.retain(|(name, _)| name != field);
        self.source(field, source);
    }

    /// Reads a value as messages, if this side still wants some.
    pub(crate) fn offer_value(&mut self, side: Side, source: &str, value: &Value<'_>, trust: Trust) {
        if self.wants(side) {
            self.offer_tree(side, source, &Tree::of(value), trust);
        }
    }

    /// As [`Draft::offer_value`], of the first of `keys` that the span has.
    pub(crate) fn offer_key(&mut self, side: Side, key: &str, trust: Trust) {
        if self.wants(side)
            && let Some(value) = self.span().get(key)
        {
            self.offer_value(side, key, &value, trust);
        }
    }

    /// As [`Draft::offer_value`], of a tree.
    pub(crate) fn offer_tree(&mut self, side: Side, source: &str, tree: &Tree<'_>, trust: Trust) {
        if !self.wants(side) {
            return;
        }
        let place = Place { side, explicit: trust == Trust::Messages };
        let Some(text) = tree.as_text() else {
            if let Some(messages) = shapes::messages(tree, place) {
                self.offer(side, source, came_out(messages, side, trust), None);
            } else if trust == Trust::Messages && tree.is_structure() && !tree.is_empty() {
                let text = shapes::value_text(tree);
                self.offer(side, source, vec![plain(&text, side.role())], None);
            }
            return;
        };
        self.hidden |= text == HIDDEN;
        if text.trim().is_empty() || text == HIDDEN {
            return;
        }
        match parse(text) {
            Some(parsed) if parsed.rest.is_none() => {
                let structure = match parsed.tree {
                    Tree::Text(inner) => return self.offer_again(side, source, &inner, trust),
                    structure => structure,
                };
                match shapes::messages(&structure, place) {
                    Some(messages) => self.offer(side, source, came_out(messages, side, trust), None),
                    None if trust == Trust::Messages => self.offer(side, source, vec![plain(text, side.role())], None),
                    None => {}
                }
            }
            Some(parsed) if parsed.tree.is_structure() => {
                let rest = parsed.rest.unwrap_or_default();
                self.offer_broken(side, source, text, &parsed.tree, rest, trust);
            }
            _ if trust != Trust::Anything => {
                let meant = trust == Trust::Messages && source.ends_with("messages");
                let note = meant.then(|| format!("{source} is no JSON; it is shown as text."));
                self.offer(side, source, vec![plain(text, side.role())], note);
            }
            _ => {}
        }
    }

    /// A JSON string: what is in it may be structure once more.
    fn offer_again(&mut self, side: Side, source: &str, inner: &str, trust: Trust) {
        let opened = Tree::Text(inner.to_owned().into()).open().into_owned().into_owned();
        match opened {
            Tree::Text(text) if trust != Trust::Anything => {
                self.offer(side, source, vec![plain(&text, side.role())], None)
            }
            Tree::Text(_) => {}
            structure => self.offer_tree(side, source, &structure, trust),
        }
    }

    /// Structure that breaks off: what was whole is shown, and the rest as text.
    fn offer_broken(&mut self, side: Side, source: &str, text: &str, tree: &Tree<'_>, rest: &str, trust: Trust) {
        let sure = Place { side, explicit: false };
        let found =
            shapes::messages(tree, sure).filter(|messages| messages.iter().any(|message| !message.parts.is_empty()));
        match found {
            Some(mut messages) => {
                let note = if rest.trim().is_empty() {
                    format!("{source} breaks off after {} bytes; what stood before is shown.", text.len())
                } else {
                    let part = text_part(rest);
                    match messages.last_mut() {
                        Some(last) => last.parts.push(part),
                        None => messages.push(Message { parts: vec![part], ..plain("", side.role()) }),
                    }
                    format!("{source} is no JSON from byte {} on; the rest is shown as text.", text.len() - rest.len())
                };
                self.offer(side, source, messages, Some(note));
            }
            None if trust != Trust::Anything => {
                // Text in brackets is text; what begins like a list of messages should have been one.
                let meant =
                    text.trim_start().starts_with(['{', '[']) && trust == Trust::Messages && tree_says_much(tree);
                let note = meant.then(|| format!("{source} is no whole JSON; it is shown as text."));
                self.offer(side, source, vec![plain(text, side.role())], note);
            }
            None => {}
        }
    }

    /// A value as structure, with a note when it breaks off.
    pub(crate) fn opened(&mut self, key: &str, value: &Value<'a>) -> Tree<'a> {
        let (tree, cut) = Tree::opened_of(value);
        if cut {
            self.note_cut(key);
        }
        tree
    }

    /// Notes that a value breaks off.
    pub(crate) fn note_cut(&mut self, key: &str) {
        let note = format!("{key} breaks off; what stood before is shown.");
        if !self.conversation.notes.contains(&note) {
            self.conversation.notes.push(note);
        }
    }

    /// Remembers where a field was read.
    pub(crate) fn source(&mut self, field: &str, place: &str) {
        let known = self.conversation.sources.iter().any(|(name, at)| name == field && at == place);
        if !known {
            self.conversation.sources.push((field.to_owned(), place.to_owned()));
        }
    }

    /// The system's words, said apart from the messages: they come first, once.
    pub(crate) fn put_system_first(&mut self, source: &str, parts: Vec<Part>) {
        let messages = &mut self.conversation.input_messages;
        let said = messages.iter().any(|message| message.role == "system" && message.parts == parts);
        if parts.is_empty() || said {
            return;
        }
        messages.insert(0, Message { role: "system".to_owned(), parts, ..Message::default() });
        self.source("system_instructions", source);
    }

    /// The conversation, with the notes on what was taken.
    pub(crate) fn finish(mut self) -> Conversation {
        self.conversation.notes.extend(self.cut_notes.into_iter().flatten());
        self.conversation
    }
}

/// An agent's run often gives back its whole state: what came out is what follows the last thing it was told.
fn came_out(mut messages: Vec<Message>, side: Side, trust: Trust) -> Vec<Message> {
    if side == Side::Output && trust == Trust::Talk {
        let told = messages.iter().rposition(|message| !matches!(message.role.as_str(), "assistant" | "tool"));
        messages.drain(..told.map_or(0, |last| last + 1));
    }
    messages
}

/// Whether a broken structure held something, unlike text that merely begins with a bracket.
fn tree_says_much(tree: &Tree<'_>) -> bool {
    match tree {
        Tree::Map(entries) => !entries.is_empty(),
        Tree::List(items) => items.iter().any(tree_says_much),
        _ => false,
    }
}
