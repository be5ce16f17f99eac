//! The first look at a span: which dialects may speak it, and what kind of work it did by OpenTelemetry's general conventions
//! (HTTP, RPC, database and messaging spans, names before and after they became stable). One walk over the keys, nothing kept.

use waterglass_model::{SpanFacts, SpanType};

use crate::DIALECTS;

/// What one walk over the keys tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// One bit for each row of [`DIALECTS`] that should be asked.
    pub(crate) dialects: u32,
    /// The type when no dialect knows better.
    pub(crate) span_type: SpanType,
}

pub(crate) fn look(span: &SpanFacts<'_, '_>) -> Look {
    let mut look = Look::default();
    for (key, _) in span.attributes {
        for (index, dialect) in DIALECTS.iter().enumerate() {
            if dialect.prefixes.iter().any(|prefix| key.starts_with(prefix)) {
                look.dialects |= 1 << index;
            }
        }
        let sign = sign_of(key);
        if rank(sign) > rank(look.span_type) {
            look.span_type = sign;
        }
    }
    look
}

/// The attributes each convention requires, or that only its spans carry.
fn sign_of(key: &str) -> SpanType {
    match key {
        // `db.system` became `db.system.name` in 1.30; `db.type` is OpenTracing's, still bridged.
        "db.system.name" | "db.system" | "db.query.text" | "db.statement" | "db.type" => SpanType::Database,
        "messaging.system" | "messaging.operation.name" | "messaging.operation" | "messaging.destination.name" => {
            SpanType::Messaging
        }
        // `http.*` before 1.23, `rpc.system` before 1.38; an MCP call is JSON-RPC.
        "http.request.method"
        | "http.method"
        | "http.url"
        | "http.route"
        | "http.response.status_code"
        | "http.status_code"
        | "rpc.system.name"
        | "rpc.system"
        | "mcp.method.name" => SpanType::Http,
        _ => SpanType::Function,
    }
}

/// A database or a queue is often reached over HTTP or RPC (Elasticsearch, DynamoDB, SQS): the more telling sign wins.
fn rank(sign: SpanType) -> u8 {
    match sign {
        SpanType::Http => 1,
        SpanType::Messaging => 2,
        SpanType::Database => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::otlp::Value;

    use super::*;

    fn type_of(keys: &[&'static str]) -> SpanType {
        let attributes: Vec<_> = keys.iter().map(|key| (*key, Value::String("x"))).collect();
        look(&SpanFacts { name: "", kind: 0, scope: "", attributes: &attributes }).span_type
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
