//! An embedding: what was embedded, and how long the vectors are.

use waterglass_model::SpanType;
use waterglass_proto::{Embeddings, Part};

use super::answer;
use super::draft::Draft;
use super::flat::gather;
use super::tree::{Tree, opened};

const INPUTS: [&str; 11] = [
    "embedding.text",
    "gen_ai.embeddings.input",
    "gen_ai.embeddings.inputs",
    "ai.value",
    "ai.values",
    "inputs",
    "mlflow.spanInputs",
    "input.value",
    "traceloop.entity.input",
    "langfuse.observation.input",
    "lmnr.span.input",
];
const OUTPUTS: [&str; 5] = ["ai.embeddings", "ai.embedding", "output", "mlflow.spanOutputs", "output.value"];

/// Reads the embedding of an embedding's span.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    if !draft.is(SpanType::Embedding) {
        return;
    }
    let span = draft.span();
    let said = ["gen_ai.embeddings.dimension.count", "embedding.dimensions"].iter().find_map(|key| span.count(key));
    let mut found = Embeddings { inputs: Vec::new(), dimensions: said.and_then(|count| u32::try_from(count).ok()) };
    if let Some(tree) = gather(&span, "embedding.embeddings") {
        for one in tree.open().as_list().unwrap_or_default() {
            let one = one.get("embedding").unwrap_or(one);
            found.inputs.extend(one.text(&["text", "embedding.text"]).map(str::to_owned));
            found.dimensions = found.dimensions.or_else(|| one.first(&["vector", "embedding.vector"]).and_then(length));
        }
        if !found.inputs.is_empty() {
            draft.source("embeddings", "embedding.embeddings");
        }
    }
    for (key, value) in INPUTS.iter().filter_map(|key| Some((key, span.get(key)?))) {
        let (tree, cut) = Tree::opened_of(&value);
        answer::request_model(draft, &tree, key);
        if found.inputs.is_empty() {
            if cut {
                draft.note_cut(key);
            }
            texts(&tree, &mut found.inputs, 0);
            if !found.inputs.is_empty() {
                draft.source("embeddings", key);
            }
        }
    }
    if found.inputs.is_empty() {
        let parts = draft.conversation.input_messages.iter().flat_map(|message| &message.parts);
        let text = |part: &Part| if let Part::Text { text, .. } = part { Some(text.clone()) } else { None };
        found.inputs = parts.filter_map(text).collect();
    }
    for (key, value) in OUTPUTS.iter().filter_map(|key| Some((*key, span.get(key)?))) {
        let (tree, _) = Tree::opened_of(&value);
        answer::take(draft, &tree, key);
        found.dimensions = found.dimensions.or_else(|| vector(&tree, 0));
    }
    if found != Embeddings::default() {
        draft.conversation.embeddings = Some(found);
    }
}

/// The texts of a request: the value, a list of them, or the field that holds them.
fn texts(tree: &Tree<'_>, out: &mut Vec<String>, depth: usize) {
    const FIELDS: &[&str] =
        &["input", "inputs", "text", "texts", "documents", "query", "value", "values", "content", "contents"];
    match tree {
        _ if depth > 4 => {}
        Tree::Text(text) if text.is_empty() => {}
        // Vercel writes each text as JSON.
        Tree::Text(text) => match super::tree::parse(text) {
            Some(parsed) if parsed.rest.is_none() && parsed.tree.as_text().is_some() => {
                texts(&parsed.tree, out, depth + 1)
            }
            _ => out.push(text.as_ref().to_owned()),
        },
        Tree::List(items) => items.iter().for_each(|item| texts(item, out, depth + 1)),
        Tree::Map(_) => {
            if let Some(inner) = tree.first(FIELDS) {
                texts(inner, out, depth + 1);
            }
        }
        _ => {}
    }
}

/// The length of the first vector in an answer.
fn vector(tree: &Tree<'_>, depth: usize) -> Option<u32> {
    match tree {
        _ if depth > 5 => None,
        Tree::List(items) => match items.first()? {
            Tree::Number(_) => u32::try_from(items.len()).ok(),
            first => vector(first, depth + 1),
        },
        Tree::Map(_) => vector(tree.first(&["embedding", "embeddings", "data", "values", "vector"])?, depth + 1),
        Tree::Text(text) => vector(&opened(text)?, depth + 1),
        _ => None,
    }
}

/// The length of a vector; promptflow writes `<1536 dimensional vector>` in its place.
fn length(vector: &Tree<'_>) -> Option<u32> {
    match &*vector.open() {
        Tree::List(items) => u32::try_from(items.len()).ok(),
        Tree::Text(text) => text.strip_prefix('<')?.split_whitespace().next()?.parse().ok(),
        _ => None,
    }
}
