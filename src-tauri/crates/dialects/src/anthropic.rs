//! The Anthropic SDK's own spans (anthropic 2.x: scope `com.anthropic.sdk.*`, server side `com.anthropic.claude-platform`): `gen_ai.*` with
//! the HTTP attributes on the same span, and the stop reason under a name of its own.
//!
//! Counting: `gen_ai.usage.input_tokens` includes cached reads and writes (the SDK adds them in; the wire does not).

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "anthropic",
    prefixes: &["anthropic."],
    scopes: &["com.anthropic.sdk.", "com.anthropic.claude-platform"],
    speaks: |_| true,
    facts: &[(Fact::FinishReasons, "anthropic.message.stop_reason")],
    also: &[],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    if let Some(tool) = seen.span.name.strip_prefix("anthropic.tool_use ") {
        found.span_type(Some(SpanType::Tool));
        found.tool_name(Some(tool), "name");
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn a_call_with_http_on_it_stays_a_call() {
        let attributes = [
            ("http.request.method", Value::String("POST")),
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.usage.input_tokens", Value::Int(131)),
            ("gen_ai.usage.cache_write.input_tokens", Value::Int(32)),
            ("gen_ai.usage.cache_read.input_tokens", Value::Int(64)),
            ("anthropic.message.stop_reason", Value::String("tool_use")),
        ];
        let scope = "com.anthropic.sdk.python";
        let call = normalise(&SpanFacts { name: "anthropic.messages.create", kind: 3, scope, attributes: &attributes });
        assert_eq!((call.span_type, call.dialect), (SpanType::Model, "anthropic"));
        assert_eq!(
            (call.usage.input, call.usage.cached_input, call.usage.cache_write),
            (Some(131), Some(64), Some(32))
        );
        assert_eq!(call.finish_reasons, ["tool_use"]);
    }
}
