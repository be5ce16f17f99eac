//! OpenInference (Arize): `openinference.span.kind` and flattened `llm.*`. The spans of LangChain, LlamaIndex, CrewAI, AutoGen and many
//! others, as Phoenix reads them.
//!
//! Counting: `llm.token_count.prompt` includes cached tokens and `.completion` includes reasoning (its `*_details` are parts). Only `LLM`
//! and `EMBEDDING` spans are calls; agents and chains may repeat their messages, and frameworks nest several `LLM` spans for one request:
//! the innermost counts.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "openinference",
    prefixes: &["openinference.", "llm.token_count.", "llm.model_name", "embedding.model_name"],
    scopes: &[],
    speaks: |_| true,
    facts: &[
        (Fact::Operation, KIND),
        (Fact::Provider, "llm.provider"),
        (Fact::Provider, "llm.system"),
        (Fact::RequestModel, "llm.request.model_name"),
        (Fact::ResponseModel, "llm.response.model_name"),
        (Fact::ResponseModel, "llm.model_name"),
        (Fact::ResponseModel, "embedding.model_name"),
        (Fact::ResponseModel, "reranker.model_name"),
        (Fact::ResponseId, "llm.response.id"),
        (Fact::Agent, "agent.name"),
        (Fact::Tool, "tool.name"),
        (Fact::Input, "llm.token_count.prompt"),
        (Fact::Output, "llm.token_count.completion"),
        (Fact::CachedInput, "llm.token_count.prompt_details.cache_read"),
        (Fact::CachedInput, "llm.token_count.prompt_details.cache_input"),
        (Fact::CacheWrite, "llm.token_count.prompt_details.cache_write"),
        (Fact::Reasoning, "llm.token_count.completion_details.reasoning"),
        (Fact::AudioInput, "llm.token_count.prompt_details.audio"),
        (Fact::AudioOutput, "llm.token_count.completion_details.audio"),
        (Fact::Cost, "llm.cost.total"),
        (Fact::FinishReasons, "llm.finish_reason"),
    ],
    also: &["llm.invocation_parameters", "embedding.invocation_parameters"],
    more,
};

const KIND: &str = "openinference.span.kind";
const PARAMETERS: &[&str] = &["llm.invocation_parameters", "embedding.invocation_parameters"];
/// What libraries call the model among the parameters of a call.
const MODEL_MEMBERS: &[&str] = &["model", "model_name", "model_id", "deployment_name"];

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let span_type = seen.text(KIND).and_then(type_of);
    match span_type {
        Some(kind) => found.span_type(Some(kind)),
        None if found.so_far().usage.is_said() => found.perhaps(Some(SpanType::Model)),
        None => {}
    }
    let own_name = Some(seen.span.name).filter(|name| !name.is_empty());
    match span_type {
        Some(SpanType::Tool) => found.tool_name(own_name, "name"),
        Some(SpanType::Agent) => found.agent_name(own_name, "name"),
        Some(SpanType::Model | SpanType::Embedding) => {
            for key in PARAMETERS {
                let model = seen.value(key).and_then(|parameters| scan::text_in(parameters, MODEL_MEMBERS));
                found.request_model(model, key);
            }
        }
        _ => {}
    }
}

fn type_of(kind: &str) -> Option<SpanType> {
    Some(match kind.to_ascii_uppercase().as_str() {
        "LLM" => SpanType::Model,
        "EMBEDDING" => SpanType::Embedding,
        "CHAIN" | "DECISION" => SpanType::Chain,
        "AGENT" => SpanType::Agent,
        "TOOL" => SpanType::Tool,
        "RETRIEVER" | "RERANKER" => SpanType::Retrieval,
        "GUARDRAIL" | "EVALUATOR" => SpanType::Evaluator,
        "PROMPT" => SpanType::Prompt,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;
    use waterglass_model::{GenAi, SpanFacts};

    use super::*;
    use crate::normalise;

    fn found<'a>(attributes: &[(&'a str, Value<'a>)]) -> GenAi<'a> {
        normalise(&SpanFacts {
            name: "ChatOpenAI",
            kind: 1,
            scope: "openinference.instrumentation.langchain",
            attributes,
        })
    }

    #[test]
    fn a_call_is_read() {
        let call = found(&[
            ("openinference.span.kind", Value::String("LLM")),
            ("llm.invocation_parameters", Value::String("{\"tools\": [{\"model\": \"no\"}], \"model\": \"gpt-4o\"}")),
            ("llm.model_name", Value::String("gpt-4o-2024-11-20")),
            ("llm.system", Value::String("openai")),
            ("llm.token_count.prompt", Value::Int(131)),
            ("llm.token_count.completion", Value::Int(23)),
            ("llm.token_count.prompt_details.cache_read", Value::Int(64)),
            ("metadata", Value::String("{\"user_id\": \"u-9\"}")),
        ]);
        assert_eq!(
            (call.span_type, call.dialect, call.operation.as_deref()),
            (SpanType::Model, "openinference", Some("LLM"))
        );
        assert_eq!((call.request_model.as_deref(), call.model()), (Some("gpt-4o"), Some("gpt-4o-2024-11-20")));
        assert_eq!((call.usage.input, call.usage.cached_input), (Some(131), Some(64)));
        assert_eq!(call.user_id.as_deref(), Some("u-9"));
    }

    #[test]
    fn kinds_decide_and_names_fill() {
        let tool = found(&[("openinference.span.kind", Value::String("TOOL"))]);
        assert_eq!((tool.span_type, tool.tool_name.as_deref()), (SpanType::Tool, Some("ChatOpenAI")));
        let chain =
            found(&[("openinference.span.kind", Value::String("CHAIN")), ("llm.token_count.prompt", Value::Int(1))]);
        assert_eq!(chain.span_type, SpanType::Chain);
        let unknown =
            found(&[("openinference.span.kind", Value::String("UNKNOWN")), ("http.method", Value::String("GET"))]);
        assert_eq!(unknown.span_type, SpanType::Http);
    }
}
