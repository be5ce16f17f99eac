//! Haystack's own tracing: spans `haystack.pipeline.run`, `haystack.component.run` and `haystack.agent.*`, the component's class in an attribute.
//!
//! Counting: no usage is said outside the contents of components, so its totals are unknown, never 0.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "haystack",
    prefixes: &["haystack."],
    scopes: &[],
    speaks: |_| true,
    facts: &[(Fact::Tool, "haystack.tool.name"), (Fact::RequestModel, "haystack.model")],
    also: &["haystack.component.type"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let by_name = match seen.span.name {
        "haystack.agent.run" => Some(SpanType::Agent),
        "haystack.agent.step.llm" | "haystack.chat_generator.run" => Some(SpanType::Model),
        "haystack.agent.step.tool" => Some(SpanType::Tool),
        "haystack.pipeline.run" | "haystack.async_pipeline.run" | "haystack.agent.step" => Some(SpanType::Chain),
        _ => None,
    };
    found.span_type(by_name.or_else(|| Some(type_of(seen.text("haystack.component.type")?))));
}

fn type_of(component: &str) -> SpanType {
    if component.ends_with("Generator") {
        SpanType::Model
    } else if component.ends_with("Embedder") {
        SpanType::Embedding
    } else if component.ends_with("Retriever") || component.ends_with("Ranker") || component.ends_with("WebSearch") {
        SpanType::Retrieval
    } else if component.ends_with("PromptBuilder") {
        SpanType::Prompt
    } else if component.ends_with("ToolInvoker") {
        SpanType::Tool
    } else if component.ends_with("Evaluator") {
        SpanType::Evaluator
    } else if component.ends_with("Agent") {
        SpanType::Agent
    } else {
        SpanType::Chain
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn components_are_known_by_their_class() {
        let of = |class| {
            let attributes = [("haystack.component.type", Value::String(class))];
            normalise(&SpanFacts {
                name: "haystack.component.run",
                kind: 1,
                scope: "haystack",
                attributes: &attributes,
            })
        };
        assert_eq!(of("OpenAIChatGenerator").span_type, SpanType::Model);
        assert_eq!(of("SentenceTransformersTextEmbedder").span_type, SpanType::Embedding);
        assert_eq!(of("ChatPromptBuilder").span_type, SpanType::Prompt);
        assert_eq!((of("DocumentJoiner").span_type, of("DocumentJoiner").dialect), (SpanType::Chain, "haystack"));
    }
}
