//! Claude Code's spans: `span.type` (`interaction`, `llm_request`, `tool`, …) and bare names.
//!
//! Counting: the wire's own figures: `input_tokens` leaves out what was read from and written to the cache, so both are added in.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings, values};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "claude_code",
    prefixes: &["span.type"],
    scopes: &["com.anthropic.claude_code"],
    speaks: |seen| {
        seen.span.scope.starts_with("com.anthropic.claude_code") || seen.span.name.starts_with("claude_code.")
    },
    facts: &[],
    also: &[
        "span.type",
        "model",
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "cache_creation_tokens",
        "ttft_ms",
        "tool_name",
        "stop_reason",
        "request_id",
    ],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let kind = seen.text("span.type").unwrap_or_default();
    found.span_type(match kind {
        "llm_request" => Some(SpanType::Model),
        "interaction" => Some(SpanType::Agent),
        "tool" => Some(SpanType::Tool),
        "hook" | "tool.execution" | "tool.blocked_on_user" => Some(SpanType::Function),
        _ => None,
    });
    found.operation(Some(kind).filter(|kind| !kind.is_empty()), "span.type");
    found.tool_name(seen.text("tool_name"), "tool_name");
    if kind != "llm_request" {
        return;
    }
    found.provider(Some("anthropic"), "span.type");
    found.response_model(seen.value("model").and_then(values::model), "model");
    found.input_tokens(seen.count("input_tokens"), "input_tokens");
    found.output_tokens(seen.count("output_tokens"), "output_tokens");
    found.cached_input_tokens(seen.count("cache_read_tokens"), "cache_read_tokens");
    found.cache_write_tokens(seen.count("cache_creation_tokens"), "cache_creation_tokens");
    found.add_cached(true);
    found.time_to_first_token(seen.value("ttft_ms").and_then(|length| values::duration(length, 1e6)), "ttft_ms");
    found.response_id(seen.text("request_id"), "request_id");
    if let Some(reason) = seen.text("stop_reason") {
        found.finish_reasons(vec![reason.into()], "stop_reason");
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn the_wires_figures_are_made_whole() {
        let attributes = [
            ("span.type", Value::String("llm_request")),
            ("model", Value::String("claude-opus-4-5")),
            ("input_tokens", Value::Int(35)),
            ("output_tokens", Value::Int(23)),
            ("cache_read_tokens", Value::Int(20)),
            ("cache_creation_tokens", Value::Int(3)),
            ("ttft_ms", Value::Int(120)),
        ];
        let of = |name| normalise(&SpanFacts { name, kind: 1, scope: "tracing", attributes: &attributes });
        let call = of("claude_code.llm_request");
        assert_eq!((call.span_type, call.usage.input, call.usage.cached_input), (SpanType::Model, Some(58), Some(20)));
        assert_eq!((call.time_to_first_token, call.dialect), (Some(120_000_000), "claude_code"));
        assert_eq!((of("other").dialect, of("other").usage.is_said()), ("", false), "bare names are anybody's");
    }
}
