//! OpenTelemetry's GenAI convention: `gen_ai.*` on spans, as of semantic-conventions 1.41 and the semantic-conventions-genai repository,
//! with the deprecated names that many instrumentations still send (`gen_ai.system`, `gen_ai.usage.prompt_tokens`, …).
//!
//! Read here: operation, provider, models, response id, conversation, agent, tool, usage, finish reasons. `input_tokens` includes
//! cached tokens and `output_tokens` includes reasoning (the convention's counting rule), so nothing is ever added up.

use std::borrow::Cow;

use waterglass_model::otlp::Value;
use waterglass_model::{SpanFacts, SpanType};

use crate::{Dialect, Findings};

/// The row.
pub(crate) const DIALECT: Dialect = Dialect { name: "otel_genai", prefixes: &["gen_ai."], read };

/// Signs of a span without an operation, seen while walking its keys.
#[derive(Default)]
struct Signs {
    messages: bool,
    tool_call: bool,
    evaluation: bool,
    retrieval: bool,
    embedding: bool,
}

fn read<'a>(span: &SpanFacts<'_, 'a>, found: &mut Findings<'a>) -> bool {
    let mut signs = Signs::default();
    let mut old = Older::default();
    for (key, value) in span.attributes {
        let Some(name) = key.strip_prefix("gen_ai.") else { continue };
        match name {
            "operation.name" => found.operation(text(value), "gen_ai.operation.name"),
            "provider.name" => found.provider(text(value), "gen_ai.provider.name"),
            "request.model" => found.request_model(model(value), "gen_ai.request.model"),
            "response.model" => found.response_model(model(value), "gen_ai.response.model"),
            "response.id" => found.response_id(text(value), "gen_ai.response.id"),
            "conversation.id" => found.conversation_id(text(value), "gen_ai.conversation.id"),
            "agent.name" => found.agent_name(text(value), "gen_ai.agent.name"),
            "tool.name" => found.tool_name(text(value), "gen_ai.tool.name"),
            "usage.input_tokens" => found.input_tokens(count(value), "gen_ai.usage.input_tokens"),
            "usage.output_tokens" => found.output_tokens(count(value), "gen_ai.usage.output_tokens"),
            "response.finish_reasons" => found.finish_reasons(reasons(value), "gen_ai.response.finish_reasons"),
            "input.messages" | "output.messages" | "prompt" | "completion" => signs.messages = true,
            "tool.call.id" | "tool.call.arguments" | "tool.call.result" => signs.tool_call = true,
            "evaluation.name" => signs.evaluation = true,
            "retrieval.documents" | "retrieval.query.text" => signs.retrieval = true,
            "embeddings.dimension.count" => signs.embedding = true,
            other => old.take(other, value),
        }
    }
    old.fill(found);
    let by_operation = found.so_far().operation.as_deref().and_then(type_of_operation);
    found.span_type(by_operation.or_else(|| type_by_signs(found, &signs)));
    true
}

/// Deprecated or unofficial spellings: they count only where the current one is missing, whichever came first on the span.
#[derive(Default)]
struct Older<'a> {
    system: Option<&'a str>,
    thread: Option<&'a str>,
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    reason: Option<&'a str>,
}

impl<'a> Older<'a> {
    fn take(&mut self, name: &str, value: &Value<'a>) {
        match name {
            "system" => self.system = self.system.or(text(value)),
            // Azure AI agents' word for a conversation.
            "thread.id" => self.thread = self.thread.or(text(value)),
            "usage.prompt_tokens" => self.prompt_tokens = self.prompt_tokens.or(count(value)),
            "usage.completion_tokens" => self.completion_tokens = self.completion_tokens.or(count(value)),
            "response.finish_reason" => self.reason = self.reason.or(text(value)),
            _ => {}
        }
    }

    fn fill(self, found: &mut Findings<'a>) {
        found.provider(self.system, "gen_ai.system");
        found.conversation_id(self.thread, "gen_ai.thread.id");
        found.input_tokens(self.prompt_tokens, "gen_ai.usage.prompt_tokens");
        found.output_tokens(self.completion_tokens, "gen_ai.usage.completion_tokens");
        if let Some(reason) = self.reason.filter(|_| found.so_far().finish_reasons.is_empty()) {
            found.finish_reasons(vec![reason.into()], "gen_ai.response.finish_reason");
        }
    }
}

/// `gen_ai.operation.name`: the convention's values and those seen in the wild. `None`: it says nothing about the kind of work.
fn type_of_operation(operation: &str) -> Option<SpanType> {
    Some(match operation {
        "chat" | "generate_content" | "text_completion" => SpanType::Model,
        "embeddings" | "embedding" => SpanType::Embedding,
        "execute_tool" => SpanType::Tool,
        "invoke_agent" | "create_agent" | "start_thread_run" | "process_thread_run" => SpanType::Agent,
        "retrieval" | "search_memory" | "vector_db_retrieve" => SpanType::Retrieval,
        "create_memory"
        | "update_memory"
        | "upsert_memory"
        | "delete_memory"
        | "create_memory_store"
        | "delete_memory_store" => SpanType::Database,
        // Reads a response that another call made; says no usage of its own.
        "fetch_response" => SpanType::Http,
        "evaluate" | "apply_guardrail" => SpanType::Evaluator,
        "invoke_workflow" | "plan" | "execute_task" => SpanType::Function,
        _ => return None,
    })
}

