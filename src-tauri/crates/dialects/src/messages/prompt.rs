//! The prompt template a call was made from, and what was put into it.

use waterglass_proto::Prompt;

use super::draft::Draft;
use super::flat::gather;
use super::promptflow::value_of;
use super::shapes::value_text;
use super::tree::Tree;

const NAMES: [&str; 4] =
    ["gen_ai.prompt.name", "langfuse.observation.prompt.name", "traceloop.prompt.key", "prompt.id"];
const VERSIONS: [&str; 5] = [
    "gen_ai.prompt.version",
    "langfuse.observation.prompt.version",
    "traceloop.prompt.version",
    "llm.prompt_template.version",
    "prompt.version",
];
const TEMPLATES: [&str; 4] =
    ["llm.prompt_template.template", "prompt.template", "traceloop.prompt.template", "gen_ai.prompt.template"];
const VARIABLES: [&str; 4] = [
    "llm.prompt_template.variables",
    "prompt.variables",
    "traceloop.prompt.template_variables",
    "gen_ai.prompt.variables",
];

/// Reads the prompt template, where one is named.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    let mut prompt = Prompt::default();
    let first = |keys: &[&'static str]| keys.iter().find_map(|key| span.get(key).map(|value| (*key, value)));
    let text = |keys: &[&'static str]| first(keys).map(|(key, value)| (key, value_text(&Tree::of(&value))));
    if let Some((key, name)) = text(&NAMES) {
        prompt.name = Some(name);
        draft.source("prompt", key);
    }
    prompt.version = text(&VERSIONS).map(|(_, version)| version);
    if let Some((key, template)) = text(&TEMPLATES) {
        prompt.template = Some(template);
        draft.source("prompt", key);
    }
    match first(&VARIABLES) {
        Some((_, value)) => prompt.variables = variables(&Tree::opened_of(&value).0),
        None => {
            let gathered = VARIABLES.iter().find_map(|key| gather(&span, key));
            prompt.variables = gathered.map(|tree| variables(&tree)).unwrap_or_default();
        }
    }
    if prompt.template.is_none()
        && let Some(value) = value_of(draft, "promptflow.prompt.template", "promptflow.prompt.template")
    {
        let (tree, _) = Tree::opened_of(&value);
        prompt.template = tree.text(&["prompt.template"]).map(str::to_owned);
        prompt.variables = tree.get("prompt.variables").map(|inner| variables(&inner.open())).unwrap_or_default();
        draft.source("prompt", "promptflow.prompt.template");
    }
    rendered(draft, &mut prompt);
    if let (None, Some(value)) = (&prompt.name, span.get("mlflow.linkedPrompts")) {
        let (tree, _) = Tree::opened_of(&value);
        if let Some(linked) = tree.as_list().and_then(<[_]>::first) {
            prompt.name = linked.text(&["name"]).map(str::to_owned);
            prompt.version = linked.word(&["version"]).map(str::to_owned);
        }
    }
    if prompt != Prompt::default() {
        draft.conversation.prompt = Some(prompt);
    }
}

/// Functions that render a template: promptflow's and Prompty's renderers.
fn rendered(draft: &mut Draft<'_, '_, '_>, prompt: &mut Prompt) {
    if prompt.template.is_some() {
        return;
    }
    let span = draft.span();
    if span.text("function").is_some_and(|function| function.starts_with("render_template")) {
        let Some(inputs) = value_of(draft, "inputs", "promptflow.function.inputs") else { return };
        let (Tree::Map(mut entries), _) = Tree::opened_of(&inputs) else { return };
        entries.retain(|(key, value)| match key.as_ref() {
            "template" => {
                prompt.template = value.as_text().map(str::to_owned);
                false
            }
            "_inputs_to_escape" => false,
            _ => true,
        });
        prompt.variables = variables(&Tree::Map(entries));
        draft.source("prompt", "inputs");
    } else if span.scope.eq_ignore_ascii_case("prompty")
        && let Some(template) = span.text("inputs.template")
    {
        prompt.name = span.text("inputs.agent.name").map(str::to_owned);
        prompt.template = Some(template.to_owned());
        prompt.variables = gather(&span, "inputs.inputs").map(|tree| variables(&tree)).unwrap_or_default();
        draft.source("prompt", "inputs.template");
    }
}

fn variables(tree: &Tree<'_>) -> Vec<(String, String)> {
    let entries = tree.entries().unwrap_or_default();
    entries.iter().map(|(key, value)| (key.as_ref().to_owned(), value_text(value))).collect()
}
