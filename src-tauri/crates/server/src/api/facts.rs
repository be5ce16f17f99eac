//! What a dialect found in a span, in the API's words, with what became of its tokens and what they cost.

use std::borrow::Cow;

use waterglass_model::counting::Counted;
use waterglass_model::{GenAi as Facts, SpanType as Type};
use waterglass_prices::{PriceBook, PricedCall};
use waterglass_proto::{Cost, GenAi, Nanos, SpanType, Usage};

use super::rows::is_counted;

/// What became of a span's tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    pub(super) counted: Counted,
    /// One sentence.
    pub(super) why: String,
    pub(super) cost: Option<Cost>,
}

/// The facts, without a verdict.
pub(super) fn genai(found: Facts<'_>) -> GenAi {
    let text = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
    GenAi {
        span_type: span_type(found.span_type),
        dialect: found.dialect.to_owned(),
        operation: text(found.operation),
        provider: text(found.provider),
        request_model: text(found.request_model),
        response_model: text(found.response_model),
        response_id: text(found.response_id),
        conversation_id: text(found.conversation_id),
        user_id: text(found.user_id),
        agent_name: text(found.agent_name),
        tool_name: text(found.tool_name),
        finish_reasons: found.finish_reasons.into_iter().map(Cow::into_owned).collect(),
        usage: usage(&found.usage),
        time_to_first_token: found.time_to_first_token.map(Nanos),
        streaming: found.streaming,
        reported_cost: found.reported_cost,
        sources: found.sources.into_iter().map(|(field, key)| (field.to_owned(), key.to_owned())).collect(),
        ..GenAi::default()
    }
}

/// Adds the verdict to the facts.
pub(super) fn judged(facts: GenAi, Verdict { counted, why, cost }: Verdict) -> GenAi {
    GenAi { counted: is_counted(counted), why, cost, ..facts }
}

/// The receipt of a call that counts, by the facts that its cost was worked out from: those of the span's own attributes.
pub(super) fn receipt(book: &PriceBook, own: &Facts<'_>, counted: Counted, start: u64) -> Option<Cost> {
    (counted == Counted::Counts).then(|| {
        book.receipt(&PricedCall {
            provider: own.provider.as_deref().unwrap_or_default(),
            request_model: own.request_model.as_deref().unwrap_or_default(),
            // As the store has it: the model that answered, else the one asked for.
            response_model: own.model().unwrap_or_default(),
            usage: own.usage,
            start,
        })
    })
}

/// Tokens as a span says them, or a sum of them.
pub(super) fn usage(said: &waterglass_model::Usage) -> Usage {
    Usage {
        input_tokens: said.input,
        output_tokens: said.output,
        cached_input_tokens: said.cached_input,
        cache_write_tokens: said.cache_write,
        reasoning_tokens: said.reasoning,
        audio_input_tokens: said.audio_input,
        audio_output_tokens: said.audio_output,
    }
}

/// The kind of work.
pub(super) fn span_type(found: Type) -> SpanType {
    match found {
        Type::Function => SpanType::Function,
        Type::Agent => SpanType::Agent,
        Type::Model => SpanType::Model,
        Type::Tool => SpanType::Tool,
        Type::Retrieval => SpanType::Retrieval,
        Type::Embedding => SpanType::Embedding,
        Type::Evaluator => SpanType::Evaluator,
        Type::Prompt => SpanType::Prompt,
        Type::Http => SpanType::Http,
        Type::Database => SpanType::Database,
        Type::Messaging => SpanType::Messaging,
        Type::Chain => SpanType::Chain,
    }
}
