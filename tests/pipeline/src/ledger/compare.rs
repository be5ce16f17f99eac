//! A case's answers beside what the API says: every difference, named.
//! Knows the alternatives the answers allow; knows nothing of why the product says what it says.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display, Formatter};

use waterglass_proto::{DocumentSpan, SpanType, TraceDocument, TraceRow, Usage};

use crate::ledger::answers::{Answers, SpanAnswer, Tokens, TraceAnswer};
use crate::ledger::messages::{compare_messages, compare_tool};
use crate::ledger::replay::Said;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The trace's id, or the span's and its name, or empty for the whole case.
    pub place: String,
    /// The field, as the answers call it.
    pub field: String,
    /// What the answers say.
    pub expected: String,
    /// What the API says.
    pub found: String,
}

impl Display for Difference {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { place, field, expected, found } = self;
        write!(out, "{place}: {field}\n      expected {expected}\n      found    {found}")
    }
}

/// Differences at one place.
#[derive(Debug)]
pub(super) struct Differences {
    place: String,
    pub(super) all: Vec<Difference>,
}

impl Differences {
    pub(super) fn at(place: String) -> Self {
        Self { place, all: Vec::new() }
    }

    pub(super) fn add(&mut self, field: &str, expected: impl Display, found: impl Display) {
        let (expected, found) = (expected.to_string(), found.to_string());
        self.all.push(Difference { place: self.place.clone(), field: field.to_owned(), expected, found });
    }

    /// Notes a difference unless the found value is the expected one or one of the others allowed.
    fn same<T: PartialEq + Debug>(&mut self, field: &str, expected: &T, others: &[T], found: &T) {
        if found != expected && !others.contains(found) {
            let or = if others.is_empty() { String::new() } else { format!(", or {others:?}") };
            self.add(field, format!("{expected:?}{or}"), format!("{found:?}"));
        }
    }
}

/// Every difference between the answers and what the API says of a case.
pub fn compare(answers: &Answers, said: &Said) -> Vec<Difference> {
    let mut case = Differences::at(String::new());
    let ids = |ids: Vec<&String>| ids.into_iter().cloned().collect::<BTreeSet<_>>();
    let expected = ids(answers.traces.iter().map(|trace| &trace.trace_id).collect());
    case.same("traces", &expected, &[], &ids(said.rows.iter().map(|row| &row.trace_id).collect()));
    case.same("logs", &answers.logs.count, &[], &said.logs);
    compare_sessions(said, &mut case);
    let mut all = case.all;
    for answer in &answers.traces {
        let row = said.rows.iter().find(|row| row.trace_id == answer.trace_id);
        let document = said.documents.iter().find(|document| document.trace_id == answer.trace_id);
        if let (Some(row), Some(document)) = (row, document) {
            all.extend(compare_trace(answer, row, document));
            all.extend(answer.spans.iter().flat_map(|span| compare_span(span, document)));
        }
    }
    all
}

/// The sessions are those that the documents name, with the sums of theirs.
fn compare_sessions(said: &Said, case: &mut Differences) {
    let named: BTreeSet<_> = said.documents.iter().filter_map(|document| document.session.clone()).collect();
    let listed: BTreeSet<_> = said.sessions.iter().map(|session| session.session.clone()).collect();
    case.same("sessions", &named, &[], &listed);
    for session in &said.sessions {
        let of_it = said.documents.iter().filter(|document| document.session.as_ref() == Some(&session.session));
        let of_it: Vec<_> = of_it.collect();
        case.same("session traces", &of_it.len(), &[], &(session.traces as usize));
        let sum =
            |class: fn(&Usage) -> Option<u64>| of_it.iter().filter_map(|one| class(&one.totals.usage)).sum::<u64>();
        let sums = (sum(|usage| usage.input_tokens), sum(|usage| usage.output_tokens));
        let usage = &session.totals.usage;
        let listed = (usage.input_tokens.unwrap_or(0), usage.output_tokens.unwrap_or(0));
        case.same("session tokens", &sums, &[], &listed);
    }
}

