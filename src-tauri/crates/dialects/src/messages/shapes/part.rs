//! One part of a message: OpenTelemetry's parts, OpenAI's content, Anthropic's and Bedrock's blocks, Gemini's parts, Vercel's and LlamaIndex'.

use waterglass_proto::Part;

use super::media::{self, Kind};
use super::tool::{result_text, tool_call, tool_result};
use crate::messages::tree::{Tree, compact};

/// A text part.
pub(crate) fn text_part(text: &str) -> Part {
    Part::Text { text: text.to_owned(), bytes: None }
}

/// The parts of a message's content: one text, one part or a list of parts.
pub(crate) fn push_parts(content: &Tree<'_>, out: &mut Vec<Part>) {
    match content {
        Tree::List(items) => items.iter().for_each(|item| push_item(item, out)),
        // OpenInference flattens lists, Prompty writes each part as text again, and OpenLLMetry the whole content.
        Tree::Text(text) if text.starts_with("[{") => match &*content.open() {
            Tree::List(items) if items.iter().all(is_block) => items.iter().for_each(|item| push_part(item, out)),
            _ => push_part(content, out),
        },
        _ => push_part(content, out),
    }
}

fn push_item(item: &Tree<'_>, out: &mut Vec<Part>) {
    match item {
        Tree::Text(text) if text.starts_with('{') => match &*item.open() {
            map if is_block(map) => push_part(map, out),
            _ => push_part(item, out),
        },
        _ => push_part(item, out),
    }
}

/// Whether a map says what kind of part it is.
pub(crate) fn is_part(tree: &Tree<'_>) -> bool {
    tree.text(&["type", "kind", "part_kind", "block_type"]).is_some()
        || ["functionCall", "functionResponse", "inlineData", "toolUse", "toolResult", "message_content"]
            .iter()
            .any(|key| tree.get(key).is_some())
}

/// Whether a map that was found inside a text is surely a part: a user's own JSON must stay the text it was.
fn is_block(tree: &Tree<'_>) -> bool {
    match tree.text(&["type", "kind"]) {
        Some(kind) => super::item::is_item_type(kind),
        None => is_part(tree) || matches!(tree.entries(), Some([(key, Tree::Text(_))]) if key == "text"),
    }
}

/// Appends what one value of a content list stands for.
pub(crate) fn push_part(tree: &Tree<'_>, out: &mut Vec<Part>) {
    match tree {
        Tree::Null => {}
        Tree::Text(text) if text.is_empty() => {}
        Tree::Text(text) => out.push(text_part(text)),
        Tree::Map(_) => push_map(tree, out),
        Tree::List(items) => items.iter().for_each(|item| push_part(item, out)),
        other => out.push(Part::Text { text: compact(other), bytes: None }),
    }
}

fn push_map(map: &Tree<'_>, out: &mut Vec<Part>) {
    if let Some(inner) = map.get("message_content") {
        return push_part(inner, out);
    }
    let kind = map.text(&["type", "kind", "part_kind", "block_type"]);
    match kind {
        Some(kind) => match typed(kind, map) {
            Some(part) => out.push(part),
            None if is_empty_text(kind, map) => {}
            None => out.push(other(kind, map)),
        },
        None => untyped(map, out),
    }
}

fn is_empty_text(kind: &str, map: &Tree<'_>) -> bool {
    matches!(kind, "text" | "input_text" | "output_text")
        && map.first(&["content", "text", "value"]).is_none_or(Tree::is_empty)
}

/// A part we have no words for, whole.
pub(crate) fn other(kind: &str, map: &Tree<'_>) -> Part {
    Part::Other { part_type: kind.to_owned(), json: compact(map), bytes: None }
}

