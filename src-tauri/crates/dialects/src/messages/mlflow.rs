//! MLflow: every value is JSON text once more; the request and the answer lie in `mlflow.spanInputs` and `mlflow.spanOutputs`, in the
//! shape of whatever API was called, and older clients wrote the dialogue to `mlflow.chat.messages`.

use waterglass_model::SpanType;

use super::answer;
use super::current::{take_tool_tree, take_tools};
use super::draft::{Draft, Trust};
use super::shapes::Side;
use super::tree::Tree;

/// Reads what a span of MLflow got and gave.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    if !span.attributes.iter().any(|(key, _)| key.starts_with("mlflow.")) {
        return;
    }
    take_tools(draft, span.get("mlflow.chat.tools"), "mlflow.chat.tools");
    let Some(trust) = draft.trust() else { return };
    if let Some(inputs) = span.get("mlflow.spanInputs") {
        let (tree, _) = Tree::opened_of(&inputs);
        if let Some(tools) = tree.get("tools") {
            take_tool_tree(draft, tools, "mlflow.spanInputs");
        }
        answer::request_model(draft, &tree, "mlflow.spanInputs");
        draft.offer_value(Side::Input, "mlflow.spanInputs", &inputs, trust);
    }
    draft.offer_key(Side::Output, "mlflow.spanOutputs", trust);
    draft.offer_key(Side::Input, "mlflow.chat.messages", Trust::Messages);
    streamed(draft);
    answer::read(draft, "mlflow.spanOutputs");
}

/// Of a streamed answer that calls tools the outputs keep no call; the events hold every piece.
fn streamed(draft: &mut Draft<'_, '_, '_>) {
    if !(draft.is(SpanType::Model) && draft.wants(Side::Output)) {
        return;
    }
    let content = draft.content;
    let pieces = content.events.iter().filter(|event| event.name.starts_with("mlflow.chunk.item."));
    let values = pieces.flat_map(|event| event.attributes.iter().filter(|(key, _)| *key == "mlflow.chunk.value"));
    let pieces: Vec<_> = values.map(|(_, value)| Tree::opened_of(value).0).collect();
    if !pieces.is_empty() {
        draft.offer_tree(Side::Output, "span events mlflow.chunk.item", &Tree::List(pieces), Trust::Anything);
    }
}
