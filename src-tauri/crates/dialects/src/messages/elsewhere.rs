//! Dialects that keep a request and an answer whole under a name of their own: Google ADK's wire copies, Langfuse, Laminar, Mastra, Genkit
//! and others that wrap any function. Only for spans whose messages are nowhere better.

use waterglass_model::SpanFacts;
use waterglass_model::otlp::Value;

use super::answer;
use super::draft::Draft;
use super::shapes::Side;

/// Attribute of the request, attribute of the answer.
const PAIRS: [(&str, &str); 14] = [
    ("gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response"),
    ("langfuse.observation.input", "langfuse.observation.output"),
    ("lmnr.span.input", "lmnr.span.output"),
    ("genkit:input", "genkit:output"),
    ("braintrust.input_json", "braintrust.output_json"),
    ("gen_ai.request.messages", "gen_ai.response.messages"),
    ("llm.request.messages", "llm.response.message"),
    ("llm.prompts", "llm.responses"),
    ("llm.prompt", "llm.completion"),
    ("gen_ai.input", "gen_ai.output"),
    ("gen_ai.prompt", "gen_ai.completion"),
    ("request_data", "response_data"),
    ("haystack.component.input", "haystack.component.output"),
    ("input", "output"),
];

/// Reads them in turn.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let Some(trust) = draft.trust() else { return };
    let span = draft.span();
    for (side, end) in [(Side::Input, ".input"), (Side::Output, ".output")] {
        if let Some((key, value)) = mastra(&span, end) {
            draft.offer_value(side, key, &value, trust);
        }
    }
    for (request, response) in PAIRS {
        draft.offer_key(Side::Input, request, trust);
        draft.offer_key(Side::Output, response, trust);
    }
    answer::read(draft, "gcp.vertex.agent.llm_response");
    answer::read(draft, "langfuse.observation.output");
}

/// Mastra names what a step got and gave after the step's kind: `mastra.model_generation.input`.
pub(crate) fn mastra<'a>(span: &SpanFacts<'_, 'a>, end: &str) -> Option<(&'a str, Value<'a>)> {
    let found = span.attributes.iter().find(|(key, _)| key.starts_with("mastra.") && key.ends_with(end));
    found.map(|(key, value)| (*key, *value))
}
