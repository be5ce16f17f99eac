//! pydantic-ai and Logfire: `gen_ai.*` with a few names of their own (`model_name`, `agent_name`, `operation.cost`).
//!
//! Counting: input includes cached tokens, output includes reasoning. The agent's span sums up its calls, since version 2 under
//! `gen_ai.aggregated_usage.*`, before that under the same keys as the calls themselves.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings, scan};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "pydantic_ai",
    prefixes: &["pydantic_ai.", "logfire."],
    scopes: &["pydantic-ai", "pydantic_ai"],
    speaks: |_| true,
    facts: &[(Fact::Cost, "operation.cost")],
    also: &[
        "model_name",
        "agent_name",
        "all_messages_events",
        "pydantic_ai.all_messages",
        "gen_ai.output.messages",
        "response_data",
        "logfire.level_num",
        RAW_USAGE,
    ],
    more,
};

const RAW_USAGE: &str = "gen_ai.usage.raw";
const RAW_BYTES: usize = 2048;

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    if seen.span.scope.starts_with("logfire.") {
        parts_of_usage(seen, found);
        return streamed(seen, found);
    }
    // Bare names, so only of spans that are this library's.
    if !seen.span.scope.starts_with("pydantic") {
        return;
    }
    found.request_model(seen.value("model_name").and_then(crate::values::model), "model_name");
    found.agent_name(seen.text("agent_name"), "agent_name");
    if seen.has("pydantic_ai.all_messages") || seen.has("all_messages_events") || seen.span.name == "agent run" {
        found.span_type(Some(SpanType::Agent));
    } else if seen.span.name.starts_with("running tool: ") {
        found.span_type(Some(SpanType::Tool));
    } else if seen.span.name.starts_with("running ") && seen.span.name.ends_with(" tools") {
        found.span_type(Some(SpanType::Chain));
    }
}

/// Logfire says the sums, which include them, and beside those the answer's usage as it came.
fn parts_of_usage(seen: &Seen<'_, '_, '_>, found: &mut Findings<'_>) {
    let Some(raw) = seen.value(RAW_USAGE).filter(|_| found.so_far().usage.is_said()) else { return };
    let number = |names: &[&str]| names.iter().find_map(|name| scan::count_in(raw, name, RAW_BYTES));
    found.cached_input_tokens(number(&["cached_tokens", "cache_read_input_tokens"]), RAW_USAGE);
    found.cache_write_tokens(number(&["cache_creation_input_tokens"]), RAW_USAGE);
    found.reasoning_tokens(number(&["reasoning_tokens"]), RAW_USAGE);
}

/// Logfire tells of a streamed call in two spans: one ends where the stream opens, knowing nothing of the answer; one, without length, says
/// at the end what came. The latter is the call; two of them would make the trace wait for a usage that nobody has.
fn streamed<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    if seen.span.name.starts_with("streaming response from ") {
        return found.streaming(Some(true), "name");
    }
    let known = found.so_far();
    // A failed call has a level; an answered one an id, usage or its payload.
    let answered = known.usage.is_said() || known.response_id.is_some();
    let told = ["gen_ai.output.messages", "response_data", "logfire.level_num"].iter().any(|key| seen.has(key));
    if found.known_type() == Some(SpanType::Model) && !answered && !told {
        found.retype(SpanType::Chain);
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn an_agents_run_says_what_its_calls_used() {
        let attributes = [
            ("model_name", Value::String("gpt-4o-mini")),
            ("agent_name", Value::String("weather-agent")),
            ("gen_ai.aggregated_usage.input_tokens", Value::Int(62)),
            ("gen_ai.aggregated_usage.details.reasoning_tokens", Value::Int(8)),
            ("pydantic_ai.all_messages", Value::String("[]")),
        ];
        let run = normalise(&SpanFacts { name: "agent run", kind: 1, scope: "pydantic-ai", attributes: &attributes });
        assert_eq!(
            (run.span_type, run.dialect, run.agent_name.as_deref()),
            (SpanType::Agent, "pydantic_ai", Some("weather-agent"))
        );
        assert_eq!((run.usage.input, run.usage.reasoning, run.model()), (Some(62), Some(8), Some("gpt-4o-mini")));
    }

    #[test]
    fn a_streamed_call_of_logfire_is_one_call() {
        let opened = [
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.request.model", Value::String("gpt-4o")),
            ("gen_ai.input.messages", Value::String("[]")),
            ("gen_ai.response.model", Value::String("gpt-4o")),
            ("logfire.span_type", Value::String("span")),
        ];
        let read = |name, attributes: &[(&'static str, Value<'static>)]| {
            let found = normalise(&SpanFacts { name, kind: 1, scope: "logfire.openai", attributes });
            (found.span_type, found.streaming)
        };
        assert_eq!(read("Chat Completion with {request_data[model]!r}", &opened), (SpanType::Chain, None));
        let and = |more| opened.iter().copied().chain([more]).collect::<Vec<_>>();
        let failed = and(("logfire.level_num", Value::Int(17)));
        assert_eq!(read("Chat Completion with {request_data[model]!r}", &failed), (SpanType::Model, None));
        let ended = and(("gen_ai.usage.input_tokens", Value::Int(5)));
        let raw = Value::String("{\"prompt_tokens_details\": {\"cached_tokens\": 4}}");
        let ended: Vec<_> = ended.into_iter().chain([("gen_ai.usage.raw", raw)]).collect();
        let parts = normalise(&SpanFacts { name: "x", kind: 1, scope: "logfire.openai", attributes: &ended }).usage;
        assert_eq!((parts.input, parts.cached_input), (Some(5), Some(4)));
        assert_eq!(read("streaming response from {request_data[model]!r} took", &ended), (SpanType::Model, Some(true)));
    }

    #[test]
    fn bare_names_are_read_of_its_own_spans_only() {
        let attributes = [("logfire.msg", Value::String("x")), ("model_name", Value::String("users"))];
        let other = normalise(&SpanFacts { name: "query", kind: 1, scope: "logfire", attributes: &attributes });
        assert_eq!(other.model(), None);
    }
}
