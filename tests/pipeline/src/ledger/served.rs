//! What the model server really answered (`calls.jsonl` beside a recording), call by call, beside the sum of what the API says.
//! The server's words are those of four wires; nothing of a dialect is known here.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::ledger::answers::LedgerCase;
use crate::ledger::compare::{Difference, Differences};
use crate::ledger::replay::Said;

/// The classes, as the API calls them.
const CLASSES: [&str; 5] =
    ["input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "reasoning_tokens"];

/// Differences between the server's own log and the totals; none where a recording has no log.
pub fn compare_with_served(case: &LedgerCase, said: &Said) -> Result<Vec<Difference>> {
    let Ok(log) = fs::read_to_string(case.folder.join("calls.jsonl")) else { return Ok(Vec::new()) };
    let mut served = [0; 5];
    for line in log.lines().filter(|line| !line.trim().is_empty()) {
        let call: Value = serde_json::from_str(line).context("calls.jsonl")?;
        for (sum, part) in served.iter_mut().zip(usage(&call["usage"])) {
            *sum += part;
        }
    }
    let mut out = Differences::at("the model server's log".into());
    for (index, class) in CLASSES.iter().enumerate() {
        let of_traces = said.documents.iter().map(|document| {
            let usage = &document.totals.usage;
            let classes = [
                usage.input_tokens,
                usage.output_tokens,
                usage.cached_input_tokens,
                usage.cache_write_tokens,
                usage.reasoning_tokens,
            ];
            classes[index]
        });
        let found = of_traces.flatten().reduce(|sum, part| sum + part);
        // Parts are often not said by the library at all; what it says must be right.
        let fits = found == Some(served[index]) || index > 1 && found.is_none();
        if !fits {
            out.add(class, served[index], format!("{found:?}"));
        }
    }
    Ok(out.all)
}

/// One answer's usage in our five classes: OpenAI chat and embeddings, OpenAI responses, Anthropic, Gemini.
fn usage(usage: &Value) -> [u64; 5] {
    let number = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    if usage.get("promptTokenCount").is_some() {
        let thoughts = number("/thoughtsTokenCount");
        let output = number("/candidatesTokenCount") + thoughts;
        return [number("/promptTokenCount"), output, number("/cachedContentTokenCount"), 0, thoughts];
    }
    if usage.get("cache_read_input_tokens").is_some() {
        let (read, written) = (number("/cache_read_input_tokens"), number("/cache_creation_input_tokens"));
        return [number("/input_tokens") + read + written, number("/output_tokens"), read, written, 0];
    }
    if usage.get("input_tokens").is_some() {
        let cached = number("/input_tokens_details/cached_tokens");
        let reasoning = number("/output_tokens_details/reasoning_tokens");
        return [number("/input_tokens"), number("/output_tokens"), cached, 0, reasoning];
    }
    let cached = number("/prompt_tokens_details/cached_tokens");
    let reasoning = number("/completion_tokens_details/reasoning_tokens");
    [number("/prompt_tokens"), number("/completion_tokens"), cached, 0, reasoning]
}
