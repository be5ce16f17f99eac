//! OpenTelemetry's GenAI convention: `gen_ai.*` on spans, as of semantic-conventions 1.41 and the semantic-conventions-genai repository,
//! with the deprecated names that many instrumentations still send (`gen_ai.system`, `gen_ai.usage.prompt_tokens`, …) and the near misses
//! of libraries that follow it loosely.
//!
//! Counting: `input_tokens` includes cached tokens and `output_tokens` includes reasoning (the convention's rule), so nothing is added up.
//! `gen_ai.aggregated_usage.*` is what a wrapper says of the calls below it: read as the wrapper's own word, it counts only where nobody
//! below says anything.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

/// The row. What other dialects say fills only what this one leaves open.
pub(crate) const DIALECT: Dialect = Dialect {
    name: "otel_genai",
    prefixes: &["gen_ai."],
    scopes: &[],
    speaks: |seen| seen.asks & 1 != 0,
    facts: &[
        (Fact::Operation, "gen_ai.operation.name"),
        (Fact::Provider, "gen_ai.provider.name"),
        (Fact::Provider, "gen_ai.system"),
        (Fact::RequestModel, "gen_ai.request.model"),
        (Fact::ResponseModel, "gen_ai.response.model"),
        (Fact::ResponseId, "gen_ai.response.id"),
        (Fact::Agent, "gen_ai.agent.name"),
        (Fact::Tool, "gen_ai.tool.name"),
        (Fact::Input, "gen_ai.usage.input_tokens"),
        (Fact::Input, "gen_ai.usage.prompt_tokens"),
        (Fact::Output, "gen_ai.usage.output_tokens"),
        (Fact::Output, "gen_ai.usage.completion_tokens"),
        (Fact::CachedInput, "gen_ai.usage.cache_read.input_tokens"),
        (Fact::CachedInput, "gen_ai.usage.cache_read_input_tokens"),
        (Fact::CachedInput, "gen_ai.usage.details.cache_read_tokens"),
        (Fact::CachedInput, "gen_ai.usage.cached_input_tokens"),
        (Fact::CachedInput, "gen_ai.usage.input_tokens.cached"),
        (Fact::CacheWrite, "gen_ai.usage.cache_write.input_tokens"),
        (Fact::CacheWrite, "gen_ai.usage.cache_creation.input_tokens"),
        (Fact::CacheWrite, "gen_ai.usage.cache_creation_input_tokens"),
        (Fact::CacheWrite, "gen_ai.usage.cache_write_input_tokens"),
        (Fact::CacheWrite, "gen_ai.usage.details.cache_write_tokens"),
        (Fact::CacheWrite, "gen_ai.usage.input_tokens.cache_write"),
        (Fact::Reasoning, "gen_ai.usage.reasoning.output_tokens"),
        (Fact::Reasoning, "gen_ai.usage.reasoning_tokens"),
        (Fact::Reasoning, "gen_ai.usage.details.reasoning_tokens"),
        (Fact::Reasoning, "gen_ai.usage.output_tokens.reasoning"),
        (Fact::AudioInput, "gen_ai.usage.audio.input_tokens"),
        (Fact::AudioInput, "gen_ai.usage.details.input_audio_tokens"),
        (Fact::AudioInput, "gen_ai.usage.audio_input_tokens"),
        (Fact::AudioOutput, "gen_ai.usage.audio.output_tokens"),
        (Fact::AudioOutput, "gen_ai.usage.details.output_audio_tokens"),
        (Fact::AudioOutput, "gen_ai.usage.audio_output_tokens"),
        (Fact::FirstTokenSeconds, "gen_ai.response.time_to_first_chunk"),
        (Fact::FirstTokenSeconds, "gen_ai.response.time_to_first_token"),
        // pydantic-ai names it after the metric.
        (Fact::FirstTokenSeconds, "gen_ai.client.operation.time_to_first_chunk"),
        (Fact::FirstToken, "gen_ai.server.time_to_first_token"),
        (Fact::Streaming, "gen_ai.request.stream"),
        (Fact::Streaming, "gen_ai.request.is_stream"),
        // OpenLLMetry.
        (Fact::Streaming, "gen_ai.is_streaming"),
        (Fact::Cost, "gen_ai.cost.total_cost"),
        (Fact::Cost, "gen_ai.usage.cost"),
        (Fact::Cost, "gen_ai.usage.total_cost"),
        (Fact::FinishReasons, "gen_ai.response.finish_reasons"),
        (Fact::FinishReasons, "gen_ai.response.finish_reason"),
        (Fact::FinishReasons, "gen_ai.completion.0.finish_reason"),
    ],
    also: &[
        "gen_ai.aggregated_usage.input_tokens",
        "gen_ai.aggregated_usage.output_tokens",
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.prompt",
        "gen_ai.completion",
        "gen_ai.prompt.0.content",
        "gen_ai.prompt.0.role",
        "gen_ai.completion.0.content",
        "gen_ai.completion.0.role",
        "gen_ai.tool.call.id",
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.call.result",
        "gen_ai.evaluation.name",
        "gen_ai.retrieval.documents",
        "gen_ai.retrieval.query.text",
        "gen_ai.embeddings.dimension.count",
    ],
    more,
};

