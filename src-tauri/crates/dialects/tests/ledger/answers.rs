//! One case's answers against what was read: every difference as one line.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use waterglass_model::counting::Counted;
use waterglass_model::{SpanType, Usage};

use crate::recording::{Recording, SpanFound, TraceFound, by_id};

/// Every difference.
pub fn compare(answers: &Value, recording: &Recording) -> Vec<String> {
    let mut differences = Vec::new();
    let mut traces = 0;
    for answer in list(&answers["traces"]) {
        let Some(id) = answer["trace_id"].as_str() else { continue };
        traces += 1;
        let Some(trace) = recording.traces.get(id) else {
            differences.push(format!("trace {id}: missing"));
            continue;
        };
        compare_trace(answer, trace, &mut differences);
        let spans = by_id(trace);
        for answer in list(&answer["spans"]) {
            let id = answer["span_id"].as_str().unwrap_or_default();
            match spans.get(id) {
                Some(span) => compare_span(answer, span, &mut differences),
                None => differences.push(format!("span {id}: missing")),
            }
        }
    }
    if traces != recording.traces.len() {
        differences.push(format!("traces: {} instead of {traces}", recording.traces.len()));
    }
    differences
}

fn compare_span(answer: &Value, span: &SpanFound, differences: &mut Vec<String>) {
    let facts = &span.facts;
    let mut hold = |field: &str, found: Value| {
        if !is_right(answer, field, &found) {
            let (name, id, wanted) = (span.name, &span.id, &answer[field]);
            differences.push(format!("span {name}: {field} {found} instead of {wanted} ({id})"));
        }
    };
    hold("type", json!(word(facts.span_type)));
    hold("operation", json!(facts.operation));
    hold("request_model", json!(facts.request_model));
    hold("response_model", json!(facts.response_model));
    hold("response_id", json!(facts.response_id));
    hold("finish_reasons", json!(facts.finish_reasons));
    hold("counts", json!(span.counted == Counted::Counts));
    for (class, count) in classes(&facts.usage) {
        let wanted = &answer["tokens"][class];
        let unsaid = count.is_none() && payload_only(answer, &format!("tokens.{class}"));
        if *wanted != json!(count) && !unsaid {
            differences.push(format!("span {}: tokens.{class} {count:?} instead of {wanted} ({})", span.name, span.id));
        }
    }
    let tool = &answer["tool"]["name"];
    let is_tool = facts.span_type == SpanType::Tool;
    if is_tool && !tool.is_null() && *tool != json!(facts.tool_name) {
        let found = &facts.tool_name;
        differences.push(format!("span {}: tool {found:?} instead of {tool} ({})", span.name, span.id));
    }
}

fn compare_trace(answer: &Value, trace: &TraceFound, differences: &mut Vec<String>) {
    let mut hold = |field: &str, found: Value| {
        if !is_right(answer, field, &found) {
            let (id, wanted) = (&answer["trace_id"], &answer[field]);
            differences.push(format!("trace: {field} {found} instead of {wanted} ({id})"));
        }
    };
    let mut sum = Usage::default();
    trace.spans.iter().filter(|span| span.counted == Counted::Counts).for_each(|span| sum.add(&span.facts.usage));
    let tokens: serde_json::Map<_, _> =
        classes(&sum).into_iter().map(|(name, n)| (name.to_owned(), json!(n))).collect();
    hold("tokens", Value::Object(tokens));
    hold("models", json!(models(trace)));
    hold("providers", json!(providers(trace)));
    let said = |name: fn(&SpanFound) -> Option<&str>| trace.spans.iter().filter_map(name).collect::<BTreeSet<_>>();
    let sessions = said(|span| span.facts.conversation_id.as_deref());
    let users = said(|span| span.facts.user_id.as_deref());
    let only = |names: BTreeSet<&str>, logs: &[String]| match names.len() {
        0 => json!(logs.first()),
        1 => json!(names.first()),
        _ => json!(names),
    };
    hold("session", only(sessions, &trace.sessions));
    hold("user", only(users, &trace.users));
}

/// Models that answered, else those that were asked.
fn models(trace: &TraceFound) -> Vec<&str> {
    let all = |name: fn(&SpanFound) -> Option<&str>| trace.spans.iter().filter_map(name).collect::<BTreeSet<_>>();
    let answered = all(|span| span.facts.response_model.as_deref());
    if !answered.is_empty() {
        return answered.into_iter().collect();
    }
    all(|span| span.facts.request_model.as_deref()).into_iter().collect()
}

/// Of calls to models, else of any span.
fn providers(trace: &TraceFound) -> Vec<&str> {
    let calls = trace.spans.iter().filter(|span| span.facts.is_model_call());
    let of_calls: BTreeSet<_> = calls.filter_map(|span| span.facts.provider.as_deref()).collect();
    if !of_calls.is_empty() {
        return of_calls.into_iter().collect();
    }
    trace.spans.iter().filter_map(|span| span.facts.provider.as_deref()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn is_right(answer: &Value, field: &str, found: &Value) -> bool {
    let either = list(&answer[format!("{field}_or")]);
    let unsaid = (found.is_null() || *found == json!([])) && payload_only(answer, field);
    unsaid || same(&answer[field], found) || either.iter().any(|other| same(other, found))
}

fn same(wanted: &Value, found: &Value) -> bool {
    // The ledger tells `other` and `function` apart; here both are what is left when nothing is known.
    let wanted = if wanted == "other" { &json!("function") } else { wanted };
    match (wanted, found) {
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().all(|one| found.contains(one))
        }
        _ => wanted == found,
    }
}

fn payload_only(answer: &Value, field: &str) -> bool {
    list(&answer["payload_only"]).iter().any(|one| one == field)
}

fn classes(usage: &Usage) -> [(&'static str, Option<u64>); 5] {
    [
        ("input", usage.input),
        ("output", usage.output),
        ("cached_read", usage.cached_input),
        ("cached_write", usage.cache_write),
        ("reasoning", usage.reasoning),
    ]
}

fn word(span_type: SpanType) -> &'static str {
    if span_type == SpanType::Model { "model" } else { span_type.word() }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
