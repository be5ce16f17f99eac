//! OpenLLMetry before it took up the current convention, and LiteLLM with it: messages taken apart into `gen_ai.prompt.N.…` and
//! `gen_ai.completion.N.…`, tools into `llm.request.functions.N.…`, and what a decorated function got and gave in `traceloop.entity.*`.

use waterglass_proto::{Message, Part};

use super::current::take_tool_tree;
use super::draft::{Draft, Trust};
use super::flat::gather;
use super::shapes::Side;
use super::tree::Tree;

/// Reads the messages that were taken apart, or stand whole under the same names.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    if draft.wants(Side::Input)
        && let Some(tree) = gather(&span, "gen_ai.prompt").map(without_names)
    {
        draft.offer_tree(Side::Input, "gen_ai.prompt", &tree, Trust::Messages);
    }
    if draft.wants(Side::Output)
        && let Some(tree) = gather(&span, "gen_ai.completion")
    {
        match calls_only(&tree) {
            Some(message) => draft.offer(Side::Output, "gen_ai.completion", vec![message], None),
            None => draft.offer_tree(Side::Output, "gen_ai.completion", &tree, Trust::Messages),
        }
    }
    if let Some(tree) = gather(&span, "llm.request.functions") {
        take_tool_tree(draft, &tree, "llm.request.functions");
    }
}

/// What a decorated function got and gave: only where nothing better is known.
pub(crate) fn read_entity(draft: &mut Draft<'_, '_, '_>) {
    let Some(trust) = draft.trust() else { return };
    draft.offer_key(Side::Input, "traceloop.entity.input", trust);
    draft.offer_key(Side::Output, "traceloop.entity.output", trust);
}

/// `gen_ai.prompt.name` and `.version` belong to the prompt's template, not to its messages.
fn without_names(tree: Tree<'_>) -> Tree<'_> {
    let Tree::Map(entries) = tree else { return tree };
    let (messages, names): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key.parse::<u64>().is_ok());
    if messages.is_empty() {
        Tree::Map(names).only_values()
    } else {
        Tree::List(messages.into_iter().map(|(_, value)| value).collect())
    }
}

impl<'a> Tree<'a> {
    fn only_values(self) -> Tree<'a> {
        match self.first(&["messages", "value"]) {
            Some(inner) => inner.clone(),
            None => Tree::Null,
        }
    }
}

/// LiteLLM numbers the calls of one answer where OpenLLMetry numbers answers: entries that hold a call and nothing else are one message.
fn calls_only(tree: &Tree<'_>) -> Option<Message> {
    let entries = tree.as_list()?;
    let mut parts: Vec<Part> = Vec::new();
    for entry in entries {
        let [(key, call)] = entry.entries()? else { return None };
        if key != "function_call" {
            return None;
        }
        super::shapes::push_parts(&Tree::Map(vec![("function_call".into(), call.clone())]), &mut parts);
    }
    (!parts.is_empty()).then(|| Message { role: Side::Output.role().to_owned(), parts, ..Message::default() })
}
