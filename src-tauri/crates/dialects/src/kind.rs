//! What kind of work a span did by OpenTelemetry's general conventions, when no dialect knows better: HTTP, RPC, database and messaging
//! spans, by the attributes each convention requires or that only its spans carry. Names from before and after they became stable.

use waterglass_model::SpanType;

/// The telling attributes.
pub(crate) const SIGNS: &[(&str, SpanType)] = &[
    // `db.system` became `db.system.name` in 1.30; `db.type` is OpenTracing's, still bridged.
    ("db.system.name", SpanType::Database),
    ("db.system", SpanType::Database),
    ("db.query.text", SpanType::Database),
    ("db.statement", SpanType::Database),
    ("db.type", SpanType::Database),
    ("messaging.system", SpanType::Messaging),
    ("messaging.operation.name", SpanType::Messaging),
    ("messaging.operation", SpanType::Messaging),
    ("messaging.destination.name", SpanType::Messaging),
    // `http.*` before 1.23, `rpc.system` before 1.38; an MCP call is JSON-RPC.
    ("http.request.method", SpanType::Http),
    ("http.method", SpanType::Http),
    ("http.url", SpanType::Http),
    ("http.route", SpanType::Http),
    ("http.response.status_code", SpanType::Http),
    ("http.status_code", SpanType::Http),
    ("rpc.system.name", SpanType::Http),
    ("rpc.system", SpanType::Http),
    ("mcp.method.name", SpanType::Http),
];

/// A database or a queue is often reached over HTTP or RPC (Elasticsearch, DynamoDB, SQS): the more telling sign wins.
pub(crate) const fn rank(sign: SpanType) -> u8 {
    match sign {
        SpanType::Http => 1,
        SpanType::Messaging => 2,
        SpanType::Database => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;

    fn type_of(keys: &[&'static str]) -> SpanType {
        let attributes: Vec<_> = keys.iter().map(|key| (*key, Value::String("x"))).collect();
        crate::normalise(&SpanFacts { name: "", kind: 0, scope: "", attributes: &attributes }).span_type
    }

    #[test]
    fn old_and_new_names_tell_the_same() {
        assert_eq!(type_of(&["http.method"]), SpanType::Http);
        assert_eq!(type_of(&["http.request.method", "url.full"]), SpanType::Http);
        assert_eq!(type_of(&["rpc.system"]), SpanType::Http);
        assert_eq!(type_of(&["db.system"]), SpanType::Database);
        assert_eq!(type_of(&["db.system.name"]), SpanType::Database);
        assert_eq!(type_of(&["messaging.system"]), SpanType::Messaging);
        assert_eq!(type_of(&["code.function", "thread.id"]), SpanType::Function);
        assert_eq!(type_of(&[]), SpanType::Function);
    }

    #[test]
    fn the_more_telling_sign_wins_in_any_order() {
        assert_eq!(type_of(&["http.request.method", "db.system.name"]), SpanType::Database);
        assert_eq!(type_of(&["db.system.name", "http.request.method"]), SpanType::Database);
        assert_eq!(type_of(&["rpc.system", "messaging.system"]), SpanType::Messaging);
    }
}
