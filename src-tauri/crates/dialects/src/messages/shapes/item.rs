//! Items: parts that stand in a list of messages without a message around them, as in OpenAI's Responses API and in lists of blocks.

use waterglass_proto::{Message, Part};

use super::part::{is_part, push_part};
use super::{Place, Side, message};
use crate::messages::tree::Tree;

/// Whether it is a part or an item rather than a message or a wrapper.
pub(crate) fn is_item(tree: &Tree<'_>) -> bool {
    if tree.entries().is_none() || tree.get("role").is_some() || tree.get("data").is_some_and(Tree::is_structure) {
        return false;
    }
    match tree.text(&["type", "kind", "part_kind"]) {
        Some(kind) => is_item_type(kind),
        None => is_part(tree),
    }
}

pub(super) fn is_item_type(kind: &str) -> bool {
    matches!(
        kind,
        "text"
            | "input_text"
            | "output_text"
            | "reasoning"
            | "thinking"
            | "tool_call"
            | "tool-call"
            | "tool_use"
            | "function_call"
            | "function_call_output"
            | "tool_call_response"
            | "tool-result"
            | "tool_result"
            | "custom_tool_call"
            | "custom_tool_call_output"
            | "mcp_call"
            | "image"
            | "image_url"
            | "input_image"
            | "input_audio"
            | "input_file"
            | "file"
            | "blob"
            | "uri"
            | "refusal"
            | "compaction"
            | "web_search_call"
            | "file_search_call"
            | "computer_call"
            | "computer_call_output"
            | "code_interpreter_call"
            | "image_generation_call"
            | "local_shell_call"
            | "mcp_list_tools"
            | "mcp_approval_request"
            | "item_reference"
    )
}

/// Appends an item: to the message begun by the item before (`open`) when both are the same side's, else as a new message.
pub(crate) fn push(item: &Tree<'_>, side: Side, open: &mut bool, out: &mut Vec<Message>) {
    let mut parts = Vec::new();
    push_part(item, &mut parts);
    let role = parts.first().map_or(side.role(), |part| role_of(part, side));
    if let (true, Some(last)) = (*open, out.last_mut())
        && last.role == role
    {
        last.parts.append(&mut parts);
        return;
    }
    *open = true;
    out.push(Message { role: role.to_owned(), parts, ..Message::default() });
}

/// Only a model calls and thinks, only a tool answers.
fn role_of(part: &Part, side: Side) -> &'static str {
    match part {
        Part::ToolCall { .. } | Part::Reasoning { .. } | Part::Refusal { .. } => "assistant",
        Part::ToolResult { .. } => "tool",
        _ => side.role(),
    }
}

/// The items of an answer of the Responses API: what the model thought, said and called is one message.
pub(crate) fn answer(items: &[Tree<'_>], place: Place) -> Option<Message> {
    let mut whole = Message { role: Side::Output.role().to_owned(), ..Message::default() };
    let mut any = false;
    for item in items {
        if let Some(message) = message(item, place) {
            whole.parts.extend(message.parts);
            any = true;
        } else if is_item(item) || item.text(&["type"]).is_some() {
            push_part(item, &mut whole.parts);
            any = true;
        }
    }
    any.then_some(whole)
}
