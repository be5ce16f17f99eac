//! Vercel AI SDK (`ai.*`, versions 3 to 6). `ai.operationId` tells the kind of work; the calls themselves (`*.doGenerate`, `*.doStream`,
//! `*.doEmbed`) carry `gen_ai.*` as well.
//!
//! Counting: the outer spans (`ai.generateText`, `ai.streamObject`, `ai.embedMany`) state the sum of the calls below them. Input includes
//! what came from a cache, output includes reasoning.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "vercel_ai",
    prefixes: &[
        "ai.operationId",
        "ai.model.",
        "ai.usage.",
        "ai.response.",
        "ai.toolCall.",
        "ai.settings.",
        "ai.telemetry.",
    ],
    scopes: &[],
    speaks: |_| true,
    facts: &[
        (Fact::Operation, "ai.operationId"),
        (Fact::Provider, "ai.model.provider"),
        (Fact::RequestModel, "ai.model.id"),
        (Fact::ResponseModel, "ai.response.model"),
        (Fact::ResponseId, "ai.response.id"),
        (Fact::Tool, "ai.toolCall.name"),
        (Fact::Input, "ai.usage.inputTokens"),
        (Fact::Input, "ai.usage.promptTokens"),
        (Fact::Input, "ai.usage.tokens"),
        (Fact::Output, "ai.usage.outputTokens"),
        (Fact::Output, "ai.usage.completionTokens"),
        (Fact::CachedInput, "ai.usage.inputTokenDetails.cacheReadTokens"),
        (Fact::CachedInput, "ai.usage.cachedInputTokens"),
        (Fact::CacheWrite, "ai.usage.inputTokenDetails.cacheWriteTokens"),
        (Fact::Reasoning, "ai.usage.outputTokenDetails.reasoningTokens"),
        (Fact::Reasoning, "ai.usage.reasoningTokens"),
        (Fact::FirstTokenMillis, "ai.response.msToFirstChunk"),
        (Fact::FinishReasons, "ai.response.finishReason"),
        (Fact::FinishReasons, "ai.finishReason"),
    ],
    also: &["ai.telemetry.functionId"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let Some(operation) = seen.text("ai.operationId") else { return };
    let last = operation.rsplit('.').next().unwrap_or_default();
    let span_type = match last {
        "doGenerate" | "doStream" => SpanType::Model,
        "doEmbed" => SpanType::Embedding,
        "toolCall" => SpanType::Tool,
        "doRerank" | "rerank" => SpanType::Retrieval,
        _ => SpanType::Chain,
    };
    found.span_type(Some(span_type));
    if matches!(last, "doStream" | "streamText" | "streamObject") {
        found.streaming(Some(true), "ai.operationId");
    }
    if operation.contains("agent") || operation.contains("Agent") {
        found.agent_name(seen.text("ai.telemetry.functionId"), "ai.telemetry.functionId");
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;
    use waterglass_model::{GenAi, SpanFacts};

    use super::*;
    use crate::normalise;

    fn found<'a>(attributes: &[(&'a str, Value<'a>)]) -> GenAi<'a> {
        normalise(&SpanFacts { name: "ai", kind: 1, scope: "ai", attributes })
    }

    #[test]
    fn the_standard_names_go_first_and_the_own_fill_gaps() {
        let call = found(&[
            ("ai.operationId", Value::String("ai.streamText.doStream")),
            ("ai.usage.inputTokens", Value::Int(31)),
            ("ai.usage.cachedInputTokens", Value::Int(16)),
            ("gen_ai.usage.input_tokens", Value::Int(30)),
            ("ai.response.msToFirstChunk", Value::Double(12.5)),
            ("ai.telemetry.metadata.userId", Value::String("u")),
        ]);
        assert_eq!((call.span_type, call.dialect, call.streaming), (SpanType::Model, "vercel_ai", Some(true)));
        assert_eq!((call.usage.input, call.usage.cached_input), (Some(30), Some(16)));
        assert_eq!((call.time_to_first_token, call.user_id.as_deref()), (Some(12_500_000), Some("u")));
    }

    #[test]
    fn kinds_follow_the_operation() {
        let type_of = |operation| found(&[("ai.operationId", Value::String(operation))]).span_type;
        assert_eq!(type_of("ai.generateText"), SpanType::Chain);
        assert_eq!(type_of("ai.generateObject.doGenerate"), SpanType::Model);
        assert_eq!(type_of("ai.embedMany.doEmbed"), SpanType::Embedding);
        assert_eq!(type_of("ai.embed"), SpanType::Chain);
        assert_eq!(type_of("ai.toolCall"), SpanType::Tool);
    }
}
