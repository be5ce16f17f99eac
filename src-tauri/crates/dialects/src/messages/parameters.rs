//! The parameters of a request: name and value as written.

use std::collections::HashSet;

use waterglass_model::SpanType;

use super::draft::Draft;
use super::flat::gather;
use super::promptflow::value_of;
use super::shapes::value_text;
use super::tree::Tree;

/// Attributes that are one parameter each: what is left of the key is its name.
const PREFIXES: [&str; 8] = [
    "gen_ai.request.",
    "gen_ai.openai.request.",
    "openai.request.",
    "azure.openai.request.",
    "aws.bedrock.request.",
    "anthropic.request.",
    "ai.settings.",
    "llm.request.",
];

/// Attributes that hold all parameters as one map, beside what else a request says.
const MAPS: [&str; 5] = [
    "llm.invocation_parameters",
    "inputs",
    "mlflow.spanInputs",
    "langfuse.observation.model.parameters",
    "model_config",
];

/// What a request says that is no parameter.
const NO_PARAMETERS: [&str; 24] = [
    "model",
    "model_name",
    "messages",
    "input",
    "inputs",
    "prompt",
    "tools",
    "functions",
    "type",
    "_type",
    "system",
    "contents",
    "instructions",
    "question",
    "query",
    "text",
    "documents",
    "chat_history",
    "history",
    "model_id",
    "api_key",
    "extra_headers",
    "headers",
    "responses",
];

/// Parameters in the order found; one that two conventions name alike is said once.
#[derive(Default)]
struct Found {
    list: Vec<(String, String)>,
    names: HashSet<String>,
}

impl Found {
    fn push(&mut self, name: &str, value: String) {
        if !value.is_empty() && self.names.insert(name.to_owned()) {
            self.list.push((name.to_owned(), value));
        }
    }
}

/// Reads the parameters of a call to a model.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    if !matches!(draft.facts.span_type, SpanType::Model | SpanType::Embedding | SpanType::Agent | SpanType::Chain) {
        return;
    }
    let span = draft.span();
    let mut found = Found::default();
    for (key, value) in span.attributes {
        let name = PREFIXES
            .iter()
            .find_map(|prefix| key.strip_prefix(prefix))
            .or_else(|| key.strip_prefix("traceloop.association.properties.ls_"))
            // Anthropic's own spans: `anthropic.thinking.budget_tokens`.
            .or_else(|| key.strip_prefix("anthropic.").filter(|name| name.starts_with("thinking.")));
        let Some(name) = name.filter(|name| !is_no_parameter(name)) else { continue };
        found.push(name, value_text(&Tree::of(value)));
    }
    if draft.is(SpanType::Model) || draft.is(SpanType::Embedding) {
        for key in MAPS {
            if let Some(value) = value_of(draft, key, "promptflow.function.inputs").filter(|_| found.list.is_empty()) {
                take_map(&Tree::opened_of(&value).0, &mut found);
            }
        }
        if let Some(tree) = gather(&span, "inputs").filter(|_| found.list.is_empty() && span.get("inputs").is_none()) {
            take_map(&tree, &mut found);
        }
    }
    draft.conversation.parameters = found.list;
}

fn is_no_parameter(name: &str) -> bool {
    matches!(
        name,
        "model"
            | "type"
            | "messages"
            | "tools"
            | "available_tools"
            | "provider"
            | "model_name"
            | "model_type"
            | "integration"
    ) || name.starts_with("functions")
        || name.contains('.') && name.starts_with("headers")
}

/// The plain values of a request; its messages, tools and unset fields are none.
fn take_map(tree: &Tree<'_>, found: &mut Found) {
    for (name, value) in tree.entries().unwrap_or_default() {
        if !value.is_empty() && !NO_PARAMETERS.contains(&name.as_ref()) {
            found.push(name, value_text(value));
        }
    }
}
