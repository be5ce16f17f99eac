//! Facts that only a request or an answer says: the model asked for, the response's id and model, why it stopped, and the parts of usage.
//!
//! Usage in a payload repeats what was counted, so it never gives a span usage it does not say itself: it only fills in how much of a
//! count that is said was cached, reasoning or audio (ledger rule 4).

use std::borrow::Cow;

use waterglass_model::SpanType;
use waterglass_model::Usage;

use super::draft::Draft;
use super::shapes::finish_reason;
use super::tree::Tree;
use crate::values;

/// Reads the answer under `key` of the span.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>, key: &'static str) {
    if draft.is(SpanType::Model)
        && let Some(value) = draft.span().get(key)
    {
        take(draft, &Tree::opened_of(&value).0, key);
    }
}

/// Fills in what this request says of the model.
pub(crate) fn request_model(draft: &mut Draft<'_, '_, '_>, request: &Tree<'_>, key: &'static str) {
    let facts = &mut *draft.facts;
    let wanted = matches!(facts.span_type, SpanType::Model | SpanType::Embedding) && facts.request_model.is_none();
    if let (true, Some(model)) = (wanted, request.text(&["model", "model_name", "model_id", "modelId"])) {
        facts.request_model = Some(model.to_owned().into());
        facts.sources.push(("request_model", key));
    }
}

/// Fills in what this answer of a model says.
pub(crate) fn take(draft: &mut Draft<'_, '_, '_>, answer: &Tree<'_>, key: &'static str) {
    // Steps around a call pass its answer on; it is theirs only where the dialect itself says so.
    let passes_on = key == "result" && draft.span().scope.eq_ignore_ascii_case("prompty");
    if !(passes_on || matches!(draft.facts.span_type, SpanType::Model | SpanType::Embedding)) {
        return;
    }
    // A streamed answer is a list of chunks that all name it; the last may carry the usage.
    if let Tree::List(chunks) = answer {
        let of_api = |one: &&Tree<'_>| one.get("choices").is_some() || one.get("usage").is_some();
        if let Some(first) = chunks.iter().find(of_api) {
            said(draft, first, key);
            if let Some(last) = chunks.iter().rev().find(|one| one.get("usage").is_some()) {
                details(draft, last, key);
            }
        }
        return;
    }
    // LangChain: what the API said is in the message's metadata.
    let generation = answer.get("generations").and_then(|outer| first(first(Some(outer))));
    if let Some(generation) = generation {
        let body = generation.get("message").map(|message| message.get("kwargs").unwrap_or(message));
        if let Some(body) = body {
            if let Some(metadata) = body.get("response_metadata") {
                said(draft, metadata, key);
                details(draft, metadata, key);
            }
            details(draft, body, key);
        }
        return;
    }
    const API: [&str; 7] = ["choices", "object", "usage", "stop_reason", "candidates", "data", "usageMetadata"];
    if API.iter().any(|field| answer.get(field).is_some()) {
        said(draft, answer, key);
        details(draft, answer, key);
    }
}

fn first<'t, 'a>(tree: Option<&'t Tree<'a>>) -> Option<&'t Tree<'a>> {
    match tree? {
        Tree::List(items) => items.first(),
        other => Some(other),
    }
}

/// Id, model and why it stopped. LangChain's own run ids are no response ids; the metadata has none of them.
fn said(draft: &mut Draft<'_, '_, '_>, answer: &Tree<'_>, key: &'static str) {
    const MODELS: [&str; 4] = ["model", "model_name", "modelVersion", "model_id"];
    let facts = &mut *draft.facts;
    let id = answer.text(&["id", "response_id", "responseId"]).filter(|id| values::names_response(id));
    if let (None, Some(id)) = (&facts.response_id, id) {
        facts.response_id = Some(id.to_owned().into());
        facts.sources.push(("response_id", key));
    }
    if let (None, Some(model)) = (&facts.response_model, answer.text(&MODELS)) {
        facts.response_model = Some(model.to_owned().into());
        facts.sources.push(("response_model", key));
    }
    if facts.finish_reasons.is_empty() {
        let choices = answer.get("choices").and_then(Tree::as_list).unwrap_or_default();
        let ended = finish_reason(answer).into_iter().chain(choices.iter().filter_map(finish_reason));
        facts.finish_reasons = ended.filter(|reason| !reason.is_empty()).map(Cow::Owned).collect();
        if !facts.finish_reasons.is_empty() {
            facts.sources.push(("finish_reasons", key));
        }
    }
}

