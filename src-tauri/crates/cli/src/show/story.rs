//! What of a trace is told as a dialogue, in which order: its model calls, tools, retrievals and, where they say what no call below them
//! says, agents. Of what calls repeat of each other only what is new. Knows no layout.

use waterglass_proto::{DocumentSpan, Message, SpanType, TraceDocument};

/// One turn.
pub(super) struct Told<'d> {
    pub(super) span: &'d DocumentSpan,
    /// Messages in, without those that an earlier call had.
    pub(super) input: &'d [Message],
    /// How many of those there are.
    pub(super) repeated: usize,
}

/// The turns by start.
pub(super) fn story(document: &TraceDocument) -> Vec<Told<'_>> {
    let spans = &document.spans;
    let mut turns: Vec<usize> = (0..spans.len()).filter(|place| speaks(spans, *place)).collect();
    if turns.is_empty() {
        turns = (0..spans.len()).filter(|place| says_anything(&spans[*place])).collect();
    }
    // Stable: whoever calls comes before whoever is called.
    turns.sort_by_key(|place| spans[*place].start_ns.0);
    turns.into_iter().map(|place| told(&spans[place])).collect()
}

fn told(span: &DocumentSpan) -> Told<'_> {
    let conversation = &span.genai.conversation;
    let repeated = (conversation.repeated as usize).min(conversation.input_messages.len());
    Told { span, input: &conversation.input_messages[repeated..], repeated }
}

fn speaks(spans: &[DocumentSpan], place: usize) -> bool {
    let span = &spans[place];
    match span.genai.facts.span_type {
        SpanType::Model => !repeats_another(spans, place),
        SpanType::Agent => has_messages(span) && !below(spans, place).iter().any(has_call),
        SpanType::Tool | SpanType::Retrieval | SpanType::Embedding => says_anything(span),
        _ => false,
    }
}

/// The spans below one.
fn below(spans: &[DocumentSpan], place: usize) -> &[DocumentSpan] {
    let rest = &spans[place + 1..];
    let end = rest.iter().position(|span| span.depth <= spans[place].depth);
    &rest[..end.unwrap_or(rest.len())]
}

fn has_call(span: &DocumentSpan) -> bool {
    span.genai.facts.span_type == SpanType::Model && has_messages(span)
}

/// Two libraries may record one call: it is told by the record that counts, where that says the same.
fn repeats_another(spans: &[DocumentSpan], place: usize) -> bool {
    let span = &spans[place];
    let said = &span.genai.conversation;
    if span.genai.facts.counted != Some(false) || !has_messages(span) {
        return false;
    }
    let within = |other: &DocumentSpan| {
        let end = |span: &DocumentSpan| span.start_ns.0.saturating_add(span.duration_ns.0);
        (other.start_ns.0 >= span.start_ns.0 && end(other) <= end(span))
            || (other.start_ns.0 <= span.start_ns.0 && end(other) >= end(span))
    };
    spans.iter().any(|other| {
        other.span_id != span.span_id
            && other.genai.facts.span_type == SpanType::Model
            && within(other)
            && other.genai.facts.counted == Some(true)
            && words(&other.genai.conversation.output_messages) == words(&said.output_messages)
    })
}

/// What messages say in text, whatever else came with it.
fn words(messages: &[Message]) -> Vec<&str> {
    let parts = messages.iter().flat_map(|message| &message.parts);
    parts
        .filter_map(|part| match super::said::said(part) {
            super::said::Said::Words(text, _) | super::said::Said::Named(_, text, _) => Some(text),
            super::said::Said::Line(_) => None,
        })
        .collect()
}

fn has_messages(span: &DocumentSpan) -> bool {
    let said = &span.genai.conversation;
    !said.input_messages.is_empty() || !said.output_messages.is_empty()
}

fn says_anything(span: &DocumentSpan) -> bool {
    let said = &span.genai.conversation;
    has_messages(span)
        || said.retrieval.is_some()
        || said.embeddings.as_ref().is_some_and(|one| !one.inputs.is_empty())
        || said.prompt.is_some()
        || said.missing.is_some()
        || said.tool.as_ref().is_some_and(|tool| tool.arguments.is_some() || tool.result.is_some())
}
