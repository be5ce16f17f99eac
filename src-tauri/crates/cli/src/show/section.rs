//! A turn as a heading and blocks in order, the same for every form: texts with names, and lines. The forms only decide how a block looks.

use waterglass_proto::{DocumentSpan, Message};

use super::said::{Said, cut_note, said};
use super::story::Told;
use super::tree::word;
use crate::table::plain;
use crate::units::{count, length};

/// A piece of a turn.
#[derive(Debug, PartialEq)]
pub(super) enum Block<'d> {
    /// Who speaks, or what follows.
    Role(String),
    /// A text; under a name where it has one.
    Text { name: Option<String>, text: &'d str },
    /// One line.
    Line(String),
}

/// The heading: what ran, with which model, how long.
pub(super) fn heading(span: &DocumentSpan) -> String {
    let facts = &span.genai.facts;
    let model = facts.response_model.as_ref().or(facts.request_model.as_ref());
    let kind = Some(word(facts.span_type).to_owned()).filter(|word| !word.is_empty());
    let mut parts = vec![plain(&span.name)];
    parts.extend(model.map(|model| plain(model)).or(kind));
    parts.push(length(span.duration_ns.0));
    parts.join(" · ")
}

/// The blocks of a turn.
pub(super) fn blocks<'d>(told: &Told<'d>) -> Vec<Block<'d>> {
    let conversation = &told.span.genai.conversation;
    let mut blocks: Vec<Block<'d>> =
        conversation.notes.iter().map(|note| Block::Line(format!("Note: {}", plain(note)))).collect();
    if told.repeated > 0 {
        let s = if told.repeated == 1 { "" } else { "s" };
        blocks.push(Block::Line(format!("[{} message{s} as before]", count(told.repeated as u64))));
    }
    told.input.iter().for_each(|message| add_message(&mut blocks, message));
    add_work(&mut blocks, told.span);
    conversation.output_messages.iter().for_each(|message| add_message(&mut blocks, message));
    if let Some(missing) = &conversation.missing {
        blocks.push(Block::Line(plain(&missing.why)));
        if !missing.setting.is_empty() {
            blocks.push(Block::Line(format!("Set: {}", plain(&missing.setting))));
        }
    }
    if told.span.status == "error" {
        let words = plain(&told.span.status_message);
        blocks.push(Block::Line(if words.is_empty() { "Failed.".to_owned() } else { format!("Failed: {words}") }));
    }
    blocks
}

fn add_message<'d>(blocks: &mut Vec<Block<'d>>, message: &'d Message) {
    let name = message.name.as_ref().map(|name| format!(" ({})", plain(name))).unwrap_or_default();
    blocks.push(Block::Role(format!("{}{name}", plain(&message.role))));
    for part in &message.parts {
        match said(part) {
            Said::Words(text, bytes) => add_text(blocks, None, text, bytes),
            Said::Named(name, text, bytes) => add_text(blocks, Some(name), text, bytes),
            Said::Line(line) => blocks.push(Block::Line(line)),
        }
    }
    // The usual ends need no words.
    let reason = message.finish_reason.as_deref().filter(|reason| !USUAL.contains(reason));
    blocks.extend(reason.map(|reason| Block::Line(format!("[stopped: {}]", plain(reason)))));
}

/// Reasons to stop that say nothing more.
const USUAL: [&str; 8] = ["", "stop", "end_turn", "tool_calls", "tool_call", "tool_use", "tool-calls", "STOP"];

fn add_text<'d>(blocks: &mut Vec<Block<'d>>, name: Option<String>, text: &'d str, bytes: Option<u32>) {
    blocks.push(Block::Text { name, text });
    blocks.extend(cut_note(text, bytes).map(Block::Line));
}

/// What is no message: a tool's run, a retrieval, an embedding, a prompt.
fn add_work<'d>(blocks: &mut Vec<Block<'d>>, span: &'d DocumentSpan) {
    let conversation = &span.genai.conversation;
    let mut named = |name: &str, text: Option<&'d str>| {
        if let Some(text) = text {
            blocks.push(Block::Text { name: Some(name.to_owned()), text });
        }
    };
    if let Some(prompt) = &conversation.prompt {
        named("template", prompt.template.as_deref());
        prompt.variables.iter().for_each(|(name, value)| named(&plain(name), Some(value)));
    }
    if let Some(tool) = &conversation.tool {
        named(&format!("→ {}", plain(&tool.name)), tool.arguments.as_deref());
        named("←", tool.result.as_deref());
    }
    if let Some(retrieval) = &conversation.retrieval {
        named("query", retrieval.query.as_deref());
        for (number, document) in retrieval.documents.iter().enumerate() {
            let id = document.id.as_ref().map(|id| format!(" {}", plain(id))).unwrap_or_default();
            let score = document.score.map(|score| format!(" ({score})")).unwrap_or_default();
            named(&format!("document {}{id}{score}", number + 1), Some(document.content.as_deref().unwrap_or("")));
        }
    }
    // Most say it as messages too.
    if let Some(embeddings) = conversation.embeddings.as_ref().filter(|_| conversation.input_messages.is_empty()) {
        embeddings.inputs.iter().for_each(|input| named("embedded", Some(input)));
    }
}
