//! Prompty's own OpenTelemetry output: what a function got and gave taken apart into `inputs.a[0].b` and `result.c`, deeper values as
//! JSON text, every number as text.

use super::answer;
use super::current::take_tool_tree;
use super::draft::{Draft, Trust};
use super::flat::gather;
use super::shapes::Side;

/// Reads the request and the answer of a model call, and those that the steps around it pass on.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    if !span.scope.eq_ignore_ascii_case("prompty") {
        return;
    }
    for key in ["inputs.messages", "prompty.inputs.messages", "inputs.data"] {
        if let Some(tree) = gather(&span, key).filter(|tree| tree.is_structure()) {
            draft.offer_tree(Side::Input, key, &tree, Trust::Anything);
        }
    }
    for key in ["inputs.tools", "inputs.agent.tools"] {
        if let Some(tree) = gather(&span, key).filter(|_| draft.trust().is_some()) {
            take_tool_tree(draft, &tree, key);
        }
    }
    let Some(result) = gather(&span, "result").or_else(|| gather(&span, "prompty.result")) else { return };
    if result.first(&["choices", "output", "content"]).is_some_and(|inner| inner.open().is_structure()) {
        draft.offer_tree(Side::Output, "result", &result, Trust::Anything);
    }
    answer::take(draft, &result, "result");
}
