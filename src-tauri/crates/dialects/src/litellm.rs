//! LiteLLM's OpenTelemetry callback: `gen_ai.*` (in its latest names without an operation), `llm.request.type`, dozens of empty
//! `metadata.*`, costs of its own, and below the call a `raw_gen_ai_request` that holds the wire as Python text.
//!
//! Counting: input includes cached tokens, output includes reasoning; both parts stand only in `metadata.usage_object`, written as Python
//! writes a dictionary. `raw_gen_ai_request` says usage in text only and is not read: it is the same call once more. The parts of
//! `gen_ai.cost.*` overlap, so only their total is taken.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "litellm",
    prefixes: &["litellm."],
    scopes: &["litellm"],
    speaks: |_| true,
    facts: &[(Fact::Cost, "gen_ai.cost.total_cost")],
    also: &[USAGE, "llm.request.type"],
    more,
};

const USAGE: &str = "metadata.usage_object";
const USAGE_BYTES: usize = 4096;

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    // Without an operation it is told apart from a chat by this alone.
    if matches!(seen.text("llm.request.type"), Some("embedding" | "aembedding")) {
        found.span_type(Some(SpanType::Embedding));
    }
    let Some(usage) = seen.value(USAGE) else { return };
    let known = found.so_far().usage;
    let number = |name| scan::count_in(usage, name, USAGE_BYTES);
    if known.input.is_some() {
        found.cached_input_tokens(number("cached_tokens").or_else(|| number("cache_read_input_tokens")), USAGE);
        found.cache_write_tokens(
            number("cache_creation_tokens").or_else(|| number("cache_creation_input_tokens")),
            USAGE,
        );
    }
    if known.output.is_some() {
        found.reasoning_tokens(number("reasoning_tokens"), USAGE);
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn details_are_read_out_of_python() {
        let usage = "{'prompt_tokens': 131, 'completion_tokens_details': {'audio_tokens': None, 'reasoning_tokens': 8}, \
                     'prompt_tokens_details': {'cached_tokens': 64}}";
        let attributes = [
            ("gen_ai.request.model", Value::String("gpt-4.1-mini")),
            ("gen_ai.usage.input_tokens", Value::Int(131)),
            ("gen_ai.usage.output_tokens", Value::Int(23)),
            ("gen_ai.cost.total_cost", Value::Double(7e-05)),
            ("llm.request.type", Value::String("completion")),
            ("litellm.call_id", Value::String("c")),
            (USAGE, Value::String(usage)),
        ];
        let call = normalise(&SpanFacts { name: "chat", kind: 3, scope: "litellm", attributes: &attributes });
        assert_eq!((call.span_type, call.dialect, call.operation), (SpanType::Model, "litellm", None));
        assert_eq!((call.usage.cached_input, call.usage.reasoning), (Some(64), Some(8)));
        assert_eq!(call.reported_cost, Some(7e-05));
        assert!(call.sources.contains(&("reasoning_tokens", USAGE)));
    }
}
