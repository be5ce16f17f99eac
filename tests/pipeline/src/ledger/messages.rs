//! Messages and tools: the answers' first characters beside the whole texts the API gives.
//! Texts are compared without white space, as JSON may be written in many ways.

use waterglass_proto::{Message, Part, ToolUse};

use crate::ledger::answers::{MessageAnswer, PartAnswer, SpanAnswer};
use crate::ledger::compare::Differences;

/// How much of a text the answers hold.
const HELD: usize = 40;

/// A part of either side, in the same words.
#[derive(Debug, Default)]
struct Piece<'a> {
    kind: &'a str,
    text: &'a str,
    tool: Option<&'a str>,
    call_id: Option<&'a str>,
}

fn piece(part: &Part) -> Piece<'_> {
    let plain = |kind, text| Piece { kind, text, ..Piece::default() };
    match part {
        Part::Text { text, .. } => plain("text", text),
        Part::Reasoning { text, .. } => plain("reasoning", text),
        Part::Refusal { text, .. } => plain("refusal", text),
        Part::ToolCall { id, name, arguments, .. } => {
            Piece { kind: "tool_call", text: arguments, tool: Some(name), call_id: id.as_deref() }
        }
        Part::ToolResult { id, name, result, .. } => {
            Piece { kind: "tool_result", text: result, tool: name.as_deref(), call_id: id.as_deref() }
        }
        Part::Image(media) => plain("image", media.uri.as_deref().unwrap_or_default()),
        Part::Audio(_) => plain("audio", ""),
        Part::Video(_) => plain("video", ""),
        Part::File(_) => plain("file", ""),
        Part::Other { part_type, json, .. } => plain(part_type, json),
    }
}

/// Whether a text begins as the answers say; where they hold the whole of it, whether it is that.
fn begins(expected: Option<&str>, found: &str) -> bool {
    let Some(expected) = expected else { return true };
    let bare = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    let (beginning, text) = (bare(expected), bare(found));
    if expected.chars().count() < HELD { text == beginning } else { text.starts_with(&beginning) }
}

fn fits(expected: &PartAnswer, found: &Piece<'_>) -> bool {
    // A name or an id that the answers lack may be known from elsewhere: a result's tool from its call.
    let same = |expected: &Option<String>, found: Option<&str>| expected.is_none() || expected.as_deref() == found;
    expected.kind == found.kind
        && (expected.kind == "image" || begins(expected.text_starts.as_deref(), found.text))
        && same(&expected.tool, found.tool)
        && same(&expected.call_id, found.call_id)
}

pub(super) fn compare_messages(
    field: &str,
    expected: &[MessageAnswer],
    loose: bool,
    found: &[Message],
    out: &mut Differences,
) {
    if loose {
        if !expected.is_empty() && found.is_empty() {
            out.add(field, format!("something like {}", show_expected(expected)), "nothing");
        }
        return;
    }
    let same = |expected: &MessageAnswer, found: &Message| {
        expected.role == found.role
            && expected.parts.len() == found.parts.len()
            && expected.parts.iter().zip(&found.parts).all(|(expected, found)| fits(expected, &piece(found)))
    };
    if expected.len() != found.len() || !expected.iter().zip(found).all(|(expected, found)| same(expected, found)) {
        out.add(field, show_expected(expected), show_found(found));
    }
}

/// Tool spans alone carry a tool in the answers.
pub(super) fn compare_tool(answer: &SpanAnswer, found: Option<&ToolUse>, out: &mut Differences) {
    let Some(expected) = &answer.tool else { return };
    let nothing = ToolUse::default();
    let found = found.unwrap_or(&nothing);
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    if expected.name.clone().unwrap_or_default() != found.name {
        out.add("tool.name", said(&expected.name), &found.name);
    }
    if answer.is_loose("tool") {
        return;
    }
    if expected.call_id != found.call_id {
        out.add("tool.call_id", said(&expected.call_id), said(&found.call_id));
    }
    for (field, expected, found) in [
        ("tool.arguments", &expected.arguments_start, &found.arguments),
        ("tool.result", &expected.result_start, &found.result),
    ] {
        let fits = match (expected, found) {
            (Some(expected), Some(found)) => begins(Some(expected), found),
            (None, None) => true,
            _ => false,
        };
        if !fits {
            out.add(field, format!("{expected:?}"), format!("{:?}", found.as_deref().map(cut)));
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(HELD).collect()
}

fn show_expected(messages: &[MessageAnswer]) -> String {
    let of = |part: &PartAnswer| Shown {
        kind: part.kind.clone(),
        text: part.text_starts.clone().unwrap_or_default(),
        tool: part.tool.clone(),
        call_id: part.call_id.clone(),
    };
    show(messages.iter().map(|message| (message.role.as_str(), message.parts.iter().map(of).collect())))
}

fn show_found(messages: &[Message]) -> String {
    let of = |part: &Part| {
        let Piece { kind, text, tool, call_id } = piece(part);
        Shown { kind: kind.into(), text: cut(text), tool: tool.map(Into::into), call_id: call_id.map(Into::into) }
    };
    show(messages.iter().map(|message| (message.role.as_str(), message.parts.iter().map(of).collect())))
}

struct Shown {
    kind: String,
    text: String,
    tool: Option<String>,
    call_id: Option<String>,
}

fn show<'a>(messages: impl Iterator<Item = (&'a str, Vec<Shown>)>) -> String {
    let mut lines = String::new();
    for (role, parts) in messages {
        let parts = parts.into_iter().map(|part| {
            let tool = part.tool.map(|tool| format!(" {tool}")).unwrap_or_default();
            let id = part.call_id.map(|id| format!("#{id}")).unwrap_or_default();
            format!("{}{tool}{id} {:?}", part.kind, part.text)
        });
        let parts: Vec<_> = parts.collect();
        lines.push_str(&format!("\n        {role}: {}", parts.join(" + ")));
    }
    if lines.is_empty() { "nothing".into() } else { lines }
}
