//! LangSmith's OpenTelemetry output: `langsmith.span.kind` beside `gen_ai.*`, on chains and prompts as well as on calls.
//!
//! Counting: input includes cached tokens, output includes reasoning; the parts stand in small dictionaries written as text. Chains may sum
//! up the calls below them. `langsmith.trace.session_id` names a project, no session.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "langsmith",
    prefixes: &["langsmith."],
    scopes: &["langsmith"],
    speaks: |_| true,
    facts: &[(Fact::Streaming, "langsmith.request.streaming")],
    also: &[KIND, INPUT_DETAILS, OUTPUT_DETAILS],
    more,
};

const KIND: &str = "langsmith.span.kind";
const INPUT_DETAILS: &str = "gen_ai.usage.input_token_details";
const OUTPUT_DETAILS: &str = "gen_ai.usage.output_token_details";
const BYTES: usize = 1024;

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    if let Some(details) = seen.value(INPUT_DETAILS) {
        found.cached_input_tokens(scan::count_in(details, "cache_read", BYTES), INPUT_DETAILS);
        found.cache_write_tokens(scan::count_in(details, "cache_creation", BYTES), INPUT_DETAILS);
        found.audio_input_tokens(scan::count_in(details, "audio", BYTES), INPUT_DETAILS);
    }
    if let Some(details) = seen.value(OUTPUT_DETAILS) {
        found.reasoning_tokens(scan::count_in(details, "reasoning", BYTES), OUTPUT_DETAILS);
        found.audio_output_tokens(scan::count_in(details, "audio", BYTES), OUTPUT_DETAILS);
    }
    let Some(kind) = seen.text(KIND) else { return };
    // Its operations know calls and tools only, and call a retriever `embeddings`.
    if let Some(span_type) = type_of(kind) {
        found.retype(span_type);
    }
    found.operation(Some(kind), KIND);
    let own_name = Some(seen.span.name).filter(|name| !name.is_empty());
    if found.known_type() == Some(SpanType::Tool) {
        found.tool_name(own_name, "name");
    }
}

fn type_of(kind: &str) -> Option<SpanType> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "llm" => SpanType::Model,
        "embedding" => SpanType::Embedding,
        "tool" => SpanType::Tool,
        "retriever" => SpanType::Retrieval,
        "prompt" => SpanType::Prompt,
        "chain" | "parser" => SpanType::Chain,
        "agent" => SpanType::Agent,
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
    fn the_kind_goes_before_the_operation() {
        let attributes = [
            ("gen_ai.operation.name", Value::String("embeddings")),
            ("langsmith.span.kind", Value::String("retriever")),
            ("langsmith.metadata.thread_id", Value::String("t")),
            (INPUT_DETAILS, Value::String("{'cache_read': 16}")),
        ];
        let found = normalise(&SpanFacts { name: "docs", kind: 1, scope: "langsmith", attributes: &attributes });
        assert_eq!((found.span_type, found.dialect), (SpanType::Retrieval, "langsmith"));
        assert_eq!((found.conversation_id.as_deref(), found.usage.cached_input), (Some("t"), Some(16)));
    }
}