fn compare_trace(answer: &TraceAnswer, row: &TraceRow, document: &TraceDocument) -> Vec<Difference> {
    let mut out = Differences::at(format!("trace {}", answer.trace_id));
    out.same("span_count", &answer.span_count, &[], &document.spans.len());
    out.same("span_count in the list", &answer.span_count, &[], &(row.spans as usize));
    let errors = document.spans.iter().filter(|span| span.status == "error").count();
    out.same("error_spans", &answer.error_spans, &[], &(errors as u32));
    out.same("error_spans in the list", &answer.error_spans, &[], &row.errors);
    // `unknown_service` is OpenTelemetry's word for a service that has no name.
    let unnamed = answer.services.is_empty() && row.services == ["unknown_service"];
    let found: BTreeSet<_> = row.services.iter().filter(|_| !unnamed).collect();
    out.same("services", &answer.services.iter().collect(), &[], &found);
    let root = row.has_root.then(|| row.name.clone());
    let local = Some(row.name.clone());
    if root != answer.root_span && !answer.root_span_or.contains(&local) {
        out.add("root_span", format!("{:?}, or {:?}", answer.root_span, answer.root_span_or), format!("{root:?}"));
    }
    out.same("tokens", &answer.tokens, &answer.tokens_or, &tokens(&document.totals.usage));
    out.same("tokens in the list", &tokens(&document.totals.usage), &[], &tokens(&row.totals.usage));
    // A lower bound is said in words only.
    let at_least = ["lower bound", "at least"].iter().any(|words| answer.tokens_why.contains(words));
    if at_least && !document.totals.tokens_at_least {
        out.add("tokens_at_least", format!("true ({})", answer.tokens_why), "false");
    }
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let others: Vec<_> = answer.models_or.iter().map(|names| sorted(names.clone())).collect();
    out.same("models", &sorted(answer.models.clone()), &others, &sorted(document.models.clone()));
    out.same("models in the list", &sorted(document.models.clone()), &[], &sorted(row.models.clone()));
    out.same("providers", &answer.providers.iter().cloned().collect(), &[], &providers(document));
    out.same("session", &answer.session, &answer.session_or, &document.session);
    out.same("user", &answer.user, &answer.user_or, &document.user);
    out.same("session and user in the list", &(&document.session, &document.user), &[], &(&row.session, &row.user));
    out.all
}

/// Raw, from model and embedding spans, else from any.
fn providers(document: &TraceDocument) -> BTreeSet<String> {
    let of = |wanted: &dyn Fn(SpanType) -> bool| -> BTreeSet<String> {
        let spans = document.spans.iter().filter(|span| wanted(span.genai.facts.span_type));
        spans.filter_map(|span| span.genai.facts.provider.clone()).collect()
    };
    let calls = of(&|kind| matches!(kind, SpanType::Model | SpanType::Embedding));
    if calls.is_empty() { of(&|_| true) } else { calls }
}

fn tokens(usage: &Usage) -> Tokens {
    Tokens {
        input: usage.input_tokens,
        output: usage.output_tokens,
        cached_read: usage.cached_input_tokens,
        cached_write: usage.cache_write_tokens,
        reasoning: usage.reasoning_tokens,
    }
}

fn compare_span(answer: &SpanAnswer, document: &TraceDocument) -> Vec<Difference> {
    let mut out = Differences::at(format!("span {} {:?}", answer.span_id, answer.name));
    let Some(span) = document.spans.iter().find(|span| span.span_id == answer.span_id) else {
        out.add("span", "there", "missing");
        return out.all;
    };
    compare_facts(answer, span, &mut out);
    let conversation = &span.genai.conversation;
    for (field, expected, found) in [
        ("input_messages", &answer.input_messages, &conversation.input_messages),
        ("output_messages", &answer.output_messages, &conversation.output_messages),
    ] {
        compare_messages(field, expected, answer.is_loose(field), found, &mut out);
    }
    compare_tool(answer, conversation.tool.as_ref(), &mut out);
    let silent = answer.input_messages.is_empty() && answer.output_messages.is_empty();
    if answer.span_type == "model" && silent && !answer.content_recorded && conversation.missing.is_none() {
        out.add("missing content", "explained", "not explained");
    }
    out.all
}

fn compare_facts(answer: &SpanAnswer, span: &DocumentSpan, out: &mut Differences) {
    let facts = &span.genai.facts;
    out.same("parent", &answer.parent, &[], &span.parent_span_id);
    out.same("name", &answer.name, &[], &span.name);
    let mut types = vec![answer.span_type.as_str()];
    types.extend(answer.type_or.iter().map(String::as_str));
    let found = serde_json::to_value(facts.span_type).unwrap_or_default();
    // The product calls everything without a nature of its own a function.
    let fits = types.iter().any(|name| found == *name || *name == "other" && found == "function");
    if !fits {
        out.add("type", types.join(" or "), &found);
    }
    out.same("operation", &answer.operation, &answer.operation_or, &facts.operation);
    out.same("request_model", &answer.request_model, &[], &facts.request_model);
    let mut others = answer.response_model_or.clone();
    others.extend(answer.is_payload_only("response_model").then_some(None));
    out.same("response_model", &answer.response_model, &others, &facts.response_model);
    out.same("finish_reasons", &answer.finish_reasons, &answer.finish_reasons_or, &facts.finish_reasons);
    let mut others = answer.response_id_or.clone();
    others.extend(answer.is_payload_only("response_id").then_some(None));
    out.same("response_id", &answer.response_id, &others, &facts.response_id);
    let (expected, found) = (&answer.tokens, tokens(&facts.usage));
    for (class, expected, found) in [
        ("tokens.input", expected.input, found.input),
        ("tokens.output", expected.output, found.output),
        ("tokens.cached_read", expected.cached_read, found.cached_read),
        ("tokens.cached_write", expected.cached_write, found.cached_write),
        ("tokens.reasoning", expected.reasoning, found.reasoning),
    ] {
        let others: &[Option<u64>] = if answer.is_payload_only(class) { &[None] } else { &[] };
        out.same(class, &expected, others, &found);
    }
    out.same("counts", &answer.counts, &[], &(facts.counted == Some(true)));
}
