//! Microsoft promptflow (promptflow-tracing 1.x): every span has `framework` = `promptflow` and a `span_type`.
//!
//! Counting: `llm.usage.*` of LLM and Embedding spans is one call's. `__computed__.cumulative_token_count.*` repeats what the spans below
//! say, is often incomplete (its keys collide with the details of current OpenAI clients), and is never read. Cached and reasoning tokens
//! stand only in the answer kept as JSON text in `output`, near its end.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "promptflow",
    prefixes: &["framework"],
    scopes: &[],
    speaks: |seen| seen.text("framework") == Some("promptflow"),
    facts: &[
        (Fact::Operation, "span_type"),
        (Fact::ResponseModel, "llm.response.model"),
        (Fact::Input, "llm.usage.prompt_tokens"),
        (Fact::Output, "llm.usage.completion_tokens"),
    ],
    also: &["framework", "function", "inputs", "output", "output_type"],
    more,
};

/// The usage object ends an answer; with room for what may follow in a list of chunks.
const END: usize = 2048;

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let kind = seen.text("span_type").map(|kind| kind.rsplit('.').next().unwrap_or(kind));
    let span_type = kind.and_then(type_of);
    found.span_type(span_type);
    if !matches!(span_type, Some(SpanType::Model | SpanType::Embedding)) {
        return;
    }
    // `openai.resources.chat.completions.completions.Completions.create`
    let library = seen.text("function").and_then(|function| function.split_once('.')).map(|(library, _)| library);
    found.provider(library, "function");
    found.request_model(seen.value("inputs").and_then(|inputs| scan::text_in(inputs, &["model"])), "inputs");
    if seen.text("output_type") == Some("iterated") {
        found.streaming(Some(true), "output_type");
    }
    let Some(output) = seen.value("output") else { return };
    found.response_id(scan::text_in(output, &["id"]), "output");
    let usage = found.so_far().usage;
    if usage.input.is_some() {
        found.cached_input_tokens(scan::count_in(output, "cached_tokens", END), "output");
    }
    if usage.output.is_some() {
        found.reasoning_tokens(scan::count_in(output, "reasoning_tokens", END), "output");
    }
}

fn type_of(kind: &str) -> Option<SpanType> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "llm" => SpanType::Model,
        "embedding" => SpanType::Embedding,
        "retrieval" => SpanType::Retrieval,
        "flow" | "langchain" => SpanType::Chain,
        "tool" => SpanType::Tool,
        "agent" => SpanType::Agent,
        "http" => SpanType::Http,
        "function" => SpanType::Function,
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
        normalise(&SpanFacts { name: "openai_chat", kind: 1, scope: "promptflow", attributes })
    }

    #[test]
    fn a_call_is_read_and_what_is_summed_up_is_not() {
        let output = "{\n  \"id\": \"chatcmpl-1\",\n  \"usage\": {\n    \"prompt_tokens_details\": {\n      \"cached_tokens\": 16\n    }\n  }\n}";
        let call = found(&[
            ("framework", Value::String("promptflow")),
            ("span_type", Value::String("LLM")),
            ("function", Value::String("openai.resources.chat.completions.completions.Completions.create")),
            ("inputs", Value::String("{\n  \"messages\": [],\n  \"model\": \"gpt-4o\"\n}")),
            ("output", Value::String(output)),
            ("llm.usage.prompt_tokens", Value::Int(31)),
            ("__computed__.cumulative_token_count.total", Value::Int(43)),
        ]);
        assert_eq!(
            (call.span_type, call.dialect, call.provider.as_deref()),
            (SpanType::Model, "promptflow", Some("openai"))
        );
        assert_eq!((call.request_model.as_deref(), call.response_id.as_deref()), (Some("gpt-4o"), Some("chatcmpl-1")));
        assert_eq!((call.usage.input, call.usage.output, call.usage.cached_input), (Some(31), None, Some(16)));
        let flow = found(&[
            ("framework", Value::String("promptflow")),
            ("span_type", Value::String("Flow")),
            ("__computed__.cumulative_token_count.prompt", Value::Int(43)),
            ("session_id", Value::String("s")),
        ]);
        assert_eq!((flow.span_type, flow.usage.is_said()), (SpanType::Chain, false));
        assert_eq!(flow.conversation_id.as_deref(), Some("s"));
    }

    #[test]
    fn a_framework_of_another_name_is_not_promptflow() {
        let other = found(&[("framework", Value::String("django")), ("span_type", Value::String("LLM"))]);
        assert_eq!((other.dialect, other.span_type), ("", SpanType::Function));
    }
}
