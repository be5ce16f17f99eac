//! LangSmith's OpenTelemetry output: `langsmith.span.kind` beside `gen_ai.*`, on chains and prompts as well as on calls.
//!
//! Counting: input includes cached tokens, output includes reasoning; chains may sum up the calls below them.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "langsmith",
    prefixes: &["langsmith."],
    scopes: &["langsmith"],
    speaks: |_| true,
    facts: &[],
    also: &[KIND],
    more,
};

const KIND: &str = "langsmith.span.kind";

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
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
        ];
        let found = normalise(&SpanFacts { name: "docs", kind: 1, scope: "langsmith", attributes: &attributes });
        assert_eq!((found.span_type, found.dialect), (SpanType::Retrieval, "langsmith"));
        assert_eq!(found.conversation_id.as_deref(), Some("t"));
    }
}
