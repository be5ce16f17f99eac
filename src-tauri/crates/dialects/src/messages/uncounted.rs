//! Counts of tokens that are none: negative, absurd, words. Nothing is counted of them, and the reader is told why. Owns no count: those are
//! facts, read at ingest.

use waterglass_model::otlp::Value;

use super::draft::Draft;
use crate::DIALECTS;
use crate::fact::Fact;
use crate::values;

/// Characters of a text that are quoted.
const QUOTED: usize = 40;

/// Notes each attribute that should say a count and does not.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    for (key, value) in draft.span().attributes {
        if values::count(value).is_none()
            && is_count(key)
            && let Some(said) = said(value)
        {
            draft.conversation.notes.push(format!("{key} says {said}, which is no count of tokens."));
        }
    }
}

/// Whether a dialect's rows read a count of tokens from the key.
fn is_count(key: &str) -> bool {
    use Fact::{AudioInput, AudioOutput, CacheWrite, CachedInput, Input, Output, Reasoning};
    let counts =
        |fact: &Fact| matches!(fact, Input | Output | CachedInput | CacheWrite | Reasoning | AudioInput | AudioOutput);
    DIALECTS.iter().any(|dialect| dialect.facts.iter().any(|(fact, name)| *name == key && counts(fact)))
}

/// What stands there, in a few words. `None`: nothing, however it is written.
fn said(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Double(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::String(text) => {
            let text = text.trim();
            let beginning: String = text.chars().take(QUOTED).collect();
            let more = if beginning.len() < text.len() { "…" } else { "" };
            (!matches!(text, "" | "null" | "None" | "undefined")).then(|| format!("{beginning:?}{more}"))
        }
        _ => None,
    }
}