/// Some libraries leave the operation out even on real calls. An agent's name is no sign: it also stands on spans inside the agent.
fn type_by_signs(found: &Findings<'_>, signs: &Signs) -> Option<SpanType> {
    let known = found.so_far();
    let names_model = known.model().is_some();
    let says_usage = known.usage.is_said();
    if signs.evaluation {
        Some(SpanType::Evaluator)
    } else if signs.embedding {
        Some(SpanType::Embedding)
    } else if names_model && (says_usage || signs.messages || known.response_id.is_some()) {
        Some(SpanType::Model)
    } else if known.tool_name.is_some() || signs.tool_call {
        Some(SpanType::Tool)
    } else if signs.retrieval {
        Some(SpanType::Retrieval)
    } else {
        None
    }
}

fn text<'a>(value: &Value<'a>) -> Option<&'a str> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// A model's name; the words libraries put where they know none are not names.
fn model<'a>(value: &Value<'a>) -> Option<&'a str> {
    text(value).filter(|name| !matches!(*name, "unknown" | "none" | "None"))
}

/// A count: an integer, an integral double or decimal text (libraries send all three), never negative.
fn count(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::Int(count) => u64::try_from(*count).ok(),
        Value::Double(count) if *count >= 0.0 && count.fract() == 0.0 && *count < 9e15 => Some(*count as u64),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Finish reasons: an array, a JSON array as text, or one bare text. Empty ones say nothing.
fn reasons<'a>(value: &Value<'a>) -> Vec<Cow<'a, str>> {
    let mut reasons: Vec<&'a str> = match value {
        Value::Array(_) => value.elements().filter_map(|element| text(&element)).collect(),
        Value::String(text) if text.starts_with('[') => serde_json::from_str(text).unwrap_or_else(|_| vec![*text]),
        Value::String(text) => vec![*text],
        _ => Vec::new(),
    };
    reasons.retain(|reason| !reason.is_empty());
    reasons.into_iter().map(Cow::Borrowed).collect()
}

#[cfg(test)]
mod tests {
    use waterglass_model::GenAi;

    use super::*;
    use crate::normalise;

    fn found<'a>(attributes: &[(&'a str, Value<'a>)]) -> GenAi<'a> {
        normalise(&SpanFacts { name: "s", kind: 3, scope: "", attributes })
    }

    #[test]
    fn a_current_call_is_read_with_its_sources() {
        let call = found(&[
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.provider.name", Value::String("openai")),
            ("gen_ai.request.model", Value::String("gpt-4o")),
            ("gen_ai.response.model", Value::String("gpt-4o-2024-11-20")),
            ("gen_ai.usage.input_tokens", Value::Int(31)),
            ("gen_ai.usage.output_tokens", Value::String("12")),
            ("gen_ai.response.finish_reasons", Value::String("[\"stop\", \"\"]")),
            ("http.request.method", Value::String("POST")),
        ]);
        assert_eq!(call.span_type, SpanType::Model);
        assert_eq!(
            (call.dialect, call.provider.as_deref(), call.model()),
            ("otel_genai", Some("openai"), Some("gpt-4o-2024-11-20"))
        );
        assert_eq!((call.usage.input, call.usage.output), (Some(31), Some(12)));
        assert_eq!(call.finish_reasons, ["stop"]);
        assert!(call.sources.contains(&("provider", "gen_ai.provider.name")));
        assert_eq!(call.sources.len(), 7);
    }

    #[test]
    fn old_names_fill_only_what_current_ones_leave_open() {
        let both = found(&[
            ("gen_ai.system", Value::String("az.ai.inference")),
            ("gen_ai.provider.name", Value::String("azure.ai.inference")),
            ("gen_ai.usage.prompt_tokens", Value::Int(3)),
            ("gen_ai.usage.input_tokens", Value::Int(4)),
            ("gen_ai.usage.completion_tokens", Value::Int(5)),
        ]);
        assert_eq!(both.provider.as_deref(), Some("azure.ai.inference"));
        assert_eq!((both.usage.input, both.usage.output), (Some(4), Some(5)));
        assert!(both.sources.contains(&("output_tokens", "gen_ai.usage.completion_tokens")));
    }

    #[test]
    fn not_said_is_not_zero() {
        let call = found(&[
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.request.model", Value::String("unknown")),
            ("gen_ai.usage.input_tokens", Value::String("null")),
            ("gen_ai.usage.output_tokens", Value::Int(-1)),
            ("gen_ai.response.finish_reasons", Value::String("")),
        ]);
        assert_eq!((call.usage.input, call.usage.output, call.model()), (None, None, None));
        assert!(call.finish_reasons.is_empty());
    }

    #[test]
    fn a_span_without_operation_is_known_by_what_it_carries() {
        let call = found(&[("gen_ai.request.model", Value::String("m")), ("gen_ai.usage.input_tokens", Value::Int(1))]);
        assert_eq!(call.span_type, SpanType::Model);
        assert_eq!(found(&[("gen_ai.tool.name", Value::String("t"))]).span_type, SpanType::Tool);
        let inner = found(&[("gen_ai.agent.name", Value::String("a")), ("http.method", Value::String("GET"))]);
        assert_eq!((inner.span_type, inner.agent_name.as_deref()), (SpanType::Http, Some("a")));
        let strange =
            found(&[("gen_ai.operation.name", Value::String("create_thread")), ("db.system", Value::String("x"))]);
        assert_eq!(strange.span_type, SpanType::Database);
    }
}
