//! Mastra: `mastra.span.type` on every span, `gen_ai.*` on agents, generations and tools.
//!
//! Counting: a generation sums up its steps; input includes cached tokens, output includes reasoning.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "mastra",
    prefixes: &["mastra."],
    scopes: &["@mastra/"],
    speaks: |_| true,
    facts: &[],
    also: &["mastra.span.type"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let kind = seen.text("mastra.span.type").unwrap_or_default();
    let span_type = match kind {
        "agent_run" => SpanType::Agent,
        "model_generation" | "llm_generation" | "model_inference" => SpanType::Model,
        "rag_embedding" => SpanType::Embedding,
        "tool_call" | "mcp_tool_call" | "provider_tool_call" => SpanType::Tool,
        "rag_vector_operation" | "memory_operation" => SpanType::Retrieval,
        "scorer_run" | "scorer_step" => SpanType::Evaluator,
        "model_step"
        | "workflow_run"
        | "workflow_step"
        | "workflow_conditional"
        | "workflow_parallel"
        | "workflow_loop"
        | "workflow_sleep"
        | "workflow_wait_event"
        | "processor_run" => SpanType::Chain,
        // A piece of a stream is no call.
        "model_chunk" | "llm_chunk" => SpanType::Function,
        _ => return,
    };
    found.span_type(Some(span_type));
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn steps_and_pieces_are_no_calls() {
        let of = |kind| {
            let attributes = [
                ("mastra.span.type", Value::String(kind)),
                ("gen_ai.operation.name", Value::String(kind)),
                ("mastra.metadata.sessionId", Value::String("s")),
            ];
            let found = normalise(&SpanFacts { name: "x", kind: 1, scope: "@mastra/otel", attributes: &attributes });
            assert_eq!(found.conversation_id.as_deref(), Some("s"));
            found.span_type
        };
        assert_eq!(of("model_chunk"), SpanType::Function);
        assert_eq!(of("model_step"), SpanType::Chain);
        assert_eq!(of("model_generation"), SpanType::Model);
    }
}
