//! A trace as a table with the tree in its first column, and its head: what it was, what it used, what it cost. Columns that say nothing
//! are left out. Makes text, knows no terminal.

use waterglass_proto::{DocumentSpan, SpanType, TraceDocument};

use crate::table::{Form, Layout, plain};
use crate::units::{count, dollars, length, time};

/// A line of the table.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) failed: bool,
}

/// The table: the headings and then the spans, `room` cells wide if that has an end.
pub(super) fn table(document: &TraceDocument, room: Option<usize>) -> Vec<Line> {
    let services = document.spans.iter().any(|span| span.service != document.service);
    let headings = ["SPAN", "SERVICE", "TYPE", "DURATION", "MODEL", "IN", "OUT", "COST"].map(str::to_owned).to_vec();
    let trees = branches(&document.spans);
    let mut rows = vec![headings];
    rows.extend(document.spans.iter().zip(trees).map(|(span, tree)| cells(span, &tree)));
    let forms =
        [Form::Text, Form::Text, Form::Text, Form::Number, Form::Text, Form::Number, Form::Number, Form::Number];
    let says = |column: usize| rows.iter().skip(1).any(|row| !row[column].is_empty());
    let shown: Vec<usize> = (0..forms.len()).filter(|column| says(*column) && (*column != 1 || services)).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| shown.iter().map(|column| row[*column].clone()).collect()).collect();
    let forms: Vec<Form> = shown.iter().map(|column| forms[*column]).collect();
    let layout = Layout::of(rows.iter(), &forms, room);
    let failed = std::iter::once(false).chain(document.spans.iter().map(|span| span.status == "error"));
    rows.iter().zip(failed).map(|(row, failed)| Line { text: layout.line(row), failed }).collect()
}

fn cells(span: &DocumentSpan, tree: &str) -> Vec<String> {
    let facts = &span.genai.facts;
    let failed = if span.status == "error" { " ✗" } else { "" };
    let model = facts.response_model.as_deref().or(facts.request_model.as_deref()).unwrap_or_default();
    // What is no part of the trace's total stands in brackets.
    let tokens = |said: Option<u64>| match said {
        Some(tokens) if facts.counted == Some(false) => format!("({})", count(tokens)),
        Some(tokens) => count(tokens),
        None => String::new(),
    };
    let cost = match &facts.cost {
        Some(cost) => cost.usd.map_or_else(|| "unpriced".to_owned(), dollars),
        None => String::new(),
    };
    vec![
        format!("{tree}{}{failed}", plain(&span.name)),
        plain(&span.service),
        word(facts.span_type).to_owned(),
        length(span.duration_ns.0),
        plain(model),
        tokens(facts.usage.input_tokens),
        tokens(facts.usage.output_tokens),
        cost,
    ]
}

/// Whether a span's tokens stand in brackets.
pub(super) fn has_brackets(document: &TraceDocument) -> bool {
    let said = |span: &DocumentSpan| {
        let usage = &span.genai.facts.usage;
        usage.input_tokens.is_some() || usage.output_tokens.is_some()
    };
    document.spans.iter().any(|span| span.genai.facts.counted == Some(false) && said(span))
}

/// The lines drawn before each name.
fn branches(spans: &[DocumentSpan]) -> Vec<String> {
    // Whether another span of the same depth follows before one further out does: looked at from the end.
    let mut follows: Vec<bool> = Vec::new();
    let mut lines: Vec<(usize, Vec<bool>)> = Vec::with_capacity(spans.len());
    for span in spans.iter().rev() {
        let depth = span.depth as usize;
        follows.resize(depth + 1, false);
        lines.push((depth, follows.clone()));
        follows[depth] = true;
    }
    let drawn = |(depth, follows): (usize, Vec<bool>)| {
        let mut line = String::new();
        for outer in follows.iter().take(depth).skip(1) {
            line.push_str(if *outer { "│  " } else { "   " });
        }
        if depth > 0 {
            line.push_str(if follows[depth] { "├─ " } else { "└─ " });
        }
        line
    };
    lines.into_iter().rev().map(drawn).collect()
}

/// The kind of work in a word; empty for work of no kind.
pub(super) fn word(of: SpanType) -> &'static str {
    match of {
        SpanType::Agent => "agent",
        SpanType::Model => "model",
        SpanType::Tool => "tool",
        SpanType::Retrieval => "retrieval",
        SpanType::Embedding => "embedding",
        SpanType::Evaluator => "evaluator",
        SpanType::Prompt => "prompt",
        SpanType::Http => "http",
        SpanType::Database => "database",
        SpanType::Messaging => "messaging",
        SpanType::Chain => "chain",
        SpanType::Function => "",
    }
}

/// The head of a trace as `(name, value)`; what is not said is left out.
pub(super) fn head(document: &TraceDocument) -> Vec<(&'static str, String)> {
    let totals = &document.totals;
    let mut head = vec![("Trace", document.trace_id.clone())];
    let status = match document.status.as_str() {
        "failed" => "failed",
        "has_errors" => "has errors",
        _ => "ok",
    };
    head.push(("Started", format!("{}, took {}, {status}", time(document.start_ns.0), length(document.duration_ns.0))));
    let mut say = |name, value: &Option<String>| {
        if let Some(value) = value {
            head.push((name, plain(value)));
        }
    };
    let whose = Some(document.service.clone()).filter(|service| !service.is_empty());
    say("Service", &whose);
    say("Session", &document.session);
    say("User", &document.user);
    say("Models", &Some(document.models.join(", ")).filter(|models| !models.is_empty()));
    say("Tokens", &tokens(document));
    let least = if totals.cost_at_least { "at least " } else { "" };
    say("Cost", &totals.cost.map(|cost| format!("{least}{}", dollars(cost))));
    head
}

fn tokens(document: &TraceDocument) -> Option<String> {
    let usage = &document.totals.usage;
    let with = |whole: Option<u64>, what: &str, parts: &[(Option<u64>, &str)]| {
        let parts = parts.iter().filter_map(|(part, word)| Some(format!("{} {word}", count((*part)?))));
        let parts = parts.collect::<Vec<_>>().join(", ");
        whole.map(|whole| {
            if parts.is_empty() {
                format!("{} {what}", count(whole))
            } else {
                format!("{} {what} ({parts})", count(whole))
            }
        })
    };
    let input = with(
        usage.input_tokens,
        "in",
        &[(usage.cached_input_tokens, "cached"), (usage.cache_write_tokens, "written to cache")],
    );
    let output = with(usage.output_tokens, "out", &[(usage.reasoning_tokens, "reasoning")]);
    let sides: Vec<String> = [input, output].into_iter().flatten().collect();
    let least = if document.totals.tokens_at_least { "at least " } else { "" };
    (!sides.is_empty()).then(|| format!("{least}{}", sides.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::said::tests::span;

    #[test]
    fn branches_lead_to_their_spans() {
        let spans: Vec<DocumentSpan> = [0, 1, 2, 1, 2, 0].into_iter().map(|depth| span(depth, "x")).collect();
        assert_eq!(branches(&spans), ["", "├─ ", "│  └─ ", "└─ ", "   └─ ", ""]);
    }
}
