//! What of a call's input earlier calls had already: agents send the whole history each time, and people want to read what is new.
//!
//! Messages are compared by their role and what their parts say, as hashes. Left out is what changes on the way back in: reasoning (most
//! providers take it out), names of participants, ids, the split of a text into parts.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use waterglass_model::SpanId;
use waterglass_model::counting::Counted;
use waterglass_proto::{Conversation, Media, Message, Part, SpanType};
use xxhash_rust::xxh3::Xxh3;

/// Calls looked back at: agents that run side by side take turns.
const LOOKED_BACK: usize = 16;

/// What earlier calls had.
#[derive(Debug, Default)]
pub(in crate::api) struct Before {
    calls: VecDeque<Had>,
}

/// A call and what it had.
#[derive(Debug)]
struct Had {
    call: Call,
    /// Its input with its answer behind it.
    messages: Vec<u64>,
    /// How many of them went in.
    input: usize,
}

/// The span of a call, as far as it is compared with others.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Call {
    pub(in crate::api) span_type: SpanType,
    pub(in crate::api) span_id: SpanId,
    /// Unix nanoseconds.
    pub(in crate::api) start: u64,
    pub(in crate::api) end: u64,
    pub(in crate::api) counted: Counted,
}

impl Call {
    /// Whether two records may be of one call: one lies within the other, and they do not count both.
    fn may_be(&self, other: &Self) -> bool {
        let within = |one: &Self, other: &Self| one.start >= other.start && one.end <= other.end;
        self.span_type == other.span_type
            && (within(self, other) || within(other, self))
            && !(self.counted == Counted::Counts && other.counted == Counted::Counts)
    }
}

impl Before {
    /// Fills in `repeated`: the most of its first messages that one earlier call had too. Then this call is an earlier one itself. Answers the span
    /// that said the very same before, input and answer, where both may be records of one call.
    pub(in crate::api) fn mark(&mut self, call: Call, conversation: &mut Conversation) -> Option<SpanId> {
        if !matches!(call.span_type, SpanType::Model | SpanType::Agent) {
            return None;
        }
        let mut messages: Vec<u64> = conversation.input_messages.iter().map(hash).collect();
        let alike = |had: &Had| {
            let same = had.messages.iter().zip(&messages).take_while(|(one, other)| one == other).count();
            if had.call.span_type == call.span_type { same } else { 0 }
        };
        conversation.repeated = self.calls.iter().map(alike).max().unwrap_or(0) as u32;
        let input = messages.len();
        messages.extend(conversation.output_messages.iter().map(hash));
        if messages.is_empty() {
            return None;
        }
        let same = |had: &&Had| had.input == input && had.messages == messages && had.call.may_be(&call);
        let twin = self.calls.iter().rev().find(same).map(|had| had.call.span_id);
        self.calls.push_back(Had { call, messages, input });
        if self.calls.len() > LOOKED_BACK {
            self.calls.pop_front();
        }
        twin
    }

