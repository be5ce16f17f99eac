//! One message: `{role, parts}`, `{role, content}`, LangChain's serialisations, LlamaIndex' blocks, Gemini's content.

use std::borrow::Cow;
use std::collections::HashSet;

use waterglass_proto::{Message, Part};

use super::part::{push_part, push_parts, text_part};
use super::tool::{result_text, tool_call, value_text};
use super::{Place, media};
use crate::messages::tree::Tree;

/// The message that `map` is. `None`: it looks like none. A `content` alone makes one only where nothing else can stand.
pub(crate) fn message(map: &Tree<'_>, place: Place) -> Option<Message> {
    let (body, class) = unpacked(map)?;
    let said = body.text(&["role", "author"]).or_else(|| body.get("role")?.text(&["value"]));
    let class = class.or_else(|| body.text(&["type"]).filter(|_| body.get("content").is_some())).and_then(class_role);
    let has = |keys: &[&str]| body.first(keys).is_some();
    let is_message = match (said, class) {
        (Some(role), _) => has(CONTENT) || is_known_role(role),
        (None, Some(_)) => true,
        // `contents` without a role is Gemini's request.
        (None, None) => {
            let alone: &[&str] =
                if place.explicit { &["parts", "content", "tool_calls", "function_call"] } else { &["parts"] };
            !is_other_thing(&body) && has(alone)
        }
    };
    if !is_message {
        return None;
    }
    let role = said.map(role_word).or_else(|| class.map(str::to_owned)).or_else(|| odd_role(&body));
    let role = role.unwrap_or_else(|| place.side.role().to_owned());
    let mut message = Message { name: body.text(&["name"]).map(str::to_owned), role, ..Message::default() };
    fill(&mut message, &body);
    message.finish_reason = finish_reason(&body);
    Some(message)
}

/// What a message has, of which one at least.
const CONTENT: &[&str] = &["parts", "content", "contents", "blocks", "tool_calls", "function_call"];

/// A role that is no word: nobody knows who spoke, so nobody is made up.
fn odd_role(body: &Tree<'_>) -> Option<String> {
    let role = body.get("role")?;
    matches!(role, Tree::Bool(_) | Tree::Number(_) | Tree::List(_) | Tree::Map(_)).then(|| value_text(role))
}

fn is_known_role(role: &str) -> bool {
    matches!(role_word(role).as_str(), "user" | "assistant" | "system" | "tool" | "developer")
}

/// Takes off what a framework puts around a message: the fields, and the class that names the role.
fn unpacked<'t>(map: &'t Tree<'t>) -> Option<(Cow<'t, Tree<'t>>, Option<&'t str>)> {
    map.entries()?;
    // LangChain: {"lc":1,"type":"constructor","id":[…,"HumanMessage"],"kwargs":{…}}
    if let (Some(kwargs), Some(id)) = (map.get("kwargs"), map.get("id").and_then(Tree::as_list))
        && map.get("lc").is_some()
    {
        let class = id.last().and_then(Tree::as_text);
        return class.and_then(class_role).map(|_| (Cow::Borrowed(kwargs), class));
    }
    // LangChain's other one: {"type":"human","data":{…}}
    if let (Some(class), Some(data @ Tree::Map(_))) = (map.text(&["type"]), map.get("data"))
        && class_role(class).is_some()
    {
        return Some((Cow::Borrowed(data), Some(class)));
    }
    // OpenInference: {"message":{…}} around each; choices have one too, but say why they stopped beside it.
    if let (Some(inner @ Tree::Map(_)), Some([_])) = (map.get("message"), map.entries()) {
        return Some((Cow::Borrowed(inner), None));
    }
    Some((Cow::Borrowed(map), None))
}

/// The role a class or a type stands for: LangChain's and LlamaIndex' names.
fn class_role(class: &str) -> Option<&'static str> {
    Some(match class {
        "human" | "HumanMessage" | "HumanMessageChunk" | "UserMessage" => "user",
        "ai" | "AIMessage" | "AIMessageChunk" | "AssistantMessage" => "assistant",
        "system" | "SystemMessage" | "SystemMessageChunk" => "system",
        "tool" | "ToolMessage" | "ToolMessageChunk" => "tool",
        "function" | "FunctionMessage" => "tool",
        "ChatMessage" | "ChatMessageChunk" | "chat" => "user",
        _ => return None,
    })
}

/// Things that have a `content` too: documents, files, wrappers of answers.
fn is_other_thing(body: &Tree<'_>) -> bool {
    ["page_content", "document", "choices", "candidates", "generations", "messages", "score"]
        .iter()
        .any(|key| body.get(key).is_some())
}

/// A role in our words. Roles we have no word for stay as sent.
pub(crate) fn role_word(role: &str) -> String {
    let last = role.rsplit(['.', ':']).next().unwrap_or(role);
    let known = match last.to_ascii_lowercase().as_str() {
        "human" | "user" => "user",
        "ai" | "model" | "assistant" | "chatbot" | "aimessagechunk" => "assistant",
        "system" => "system",
        "developer" => "developer",
        "tool" => "tool",
        _ => return role.to_owned(),
    };
    known.to_owned()
}

