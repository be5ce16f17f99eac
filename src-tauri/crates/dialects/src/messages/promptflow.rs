//! promptflow: what a function got and gave as JSON text in `inputs` and `output`, the model's answer in `llm.generated_message`, and all
//! of it once more as events whose attribute `payload` is JSON text.

use waterglass_model::otlp::Value;

use super::answer;
use super::current::take_tool_tree;
use super::draft::{Draft, Trust};
use super::shapes::Side;
use super::tree::Tree;

/// Reads the request and the answer of a model call.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    if draft.span().text("framework") != Some("promptflow") {
        return;
    }
    let Some(trust) = draft.trust() else { return };
    let inputs = value_of(draft, "inputs", "promptflow.function.inputs");
    let said = value_of(draft, "llm.generated_message", "promptflow.llm.generated_message");
    let output = value_of(draft, "output", "promptflow.function.output");
    if let Some(inputs) = &inputs {
        let (tree, _) = Tree::opened_of(inputs);
        answer::request_model(draft, &tree, "inputs");
        if let Some(tools) = tree.first(&["tools", "functions"]) {
            take_tool_tree(draft, tools, "inputs");
        }
        draft.offer_value(Side::Input, "inputs", inputs, trust);
    }
    if let Some(output) = &output {
        let (tree, _) = Tree::opened_of(output);
        answer::take(draft, &tree, "output");
        if is_answer(&tree) {
            draft.offer_tree(Side::Output, "output", &tree, Trust::Anything);
        }
    }
    if let Some(said) = &said {
        draft.offer_value(Side::Output, "llm.generated_message", said, trust);
    }
    if let Some(output) = &output {
        draft.offer_value(Side::Output, "output", output, trust);
    }
}

fn is_answer(tree: &Tree<'_>) -> bool {
    tree.get("choices").is_some()
        || tree.as_list().is_some_and(|chunks| chunks.iter().any(|one| one.get("choices").is_some()))
}

/// The attribute, else the payload of the event that repeats it.
pub(crate) fn value_of<'a>(draft: &Draft<'_, '_, 'a>, key: &str, event: &str) -> Option<Value<'a>> {
    draft.span().get(key).or_else(|| {
        let event = draft.content.events.iter().find(|one| one.name == event)?;
        event.attributes.iter().find(|(name, _)| *name == "payload").map(|(_, value)| *value)
    })
}
