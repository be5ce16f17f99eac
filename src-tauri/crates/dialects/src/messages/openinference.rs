//! OpenInference: messages taken apart into `llm.input_messages.N.message.…`, tools as `llm.tools.N.tool.json_schema`, prompts and choices
//! of completion models, and what a step got and gave in `input.value` and `output.value`.

use super::answer;
use super::current::take_tool_tree;
use super::draft::Draft;
use super::draft::Trust::{Anything, Messages};
use super::flat::gather;
use super::shapes::Side;
use super::tree::{Tree, opened};

/// Reads the messages that were taken apart, and the tools.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    const PLACES: [(Side, &str); 5] = [
        (Side::Input, "llm.input_messages"),
        (Side::Output, "llm.output_messages"),
        (Side::Input, "llm.prompts"),
        (Side::Output, "llm.choices"),
        (Side::Output, "llm.completions"),
    ];
    let span = draft.span();
    for (side, key) in PLACES {
        if draft.wants(side)
            && let Some(tree) = gather(&span, key)
        {
            draft.offer_tree(side, key, &completion(tree), Messages);
        }
    }
    if let Some(tree) = gather(&span, "llm.tools") {
        take_tool_tree(draft, &tree, "llm.tools");
    }
    if let Some(tree) = gather(&span, "llm.function_call").filter(Tree::is_structure) {
        draft.offer_tree(Side::Output, "llm.function_call", &tree, Anything);
    }
    let parameters = span.text("llm.invocation_parameters").and_then(opened);
    if let Some(tools) = parameters.as_ref().and_then(|asked| asked.first(&["tools", "functions"])) {
        take_tool_tree(draft, tools, "llm.invocation_parameters");
    }
    if let Some(asked) = &parameters {
        answer::request_model(draft, asked, "llm.invocation_parameters");
    }
}

/// `llm.prompts.N.prompt.text` and `llm.choices.N.completion.text`.
fn completion(tree: Tree<'_>) -> Tree<'_> {
    let Tree::List(items) = tree else { return tree };
    let unwrapped = items.into_iter().map(|item| match item {
        Tree::Map(mut entries) if entries.len() == 1 && matches!(entries[0].0.as_ref(), "prompt" | "completion") => {
            let inner = entries.swap_remove(0).1;
            match inner.get("text") {
                Some(text) => text.clone(),
                None => inner,
            }
        }
        other => other,
    });
    Tree::List(unwrapped.collect())
}

/// What the step got and gave: the messages where they are nowhere else, and facts of the answer.
pub(crate) fn read_values(draft: &mut Draft<'_, '_, '_>) {
    if let Some(trust) = draft.trust() {
        draft.offer_key(Side::Input, "input.value", trust);
        draft.offer_key(Side::Output, "output.value", trust);
    }
    answer::read(draft, "output.value");
}
