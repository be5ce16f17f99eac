//! A tool's execution: name, call, arguments and result, under every dialect's names and without the wrappers that frameworks put around
//! both (LangChain's run, LlamaIndex' keywords, a whole message as the result).

use waterglass_model::SpanType;
use waterglass_model::otlp::Value;
use waterglass_proto::{Conversation, Part, ToolUse};

use super::draft::Draft;
use super::elsewhere;
use super::shapes::{result_text, value_text};
use super::tree::{Tree, parse};

static ARGUMENTS: [&str; 16] = [
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.arguments",
    "tool_arguments",
    "ai.toolCall.args",
    "ai.toolCall.input",
    "gcp.vertex.agent.tool_call_args",
    "tool_call.function.arguments",
    "mlflow.spanInputs",
    "traceloop.entity.input",
    "input.value",
    "inputs",
    "langfuse.observation.input",
    "lmnr.span.input",
    "tool.parameters",
    "genkit:input",
    "input",
];

static RESULTS: [&str; 14] = [
    "gen_ai.tool.call.result",
    "gen_ai.tool.result",
    "gen_ai.tool.output",
    "tool_response",
    "ai.toolCall.result",
    "ai.toolCall.output",
    "gcp.vertex.agent.tool_response",
    "mlflow.spanOutputs",
    "traceloop.entity.output",
    "output.value",
    "langfuse.observation.output",
    "lmnr.span.output",
    "genkit:output",
    "output",
];

const NAMES: [&str; 4] = ["gen_ai.tool.name", "ai.toolCall.name", "tool.name", "traceloop.entity.name"];

const IDS: [&str; 6] =
    ["gen_ai.tool.call.id", "gen_ai.tool.id", "ai.toolCall.id", "tool_call.id", "tool_call_id", "tool.id"];

/// Reads the tool of a tool's span.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    if !draft.is(SpanType::Tool) {
        return;
    }
    let span = draft.span();
    let description = span.text("gen_ai.tool.description").or_else(|| span.text("tool.description"));
    let named = draft.facts.tool_name.as_deref().or_else(|| NAMES.iter().find_map(|key| span.text(key)));
    let name = named.unwrap_or(span.name).to_owned();
    let call_id = IDS.iter().find_map(|key| span.text(key)).map(str::to_owned);
    let mut tool = ToolUse { name, call_id, description: description.map(str::to_owned), ..ToolUse::default() };
    let places = |keys: &'static [&'static str], end| {
        let own = elsewhere::mastra(&span, end);
        keys.iter().filter_map(move |key| Some((*key, span.get(key)?))).chain(own)
    };
    for (key, value) in places(&ARGUMENTS, ".input") {
        let (tree, cut) = whole(&value);
        if let Some(text) = arguments(&tree, &mut tool) {
            if cut {
                draft.note_cut(key);
            }
            tool.arguments = Some(text);
            draft.source("tool_arguments", key);
            break;
        }
    }
    for (key, value) in places(&RESULTS, ".output") {
        let (tree, cut) = whole(&value);
        if let Some(text) = result(&tree, &mut tool) {
            if cut {
                draft.note_cut(key);
            }
            tool.result = Some(text);
            draft.source("tool_result", key);
            break;
        }
    }
    from_messages(&mut draft.conversation, &mut tool);
    draft.conversation.tool = Some(tool);
}

/// The value as structure where it is whole: closing what was cut would make up arguments that were never sent.
fn whole<'a>(value: &Value<'a>) -> (Tree<'a>, bool) {
    match Tree::opened_of(value) {
        (_, true) => (Tree::of(value), true),
        whole => whole,
    }
}

/// What the tool was given. `None`: this place says nothing.
fn arguments(tree: &Tree<'_>, tool: &mut ToolUse) -> Option<String> {
    let has = |key: &str| tree.get(key).is_some();
    if has("input_str") || (has("inputs") && (has("kwargs") || has("tags"))) {
        let id = tree.get("kwargs").and_then(|kwargs| kwargs.text(&["tool_call_id"]));
        tool.call_id = tool.call_id.take().or_else(|| id.map(str::to_owned));
        return tree.first(&["inputs", "input_str"]).map(value_text);
    }
    if let (Some("tool_call"), Some(inner)) = (tree.text(&["type"]), tree.get("args")) {
        tool.call_id = tool.call_id.take().or_else(|| tree.text(&["id"]).map(str::to_owned));
        return Some(value_text(inner));
    }
    // LlamaIndex: {"args":[],"kwargs":{…}}
    let only =
        |keys: &[&str]| tree.entries().is_some_and(|all| all.iter().all(|(key, _)| keys.contains(&key.as_ref())));
    if let Some(kwargs @ Tree::Map(_)) = tree.get("kwargs").filter(|_| only(&["args", "kwargs"]))
        && tree.get("args").is_none_or(Tree::is_empty)
    {
        return Some(value_text(kwargs));
    }
    said(tree).map(|tree| value_text(&tree))
}

