//! A retrieval: what was searched for and what was found, with its scores.

use waterglass_model::SpanType;
use waterglass_model::otlp::Value;
use waterglass_proto::{Document, Retrieval};

use super::draft::Draft;
use super::flat::gather;
use super::promptflow::value_of;
use super::shapes::value_text;
use super::tree::{Tree, compact};

const QUERIES: [&str; 11] = [
    "gen_ai.retrieval.query.text",
    "gen_ai.retrieval.query",
    "gen_ai.memory.query.text",
    "reranker.query",
    "traceloop.entity.input",
    "input.value",
    "mlflow.spanInputs",
    "inputs",
    "langfuse.observation.input",
    "lmnr.span.input",
    "db.query.text",
];

/// Keys under which flattened documents lie, and keys that hold them whole.
const FLAT: [&str; 3] = ["retrieval.documents", "reranker.output_documents", "reranker.input_documents"];
const WHOLE: [&str; 9] = [
    "gen_ai.retrieval.documents",
    "gen_ai.memory.records",
    "traceloop.entity.output",
    "gen_ai.task.output",
    "output.value",
    "mlflow.spanOutputs",
    "output",
    "langfuse.observation.output",
    "lmnr.span.output",
];

/// Reads the retrieval of a retrieval's span, and of a re-ranker's.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    let reranks = span.text("openinference.span.kind") == Some("RERANKER");
    if !(draft.is(SpanType::Retrieval) || reranks) {
        return;
    }
    let mut found = Retrieval::default();
    if let Some(value) = value_of(draft, "promptflow.retrieval.query", "promptflow.retrieval.query") {
        found.query = query(&value);
        draft.source("retrieval_query", "promptflow.retrieval.query");
    }
    for (key, value) in QUERIES.iter().filter_map(|key| Some((key, span.get(key)?))) {
        if found.query.is_none()
            && let Some(text) = query(&value)
        {
            found.query = Some(text);
            draft.source("retrieval_query", key);
        }
    }
    for key in FLAT {
        if found.documents.is_empty()
            && let Some(tree) = gather(&span, key)
        {
            take(draft, &mut found, &tree, key);
        }
    }
    if let Some(value) = value_of(draft, "promptflow.retrieval.documents", "promptflow.retrieval.documents") {
        take_value(draft, &mut found, &value, "promptflow.retrieval.documents");
    }
    for (key, value) in WHOLE.iter().filter_map(|key| Some((key, span.get(key)?))) {
        take_value(draft, &mut found, &value, key);
    }
    if found != Retrieval::default() {
        draft.conversation.retrieval = Some(found);
    }
}

fn take_value<'a>(draft: &mut Draft<'_, '_, 'a>, found: &mut Retrieval, value: &Value<'a>, source: &str) {
    if found.documents.is_empty() {
        let tree = draft.opened(source, value);
        take(draft, found, &tree, source);
    }
}

fn take(draft: &mut Draft<'_, '_, '_>, found: &mut Retrieval, tree: &Tree<'_>, source: &str) {
    if !found.documents.is_empty() {
        return;
    }
    found.documents = documents(tree);
    if !found.documents.is_empty() {
        draft.source("retrieval_documents", source);
    }
}

/// The words searched for: the value, or the field of it that holds them.
fn query(value: &Value<'_>) -> Option<String> {
    const FIELDS: &[&str] = &["query", "question", "search_query", "input", "text", "q", "str_or_query_bundle"];
    let (tree, _) = Tree::opened_of(value);
    let inner = match &tree {
        Tree::Map(entries) => match tree.first(FIELDS) {
            Some(inner) => inner.get("query_str").unwrap_or(inner),
            None if entries.len() == 1 => &entries[0].1,
            None => tree.get("inputs").and_then(|inputs| inputs.first(FIELDS)).unwrap_or(&tree),
        },
        other => other,
    };
    Some(value_text(inner)).filter(|text| !text.is_empty())
}

/// The documents in a list, or in the field of an answer that holds them.
fn documents(tree: &Tree<'_>) -> Vec<Document> {
    const LISTS: &[&str] =
        &["documents", "docs", "results", "value", "nodes", "matches", "hits", "outputs", "output", "data"];
    let opened = tree.open();
    match &*opened {
        Tree::List(items) => items.iter().filter_map(|item| document(&item.open())).collect(),
        Tree::Map(_) => match opened.first(LISTS) {
            Some(inner @ (Tree::List(_) | Tree::Map(_))) => documents(inner),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn document(tree: &Tree<'_>) -> Option<Document> {
    if let Some(text) = tree.as_text() {
        return Some(Document { content: Some(text.to_owned()), ..Document::default() });
    }
    // A pair of document and score, as vector stores give it.
    if let Some([inner, Tree::Number(score)]) = tree.as_list() {
        let found = document(inner)?;
        return Some(Document { score: score.parse().ok(), ..found });
    }
    let outer = tree;
    let body = tree.first(&["document", "node", "kwargs"]).filter(|inner| inner.entries().is_some()).unwrap_or(tree);
    const SCORE: &[&str] = &[
        "score",
        "document.score",
        "relevance_score",
        "relevanceScore",
        "@search.score",
        "_score",
        "similarity",
        "rerank_score",
    ];
    let metadata = body.first(&["metadata", "document.metadata", "meta"]).map(Tree::open);
    let content =
        body.first(&["content", "page_content", "pageContent", "text", "document.content", "chunk", "body", "snippet"]);
    let found = Document {
        id: body.word(&["id", "document.id", "id_", "doc_id", "document_id", "_id", "chunk_id"]).map(str::to_owned),
        content: content.map(value_text),
        score: body.number(SCORE).or_else(|| outer.number(SCORE)).or_else(|| metadata.as_ref()?.number(SCORE)),
        metadata: metadata.filter(|metadata| !metadata.is_empty()).map(|metadata| compact(&metadata)),
    };
    // Something was found, though by no name we know: shown whole.
    if found == Document::default() && body.is_structure() {
        return Some(Document { content: Some(compact(body)), ..found });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tree::opened;

    fn found(text: &str) -> Vec<(Option<String>, Option<String>, Option<f64>)> {
        let documents = documents(&opened(text).expect("structure"));
        documents.into_iter().map(|one| (one.id, one.content, one.score)).collect()
    }

    #[test]
    fn documents_are_read_by_whatever_name() {
        let sun = |id: Option<&str>| vec![(id.map(str::to_owned), Some("sun".to_owned()), Some(0.5))];
        assert_eq!(found(r#"[{"document":{"id":"a","content":"sun","score":0.5}}]"#), sun(Some("a")));
        assert_eq!(found(r#"{"documents":[{"id":null,"page_content":"sun","metadata":{"score":0.5}}]}"#), sun(None));
        assert_eq!(found(r#"[{"document.id":"a","document.content":"sun","document.score":"0.5"}]"#), sun(Some("a")));
        assert_eq!(found(r#"[[{"page_content":"sun"},0.5]]"#), sun(None));
        assert_eq!(found(r#"[{"node":{"id_":"a","text":"sun"},"score":0.5}]"#), sun(Some("a")));
    }

    #[test]
    fn the_query_is_the_value_or_its_field() {
        assert_eq!(query(&Value::String("sun")).as_deref(), Some("sun"));
        assert_eq!(query(&Value::String(r#"{"query":"sun","tags":[]}"#)).as_deref(), Some("sun"));
        assert_eq!(query(&Value::String(r#"{"k":"sun"}"#)).as_deref(), Some("sun"));
    }
}