/// Of a wrapper: read together, and only when the span says nothing of its own.
const AGGREGATED: &[(Fact, &str)] = &[
    (Fact::Input, "gen_ai.aggregated_usage.input_tokens"),
    (Fact::Output, "gen_ai.aggregated_usage.output_tokens"),
    (Fact::CachedInput, "gen_ai.aggregated_usage.cache_read.input_tokens"),
    (Fact::CachedInput, "gen_ai.aggregated_usage.details.cache_read_tokens"),
    (Fact::CacheWrite, "gen_ai.aggregated_usage.cache_write.input_tokens"),
    (Fact::CacheWrite, "gen_ai.aggregated_usage.cache_creation.input_tokens"),
    (Fact::CacheWrite, "gen_ai.aggregated_usage.details.cache_write_tokens"),
    (Fact::Reasoning, "gen_ai.aggregated_usage.reasoning.output_tokens"),
    (Fact::Reasoning, "gen_ai.aggregated_usage.details.reasoning_tokens"),
];

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    if !found.so_far().usage.is_said()
        && (seen.has("gen_ai.aggregated_usage.input_tokens") || seen.has("gen_ai.aggregated_usage.output_tokens"))
    {
        for (fact, key) in AGGREGATED {
            if let Some(value) = seen.span.get(key) {
                fact.take(&value, key, found);
            }
        }
    }
    // Only a streamed answer has chunks.
    let first = found.so_far().time_to_first_token.and_then(|_| found.source("time_to_first_token"));
    let chunk = first.filter(|key| key.ends_with("time_to_first_chunk"));
    if let Some(key) = chunk {
        found.streaming(Some(true), key);
    }
    let by_operation = found.so_far().operation.as_deref().and_then(type_of_operation);
    found.span_type(by_operation);
    if by_operation.is_none() {
        let guess = type_by_signs(seen, found);
        found.perhaps(guess);
    }
}

/// `gen_ai.operation.name`: the convention's values and those seen in the wild. `None`: it says nothing about the kind of work.
fn type_of_operation(operation: &str) -> Option<SpanType> {
    Some(match operation {
        "chat" | "generate_content" | "text_completion" | "responses" | "response" | "completion" | "messages"
        | "text_generation" | "image" | "image_generation" => SpanType::Model,
        "embeddings" | "embedding" => SpanType::Embedding,
        "execute_tool" | "tool_call" | "tool" => SpanType::Tool,
        "invoke_agent" | "create_agent" | "start_thread_run" | "process_thread_run" | "agent" => SpanType::Agent,
        "retrieval" | "retrieve" | "rerank" | "search_memory" | "vector_db_retrieve" => SpanType::Retrieval,
        "create_memory"
        | "update_memory"
        | "upsert_memory"
        | "delete_memory"
        | "create_memory_store"
        | "delete_memory_store" => SpanType::Database,
        // Reads a response that another call made; says no usage of its own.
        "fetch_response" => SpanType::Http,
        "evaluate" | "evaluation" | "apply_guardrail" | "guardrail" => SpanType::Evaluator,
        // Strands' cycles, swarms and graphs, Spring AI's `framework` and Microsoft.Extensions.AI's `orchestrate_tools` go round calls.
        "invoke_workflow"
        | "workflow"
        | "agent_workflow"
        | "chain"
        | "plan"
        | "execute_task"
        | "task"
        | "framework"
        | "orchestrate_tools"
        | "execute_event_loop_cycle"
        | "invoke_swarm"
        | "invoke_graph"
        | "handoff" => SpanType::Chain,
        _ => return None,
    })
}

const MESSAGES: &[&str] = &[
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.prompt",
    "gen_ai.completion",
    "gen_ai.prompt.0.content",
    "gen_ai.prompt.0.role",
    "gen_ai.completion.0.content",
    "gen_ai.completion.0.role",
];

