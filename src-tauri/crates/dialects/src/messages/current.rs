//! OpenTelemetry's current convention: messages as structure on the span (`gen_ai.input.messages`, …) or on the event
//! `gen_ai.client.inference.operation.details`, as JSON text or as arrays and maps, and what Azure's clients and others copy of it.

use std::collections::HashMap;

use waterglass_model::SpanFacts;
use waterglass_model::otlp::Value;
use waterglass_proto::{Part, ToolDefinition};

use super::draft::{Draft, Trust};
use super::shapes::{Side, definitions, push_parts};
use super::tree::{Tree, opened};

const INPUT: &str = "gen_ai.input.messages";
const OUTPUT: &str = "gen_ai.output.messages";
const INSTRUCTIONS: &str = "gen_ai.system_instructions";
const TOOLS: &str = "gen_ai.tool.definitions";
/// What LangChain's and others' older versions called it.
const TOOLS_BEFORE: [&str; 3] = ["gen_ai.request.tools", "gen_ai.agent.tools", "gen_ai.request.available_tools"];

/// The system's words, kept until the messages are known.
pub(crate) type System = Option<(String, Vec<Part>)>;

/// Reads the span's own attributes.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>, system: &mut System) {
    draft.offer_key(Side::Input, INPUT, Trust::Messages);
    draft.offer_key(Side::Output, OUTPUT, Trust::Messages);
    let span = draft.span();
    take_system(span.get(INSTRUCTIONS), INSTRUCTIONS, system);
    take_tools(draft, span.get(TOOLS), TOOLS);
    for key in TOOLS_BEFORE {
        take_tools(draft, span.get(key), key);
    }
}

/// Reads the event that repeats the call's details, on the span and as a log record.
pub(crate) fn read_details(draft: &mut Draft<'_, '_, '_>, system: &mut System) {
    let content = draft.content;
    for event in content.events {
        details(draft, event.attributes, &format!("span event {}", event.name), system);
    }
    for log in content.logs {
        let name = super::events::name_of(log.name, log.attributes);
        details(draft, log.attributes, &format!("log record {name}"), system);
        if let Some(body @ Value::Map(_)) = &log.body {
            let fields: Vec<_> = body.entries().collect();
            details(draft, &fields, &format!("log record {name}"), system);
        }
    }
}

fn details(draft: &mut Draft<'_, '_, '_>, attributes: &[(&str, Value<'_>)], source: &str, system: &mut System) {
    let all = SpanFacts { name: "", kind: 0, scope: "", attributes };
    for (side, key) in [(Side::Input, INPUT), (Side::Output, OUTPUT)] {
        if let Some(value) = all.get(key) {
            draft.offer_value(side, &format!("{source}: {key}"), &value, Trust::Messages);
        }
    }
    take_system(all.get(INSTRUCTIONS), &format!("{source}: {INSTRUCTIONS}"), system);
    take_tools(draft, all.get(TOOLS), &format!("{source}: {TOOLS}"));
}

fn take_system(value: Option<Value<'_>>, source: &str, system: &mut System) {
    let (None, Some(value)) = (&system, value) else { return };
    let tree = Tree::of(&value);
    let mut parts = Vec::new();
    match tree.as_text().and_then(opened) {
        Some(structure) => push_parts(structure.get("parts").unwrap_or(&structure), &mut parts),
        None => push_parts(tree.get("parts").unwrap_or(&tree), &mut parts),
    }
    if !parts.is_empty() {
        *system = Some((source.to_owned(), parts));
    }
}

/// Takes tool definitions, or fills in what the ones there lack: an event may carry the schema that the span leaves out.
pub(crate) fn take_tools(draft: &mut Draft<'_, '_, '_>, value: Option<Value<'_>>, source: &str) {
    if let Some(value) = value {
        take_tool_tree(draft, &Tree::of(&value), source);
    }
}

/// As [`take_tools`], of a tree.
pub(crate) fn take_tool_tree(draft: &mut Draft<'_, '_, '_>, tree: &Tree<'_>, source: &str) {
    let complete = |tools: &[ToolDefinition]| tools.iter().all(|tool| tool.parameters.is_some());
    if !draft.conversation.tools.is_empty() && complete(&draft.conversation.tools) {
        return;
    }
    let found = definitions(tree);
    if found.is_empty() {
        return;
    }
    draft.source("tools", source);
    if draft.conversation.tools.is_empty() {
        draft.conversation.tools = found;
        return;
    }
    let by_name: HashMap<&str, &ToolDefinition> = found.iter().map(|tool| (tool.name.as_str(), tool)).collect();
    for tool in &mut draft.conversation.tools {
        if let Some(same) = by_name.get(tool.name.as_str()) {
            tool.parameters = tool.parameters.take().or_else(|| same.parameters.clone());
            tool.description = tool.description.take().or_else(|| same.description.clone());
        }
    }
}