fn fill(message: &mut Message, body: &Tree<'_>) {
    // Prompty keeps the rest of an API's message under `metadata`, older LangChain under `additional_kwargs`.
    let aside: Vec<_> =
        ["metadata", "additional_kwargs"].iter().filter_map(|key| Some(body.get(key)?.open())).collect();
    let find = |key: &str| {
        let there = body.get(key).filter(|value| !value.is_empty());
        there.or_else(|| aside.iter().find_map(|map| map.get(key)).filter(|value| !value.is_empty()))
    };
    if let Some(thought) = find("reasoning_content").or_else(|| find("reasoning")).or_else(|| find("thinking")) {
        push_reasoning(thought, &mut message.parts);
    }
    for key in &["parts", "content", "contents", "blocks"] {
        if let Some(content) = body.get(key).filter(|content| !content.is_empty()) {
            // Parts written as text are parts all the same; a content that is text may be just that.
            match *key {
                "parts" => push_parts(&content.open(), &mut message.parts),
                _ => push_parts(content, &mut message.parts),
            }
            break;
        }
    }
    if let Some(refusal) = find("refusal").and_then(Tree::as_text).filter(|text| !text.is_empty()) {
        message.parts.push(Part::Refusal { text: refusal.to_owned(), bytes: None });
    }
    if message.role == "tool" || message.role == "function" {
        answer_of_tool(
            message,
            find("tool_call_id").or_else(|| find("id")),
            find("name").and_then(Tree::as_text).map(str::to_owned),
        );
    }
    push_calls(message, find("tool_calls"));
    push_calls(message, find("invalid_tool_calls"));
    if let Some(call @ Tree::Map(_)) = find("function_call") {
        message.parts.push(tool_call(call));
    }
    if let Some(audio @ Tree::Map(_)) = find("audio") {
        message.parts.push(Part::Audio(media::of(audio)));
    }
    for picture in find("images").and_then(Tree::as_list).unwrap_or_default() {
        message.parts.push(Part::Image(media::of(picture)));
    }
}

fn push_reasoning(thought: &Tree<'_>, parts: &mut Vec<Part>) {
    match thought {
        Tree::Text(text) => parts.push(Part::Reasoning { text: text.as_ref().to_owned(), bytes: None }),
        Tree::Map(_) => {
            if let Some(text) = thought.text(&["content", "text", "reasoning"]) {
                parts.push(Part::Reasoning { text: text.to_owned(), bytes: None });
            }
        }
        _ => {}
    }
}

/// Calls beside the content. Frameworks put the same call into the content too: by its id it is one.
fn push_calls(message: &mut Message, calls: Option<&Tree<'_>>) {
    let Some(calls) = calls else { return };
    let calls = calls.open();
    let known: HashSet<String> = message
        .parts
        .iter()
        .filter_map(|part| if let Part::ToolCall { id: Some(id), .. } = part { Some(id.clone()) } else { None })
        .collect();
    let list = calls.as_list().unwrap_or(std::slice::from_ref(&*calls));
    for call in list {
        let call = call.open();
        let part = match &*call {
            Tree::Map(_) => tool_call(&call),
            Tree::Null => continue,
            other => {
                push_part(other, &mut message.parts);
                continue;
            }
        };
        if !matches!(&part, Part::ToolCall { id: Some(id), .. } if known.contains(id)) {
            message.parts.push(part);
        }
    }
}

/// What a tool answered, sent as a message of plain text.
fn answer_of_tool(message: &mut Message, id: Option<&Tree<'_>>, name: Option<String>) {
    let id = id.and_then(Tree::as_text).map(str::to_owned);
    let has_result = message.parts.iter().any(|part| matches!(part, Part::ToolResult { .. }));
    if has_result {
        for part in &mut message.parts {
            if let Part::ToolResult { id: part_id @ None, .. } = part {
                part_id.clone_from(&id);
            }
        }
        return;
    }
    let mut texts: Vec<String> = Vec::new();
    let mut others = Vec::new();
    for part in message.parts.drain(..) {
        match part {
            Part::Text { text, .. } => texts.push(text),
            other => others.push(other),
        }
    }
    if texts.is_empty() && id.is_none() && !others.is_empty() {
        message.parts = others;
        return;
    }
    let text = if texts.len() == 1 { texts.swap_remove(0) } else { texts.join("\n") };
    let result = result_text(&Tree::Text(text.into()));
    message.parts.push(Part::ToolResult { id, name, result, bytes: None });
    message.parts.append(&mut others);
}

/// Why the model stopped, under the names the APIs give it.
pub(crate) fn finish_reason(body: &Tree<'_>) -> Option<String> {
    const NAMES: [&str; 6] =
        ["finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason", "finish_reasons"];
    let here = |tree: &Tree<'_>| {
        tree.text(&NAMES)
            .map(str::to_owned)
            .or_else(|| tree.get("finish_reasons")?.as_list()?.first()?.as_text().map(str::to_owned))
    };
    here(body).or_else(|| ["response_metadata", "generation_info"].iter().find_map(|key| here(body.get(key)?)))
}

/// A message of one text part, if there is a text.
pub(crate) fn of_text(text: Option<&str>, role: &str) -> Option<Message> {
    let text = text.filter(|text| !text.is_empty())?;
    Some(Message { role: role.to_owned(), parts: vec![text_part(text)], ..Message::default() })
}