    /// Remembers a call before all others. `Break` when no earlier one would be remembered.
    pub(in crate::api) fn precede(&mut self, call: Call, conversation: &Conversation) -> ControlFlow<()> {
        let Conversation { input_messages, output_messages, .. } = conversation;
        let messages: Vec<u64> = input_messages.iter().chain(output_messages).map(hash).collect();
        let speaks = !messages.is_empty() && matches!(call.span_type, SpanType::Model | SpanType::Agent);
        if speaks && self.calls.len() < LOOKED_BACK {
            self.calls.push_front(Had { call, messages, input: input_messages.len() });
        }
        if self.calls.len() < LOOKED_BACK { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

fn hash(message: &Message) -> u64 {
    let mut hash = Xxh3::new();
    // Providers name the one who answers differently, and name the tools' answers after whoever brings them.
    let results = message.parts.iter().any(|part| matches!(part, Part::ToolResult { .. }));
    let role = match message.role.as_str() {
        _ if results => "tool",
        "model" | "ai" => "assistant",
        "human" => "user",
        other => other,
    };
    hash.update(role.as_bytes());
    let mut in_text = false;
    for part in &message.parts {
        in_text = add(&mut hash, part, in_text);
    }
    hash.digest()
}

/// Adds a part; says whether the next text goes on in the same breath.
fn add(hash: &mut Xxh3, part: &Part, in_text: bool) -> bool {
    let mut say = |kind: &str, texts: &[&str]| {
        for text in [kind].iter().chain(texts) {
            hash.update(&[0]);
            hash.update(text.as_bytes());
        }
    };
    match part {
        Part::Text { text, .. } if text.is_empty() => return in_text,
        Part::Text { text, .. } if in_text => {
            hash.update(text.as_bytes());
            return true;
        }
        Part::Text { text, .. } => {
            say("text", &[text]);
            return true;
        }
        Part::Reasoning { .. } => return in_text,
        Part::ToolCall { name, arguments, .. } => say("call", &[name, arguments]),
        Part::ToolResult { result, .. } => say("result", &[result]),
        Part::Refusal { text, .. } => say("refusal", &[text]),
        Part::Other { json, .. } => say("other", &[json]),
        Part::Image(media) | Part::Audio(media) | Part::Video(media) | Part::File(media) => {
            let Media { data, uri, file_id, .. } = media;
            let [data, uri, id] = [data, uri, file_id].map(|text| text.as_deref().unwrap_or_default());
            say("media", &[data, uri, id]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(role: &str, parts: Vec<Part>) -> Message {
        Message { role: role.into(), parts, ..Message::default() }
    }

    fn text(text: &str) -> Part {
        Part::Text { text: text.into(), bytes: None }
    }

    fn said(role: &str, what: &str) -> Message {
        message(role, vec![text(what)])
    }

    fn call(id: &str) -> Part {
        Part::ToolCall { id: Some(id.into()), name: "find".into(), arguments: "{}".into(), bytes: None }
    }

    fn conversation(input: &[Message], output: &[Message]) -> Conversation {
        Conversation { input_messages: input.to_vec(), output_messages: output.to_vec(), ..Conversation::default() }
    }

    fn at(number: u8, span_type: SpanType, counted: Counted) -> Call {
        let span_id = SpanId::from_bytes(&[number; 8]).expect("not zero");
        Call { span_type, span_id, start: 10 - u64::from(number), end: 10 + u64::from(number), counted }
    }

    const MODEL: SpanType = SpanType::Model;

    #[test]
    fn a_call_recorded_twice_is_found() {
        let (asked, answer) = (said("user", "hi"), said("assistant", "ho"));
        let mut same = conversation(std::slice::from_ref(&asked), std::slice::from_ref(&answer));
        let (outer, inner) = (at(3, MODEL, Counted::SaidBelow), at(2, MODEL, Counted::Counts));
        let mut before = Before::default();
        assert_eq!(before.mark(outer, &mut same), None);
        assert_eq!(before.mark(inner, &mut same), Some(outer.span_id));
        let mut before = Before::default();
        before.mark(inner, &mut same);
        assert_eq!(before.mark(at(1, MODEL, Counted::Counts), &mut same), None, "two that count are two calls");
        let mut silent = conversation(&[asked], &[]);
        assert_eq!(before.mark(outer, &mut silent), None, "an answer less");
    }

    #[test]
    fn the_answer_of_the_call_before_is_old() {
        let (system, asked) = (said("system", "be brief"), said("user", "hi"));
        let thought = Part::Reasoning { text: "hm".into(), bytes: None };
        let answer = Message {
            finish_reason: Some("stop".into()),
            name: Some("bot".into()),
            ..message("assistant", vec![thought, text("hel"), text("lo"), call("a")])
        };
        let mut before = Before::default();
        let mut first = conversation(&[system.clone(), asked.clone()], &[answer]);
        before.mark(at(1, MODEL, Counted::Counts), &mut first);
        assert_eq!(first.repeated, 0);
        let again = message("assistant", vec![text("hello"), call("b")]);
        let mut second = conversation(&[system.clone(), asked.clone(), again, said("user", "more")], &[]);
        before.mark(at(1, MODEL, Counted::Counts), &mut second);
        assert_eq!(second.repeated, 3);
        let mut other = conversation(&[said("system", "another"), asked], &[]);
        before.mark(at(1, MODEL, Counted::Counts), &mut other);
        assert_eq!(other.repeated, 0);
        let mut agent = conversation(&[system], &[]);
        before.mark(at(1, SpanType::Agent, Counted::Counts), &mut agent);
        assert_eq!(agent.repeated, 0, "an agent is not compared with a model");
    }

    #[test]
    fn agents_that_take_turns_each_find_their_own_history() {
        let mut before = Before::default();
        let mut calls = Vec::new();
        for turn in 1..=3 {
            for agent in ["a", "b"] {
                let history: Vec<Message> = (0..turn).map(|n| said("user", &format!("{agent}{n}"))).collect();
                let mut one = conversation(&history, &[]);
                before.mark(at(1, MODEL, Counted::Counts), &mut one);
                calls.push(one.repeated);
            }
        }
        assert_eq!(calls, [0, 0, 1, 1, 2, 2]);
    }
}
