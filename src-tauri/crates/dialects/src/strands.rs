//! Strands Agents: `gen_ai.*` on agents, calls and tools, and a span around each turn of the agent's loop.
//!
//! Counting: an agent's span says what the agent object has spent since it was made, all earlier runs included: the calls below it count.
//! Input and cached tokens are the provider's own figures (of Bedrock's Converse API the cache is left out).

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "strands",
    prefixes: &["event_loop."],
    scopes: &["strands."],
    speaks: |_| true,
    facts: &[],
    also: &["event_loop.cycle_id"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    if seen.has("event_loop.cycle_id") {
        found.span_type(Some(SpanType::Chain));
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn a_turn_of_the_loop_is_a_chain() {
        let attributes =
            [("gen_ai.event.start_time", Value::String("2026")), ("event_loop.cycle_id", Value::String("c"))];
        let scope = "strands.telemetry.tracer";
        let found = normalise(&SpanFacts { name: "execute_event_loop_cycle", kind: 1, scope, attributes: &attributes });
        assert_eq!((found.span_type, found.dialect), (SpanType::Chain, "strands"));
    }

    #[test]
    fn whole_milliseconds_to_the_first_token() {
        let attributes = [
            ("gen_ai.operation.name", Value::String("chat")),
            ("gen_ai.usage.cache_write_input_tokens", Value::Int(2)),
            ("gen_ai.server.time_to_first_token", Value::Int(120)),
        ];
        let scope = "strands.telemetry.tracer";
        let call = normalise(&SpanFacts { name: "chat", kind: 1, scope, attributes: &attributes });
        assert_eq!((call.time_to_first_token, call.usage.cache_write), (Some(120_000_000), Some(2)));
    }
}
