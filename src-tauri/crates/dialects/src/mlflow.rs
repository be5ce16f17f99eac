//! MLflow's own attributes (mlflow-tracing 2 and 3, over OTLP): every value is JSON text once more, so that a text carries its own quotes; the
//! client's own export sends structures instead.
//!
//! Counting: `mlflow.chat.tokenUsage` is one call's; agents and chains do not repeat it (what is summed up over a trace is a tag of the
//! trace, not of a span). It is what the provider's answer said: of Anthropic that leaves cached tokens out, so they are added in.

use waterglass_model::SpanType;
use waterglass_model::otlp::Value;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan, values};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "mlflow",
    prefixes: &["mlflow."],
    scopes: &[],
    speaks: |_| true,
    facts: &[(Fact::Operation, "mlflow.spanType"), (Fact::Provider, "mlflow.llm.provider")],
    also: &[
        "mlflow.chat.tokenUsage",
        "mlflow.llm.model",
        "mlflow.llm.cost",
        "mlflow.message.format",
        "mlflow.spanInputs",
        "mlflow.spanFunctionName",
    ],
    more,
};

const USAGE: &str = "mlflow.chat.tokenUsage";
/// Usage and cost are small objects; of anything longer only the end is looked at.
const SMALL: usize = 1024;

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let kind = seen.text("mlflow.spanType");
    let span_type = kind.and_then(type_of);
    found.span_type(span_type);
    match span_type {
        Some(SpanType::Tool) => found.tool_name(Some(seen.span.name).filter(|name| !name.is_empty()), "name"),
        Some(SpanType::Agent) => found.agent_name(Some(seen.span.name).filter(|name| !name.is_empty()), "name"),
        _ => {}
    }
    models(seen, span_type, found);
    if let Some(usage) = seen.value(USAGE) {
        usage_of(usage, seen, found);
    }
    let cost = seen.value("mlflow.llm.cost").and_then(|cost| scan::amount_in(cost, "total_cost", SMALL));
    found.reported_cost(cost, "mlflow.llm.cost");
}

/// `mlflow.llm.model` is the model asked for until the answer names another.
fn models<'a>(seen: &Seen<'_, '_, 'a>, span_type: Option<SpanType>, found: &mut Findings<'a>) {
    const NAMED: &str = "mlflow.llm.model";
    let named = seen.value(NAMED).and_then(values::model);
    let calls = matches!(span_type, Some(SpanType::Model | SpanType::Embedding));
    let asked = seen.value("mlflow.spanInputs").filter(|_| calls).and_then(|inputs| scan::text_in(inputs, &["model"]));
    if let (Some(asked), Some(named)) = (asked, named)
        && asked != named
    {
        found.response_model(Some(named), NAMED);
    } else {
        found.request_model(named, NAMED);
    }
    found.request_model(asked, "mlflow.spanInputs");
}

fn usage_of(usage: &Value<'_>, seen: &Seen<'_, '_, '_>, found: &mut Findings<'_>) {
    let number = |name| scan::count_in(usage, name, SMALL);
    let before = found.so_far().usage.input;
    found.input_tokens(number("input_tokens"), USAGE);
    found.output_tokens(number("output_tokens"), USAGE);
    found.cached_input_tokens(number("cache_read_input_tokens"), USAGE);
    found.cache_write_tokens(number("cache_creation_input_tokens"), USAGE);
    if before.is_none() {
        let wire_of_anthropic = seen.value("mlflow.message.format").and_then(values::text) == Some("anthropic");
        found.add_cached(wire_of_anthropic);
    }
}

fn type_of(kind: &str) -> Option<SpanType> {
    Some(match kind {
        "LLM" | "CHAT_MODEL" => SpanType::Model,
        "EMBEDDING" => SpanType::Embedding,
        "AGENT" => SpanType::Agent,
        "TOOL" => SpanType::Tool,
        "RETRIEVER" | "RERANKER" | "MEMORY" => SpanType::Retrieval,
        "CHAIN" | "WORKFLOW" | "TASK" | "PARSER" => SpanType::Chain,
        "GUARDRAIL" | "EVALUATOR" => SpanType::Evaluator,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use waterglass_model::{GenAi, SpanFacts};

    use super::*;
    use crate::normalise;

    fn found<'a>(attributes: &[(&'a str, Value<'a>)]) -> GenAi<'a> {
        normalise(&SpanFacts { name: "lookup", kind: 1, scope: "mlflow.tracing.provider", attributes })
    }

    #[test]
    fn values_are_read_out_of_their_json() {
        let call = found(&[
            ("mlflow.spanType", Value::String("\"CHAT_MODEL\"")),
            (
                "mlflow.chat.tokenUsage",
                Value::String("{\"input_tokens\": 31, \"output_tokens\": 12, \"total_tokens\": 43}"),
            ),
            ("mlflow.spanInputs", Value::String("{\"messages\": [], \"model\": \"gpt-4o\"}")),
            ("mlflow.llm.cost", Value::String("{\"input_cost\": 0.1, \"output_cost\": 0.2, \"total_cost\": 0.3}")),
        ]);
        assert_eq!((call.span_type, call.dialect), (SpanType::Model, "mlflow"));
        assert_eq!((call.operation.as_deref(), call.model()), (Some("CHAT_MODEL"), Some("gpt-4o")));
        assert_eq!((call.usage.input, call.usage.output, call.reported_cost), (Some(31), Some(12), Some(0.3)));
        let tool = found(&[("mlflow.spanType", Value::String("\"TOOL\""))]);
        assert_eq!((tool.span_type, tool.tool_name.as_deref()), (SpanType::Tool, Some("lookup")));
        assert_eq!(found(&[("mlflow.spanType", Value::String("\"UNKNOWN\""))]).span_type, SpanType::Function);
    }

    #[test]
    fn the_model_that_answered_is_told_from_the_one_asked_for() {
        let models = |inputs: &'static str| {
            let call = found(&[
                ("mlflow.spanType", Value::String("\"LLM\"")),
                ("mlflow.llm.model", Value::String("\"gpt-4o-2024-11-20\"")),
                ("mlflow.spanInputs", Value::String(inputs)),
            ]);
            (call.request_model.unwrap_or_default().into_owned(), call.response_model.map(std::borrow::Cow::into_owned))
        };
        let dated = "gpt-4o-2024-11-20".to_owned();
        assert_eq!(models("{\"model\": \"gpt-4o\"}"), ("gpt-4o".to_owned(), Some(dated.clone())));
        assert_eq!(models("{\"model\": \"gpt-4o-2024-11-20\"}"), (dated.clone(), None));
        assert_eq!(models("{}"), (dated, None));
    }

    #[test]
    fn what_anthropic_leaves_out_is_added() {
        let usage = "{\"input_tokens\": 35, \"output_tokens\": 23, \"cache_read_input_tokens\": 10, \"cache_creation_input_tokens\": 2}";
        let said = |format| {
            found(&[("mlflow.chat.tokenUsage", Value::String(usage)), ("mlflow.message.format", Value::String(format))])
                .usage
        };
        assert_eq!(said("\"anthropic\"").input, Some(47));
        assert_eq!(said("\"openai\"").input, Some(35));
        assert_eq!((said("\"openai\"").cached_input, said("\"openai\"").cache_write), (Some(10), Some(2)));
    }
}
