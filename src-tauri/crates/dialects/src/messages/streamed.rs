//! Whether an answer was streamed and when its first piece came, where no attribute says so: an event marks the piece, or the request asked
//! for a stream. Owns nothing else of events; a span that says it itself was read before.

use waterglass_model::SpanType;

use super::draft::Draft;

/// What marks the first piece: of OpenInference, of OpenLLMetry (the first of several events of this name), of MLflow.
const FIRST_PIECE: [&str; 3] = ["First Token Stream Event", "gen_ai.content.completion.chunk", "mlflow.chunk.item.0"];

/// Fills both facts of a model's call; runs after the parameters are read.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    if !draft.is(SpanType::Model) {
        return;
    }
    let first = draft.content.events.iter().find(|event| FIRST_PIECE.contains(&event.name));
    // `false` is no answer: LangChain writes its default there, whatever was asked of it.
    let asked = draft.conversation.parameters.iter().any(|(name, value)| name == "stream" && value == "true");
    let facts = &mut *draft.facts;
    let said = first.map(|_| "events").or(asked.then_some("parameters"));
    if let (None, Some(source)) = (facts.streaming, said) {
        facts.streaming = Some(true);
        facts.sources.push(("streaming", source));
    }
    // 0: the sender gave no time.
    let after = first.and_then(|event| event.time.checked_sub(draft.content.start)).filter(|nanos| *nanos > 0);
    if let (None, Some(nanos)) = (facts.time_to_first_token, after) {
        facts.time_to_first_token = Some(nanos);
        facts.sources.push(("time_to_first_token", "events"));
    }
}