/// What the tool answered. `None`: this place says nothing.
fn result(tree: &Tree<'_>, tool: &mut ToolUse) -> Option<String> {
    let only =
        |keys: &[&str]| tree.entries().is_some_and(|all| all.iter().all(|(key, _)| keys.contains(&key.as_ref())));
    let inner = match tree {
        // LangChain: {"output":…,"kwargs":{…}}
        _ if tree.get("kwargs").is_some() && only(&["output", "outputs", "kwargs", "tags", "metadata"]) => {
            tree.first(&["output", "outputs"])?
        }
        // LlamaIndex: {"content":…,"tool_name":…,"raw_input":…,"raw_output":…}
        _ if tree.get("tool_name").is_some() && tree.get("raw_output").is_some() => {
            tree.first(&["content", "raw_output"])?
        }
        _ => tree,
    };
    let opened = inner.open();
    let id = opened.first(&["kwargs", "data"]).unwrap_or(&opened).text(&["tool_call_id"]).map(str::to_owned);
    tool.call_id = tool.call_id.take().or(id);
    said(inner).map(|tree| result_text(&tree))
}

/// The value, out of a JSON string if it is one (MLflow, promptflow); nothing when it is empty.
fn said<'t>(tree: &'t Tree<'t>) -> Option<std::borrow::Cow<'t, Tree<'t>>> {
    use std::borrow::Cow;
    match tree {
        Tree::Null => None,
        Tree::Text(text) if text.is_empty() => None,
        Tree::Text(text) if text.starts_with('"') && text.len() > 1 => match parse(text) {
            Some(parsed) if parsed.rest.is_none() => Some(Cow::Owned(parsed.tree)),
            _ => Some(Cow::Borrowed(tree)),
        },
        _ => Some(Cow::Borrowed(tree)),
    }
}

/// Some agents (Strands) tell a tool's arguments and result as message events on its span.
fn from_messages(conversation: &mut Conversation, tool: &mut ToolUse) {
    if let (None, [message]) = (&tool.arguments, &conversation.input_messages[..]) {
        tool.call_id = tool.call_id.take().or_else(|| message.parts.iter().find_map(id_of));
        tool.arguments = message.parts.first().and_then(text_of);
        conversation.input_messages.clear();
    }
    if let (None, [message]) = (&tool.result, &conversation.output_messages[..]) {
        tool.result = message.parts.first().and_then(text_of);
        conversation.output_messages.clear();
    }
}

fn id_of(part: &Part) -> Option<String> {
    match part {
        Part::ToolCall { id, .. } | Part::ToolResult { id, .. } => id.clone(),
        _ => None,
    }
}

fn text_of(part: &Part) -> Option<String> {
    match part {
        Part::Text { text, .. } => Some(text.clone()),
        Part::ToolResult { result, .. } => Some(result.clone()),
        Part::ToolCall { arguments, .. } => Some(arguments.clone()),
        Part::Other { json, .. } => Some(json.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tree::opened;

    fn given(text: &str) -> (Option<String>, Option<String>) {
        let mut tool = ToolUse::default();
        let text = arguments(&opened(text).expect("structure"), &mut tool);
        (text, tool.call_id)
    }

    fn answered(text: &str) -> Option<String> {
        result(&opened(text).unwrap_or_else(|| Tree::Text(text.to_owned().into())), &mut ToolUse::default())
    }

    #[test]
    fn arguments_come_out_of_their_wrappers() {
        let run = r#"{"input_str":"{'id': 7}","tags":[],"inputs":{"id":7},"kwargs":{"tool_call_id":"c1"}}"#;
        assert_eq!(given(run), (Some(r#"{"id":7}"#.into()), Some("c1".into())));
        assert_eq!(given(r#"{"input_str":"{'id': 7}","inputs":null}"#).0.as_deref(), Some(r#"{"id":7}"#));
        assert_eq!(given(r#"{"args":[],"kwargs":{"id":7}}"#).0.as_deref(), Some(r#"{"id":7}"#));
        assert_eq!(given(r#"{"kwargs":1,"own":2}"#).0.as_deref(), Some(r#"{"kwargs":1,"own":2}"#));
    }

    #[test]
    fn results_come_out_of_their_wrappers() {
        let message =
            r#"{"output":{"lc":1,"id":["x","ToolMessage"],"kwargs":{"content":"sun","tool_call_id":"c"}},"kwargs":{}}"#;
        assert_eq!(answered(message).as_deref(), Some("sun"));
        assert_eq!(answered(r#"{"type":"tool","data":{"content":"sun","type":"tool"}}"#).as_deref(), Some("sun"));
        assert_eq!(answered(r#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#).as_deref(), Some("a\nb"));
        assert_eq!(answered(r#"{"content":[{"type":"text","text":"a"}],"isError":false}"#).as_deref(), Some("a"));
        assert_eq!(answered(r#"{"output":1,"more":2}"#).as_deref(), Some(r#"{"output":1,"more":2}"#));
        assert_eq!(answered("\"quoted\"").as_deref(), Some("quoted"));
    }
}
