//! Tools: what is offered, asked and answered, without the wrappers that APIs and frameworks put around it.

use waterglass_proto::{Part, ToolDefinition};

use super::message;
use super::{Place, Side};
use crate::messages::tree::{Tree, compact};

const CALL_ID: &[&str] =
    &["call_id", "toolCallId", "tool_call_id", "toolUseId", "tool_use_id", "callId", "tool_id", "id"];
const NAME: &[&str] = &["name", "toolName", "tool_name"];
const ARGUMENTS: &[&str] =
    &["arguments", "args", "input", "parameters", "tool_kwargs", "tool_input", "kwargs", "server_tool_call"];
const RESULT: &[&str] = &["response", "result", "output", "content", "server_tool_call_response", "value"];

/// A call that a model asked for.
pub(crate) fn tool_call(map: &Tree<'_>) -> Part {
    let map = map.get("tool_call").filter(|inner| inner.entries().is_some()).unwrap_or(map);
    let function = map.first(&["function", "custom"]).map(Tree::open);
    let inner = function.as_deref().unwrap_or(map);
    let name = inner.text(NAME).or_else(|| map.text(NAME)).or_else(|| inner.as_text()).unwrap_or_default().to_owned();
    let arguments = inner.first(ARGUMENTS).or_else(|| map.first(ARGUMENTS)).map(value_text).unwrap_or_default();
    Part::ToolCall { id: map.word(CALL_ID).map(str::to_owned), name, arguments, bytes: None }
}

/// What a tool answered.
pub(crate) fn tool_result(map: &Tree<'_>) -> Part {
    let result = map.first(RESULT).map(result_text).unwrap_or_default();
    let (id, name) = (map.word(CALL_ID).map(str::to_owned), map.text(NAME).map(str::to_owned));
    Part::ToolResult { id, name, result, bytes: None }
}

/// A value as people read it: compact JSON where it is structure, be it as text, else the text.
pub(crate) fn value_text(value: &Tree<'_>) -> String {
    match &*value.open() {
        Tree::Null => String::new(),
        Tree::Text(text) => text.as_ref().to_owned(),
        structure => compact(structure),
    }
}

/// As [`value_text`], without what is put around a tool's answer: a message, blocks of text, a typed value.
pub(crate) fn result_text(value: &Tree<'_>) -> String {
    result_of(value, 0)
}

fn result_of(value: &Tree<'_>, depth: usize) -> String {
    let opened = value.open();
    if depth < 4 {
        match &*opened {
            Tree::List(items) if !items.is_empty() => {
                if let Some(text) = blocks_text(items) {
                    return text;
                }
                if let [one] = &items[..]
                    && let Some(json) = one.get("json")
                {
                    return compact(json);
                }
            }
            map @ Tree::Map(entries) => {
                if let Some(inner) = wrapped_result(map, entries.len()) {
                    return result_of(inner, depth + 1);
                }
                if let Some(text) = message_text(map) {
                    return text;
                }
            }
            _ => {}
        }
    }
    value_text(&opened)
}

/// The text of a list that holds blocks of text and nothing else.
fn blocks_text(items: &[Tree<'_>]) -> Option<String> {
    let mut texts = Vec::new();
    for item in items {
        let is_text = item.text(&["type"]).is_some_and(|kind| matches!(kind, "text" | "output_text" | "input_text"))
            || matches!(item.entries(), Some([(key, _)]) if key == "text");
        texts.push(item.text(&["text", "content"]).filter(|_| is_text)?);
    }
    Some(texts.join("\n"))
}

/// The value inside a wrapper that says nothing more: Vercel's typed output, MCP's result.
fn wrapped_result<'t, 'a>(map: &'t Tree<'a>, size: usize) -> Option<&'t Tree<'a>> {
    if let (Some(kind), Some(value), 2) = (map.text(&["type"]), map.get("value"), size) {
        return matches!(kind, "json" | "text" | "content" | "error-text" | "error-json").then_some(value);
    }
    let content =
        map.get("content").filter(|content| content.as_list().is_some_and(|items| blocks_text(items).is_some()))?;
    let only = map.entries()?.iter().all(|(key, value)| match key.as_ref() {
        "content" => true,
        "isError" | "is_error" => *value != Tree::Bool(true),
        "_meta" | "meta" | "structuredContent" => value.is_empty() || *value == Tree::Null,
        _ => false,
    });
    only.then_some(content)
}

/// The text of a tool's message in a framework's serialisation.
fn message_text(map: &Tree<'_>) -> Option<String> {
    let is_message = map.get("lc").is_some()
        || map.get("data").is_some_and(|data| data.get("content").is_some())
        || map.text(&["type", "role"]).is_some_and(|kind| matches!(kind, "tool" | "ToolMessage"));
    if !is_message {
        return None;
    }
    let message =
        message(map, Place { side: Side::Output, explicit: false }).filter(|message| message.role == "tool")?;
    match message.parts.into_iter().next() {
        Some(Part::ToolResult { result, .. }) => Some(result),
        Some(Part::Text { text, .. }) => Some(text),
        _ => None,
    }
}

/// The tools in a list of definitions: OpenTelemetry's, OpenAI's, Anthropic's, Gemini's, Bedrock's, Vercel's, pydantic-ai's.
pub(crate) fn definitions(tree: &Tree<'_>) -> Vec<ToolDefinition> {
    let mut out = Vec::new();
    push_definitions(tree, &mut out, 0);
    out
}

fn push_definitions(tree: &Tree<'_>, out: &mut Vec<ToolDefinition>, depth: usize) {
    let opened = tree.open();
    match &*opened {
        _ if depth > 6 => {}
        Tree::List(items) => items.iter().for_each(|item| push_definitions(item, out, depth + 1)),
        Tree::Map(_) => {
            const LISTS: &[&str] = &["functionDeclarations", "function_declarations", "function_tools", "tools"];
            const INSIDE: &[&str] = &["function", "toolSpec", "custom", "tool", "json_schema"];
            if let Some(list) = LISTS.iter().find_map(|key| opened.get(key)).filter(|list| list.is_structure()) {
                push_definitions(list, out, depth + 1);
            } else if let Some(inner) =
                INSIDE.iter().find_map(|key| opened.get(key)).filter(|one| one.open().entries().is_some())
            {
                push_definitions(inner, out, depth + 1);
            } else if let Some(definition) = definition(&opened) {
                out.push(definition);
            }
        }
        Tree::Text(name) if !name.is_empty() && depth > 0 => {
            out.push(ToolDefinition { name: name.as_ref().to_owned(), ..ToolDefinition::default() });
        }
        _ => {}
    }
}

fn definition(map: &Tree<'_>) -> Option<ToolDefinition> {
    const SCHEMA: &[&str] = &[
        "parameters",
        "input_schema",
        "inputSchema",
        "parameters_json_schema",
        "parametersJsonSchema",
        "schema",
        "args_schema",
    ];
    // A tool of the provider (`{"type":"web_search"}`) has no name but its type.
    let name = map.text(NAME).or_else(|| map.text(&["type"]))?.to_owned();
    let schema = map.first(SCHEMA).map(|schema| schema.get("json").unwrap_or(schema));
    let parameters = schema.map(value_text).filter(|schema| !schema.is_empty());
    Some(ToolDefinition { name, description: map.text(&["description"]).map(str::to_owned), parameters })
}
