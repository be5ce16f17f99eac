//! An answer that came in pieces: the chunks of a streamed chat completion, put together again.

use std::collections::HashMap;

use waterglass_proto::{Message, Part};

use super::message::finish_reason;
use crate::messages::tree::Tree;

/// The answer that these chunks make. `None`: they are no chunks.
pub(crate) fn joined(chunks: &[Tree<'_>]) -> Option<Message> {
    let is_chunk = |chunk: &Tree<'_>| {
        chunk.text(&["object"]).is_some_and(|object| object.ends_with(".chunk"))
            || chunk
                .get("choices")
                .and_then(Tree::as_list)
                .is_some_and(|choices| choices.first().is_some_and(|choice| choice.get("delta").is_some()))
    };
    if !chunks.first().is_some_and(is_chunk) {
        return None;
    }
    let mut answer = Answer::default();
    chunks.iter().for_each(|chunk| answer.add(chunk));
    Some(answer.into_message())
}

#[derive(Default)]
struct Answer {
    role: Option<String>,
    reasoning: String,
    text: String,
    refusal: String,
    calls: Vec<Call>,
    /// Where the call of an index is.
    places: HashMap<u64, usize>,
    reason: Option<String>,
}

#[derive(Default)]
struct Call {
    id: Option<String>,
    name: String,
    arguments: String,
}

impl Answer {
    fn add(&mut self, chunk: &Tree<'_>) {
        // Only the first choice: others would be answers of their own, and pieces rarely name more than one.
        let Some(choice) = chunk.get("choices").and_then(Tree::as_list).and_then(<[_]>::first) else { return };
        self.reason = finish_reason(choice).or_else(|| self.reason.take());
        let Some(delta) = choice.first(&["delta", "message"]) else {
            self.text.push_str(choice.text(&["text"]).unwrap_or_default());
            return;
        };
        self.role = self.role.take().or_else(|| delta.text(&["role"]).map(str::to_owned));
        self.text.push_str(delta.text(&["content"]).unwrap_or_default());
        self.reasoning.push_str(delta.text(&["reasoning_content", "reasoning"]).unwrap_or_default());
        self.refusal.push_str(delta.text(&["refusal"]).unwrap_or_default());
        for call in delta.get("tool_calls").and_then(Tree::as_list).unwrap_or_default() {
            self.add_call(call);
        }
    }

    fn add_call(&mut self, piece: &Tree<'_>) {
        let index = piece.count(&["index"]).unwrap_or(0);
        let at = *self.places.entry(index).or_insert(self.calls.len());
        if at == self.calls.len() {
            self.calls.push(Call::default());
        }
        let call = &mut self.calls[at];
        call.id = call.id.take().or_else(|| piece.text(&["id"]).map(str::to_owned));
        if let Some(function) = piece.get("function") {
            call.name.push_str(function.text(&["name"]).unwrap_or_default());
            call.arguments.push_str(function.text(&["arguments"]).unwrap_or_default());
        }
    }

    fn into_message(self) -> Message {
        let mut parts = Vec::new();
        if !self.reasoning.is_empty() {
            parts.push(Part::Reasoning { text: self.reasoning, bytes: None });
        }
        if !self.text.is_empty() {
            parts.push(Part::Text { text: self.text, bytes: None });
        }
        if !self.refusal.is_empty() {
            parts.push(Part::Refusal { text: self.refusal, bytes: None });
        }
        for call in self.calls {
            let arguments = super::value_text(&Tree::Text(call.arguments.into()));
            parts.push(Part::ToolCall { id: call.id, name: call.name, arguments, bytes: None });
        }
        Message {
            role: self.role.unwrap_or_else(|| "assistant".to_owned()),
            name: None,
            parts,
            finish_reason: self.reason,
        }
    }
}
