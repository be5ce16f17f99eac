//! Microsoft Agent Framework: `gen_ai.*` on agents, calls and tools, and spans of its own around workflows.
//!
//! Counting: an agent's span sums up its calls under the same `gen_ai.usage.*` keys as theirs; the deepest teller counts.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "agent_framework",
    prefixes: &["workflow.", "executor.", "edge_group."],
    scopes: &["agent_framework", "Microsoft.Agents.AI", "Experimental.Microsoft.Agents.AI"],
    speaks: |seen| seen.span.scope.contains("agent_framework") || seen.span.scope.contains("Microsoft.Agents.AI"),
    facts: &[],
    also: &[],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    let name = seen.span.name;
    if ["workflow.", "executor.", "edge_group."].iter().any(|start| name.starts_with(start)) {
        found.span_type(Some(SpanType::Chain));
    } else if name.starts_with("message.send") {
        found.span_type(Some(SpanType::Messaging));
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn steps_of_workflows_are_chains() {
        let attributes = [("workflow.id", Value::String("w"))];
        let of = |scope| normalise(&SpanFacts { name: "executor.process a", kind: 1, scope, attributes: &attributes });
        assert_eq!(
            (of("agent_framework").span_type, of("agent_framework").dialect),
            (SpanType::Chain, "agent_framework")
        );
        assert_eq!((of("app").span_type, of("app").dialect), (SpanType::Function, ""));
    }

    #[test]
    fn reasons_as_json_text_are_reasons() {
        let attributes = [
            ("gen_ai.operation.name", Value::String("invoke_agent")),
            ("gen_ai.response.finish_reasons", Value::String("[\"stop\"]")),
        ];
        let run = normalise(&SpanFacts {
            name: "invoke_agent a",
            kind: 1,
            scope: "agent_framework",
            attributes: &attributes,
        });
        assert_eq!((run.span_type, run.finish_reasons.as_slice()), (SpanType::Agent, &["stop".into()][..]));
    }
}