/// A part that names its type. `None`: we have no words for the type, or it holds nothing.
fn typed(kind: &str, map: &Tree<'_>) -> Option<Part> {
    Some(match kind {
        "text" | "input_text" | "output_text" | "summary_text" | "markdown" | "user-prompt" | "system-prompt"
        | "user_prompt" | "system_prompt" => return texts(map).map(|text| Part::Text { text, bytes: None }),
        "reasoning" | "thinking" | "reasoning_text" | "reasoning-text" | "thought" => {
            Part::Reasoning { text: thought(map), bytes: None }
        }
        // Anthropic's and OpenAI's hidden reasoning: there is one, but not to be read.
        "redacted_thinking" | "redacted-reasoning" => Part::Reasoning { text: String::new(), bytes: None },
        "refusal" => Part::Refusal { text: map.text(&["refusal", "content", "text"])?.to_owned(), bytes: None },
        "tool_call" | "tool-call" | "tool_use" | "toolCall" | "function_call" | "functionCall" | "server_tool_use"
        | "mcp_call" | "mcp_tool_use" | "custom_tool_call" | "builtin-tool-call" | "server_tool_call" => tool_call(map),
        "tool_call_response"
        | "tool-result"
        | "tool_result"
        | "tool_response"
        | "toolResult"
        | "tool-return"
        | "tool_return"
        | "function_call_output"
        | "functionResponse"
        | "function_response"
        | "mcp_tool_result"
        | "custom_tool_call_output"
        | "builtin-tool-return"
        | "server_tool_call_response"
        | "web_search_tool_result"
        | "code_execution_tool_result"
        | "retry-prompt" => tool_result(map),
        "image" | "image_url" | "input_image" | "image-url" | "image_file" => media::part(Kind::Image, map),
        "input_audio" | "audio" | "output_audio" | "audio_url" | "audio-url" => media::part(Kind::Audio, map),
        "video" | "video_url" | "video-url" | "input_video" => media::part(Kind::Video, map),
        "file" | "input_file" | "document" | "document-url" | "binary" | "media" | "blob" | "uri" | "data" => {
            media::part(media::kind_of(map), map)
        }
        _ => return None,
    })
}

/// The text of a text part; Azure's agents put it one deeper.
fn texts(map: &Tree<'_>) -> Option<String> {
    let text = map.first(&["content", "text", "value"])?;
    match text {
        Tree::Text(text) if !text.is_empty() => Some(text.as_ref().to_owned()),
        Tree::Map(_) => text.text(&["value", "text", "content"]).map(str::to_owned),
        Tree::List(_) => Some(result_text(text)),
        _ => None,
    }
}

fn thought(map: &Tree<'_>) -> String {
    if let Some(text) = map.text(&["content", "text", "thinking", "reasoning", "reasoning_content", "value"]) {
        return text.to_owned();
    }
    // OpenAI's Responses API: {"type":"reasoning","summary":[{"type":"summary_text","text":"…"}]}
    ["summary", "content", "reasoning"].iter().find_map(|key| map.get(key)).map(joined).unwrap_or_default()
}

/// The texts of a list of blocks, one under the other.
fn joined(list: &Tree<'_>) -> String {
    let text = |item: &Tree<'_>| {
        item.as_text().map(str::to_owned).or_else(|| item.text(&["text", "content"]).map(str::to_owned))
    };
    list.as_list().unwrap_or_default().iter().filter_map(text).collect::<Vec<_>>().join("\n")
}

/// Gemini's, Bedrock's and promptflow's parts: the key is the type.
fn untyped(map: &Tree<'_>, out: &mut Vec<Part>) {
    let entries = map.entries().unwrap_or_default();
    if map.get("thought").is_some_and(|flag| *flag == Tree::Bool(true)) {
        out.push(Part::Reasoning { text: map.text(&["text"]).unwrap_or_default().to_owned(), bytes: None });
        return;
    }
    if let Some(inner) = map.get("reasoningContent") {
        let text = inner.get("reasoningText").unwrap_or(inner).text(&["text"]).unwrap_or_default();
        out.push(Part::Reasoning { text: text.to_owned(), bytes: None });
        return;
    }
    let found = map
        .first(&["functionCall", "function_call", "toolUse", "tool_use", "tool_call"])
        .filter(|inner| inner.entries().is_some())
        .map(tool_call)
        .or_else(|| {
            map.first(&["functionResponse", "function_response", "toolResult", "tool_result"])
                .filter(|inner| inner.entries().is_some())
                .map(tool_result)
        })
        .or_else(|| {
            map.first(&["inlineData", "inline_data", "fileData", "file_data"])
                .map(|inner| media::part(media::kind_of(inner), inner))
        })
        .or_else(|| media::keyed(map));
    match found {
        Some(part) => out.push(part),
        None => match map.first(&["text", "content", "value", "parts"]) {
            Some(Tree::Text(text)) => {
                if !text.is_empty() {
                    out.push(text_part(text));
                }
            }
            // Azure's agents: {"text":{"value":"…","annotations":[…]}}
            Some(inner @ Tree::Map(_)) => push_map(inner, out),
            Some(inner @ Tree::List(_)) => push_parts(inner, out),
            _ if entries.is_empty() => {}
            _ => out.push(other(entries.first().map_or("", |(key, _)| key.as_ref()), map)),
        },
    }
}
