//! Facts that a call's events and log records say and its span leaves out: the user on Google ADK's events, a response's id beside its
//! messages. They repeat usage as well, which is never taken: it was counted on the span or not at all.

use waterglass_model::SpanFacts;
use waterglass_model::otlp::Value;
use waterglass_model::{GenAi, SpanType};

use super::draft::Draft;
use super::events;
use crate::normalise;

/// Fills the gaps.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    const CALLS: [SpanType; 4] = [SpanType::Model, SpanType::Embedding, SpanType::Agent, SpanType::Tool];
    if !CALLS.contains(&draft.facts.span_type) {
        return;
    }
    let content = draft.content;
    for event in content.events {
        take(draft, event.name, event.attributes);
    }
    for log in content.logs {
        take(draft, events::name_of(log.name, log.attributes), log.attributes);
    }
}

/// An event about the call itself; evaluations and feedback name calls too, but speak of something else.
fn take<'a>(draft: &mut Draft<'_, '_, 'a>, name: &str, attributes: &[(&'a str, Value<'a>)]) {
    if !(events::is_message(name) || name == "gen_ai.client.inference.operation.details") {
        return;
    }
    let said = normalise(&SpanFacts { name: "", kind: 0, scope: draft.content.span.scope, attributes });
    fill(draft.facts, said);
}

macro_rules! fill_gaps {
    ($facts:ident, $said:ident: $($field:ident),+) => {
        $(
            if $facts.$field.is_none() && $said.$field.is_some() {
                $facts.$field = $said.$field;
                let source = $said.sources.iter().find(|(field, _)| *field == stringify!($field));
                $facts.sources.extend(source);
            }
        )+
    };
}

fn fill<'a>(facts: &mut GenAi<'a>, said: GenAi<'a>) {
    if facts.finish_reasons.is_empty() && !said.finish_reasons.is_empty() {
        facts.finish_reasons = said.finish_reasons;
        facts.sources.extend(said.sources.iter().find(|(field, _)| *field == "finish_reasons"));
    }
    fill_gaps!(facts, said: operation, provider, request_model, response_model, response_id, conversation_id, user_id, agent_name);
}
