//! Dialects that keep a request and an answer whole under a name of their own: Google ADK's wire copies, Langfuse, Laminar, LangSmith and
//! others that wrap any function. Only for spans whose messages are nowhere better.

use super::answer;
use super::draft::Draft;
use super::shapes::Side;

/// Attribute of the request, attribute of the answer.
const PAIRS: [(&str, &str); 9] = [
    ("gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response"),
    ("langfuse.observation.input", "langfuse.observation.output"),
    ("lmnr.span.input", "lmnr.span.output"),
    ("gen_ai.request.messages", "gen_ai.response.messages"),
    ("llm.request.messages", "llm.response.message"),
    ("gen_ai.input", "gen_ai.output"),
    ("gen_ai.prompt", "gen_ai.completion"),
    ("request_data", "response_data"),
    ("input", "output"),
];

/// Reads them in turn.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let Some(trust) = draft.trust() else { return };
    for (request, response) in PAIRS {
        draft.offer_key(Side::Input, request, trust);
        draft.offer_key(Side::Output, response, trust);
    }
    answer::read(draft, "gcp.vertex.agent.llm_response");
    answer::read(draft, "langfuse.observation.output");
}
