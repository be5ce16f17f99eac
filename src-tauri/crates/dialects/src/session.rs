//! Which session and which user a span or a log record belongs to: two tables of keys, asked in their order whatever library sent them.
//!
//! Apart from the dialects because they are said on spans that no dialect claims: a program's own turn, an outer agent, a web request.

use std::borrow::Cow;

use waterglass_model::LogFacts;

use crate::table::{Seen, TABLE, Table};
use crate::{Findings, scan, values};

/// Keys that name a session, a conversation or a thread. What the program says itself goes before what a library makes up.
pub const SESSION_KEYS: &[&str] = &[
    "session.id",
    "langfuse.session.id",
    "gen_ai.conversation.id",
    // Azure AI agents' word for a conversation.
    "gen_ai.thread.id",
    "traceloop.association.properties.session_id",
    "traceloop.association.properties.thread_id",
    "traceloop.association.properties.conversation_id",
    "traceloop.association.properties.sessionId",
    "traceloop.association.properties.chat_id",
    "mlflow.trace.session",
    "ai.telemetry.metadata.sessionId",
    "ai.telemetry.metadata.threadId",
    "ai.telemetry.metadata.chatId",
    "ai.telemetry.metadata.conversationId",
    "ai.telemetry.metadata.session_id",
    "ai.telemetry.metadata.thread_id",
    "ai.settings.context.sessionId",
    "mastra.metadata.sessionId",
    "mastra.metadata.threadId",
    "spring.ai.chat.client.conversation.id",
    "gcp.vertex.agent.session_id",
    "langsmith.metadata.session_id",
    "langsmith.metadata.thread_id",
    "lmnr.association.properties.session_id",
    "genkit:sessionId",
    "ai.session.id",
    "conversation.id",
    // promptflow's; bare, so last.
    "session_id",
];

/// Keys that name the person the program serves.
pub const USER_KEYS: &[&str] = &[
    "user.id",
    "enduser.id",
    "langfuse.user.id",
    "gen_ai.user.id",
    "gen_ai.user",
    "llm.user",
    "traceloop.association.properties.user_id",
    "traceloop.association.properties.userId",
    "mlflow.trace.user",
    "ai.telemetry.metadata.userId",
    "ai.telemetry.metadata.user_id",
    "lmnr.association.properties.user_id",
    "mastra.metadata.userId",
    "langsmith.metadata.user_id",
    "enduser.pseudo.id",
    // Of a LiteLLM proxy: the person, not the owner of the key.
    "metadata.user_api_key_end_user_id",
];

/// JSON that LangChain's instrumentations put what the program told them into.
pub(crate) const METADATA: &str = "metadata";

const SESSION_MEMBERS: &[&str] = &["session_id", "thread_id", "conversation_id", "sessionId", "threadId"];
const USER_MEMBERS: &[&str] = &["user_id", "userId"];

/// Fills session and user.
pub(crate) fn fill<'a>(table: &Table, seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    for number in &table.sessions {
        if let Some(value) = seen.at(*number).and_then(values::identity) {
            found.conversation_id(Some(value), table.key(*number));
            break;
        }
    }
    for number in &table.users {
        if let Some(value) = seen.at(*number).and_then(values::identity) {
            found.user_id(Some(value), table.key(*number));
            break;
        }
    }
    let known = found.so_far();
    if (known.conversation_id.is_none() || known.user_id.is_none())
        && let Some(metadata) = seen.value(METADATA)
    {
        found.conversation_id(scan::text_in(metadata, SESSION_MEMBERS), METADATA);
        found.user_id(scan::text_in(metadata, USER_MEMBERS), METADATA);
    }
}

/// Whose work a log record belongs to, by the same tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named<'a> {
    /// Session or conversation.
    pub session: Option<Cow<'a, str>>,
    /// The person the program serves.
    pub user: Option<Cow<'a, str>>,
}

/// Reads session and user of a log record: some libraries say them on nothing else.
pub fn named_by_log<'a>(log: &LogFacts<'_, 'a>) -> Named<'a> {
    let span = waterglass_model::SpanFacts { name: "", kind: 0, scope: log.scope, attributes: log.attributes };
    let seen = TABLE.look(&span);
    if seen.asks & crate::table::IDENTITY == 0 {
        return Named::default();
    }
    let mut found = Findings::default();
    fill(&TABLE, &seen, &mut found);
    let found = found.finish(seen.span_type);
    Named { session: found.conversation_id, user: found.user_id }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    fn named(attributes: &[(&'static str, Value<'static>)]) -> (Option<String>, Option<String>) {
        let found = normalise(&SpanFacts { name: "turn", kind: 1, scope: "app", attributes });
        (found.conversation_id.map(Cow::into_owned), found.user_id.map(Cow::into_owned))
    }

    #[test]
    fn the_programs_own_word_goes_first_whatever_the_order() {
        let conversation = ("gen_ai.conversation.id", Value::String("c"));
        let session = ("session.id", Value::String("s"));
        assert_eq!(named(&[conversation, session]).0.as_deref(), Some("s"));
        assert_eq!(named(&[session, conversation]).0.as_deref(), Some("s"));
        assert_eq!(named(&[conversation, ("session.id", Value::String(""))]).0.as_deref(), Some("c"));
    }

    #[test]
    fn spans_of_no_dialect_name_them_too() {
        let attributes = [("user.id", Value::Int(7)), ("session.id", Value::String("s-1"))];
        let found = normalise(&SpanFacts { name: "turn", kind: 1, scope: "app", attributes: &attributes });
        assert_eq!(found.dialect, "");
        assert_eq!((found.conversation_id.as_deref(), found.user_id.as_deref()), (Some("s-1"), Some("7")));
        assert_eq!(found.sources, [("conversation_id", "session.id"), ("user_id", "user.id")]);
    }

    #[test]
    fn metadata_is_looked_into_for_what_nothing_else_says() {
        let metadata =
            ("metadata", Value::String("{\"a\": {\"user_id\": \"x\"}, \"thread_id\": \"t\", \"user_id\": \"u\"}"));
        assert_eq!(named(&[metadata]), (Some("t".into()), Some("u".into())));
        let (session, user) = named(&[metadata, ("session.id", Value::String("s"))]);
        assert_eq!((session.as_deref(), user.as_deref()), (Some("s"), Some("u")));
        assert_eq!(named(&[("metadata", Value::String("not json"))]), (None, None));
    }

    #[test]
    fn log_records_are_read_by_the_same_tables() {
        let attributes = [("gen_ai.conversation.id", Value::String("c")), ("enduser.id", Value::String("u"))];
        let log = LogFacts { name: "", time: 0, scope: "", body: None, attributes: &attributes };
        assert_eq!(named_by_log(&log), Named { session: Some("c".into()), user: Some("u".into()) });
    }
}
