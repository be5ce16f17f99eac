//! Google's Agent Development Kit: `gen_ai.*` and `gcp.vertex.agent.*`, in older releases a `call_llm` span around the call.
//!
//! Counting: input includes cached tokens; its instrumentation adds thinking to the output, which Gemini's own wire leaves out.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "google_adk",
    prefixes: &["gcp.vertex.agent."],
    scopes: &["gcp.vertex.agent"],
    speaks: |_| true,
    facts: &[],
    also: &["gcp.vertex.agent.llm_request", "gcp.vertex.agent.tool_call_args"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    // Answers of several tools put together for the model: an artificial span, no tool's run.
    if found.so_far().tool_name.as_deref() == Some("(merged tools)") || seen.span.name == "execute_tool (merged)" {
        found.retype(SpanType::Chain);
    }
    // It also stands, as `{}`, on tools.
    if seen.has("gcp.vertex.agent.tool_call_args") {
        found.span_type(Some(SpanType::Tool));
    } else if seen.text("gcp.vertex.agent.llm_request").is_some_and(|request| request != "{}") {
        found.span_type(Some(SpanType::Model));
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn merged_answers_are_no_tool() {
        let attributes = [
            ("gen_ai.operation.name", Value::String("execute_tool")),
            ("gen_ai.tool.name", Value::String("(merged tools)")),
        ];
        let scope = "gcp.vertex.agent";
        let found = normalise(&SpanFacts { name: "execute_tool (merged)", kind: 1, scope, attributes: &attributes });
        assert_eq!((found.span_type, found.dialect), (SpanType::Chain, "google_adk"));
    }

    #[test]
    fn older_calls_are_known_by_their_request() {
        let attributes = [
            ("gen_ai.system", Value::String("gcp.vertex.agent")),
            ("gen_ai.request.model", Value::String("gemini-2.5-flash")),
            ("gcp.vertex.agent.session_id", Value::String("s")),
            ("gcp.vertex.agent.llm_request", Value::String("{\"model\": \"gemini-2.5-flash\"}")),
        ];
        let found =
            normalise(&SpanFacts { name: "call_llm", kind: 1, scope: "gcp.vertex.agent", attributes: &attributes });
        assert_eq!((found.span_type, found.conversation_id.as_deref()), (SpanType::Model, Some("s")));
    }
}
