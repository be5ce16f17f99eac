//! Genkit: `genkit:type` and `genkit:metadata:subtype`; the model as `plugin/model` in `genkit:name`.
//!
//! Counting: usage stands only inside the answer's JSON (`genkit:output`), so at ingest a call says none; flows and prompts never do.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "genkit",
    prefixes: &["genkit:"],
    scopes: &[],
    speaks: |_| true,
    facts: &[],
    also: &[NAME, SUBTYPE, "genkit:type"],
    more,
};

const NAME: &str = "genkit:name";
const SUBTYPE: &str = "genkit:metadata:subtype";

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let Some(subtype) = seen.text(SUBTYPE) else {
        if matches!(seen.text("genkit:type"), Some("flowStep" | "util" | "promptTemplate")) {
            found.span_type(Some(SpanType::Chain));
        }
        return;
    };
    found.operation(Some(subtype), SUBTYPE);
    // `tool.v2`
    let span_type = match subtype.split('.').next().unwrap_or(subtype) {
        "model" | "background-model" => SpanType::Model,
        "embedder" => SpanType::Embedding,
        "retriever" | "indexer" | "reranker" => SpanType::Retrieval,
        "tool" => SpanType::Tool,
        "agent" => SpanType::Agent,
        "prompt" | "executable-prompt" => SpanType::Prompt,
        "evaluator" => SpanType::Evaluator,
        "flow" => SpanType::Chain,
        _ => return,
    };
    found.span_type(Some(span_type));
    let Some(name) = seen.text(NAME) else { return };
    match span_type {
        SpanType::Model | SpanType::Embedding => {
            let (plugin, model) = name.split_once('/').map_or((None, name), |(plugin, model)| (Some(plugin), model));
            found.request_model(Some(model), NAME);
            found.provider(plugin, NAME);
        }
        SpanType::Tool => found.tool_name(Some(name), NAME),
        SpanType::Agent => found.agent_name(Some(name), NAME),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn kinds_and_names_are_read() {
        let of = |subtype| {
            let attributes = [
                ("genkit:type", Value::String("action")),
                ("genkit:metadata:subtype", Value::String(subtype)),
                ("genkit:name", Value::String("googleai/gemini-2.5-flash")),
                ("genkit:sessionId", Value::String("s")),
            ];
            normalise(&SpanFacts { name: "x", kind: 1, scope: "genkit-tracer", attributes: &attributes })
        };
        let call = of("model");
        assert_eq!(
            (call.span_type, call.model(), call.provider.as_deref()),
            (SpanType::Model, Some("gemini-2.5-flash"), Some("googleai"))
        );
        assert_eq!(call.conversation_id.as_deref(), Some("s"));
        assert_eq!(of("tool.v2").span_type, SpanType::Tool);
        assert_eq!(of("flow").span_type, SpanType::Chain);
    }
}