/// Some libraries leave the operation out even on real calls. An agent's name is no sign: it also stands on spans inside the agent.
fn type_by_signs(seen: &Seen<'_, '_, '_>, found: &Findings<'_>) -> Option<SpanType> {
    let any = |keys: &[&str]| keys.iter().any(|key| seen.has(key));
    let known = found.so_far();
    if seen.has("gen_ai.evaluation.name") {
        Some(SpanType::Evaluator)
    } else if seen.has("gen_ai.embeddings.dimension.count") {
        Some(SpanType::Embedding)
    } else if known.model().is_some() && (known.usage.is_said() || known.response_id.is_some() || any(MESSAGES)) {
        Some(SpanType::Model)
    } else if known.tool_name.is_some()
        || any(&["gen_ai.tool.call.id", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result"])
    {
        Some(SpanType::Tool)
    } else if any(&["gen_ai.retrieval.documents", "gen_ai.retrieval.query.text"]) {
        Some(SpanType::Retrieval)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;
    use waterglass_model::{GenAi, SpanFacts};

    use super::*;
    use crate::normalise;

    fn found<'a>(attributes: &[(&'a str, Value<'a>)]) -> GenAi<'a> {
        normalise(&SpanFacts { name: "s", kind: 3, scope: "", attributes })
    }

    #[test]
    fn a_current_call_is_read_with_its_sources() {
        let call = found(&[
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.provider.name", Value::String("openai")),
            ("gen_ai.request.model", Value::String("gpt-4o")),
            ("gen_ai.response.model", Value::String("gpt-4o-2024-11-20")),
            ("gen_ai.usage.input_tokens", Value::Int(31)),
            ("gen_ai.usage.output_tokens", Value::String("12")),
            ("gen_ai.response.time_to_first_chunk", Value::Double(0.5)),
            ("gen_ai.request.stream", Value::Bool(true)),
            ("gen_ai.response.finish_reasons", Value::String("[\"stop\", \"\"]")),
            ("http.request.method", Value::String("POST")),
        ]);
        assert_eq!(call.span_type, SpanType::Model);
        assert_eq!(
            (call.dialect, call.provider.as_deref(), call.model()),
            ("otel_genai", Some("openai"), Some("gpt-4o-2024-11-20"))
        );
        assert_eq!((call.usage.input, call.usage.output), (Some(31), Some(12)));
        assert_eq!((call.time_to_first_token, call.streaming), (Some(500_000_000), Some(true)));
        assert_eq!(call.finish_reasons, ["stop"]);
        assert!(call.sources.contains(&("provider", "gen_ai.provider.name")));
        assert_eq!(call.sources.len(), 9);
    }

    #[test]
    fn old_names_fill_only_what_current_ones_leave_open() {
        let both = found(&[
            ("gen_ai.system", Value::String("az.ai.inference")),
            ("gen_ai.provider.name", Value::String("azure.ai.inference")),
            ("gen_ai.usage.prompt_tokens", Value::Int(3)),
            ("gen_ai.usage.input_tokens", Value::Int(4)),
            ("gen_ai.usage.completion_tokens", Value::Int(5)),
        ]);
        assert_eq!(both.provider.as_deref(), Some("azure.ai.inference"));
        assert_eq!((both.usage.input, both.usage.output), (Some(4), Some(5)));
        assert!(both.sources.contains(&("output_tokens", "gen_ai.usage.completion_tokens")));
    }

    #[test]
    fn not_said_is_not_zero() {
        let call = found(&[
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.request.model", Value::String("unknown")),
            ("gen_ai.usage.input_tokens", Value::String("null")),
            ("gen_ai.usage.output_tokens", Value::Int(-1)),
            ("gen_ai.response.finish_reasons", Value::String("")),
        ]);
        assert_eq!((call.usage.input, call.usage.output, call.model()), (None, None, None));
        assert!(call.finish_reasons.is_empty());
    }

    #[test]
    fn input_includes_the_cache_and_output_includes_reasoning() {
        let usage = |input, output| {
            found(&[
                ("gen_ai.usage.input_tokens", Value::Int(input)),
                ("gen_ai.usage.output_tokens", Value::Int(output)),
                ("gen_ai.usage.cache_read.input_tokens", Value::Int(64)),
                ("gen_ai.usage.cache_creation.input_tokens", Value::Int(32)),
                ("gen_ai.usage.reasoning.output_tokens", Value::Int(8)),
            ])
            .usage
        };
        let said = usage(131, 23);
        assert_eq!((said.input, said.output), (Some(131), Some(23)));
        assert_eq!((said.cached_input, said.cache_write, said.reasoning), (Some(64), Some(32), Some(8)));
        // Parts larger than the whole: whoever sent this left them out, as the wire of Anthropic and Gemini does.
        let left_out = usage(35, 5);
        assert_eq!((left_out.input, left_out.output), (Some(131), Some(13)));
    }

    #[test]
    fn a_wrappers_sum_is_its_word_only_where_it_says_nothing_else() {
        let sum = ("gen_ai.aggregated_usage.input_tokens", Value::Int(62));
        assert_eq!(found(&[sum]).usage.input, Some(62));
        let own = found(&[sum, ("gen_ai.usage.output_tokens", Value::Int(3))]);
        assert_eq!((own.usage.input, own.usage.output), (None, Some(3)));
    }

    #[test]
    fn a_span_without_operation_is_known_by_what_it_carries() {
        let call = found(&[("gen_ai.request.model", Value::String("m")), ("gen_ai.usage.input_tokens", Value::Int(1))]);
        assert_eq!(call.span_type, SpanType::Model);
        assert_eq!(found(&[("gen_ai.tool.name", Value::String("t"))]).span_type, SpanType::Tool);
        let inner = found(&[("gen_ai.agent.name", Value::String("a")), ("http.method", Value::String("GET"))]);
        assert_eq!((inner.span_type, inner.agent_name.as_deref()), (SpanType::Http, Some("a")));
        let strange =
            found(&[("gen_ai.operation.name", Value::String("create_thread")), ("db.system", Value::String("x"))]);
        assert_eq!(strange.span_type, SpanType::Database);
    }
}
