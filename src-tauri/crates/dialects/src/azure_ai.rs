//! Azure AI Inference and Azure AI Agents / Projects (azure-core's tracing): `gen_ai.system` = `az.ai.*`, in Projects 2.x
//! `gen_ai.provider.name` = `microsoft.foundry`.
//!
//! Counting: no cached or reasoning parts are said. A run's usage stands on `start_thread_run`, and on `process_thread_run` around it once
//! more; streamed calls say none.

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "azure_ai",
    prefixes: &["gen_ai.system", "gen_ai.provider.name"],
    scopes: &[],
    speaks: |seen| {
        seen.text("gen_ai.system").or_else(|| seen.text("gen_ai.provider.name")).is_some_and(|provider| {
            provider.starts_with("az.ai.") || matches!(provider, "microsoft.foundry" | "azure.ai.agents")
        })
    },
    facts: &[],
    also: &[],
    more,
};

fn more(_: &Seen<'_, '_, '_>, found: &mut Findings<'_>) {
    // The operation's name stands where the model would, when the model was given to the client and not to the call.
    if found.so_far().request_model.as_deref() == Some("chat") {
        found.no_request_model();
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;
    use waterglass_model::{SpanFacts, SpanType};

    use crate::normalise;

    #[test]
    fn the_operations_name_is_no_model() {
        let attributes = [
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.system", Value::String("az.ai.inference")),
            ("gen_ai.request.model", Value::String("chat")),
            ("gen_ai.response.model", Value::String("gpt-4o-mini-2024-07-18")),
        ];
        let call = normalise(&SpanFacts { name: "chat", kind: 3, scope: "", attributes: &attributes });
        assert_eq!((call.dialect, call.span_type, call.request_model.as_deref()), ("azure_ai", SpanType::Model, None));
        assert_eq!(call.model(), Some("gpt-4o-mini-2024-07-18"));
        assert!(call.sources.iter().all(|(field, _)| *field != "request_model"));
    }

    #[test]
    fn a_thread_is_a_conversation() {
        let attributes = [
            ("gen_ai.operation.name", Value::String("start_thread_run")),
            ("gen_ai.system", Value::String("az.ai.agents")),
            ("gen_ai.thread.id", Value::String("thread_1")),
        ];
        let run = normalise(&SpanFacts { name: "start_thread_run", kind: 3, scope: "", attributes: &attributes });
        assert_eq!((run.span_type, run.conversation_id.as_deref()), (SpanType::Agent, Some("thread_1")));
    }
}
