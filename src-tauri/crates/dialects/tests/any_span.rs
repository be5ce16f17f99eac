//! Whatever a span carries, of however many dialects at once: reading it never fails, does not depend on the order of its attributes, and
//! every fact says where it came from.

use std::collections::BTreeSet;

use proptest::prelude::*;
use waterglass_dialects::{DIALECTS, SESSION_KEYS, USER_KEYS, normalise};
use waterglass_model::otlp::Value;
use waterglass_model::{GenAi, SpanFacts};

const TEXTS: &[&str] = &[
    "",
    "chat",
    "LLM",
    "\"CHAT_MODEL\"",
    "promptflow",
    "unknown",
    "null",
    "0",
    "31",
    "-5",
    "18446744073709551616",
    "12.5",
    "[\"stop\", null]",
    "[1, 2",
    "{\"model\": \"m\", \"input_tokens\": 3, \"cached_tokens\": 9}",
    "{'cached_tokens': 64, 'reasoning_tokens': 99999999999999999999}",
    "{\"a\": \"\\\"",
    "é\u{0}\u{202e}",
];

/// Keys that no row names, but that `speaks` and `more` look at.
const OTHER_KEYS: &[&str] = &[
    "framework",
    "function",
    "inputs",
    "output",
    "metadata",
    "signature",
    "type",
    "span.type",
    "traceloop.span.kind",
    "llm.request.type",
    "llm.invocation_parameters",
    "mlflow.chat.tokenUsage",
    "metadata.usage_object",
    "mastra.span.type",
    "spring.ai.kind",
    "langfuse.observation.usage_details",
    "gen_ai.aggregated_usage.input_tokens",
    "http.request.method",
    "gen_ai.",
    "x",
];

fn keys() -> Vec<&'static str> {
    let rows = DIALECTS.iter().flat_map(|dialect| dialect.facts.iter().map(|(_, key)| *key));
    let all: BTreeSet<&str> = rows.chain(SESSION_KEYS.iter().chain(USER_KEYS).chain(OTHER_KEYS).copied()).collect();
    all.into_iter().collect()
}

fn any_value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        4 => proptest::sample::select(TEXTS).prop_map(Value::String),
        2 => any::<i64>().prop_map(Value::Int),
        2 => (0i64..500).prop_map(Value::Int),
        1 => any::<f64>().prop_map(Value::Double),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Array(&[0x0a, 0x03, 0x0a, 0x01, b's'])),
        1 => Just(Value::Array(&[0xff, 0xff])),
        1 => Just(Value::Empty),
    ]
}

fn fields(found: &GenAi<'_>) -> Vec<&'static str> {
    let usage = &found.usage;
    [
        ("operation", found.operation.is_some()),
        ("provider", found.provider.is_some()),
        ("request_model", found.request_model.is_some()),
        ("response_model", found.response_model.is_some()),
        ("response_id", found.response_id.is_some()),
        ("conversation_id", found.conversation_id.is_some()),
        ("user_id", found.user_id.is_some()),
        ("agent_name", found.agent_name.is_some()),
        ("tool_name", found.tool_name.is_some()),
        ("input_tokens", usage.input.is_some()),
        ("output_tokens", usage.output.is_some()),
        ("cached_input_tokens", usage.cached_input.is_some()),
        ("cache_write_tokens", usage.cache_write.is_some()),
        ("reasoning_tokens", usage.reasoning.is_some()),
        ("audio_input_tokens", usage.audio_input.is_some()),
        ("audio_output_tokens", usage.audio_output.is_some()),
        ("time_to_first_token", found.time_to_first_token.is_some()),
        ("streaming", found.streaming.is_some()),
        ("reported_cost", found.reported_cost.is_some()),
        ("finish_reasons", !found.finish_reasons.is_empty()),
    ]
    .into_iter()
    .filter_map(|(field, said)| said.then_some(field))
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_span_is_read(
        picked in proptest::collection::btree_map(proptest::sample::select(keys()), any_value(), 0..40),
        name in proptest::sample::select(vec!["", "chat", "execute_tool (merged)", "claude_code.llm_request", "agent run"]),
        scope in proptest::sample::select(vec!["", "prompty", "pydantic-ai", "litellm", "agent_framework", "gcp.vertex.agent"]),
        seed in any::<u64>(),
    ) {
        let mut attributes: Vec<(&str, Value<'_>)> = picked.into_iter().collect();
        let found = normalise(&SpanFacts { name, kind: 3, scope, attributes: &attributes });

        let mut sources: Vec<&str> = found.sources.iter().map(|(field, _)| *field).collect();
        let mut said = fields(&found);
        sources.sort_unstable();
        said.sort_unstable();
        prop_assert_eq!(sources, said);
        for (_, key) in &found.sources {
            prop_assert!(*key == "name" || attributes.iter().any(|(known, _)| known == key), "{}", key);
        }
        prop_assert!(found.usage.input.is_none_or(|count| count <= 3 << 53));

        let mut shuffled: Vec<(u64, (&str, Value<'_>))> =
            attributes.drain(..).enumerate().map(|(at, one)| ((at as u64 + 1).wrapping_mul(seed | 1), one)).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(_, one)| one).collect();
        let again = normalise(&SpanFacts { name, kind: 3, scope, attributes: &shuffled });
        prop_assert_eq!(format!("{found:?}"), format!("{again:?}"));
    }
}
