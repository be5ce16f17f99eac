//! Spring AI (Micrometer observations): `spring.ai.kind` beside `gen_ai.*`; every value is text, numbers too.
//!
//! Counting: chat clients and advisors go round the model's call and say no usage. No cached or reasoning parts are said.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Fact, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "spring_ai",
    prefixes: &["spring.ai."],
    scopes: &[],
    speaks: |_| true,
    facts: &[
        (Fact::Tool, "spring.ai.tool.definition.name"),
        (Fact::Streaming, "spring.ai.chat.client.stream"),
        (Fact::Streaming, "gen_ai.chat.client.stream"),
    ],
    also: &["spring.ai.kind", "spring.ai.model.request.tool.names"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    match seen.text("spring.ai.kind") {
        // Its operation is `framework`, whatever it does.
        Some("tool_call") => found.retype(SpanType::Tool),
        Some("vector_store") => found.retype(SpanType::Retrieval),
        Some("chat_client" | "advisor") => found.span_type(Some(SpanType::Chain)),
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
    fn the_kind_says_more_than_the_operation() {
        let of = |kind| {
            let attributes = [
                ("gen_ai.operation.name", Value::String("framework")),
                ("spring.ai.kind", Value::String(kind)),
                ("spring.ai.chat.client.conversation.id", Value::String("c")),
            ];
            let found = normalise(&SpanFacts {
                name: "x",
                kind: 1,
                scope: "org.springframework.boot",
                attributes: &attributes,
            });
            assert_eq!((found.dialect, found.conversation_id.as_deref()), ("spring_ai", Some("c")));
            found.span_type
        };
        assert_eq!(of("tool_call"), SpanType::Tool);
        assert_eq!(of("chat_client"), SpanType::Chain);
    }
}
