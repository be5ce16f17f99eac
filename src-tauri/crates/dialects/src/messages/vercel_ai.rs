//! The Vercel AI SDK: `ai.prompt.messages` of a model call or `ai.prompt` of the call around it, the answer in pieces under
//! `ai.response.*` (`ai.result.*` before version 4).

use waterglass_proto::{Message, Part};

use super::current::take_tools;
use super::draft::{Draft, Trust};
use super::shapes::{Side, push_parts, value_text};
use super::tree::{Tree, opened};

/// Reads the prompt, the answer and the tools.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    if !span.attributes.iter().any(|(key, _)| key.starts_with("ai.")) {
        return;
    }
    draft.offer_key(Side::Input, "ai.prompt.messages", Trust::Messages);
    if draft.wants(Side::Input)
        && let Some(text) = span.text("ai.prompt")
    {
        draft.offer_tree(Side::Input, "ai.prompt", &Tree::Text(text.into()), Trust::Messages);
    }
    if draft.wants(Side::Output)
        && let Some((message, source)) = answer(draft)
    {
        draft.offer(Side::Output, source, vec![message], None);
    }
    take_tools(draft, span.get("ai.prompt.tools"), "ai.prompt.tools");
}

/// The answer's pieces in the order a model gives them: what it thought, said and called.
fn answer(draft: &Draft<'_, '_, '_>) -> Option<(Message, &'static str)> {
    let span = draft.span();
    let said =
        |name: &str| span.text(&format!("ai.response.{name}")).or_else(|| span.text(&format!("ai.result.{name}")));
    let mut parts = Vec::new();
    if let Some(text) = said("reasoning") {
        parts.push(Part::Reasoning { text: text.to_owned(), bytes: None });
    } else if let Some(thoughts) = said("reasoningText") {
        parts.push(Part::Reasoning { text: thoughts.to_owned(), bytes: None });
    }
    if let Some(text) = said("text") {
        parts.push(Part::Text { text: text.to_owned(), bytes: None });
    }
    if let Some(object) = said("object") {
        parts.push(Part::Text { text: value_text(&Tree::Text(object.into())), bytes: None });
    }
    let calls = said("toolCalls").map(|text| (text, opened(text)));
    if let Some((text, None)) = &calls {
        parts.push(Part::Other { part_type: "toolCalls".to_owned(), json: (*text).to_owned(), bytes: None });
    }
    let calls = calls.and_then(|(_, tree)| tree);
    for call in calls.as_ref().and_then(Tree::as_list).unwrap_or_default() {
        let Tree::Map(mut entries) = call.clone() else { continue };
        entries.retain(|(key, _)| key != "type");
        entries.push(("type".into(), Tree::Text("tool-call".into())));
        push_parts(&Tree::Map(entries), &mut parts);
    }
    for file in said("files").and_then(opened).as_ref().and_then(Tree::as_list).unwrap_or_default() {
        let Tree::Map(mut entries) = file.clone() else { continue };
        entries.retain(|(key, _)| key != "type");
        entries.push(("type".into(), Tree::Text("file".into())));
        push_parts(&Tree::Map(entries), &mut parts);
    }
    let finish_reason = said("finishReason").map(str::to_owned);
    if parts.is_empty() && finish_reason.is_none() {
        return None;
    }
    Some((Message { role: "assistant".to_owned(), name: None, parts, finish_reason }, "ai.response"))
}
