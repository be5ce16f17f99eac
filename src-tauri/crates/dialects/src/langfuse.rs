//! Langfuse's own attributes (its SDKs from version 3): `langfuse.observation.*`, usage and cost as small JSON objects.
//!
//! Counting: `usage_details.input` leaves out what stands under other names beginning with `input` or `cache` (the details add up), so
//! cached tokens are added in. What OpenAI's answer said may stand there as it came, with its parts one level down: those are inside.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "langfuse",
    prefixes: &["langfuse.observation."],
    scopes: &["langfuse"],
    speaks: |_| true,
    facts: &[
        (Fact::Operation, "langfuse.observation.type"),
        (Fact::ResponseModel, "langfuse.observation.model.name"),
        (Fact::FinishReasons, "langfuse.observation.metadata.finish_reason"),
    ],
    also: &["langfuse.observation.type", USAGE, COST, FIRST_PIECE],
    more,
};

const USAGE: &str = "langfuse.observation.usage_details";
const COST: &str = "langfuse.observation.cost_details";
/// When the first piece came, as a date: only streamed answers have it.
const FIRST_PIECE: &str = "langfuse.observation.completion_start_time";
const BYTES: usize = 2048;

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    found.span_type(seen.text("langfuse.observation.type").and_then(type_of));
    let own_name = Some(seen.span.name).filter(|name| !name.is_empty());
    match found.known_type() {
        Some(SpanType::Tool) => found.tool_name(own_name, "name"),
        Some(SpanType::Agent) => found.agent_name(own_name, "name"),
        _ => {}
    }
    found.streaming(seen.text(FIRST_PIECE).map(|_| true), FIRST_PIECE);
    if let Some(usage) = seen.value(USAGE).filter(|_| !found.so_far().usage.is_said()) {
        let number = |names: &[&str]| names.iter().find_map(|name| scan::count_in(usage, name, BYTES));
        found.input_tokens(number(&["input", "prompt_tokens", "input_tokens", "promptTokens"]), USAGE);
        found.output_tokens(number(&["output", "completion_tokens", "output_tokens", "completionTokens"]), USAGE);
        found.cached_input_tokens(
            number(&["input_cached_tokens", "cache_read_input_tokens", "input_cache_read", "cached_tokens"]),
            USAGE,
        );
        found.cache_write_tokens(number(&["cache_creation_input_tokens", "input_cache_creation"]), USAGE);
        found.reasoning_tokens(number(&["output_reasoning_tokens", "output_reasoning", "reasoning_tokens"]), USAGE);
        let details_add_up = scan::count_in(usage, "input", BYTES).is_some();
        found.add_cached(details_add_up);
    }
    found.reported_cost(seen.value(COST).and_then(|cost| scan::amount_in(cost, "total", BYTES)), COST);
}

fn type_of(kind: &str) -> Option<SpanType> {
    Some(match kind {
        "generation" => SpanType::Model,
        "embedding" => SpanType::Embedding,
        "agent" => SpanType::Agent,
        "tool" => SpanType::Tool,
        "chain" => SpanType::Chain,
        "retriever" => SpanType::Retrieval,
        "evaluator" | "guardrail" => SpanType::Evaluator,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn usage_and_cost_are_read_out_of_their_json() {
        let attributes = [
            ("langfuse.observation.type", Value::String("generation")),
            ("langfuse.observation.model.name", Value::String("gpt-4o")),
            (USAGE, Value::String("{\"input\": 35, \"output\": 23, \"cache_read_input_tokens\": 64}")),
            (COST, Value::String("{\"input\": 0.1, \"total\": 0.25}")),
            ("user.id", Value::String("u")),
        ];
        let call = normalise(&SpanFacts { name: "gen", kind: 1, scope: "langfuse-sdk", attributes: &attributes });
        assert_eq!((call.span_type, call.dialect, call.model()), (SpanType::Model, "langfuse", Some("gpt-4o")));
        assert_eq!((call.usage.input, call.usage.output, call.reported_cost), (Some(99), Some(23), Some(0.25)));
    }

    #[test]
    fn usage_as_the_api_said_it_keeps_its_parts() {
        let usage = "{\"completion_tokens\": 31, \"prompt_tokens\": 137, \"completion_tokens_details\": {\"reasoning_tokens\": 3}, \
                     \"prompt_tokens_details\": {\"cached_tokens\": 16}}";
        let attributes = [
            ("langfuse.observation.type", Value::String("generation")),
            (USAGE, Value::String(usage)),
            (FIRST_PIECE, Value::String("\"2026-11-21T11:58:34.211981Z\"")),
            ("langfuse.observation.metadata.finish_reason", Value::String("\"tool_calls\"")),
        ];
        let call = normalise(&SpanFacts { name: "gen", kind: 1, scope: "langfuse-sdk", attributes: &attributes });
        assert_eq!((call.usage.input, call.usage.cached_input), (Some(137), Some(16)));
        assert_eq!((call.usage.output, call.usage.reasoning), (Some(31), Some(3)));
        assert_eq!((call.streaming, call.finish_reasons), (Some(true), vec!["tool_calls".into()]));
    }
}