/// Names of the parts of usage in the answers of APIs, in the order tried: a path of at most two steps.
const PARTS: [(&str, &[&[&str]]); 5] = [
    (
        "cached_input_tokens",
        &[
            &["prompt_tokens_details", "cached_tokens"],
            &["input_tokens_details", "cached_tokens"],
            &["input_token_details", "cache_read"],
            &["cache_read_input_tokens"],
            &["cachedContentTokenCount"],
            &["cacheReadInputTokens"],
        ],
    ),
    (
        "cache_write_tokens",
        &[
            &["prompt_tokens_details", "cache_write_tokens"],
            &["input_token_details", "cache_creation"],
            &["cache_creation_input_tokens"],
            &["cacheWriteInputTokens"],
        ],
    ),
    (
        "reasoning_tokens",
        &[
            &["completion_tokens_details", "reasoning_tokens"],
            &["output_tokens_details", "reasoning_tokens"],
            &["output_token_details", "reasoning"],
            &["thoughtsTokenCount"],
        ],
    ),
    ("audio_input_tokens", &[&["prompt_tokens_details", "audio_tokens"], &["input_token_details", "audio"]]),
    ("audio_output_tokens", &[&["completion_tokens_details", "audio_tokens"], &["output_token_details", "audio"]]),
];

/// Parts of the usage that the span says without them.
pub(crate) fn details(draft: &mut Draft<'_, '_, '_>, answer: &Tree<'_>, key: &'static str) {
    let facts = &mut *draft.facts;
    if !facts.usage.is_said() {
        return;
    }
    let usage = answer.first(&["usage", "token_usage", "usage_metadata", "usageMetadata"]).unwrap_or(answer).open();
    for (name, paths) in PARTS {
        let (part, whole) = part(&mut facts.usage, name);
        let value = paths.iter().find_map(|path| match path {
            [outer, inner] => usage.get(outer)?.count(&[inner]),
            [only] => usage.count(&[only]),
            _ => None,
        });
        // Audio is said as 0 by APIs that know none.
        let value = value.filter(|value| !(name.starts_with("audio") && *value == 0));
        if let (None, Some(value)) = (&part, value)
            && whole.is_none_or(|whole| value <= whole)
        {
            *part = Some(value);
            facts.sources.push((name, key));
        }
    }
}

/// A part of usage, and the count it is part of.
fn part<'u>(usage: &'u mut Usage, name: &str) -> (&'u mut Option<u64>, Option<u64>) {
    let (input, output) = (usage.input, usage.output);
    match name {
        "cached_input_tokens" => (&mut usage.cached_input, input),
        "cache_write_tokens" => (&mut usage.cache_write, input),
        "audio_input_tokens" => (&mut usage.audio_input, input),
        "audio_output_tokens" => (&mut usage.audio_output, output),
        _ => (&mut usage.reasoning, output),
    }
}

/// LiteLLM hides the answer's usage in a Python literal.
pub(crate) fn read_hidden(draft: &mut Draft<'_, '_, '_>) {
    const KEYS: [&str; 2] = ["metadata.usage_object", "llm.openai.usage"];
    for key in KEYS {
        if let Some(value) = draft.span().get(key).filter(|_| draft.is(SpanType::Model)) {
            details(draft, &Tree::opened_of(&value).0, key);
        }
    }
}

/// Why the model stopped, where only the messages say it.
pub(crate) fn finish_reasons(draft: &mut Draft<'_, '_, '_>) {
    if !draft.facts.finish_reasons.is_empty() || !draft.is(SpanType::Model) {
        return;
    }
    let said = draft.conversation.output_messages.iter().filter_map(|message| message.finish_reason.clone());
    let said = said.chain(std::mem::take(&mut draft.reasons)).filter(|reason| !reason.is_empty());
    let reasons: Vec<_> = said.map(Cow::Owned).collect();
    if !reasons.is_empty() {
        draft.facts.finish_reasons = reasons;
        draft.facts.sources.push(("finish_reasons", "output_messages"));
    }
}
