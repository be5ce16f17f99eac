//! OpenTelemetry's older convention: an event for each message (`gen_ai.user.message`, `gen_ai.choice`, `gen_ai.content.prompt`, …), on
//! the span or as log records before or after it. Azure's clients put the message into `gen_ai.event.content`, others into the body, as
//! structure or as JSON text, and name the event in an attribute instead of the field.

use waterglass_model::otlp::Value;
use waterglass_proto::Message;

use super::draft::Draft;
use super::shapes::{self, Place, Side};
use super::tree::Tree;

/// An event's name: the field, else one of the attributes that stand in for it.
pub(crate) fn name_of<'a>(name: &'a str, attributes: &[(&str, Value<'a>)]) -> &'a str {
    if !name.is_empty() {
        return name;
    }
    const NAMES: [&str; 3] = ["event.name", "event_name", "gen_ai.event.name"];
    let found = attributes.iter().find_map(|(key, value)| match value {
        Value::String(text) if NAMES.contains(key) => Some(*text),
        _ => None,
    });
    found.unwrap_or_default()
}

/// Which way an event's message went, and its role when the message names none.
fn meaning(name: &str) -> Option<(Side, &'static str)> {
    Some(match name {
        "gen_ai.system.message" => (Side::Input, "system"),
        "gen_ai.developer.message" => (Side::Input, "developer"),
        "gen_ai.user.message" | "gen_ai.content.prompt" => (Side::Input, "user"),
        "gen_ai.assistant.message" => (Side::Input, "assistant"),
        "gen_ai.tool.message" => (Side::Input, "tool"),
        "gen_ai.choice" | "gen_ai.content.completion" => (Side::Output, "assistant"),
        _ => return None,
    })
}

/// Whether an event of this name carries a message.
pub(crate) fn is_message(name: &str) -> bool {
    meaning(name).is_some()
}

/// The messages of one kind of place, in order.
#[derive(Default)]
struct Told {
    input: Vec<Message>,
    output: Vec<Message>,
    /// The choice that the last output message belongs to.
    choice: Option<String>,
    /// One of them breaks off.
    cut: bool,
    /// Why choices without a message ended: content was not recorded.
    reasons: Vec<String>,
}

/// Reads the message events: those on the span, then those among the log records.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let content = draft.content;
    // Azure's agents list a thread with the events of a call's input: it is what came back.
    let listed = draft.facts.operation.as_deref() == Some("list_messages");
    if content.events.iter().any(|event| is_message(event.name)) {
        let mut told = Told::default();
        content.events.iter().for_each(|event| told.add(event.name, None, event.attributes, listed));
        told.offer(draft, "span events gen_ai.*");
    }
    let mut logs: Vec<_> = content.logs.iter().filter(|log| is_message(name_of(log.name, log.attributes))).collect();
    if logs.is_empty() {
        return;
    }
    // Semantic Kernel numbers its messages; times of one batch can be equal or out of order.
    logs.sort_by_key(|log| index_of(log.attributes));
    let mut told = Told::default();
    for log in logs {
        told.add(name_of(log.name, log.attributes), log.body, log.attributes, listed);
    }
    told.offer(draft, "log records gen_ai.*");
}

fn index_of(attributes: &[(&str, Value<'_>)]) -> i64 {
    let numbered = attributes.iter().find_map(|(key, value)| match (*key, value) {
        ("CHAT_MESSAGE_INDEX" | "gen_ai.message.index", Value::Int(index)) => Some(*index),
        ("CHAT_MESSAGE_INDEX" | "gen_ai.message.index", Value::String(text)) => text.parse().ok(),
        _ => None,
    });
    numbered.unwrap_or(i64::MAX)
}

impl Told {
    fn add(&mut self, name: &str, body: Option<Value<'_>>, attributes: &[(&str, Value<'_>)], listed: bool) {
        let Some((side, role)) = meaning(name) else { return };
        let side = if listed { Side::Output } else { side };
        let (payload, cut) = payload(body, attributes);
        self.cut |= cut;
        if side == Side::Output
            && payload.entries().is_some()
            && payload.first(&["message", "content", "tool_calls", "parts"]).is_none()
        {
            self.reasons.extend(payload.text(&["finish_reason"]).map(str::to_owned));
            return;
        }
        for message in read_one(payload, side, role) {
            self.push(message, side);
        }
    }

    fn push(&mut self, (message, choice): (Message, Option<String>), side: Side) {
        if side == Side::Input {
            return self.input.push(message);
        }
        // Pieces of one choice are one message.
        if let (Some(choice), Some(last)) = (&choice, self.output.last_mut())
            && self.choice.as_ref() == Some(choice)
            && last.role == message.role
        {
            last.parts.extend(message.parts);
            last.finish_reason = message.finish_reason.or_else(|| last.finish_reason.take());
            return;
        }
        self.choice = choice;
        self.output.push(message);
    }

    fn offer(self, draft: &mut Draft<'_, '_, '_>, source: &str) {
        let cut = self.cut.then(|| format!("A message among the {source} breaks off; what stood before is shown."));
        draft.offer(Side::Input, source, self.input, cut.clone());
        draft.offer(Side::Output, source, self.output, cut);
        draft.reasons.extend(self.reasons);
    }
}

/// The messages of one event, each with the choice it belongs to.
fn read_one(payload: Tree<'_>, side: Side, role: &str) -> Vec<(Message, Option<String>)> {
    let place = Place { side, explicit: true };
    let choice = payload.word(&["index", "gen_ai.choice.index"]).map(str::to_owned);
    let Tree::Map(mut entries) = payload else {
        let mut messages = shapes::messages(&payload, place).unwrap_or_default();
        if payload.as_list().is_none() {
            messages.iter_mut().for_each(|message| message.role = role.to_owned());
        }
        return messages.into_iter().map(|message| (message, None)).collect();
    };
    let is_choice =
        entries.iter().any(|(key, value)| matches!(key.as_ref(), "message" | "finish_reason") && *value != Tree::Null);
    let has_role = entries.iter().any(|(key, value)| key == "role" && *value != Tree::Null);
    if !has_role && !is_choice {
        entries.push(("role".into(), Tree::Text(role.to_owned().into())));
    }
    if is_choice {
        // Strands Agents: {"message": "[{\"text\": …}]", "finish_reason": …}
        let texts = entries.iter_mut().filter(|(key, value)| key == "message" && value.as_text().is_some());
        texts.for_each(|(key, _)| *key = "content".into());
    }
    let map = Tree::Map(entries);
    let messages = shapes::messages(&map, place).unwrap_or_default();
    messages.into_iter().map(|message| (message, choice.clone())).collect()
}

/// What an event says: its content attribute, its body, or its attributes themselves. The flag: it breaks off.
fn payload<'a>(body: Option<Value<'a>>, attributes: &[(&'a str, Value<'a>)]) -> (Tree<'a>, bool) {
    const CONTENT: [&str; 3] = ["gen_ai.event.content", "gen_ai.prompt", "gen_ai.completion"];
    if let Some(body) = body.filter(|body| !matches!(body, Value::Empty | Value::String(""))) {
        return Tree::opened_of(&body);
    }
    let content = CONTENT.iter().find_map(|name| attributes.iter().find(|(key, _)| key == name));
    if let Some((_, value)) = content {
        return Tree::opened_of(value);
    }
    let own = attributes.iter().filter(|(key, _)| !key.contains('.'));
    (Tree::Map(own.map(|(key, value)| ((*key).into(), Tree::of(value))).collect()), false)
}
