//! OpenLLMetry (Traceloop): `traceloop.*` on workflows, tasks, agents and tools; its model calls carry `gen_ai.*`, in older releases flat
//! `gen_ai.prompt.N.*` beside `llm.request.type` and `llm.usage.*`.
//!
//! Counting: input includes cached reads and writes (its Anthropic instrumentation adds them in), output includes reasoning. Workflows and
//! tasks say no usage. Beside a library that traces itself the same call comes twice, as siblings: see [`crate::is_instrumentor`].

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "openllmetry",
    prefixes: &["traceloop.", "llm.request.type", "llm.is_streaming", "llm.usage.total_tokens"],
    scopes: &[],
    speaks: |_| true,
    facts: &[
        (Fact::RequestModel, "llm.request.model"),
        (Fact::ResponseModel, "llm.response.model"),
        (Fact::Input, "llm.usage.prompt_tokens"),
        (Fact::Output, "llm.usage.completion_tokens"),
        (Fact::CachedInput, "llm.usage.cache_read_input_tokens"),
        (Fact::CacheWrite, "llm.usage.cache_creation_input_tokens"),
        (Fact::Reasoning, "llm.usage.reasoning_tokens"),
        (Fact::Streaming, "llm.is_streaming"),
        (Fact::FinishReasons, "llm.response.finish_reason"),
        (Fact::FinishReasons, "llm.response.stop_reason"),
    ],
    also: &["llm.request.type", "traceloop.span.kind", "traceloop.entity.name", "litellm.call_id"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let by_request = match seen.text("llm.request.type") {
        Some("chat" | "completion") => Some(SpanType::Model),
        Some("embedding") => Some(SpanType::Embedding),
        Some("rerank") => Some(SpanType::Retrieval),
        _ => None,
    };
    found.span_type(by_request);
    // LiteLLM writes `completion` for a chat.
    if !seen.has("litellm.call_id") {
        found.operation(seen.text("llm.request.type"), "llm.request.type");
    }
    let name = seen.text("traceloop.entity.name");
    match seen.text("traceloop.span.kind") {
        // A chain calls itself an agent, with its own name as the agent's.
        Some("workflow") => {
            found.retype(SpanType::Chain);
            found.no_agent_name();
        }
        Some("task") => found.span_type(Some(SpanType::Chain)),
        Some("agent") => {
            found.span_type(Some(SpanType::Agent));
            found.agent_name(name, "traceloop.entity.name");
        }
        Some("tool") => {
            found.span_type(Some(SpanType::Tool));
            if found.known_type() == Some(SpanType::Tool) {
                found.tool_name(name, "traceloop.entity.name");
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;
    use waterglass_model::{GenAi, SpanFacts};

    use super::*;
    use crate::normalise;

    fn found<'a>(attributes: &[(&'a str, Value<'a>)]) -> GenAi<'a> {
        normalise(&SpanFacts { name: "s", kind: 1, scope: "opentelemetry.instrumentation.langchain", attributes })
    }

    #[test]
    fn a_workflow_that_calls_itself_an_agent_is_a_chain() {
        let attributes = |kind| {
            [
                ("gen_ai.operation.name", Value::String("invoke_agent")),
                ("gen_ai.agent.name", Value::String("RunnableSequence")),
                ("traceloop.span.kind", Value::String(kind)),
            ]
        };
        let workflow = attributes("workflow");
        assert_eq!((found(&workflow).span_type, found(&workflow).agent_name), (SpanType::Chain, None));
        let agent = attributes("agent");
        assert_eq!((found(&agent).span_type, found(&agent).dialect), (SpanType::Agent, "openllmetry"));
        assert_eq!(found(&agent).agent_name.as_deref(), Some("RunnableSequence"));
    }

    #[test]
    fn the_operation_goes_before_the_kind() {
        let retrieve = found(&[
            ("gen_ai.operation.name", Value::String("vector_db_retrieve")),
            ("traceloop.span.kind", Value::String("task")),
        ]);
        assert_eq!(retrieve.span_type, SpanType::Retrieval);
        assert_eq!(found(&[("traceloop.span.kind", Value::String("task"))]).span_type, SpanType::Chain);
    }

    #[test]
    fn older_releases_are_read() {
        let call = found(&[
            ("llm.request.type", Value::String("chat")),
            ("gen_ai.system", Value::String("OpenAI")),
            ("gen_ai.request.model", Value::String("gpt-4o")),
            ("gen_ai.usage.prompt_tokens", Value::Int(31)),
            ("gen_ai.usage.completion_tokens", Value::Int(12)),
            ("gen_ai.completion.0.finish_reason", Value::String("stop")),
            ("llm.is_streaming", Value::String("False")),
            ("traceloop.association.properties.user_id", Value::String("u")),
        ]);
        assert_eq!((call.span_type, call.usage.input, call.usage.output), (SpanType::Model, Some(31), Some(12)));
        assert_eq!((call.finish_reasons.len(), call.streaming, call.user_id.as_deref()), (1, Some(false), Some("u")));
        assert_eq!(call.operation.as_deref(), Some("chat"));
    }
}
