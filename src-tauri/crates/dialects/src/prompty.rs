//! Prompty's own OpenTelemetry output (Python, TypeScript, C#, Rust): what a function got and gave, taken apart into keys
//! (`inputs.model`, `result.usage.prompt_tokens`), in Python every number as text.
//!
//! Counting: `result.usage.*` stands on the call itself (`chat.completions.create`) and again on everything that hands its answer up
//! (`execute`, `AgentLoop`): the deepest teller counts, as everywhere. It is the provider's own usage object, so what Anthropic's wire
//! leaves out of `input_tokens` (`cache_read_input_tokens`, `cache_creation_input_tokens`) is added in.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "prompty",
    prefixes: &["prompty."],
    scopes: &["prompty", "Prompty"],
    speaks: |_| true,
    facts: &[
        (Fact::Operation, "type"),
        (Fact::Operation, "prompty.type"),
        (Fact::RequestModel, "inputs.model"),
        (Fact::ResponseModel, "result.model"),
        (Fact::Input, "result.usage.prompt_tokens"),
        (Fact::Input, "result.usage.input_tokens"),
        (Fact::Output, "result.usage.completion_tokens"),
        (Fact::Output, "result.usage.output_tokens"),
        (Fact::CachedInput, "result.usage.prompt_tokens_details.cached_tokens"),
        (Fact::CachedInput, "result.usage.input_tokens_details.cached_tokens"),
        (Fact::CachedInput, CACHE_READ),
        (Fact::CacheWrite, "result.usage.prompt_tokens_details.cache_write_tokens"),
        (Fact::CacheWrite, CACHE_CREATION),
        (Fact::Reasoning, "result.usage.completion_tokens_details.reasoning_tokens"),
        (Fact::Reasoning, "result.usage.output_tokens_details.reasoning_tokens"),
        (Fact::AudioInput, "result.usage.prompt_tokens_details.audio_tokens"),
        (Fact::AudioOutput, "result.usage.completion_tokens_details.audio_tokens"),
        (Fact::FinishReasons, "result.choices[0].finish_reason"),
        (Fact::FinishReasons, "result.stop_reason"),
    ],
    also: &["signature", "prompty.signature", "result.id", "inputs.agent.model.id", "inputs.agent.model.provider"],
    more,
};

/// Anthropic's names: what they count is not in `input_tokens`.
const CACHE_READ: &str = "result.usage.cache_read_input_tokens";
const CACHE_CREATION: &str = "result.usage.cache_creation_input_tokens";

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let signature = seen.text("signature").or_else(|| seen.text("prompty.signature"));
    found.add_cached(seen.has(CACHE_READ) || seen.has(CACHE_CREATION));
    let known = found.so_far();
    let answered = known.response_model.is_some() || known.usage.is_said();
    if answered {
        found.response_id(seen.text("result.id"), "result.id");
        found.request_model(seen.text("inputs.agent.model.id"), "inputs.agent.model.id");
        found.provider(seen.text("inputs.agent.model.provider"), "inputs.agent.model.provider");
    }
    let asked = found.so_far().request_model.is_some() || answered;
    let kind = found.so_far().operation.as_deref();
    let span_type = match kind {
        // A client being made is marked `LLM` as well.
        Some("LLM") if asked => Some(if is_embedding(signature) { SpanType::Embedding } else { SpanType::Model }),
        Some("agent") => Some(SpanType::Agent),
        Some("tool") => Some(SpanType::Tool),
        _ => signature.and_then(type_of),
    };
    if span_type.is_some_and(|span_type| matches!(span_type, SpanType::Model | SpanType::Embedding)) {
        found.provider(signature.and_then(provider_of), "signature");
    }
    found.span_type(span_type);
}

fn is_embedding(signature: Option<&str>) -> bool {
    signature.is_some_and(|signature| signature.to_ascii_lowercase().contains("embedding"))
}

/// The pipelines: `prompty.core.pipeline.invoke` in Python, `prompty.invoke` in TypeScript, `Prompty.Core.Pipeline.InvokeAsync` in C#.
fn type_of(signature: &str) -> Option<SpanType> {
    let last = signature.rsplit('.').next()?;
    let last = last.strip_suffix("Async").unwrap_or(last);
    let ours = signature.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("prompty."));
    (ours && ["invoke", "turn", "run", "invokeAgent", "chatSession"].iter().any(|name| name.eq_ignore_ascii_case(last)))
        .then_some(SpanType::Chain)
}

/// `OpenAI.chat.completions.create`: the client's class.
fn provider_of(signature: &str) -> Option<&'static str> {
    let client = signature.split('.').next()?;
    Some(match client.strip_prefix("Async").unwrap_or(client) {
        "OpenAI" => "openai",
        "AzureOpenAI" => "azure.ai.openai",
        "Anthropic" => "anthropic",
        "ChatCompletionsClient" | "EmbeddingsClient" | "ImageEmbeddingsClient" => "azure.ai.inference",
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
        normalise(&SpanFacts { name: "f", kind: 1, scope: "prompty", attributes })
    }

    #[test]
    fn a_call_is_read_from_its_parts() {
        let call = found(&[
            ("type", Value::String("LLM")),
            ("signature", Value::String("AzureOpenAI.chat.completions.create")),
            ("inputs.model", Value::String("gpt-4o")),
            ("result.id", Value::String("r-1")),
            ("result.model", Value::String("gpt-4o-2024-11-20")),
            ("result.usage.prompt_tokens", Value::String("31")),
            ("result.usage.completion_tokens", Value::String("12")),
            ("result.usage.prompt_tokens_details.cached_tokens", Value::String("0")),
            ("result.choices[0].finish_reason", Value::String("stop")),
        ]);
        assert_eq!((call.span_type, call.dialect), (SpanType::Model, "prompty"));
        assert_eq!((call.provider.as_deref(), call.response_id.as_deref()), (Some("azure.ai.openai"), Some("r-1")));
        assert_eq!((call.usage.input, call.usage.cached_input), (Some(31), Some(0)));
        assert_eq!(call.finish_reasons, ["stop"]);
    }

    #[test]
    fn only_a_call_is_a_model() {
        let made = found(&[("type", Value::String("LLM")), ("signature", Value::String("OpenAI.ctor"))]);
        assert_eq!((made.span_type, made.provider), (SpanType::Function, None));
        let prepare = [
            ("signature", Value::String("prompty.core.pipeline.prepare")),
            ("inputs.agent.model.id", Value::String("m")),
        ];
        assert_eq!((found(&prepare).span_type, found(&prepare).model()), (SpanType::Function, None));
        assert_eq!(found(&[("signature", Value::String("prompty.core.pipeline.turn"))]).span_type, SpanType::Chain);
        let id = found(&[("result.id", Value::String("row 7"))]);
        assert_eq!(id.response_id, None);
    }

    #[test]
    fn what_anthropic_leaves_out_is_added() {
        let call = found(&[
            ("type", Value::String("LLM")),
            ("result.usage.input_tokens", Value::String("35")),
            ("result.usage.cache_read_input_tokens", Value::String("20")),
        ]);
        assert_eq!((call.usage.input, call.usage.cached_input), (Some(55), Some(20)));
    }
}
