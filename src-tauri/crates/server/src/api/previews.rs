//! `GET /api/previews`: the first prompt and the last answer of traces, for their rows in the list. Asked for by the rows in view, so it
//! reads a few spans of each trace and no more.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_model::TraceId;
use waterglass_proto::{Conversation, Message, Part, Preview, Previews, SpanType};
use waterglass_store::{Reader, SpanContent, StoreError};

use super::conversation::reading::Opened;
use super::params::{Params, trace_id};
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// Traces of one request.
const MOST_TRACES: usize = 200;

/// Characters of a preview.
const LENGTH: usize = 300;

/// Bytes read for one request, and at a time.
const MOST_READ: usize = 64 << 20;

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// With commas between them.
    #[serde(default)]
    trace_ids: String,
}

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    Params(Wanted { trace_ids }): Params<Wanted>,
) -> Answer<Json<Previews>> {
    let texts = trace_ids.split(',').map(str::trim).filter(|text| !text.is_empty());
    let traces = texts.map(trace_id).collect::<Result<Vec<TraceId>, _>>()?;
    if traces.len() > MOST_TRACES {
        let asked = traces.len();
        return Err(ApiFailure::bad_request(format!(
            "trace_ids names {asked} traces: at most {MOST_TRACES} at a time"
        )));
    }
    let previews = ask(&core, move |reader| previews(reader, &traces)).await?;
    Ok(Json(Previews { previews }))
}

/// Previews of these traces, in their order; those that are not stored are left out.
pub(super) fn previews(reader: &Reader<'_>, traces: &[TraceId]) -> Result<Vec<Preview>, StoreError> {
    let mut previews = Vec::with_capacity(traces.len());
    let mut rest = traces;
    while !rest.is_empty() {
        let contents = reader.preview_contents(rest, MOST_READ)?;
        let Some(last) = contents.last().map(|last| last.trace_id) else { break };
        previews.extend(contents.iter().map(|trace| preview(trace.trace_id, &trace.spans)));
        let done = rest.iter().position(|id| *id == last).map_or(rest.len(), |place| place + 1);
        rest = &rest[done..];
    }
    Ok(previews)
}

/// Made of the root, the first agent, and the first and last model call, as far as they are there: who stands further out is asked first.
fn preview(trace_id: TraceId, spans: &[SpanContent]) -> Preview {
    let read: Vec<(SpanType, Conversation)> = spans
        .iter()
        .filter_map(|span| Opened::of(span).ok())
        .map(|opened| opened.read())
        .map(|(facts, conversation)| (facts.span_type, conversation))
        .collect();
    let input = read.iter().find_map(|(_, one)| asked(one)).or_else(|| read.iter().find_map(|(_, one)| given(one)));
    // Of the calls the last one answers; those before it led there.
    let outer = read.iter().filter(|(of, _)| *of != SpanType::Model);
    let calls = read.iter().rev().filter(|(of, _)| *of == SpanType::Model);
    let mut by_weight = outer.chain(calls);
    let output =
        by_weight.clone().find_map(|(_, one)| answered(one)).or_else(|| by_weight.find_map(|(_, one)| done(one)));
    Preview { trace_id: trace_id.to_string(), input, output }
}

/// The last thing a person asked: what came before it is history, or examples.
fn asked(conversation: &Conversation) -> Option<String> {
    let mut users = conversation.input_messages.iter().rev().filter(|message| message.role == "user");
    users.find_map(said)
}

/// What went in where nobody asked.
fn given(conversation: &Conversation) -> Option<String> {
    let message = || conversation.input_messages.iter().rev().find_map(said);
    let tool = || conversation.tool.as_ref()?.arguments.as_deref().and_then(line);
    let query = || conversation.retrieval.as_ref()?.query.as_deref().and_then(line);
    let embedded = || conversation.embeddings.as_ref()?.inputs.first().and_then(|text| line(text));
    let variable = || conversation.prompt.as_ref()?.variables.first().and_then(|(_, value)| line(value));
    message().or_else(tool).or_else(query).or_else(embedded).or_else(variable)
}

/// What was answered in words.
fn answered(conversation: &Conversation) -> Option<String> {
    conversation.output_messages.iter().rev().find_map(said)
}

/// What came out without words: a call, a tool's or a retrieval's result.
fn done(conversation: &Conversation) -> Option<String> {
    let calls = || {
        let parts = conversation.output_messages.iter().rev().flat_map(|message| &message.parts);
        parts
            .filter_map(|part| match part {
                Part::ToolCall { name, arguments, .. } => line(&format!("→ {name}({arguments})")),
                _ => None,
            })
            .next()
    };
    let tool = || conversation.tool.as_ref()?.result.as_deref().and_then(line);
    let found = || conversation.retrieval.as_ref()?.documents.first()?.content.as_deref().and_then(line);
    calls().or_else(tool).or_else(found)
}

/// The words of a message.
fn said(message: &Message) -> Option<String> {
    let texts = message.parts.iter().filter_map(|part| match part {
        Part::Text { text, .. } | Part::Refusal { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let mut line_of = Line::default();
    texts.for_each(|text| line_of.add(text));
    line_of.finish()
}

/// A text in one line.
fn line(text: &str) -> Option<String> {
    let mut line = Line::default();
    line.add(text);
    line.finish()
}

/// At most so many characters, white space collapsed. Looks at no more of a text than it takes.
#[derive(Default)]
struct Line {
    text: String,
    characters: usize,
    more: bool,
}

impl Line {
    fn add(&mut self, text: &str) {
        for word in
            text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty())
        {
            if self.characters >= LENGTH {
                self.more = true;
                return;
            }
            if self.characters > 0 {
                self.text.push(' ');
                self.characters += 1;
            }
            let room = LENGTH - self.characters;
            match word.char_indices().nth(room) {
                Some((end, _)) => {
                    self.text.push_str(&word[..end]);
                    self.characters += room;
                    self.more = true;
                    return;
                }
                None => {
                    self.text.push_str(word);
                    self.characters += word.chars().count();
                }
            }
        }
    }

    fn finish(mut self) -> Option<String> {
        if self.more {
            self.text.pop();
            self.text.truncate(self.text.trim_end().len());
            self.text.push('…');
        }
        (!self.text.is_empty()).then_some(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(role: &str, text: &str) -> Message {
        let parts = vec![Part::Text { text: text.into(), bytes: None }];
        Message { role: role.into(), parts, ..Message::default() }
    }

    #[test]
    fn lines_are_short_and_have_single_spaces() {
        assert_eq!(line("  a\n\t b\u{0}c ").as_deref(), Some("a b c"));
        assert_eq!(line(" \n"), None);
        for text in ["x".repeat(5000), "word ".repeat(100), "é".repeat(301)] {
            let line = line(&text).expect("a line");
            assert!(line.ends_with('…') && line.chars().count() <= LENGTH, "{line}");
        }
        assert_eq!(line(&"é".repeat(300)).map(|line| line.chars().count()), Some(300));
    }

    #[test]
    fn the_last_question_counts_and_results_are_none() {
        let result = Part::ToolResult { id: None, name: None, result: "7".into(), bytes: None };
        let back = Message { role: "user".into(), parts: vec![result], ..Message::default() };
        let input_messages = vec![message("system", "be kind"), message("user", "old"), message("user", "new"), back];
        let conversation = Conversation { input_messages, ..Conversation::default() };
        assert_eq!(asked(&conversation).as_deref(), Some("new"));
    }
}
