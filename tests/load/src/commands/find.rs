//! `find`: how long finding takes through the API with a full database: short names, attributes, free text, facets, groups, completion; first idle,
//! then while spans come in at a steady pace.

use anyhow::Result;

use super::Program;
use super::queries::{Args as QueryArgs, Asked, measure};

/// Flags of `find`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Spans to store first.
    #[arg(long, default_value_t = 1_000_000)]
    spans: usize,
    /// Times each question is asked.
    #[arg(long, default_value_t = 20)]
    times: usize,
    /// Spans a second that come in during the second half.
    #[arg(long, default_value_t = 10_000.0)]
    pace: f64,
    /// Only the questions whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    #[command(flatten)]
    program: Program,
}

/// What is asked, and under which name. Bars of the product: a first page of short names, of an attribute or of a common word 20 ms; an attribute's count 60;
/// a rare word 250 (aim 100); an absent word 50; ten facets 300; completion 50.
const QUESTIONS: [(&str, &str); 23] = [
    ("short names: service, model", "/api/traces?limit=100&count=false&q=service:assistant+model:gpt-4o*"),
    ("short names: tokens, duration", "/api/traces?limit=100&count=false&q=tokens%3E1k+duration%3E2s+kind:llm"),
    ("short name that nobody has", "/api/traces?limit=100&count=false&q=model:nobody-has-it"),
    ("attribute equals", "/api/traces?limit=100&count=false&q=server.address:mail.internal.test"),
    ("attribute equals, spans", "/api/spans?limit=100&count=false&q=server.address:mail.internal.test"),
    ("attribute equals: count", "/api/traces?limit=1&q=server.address:mail.internal.test"),
    ("attribute equals: count spans", "/api/spans?limit=1&q=server.address:mail.internal.test"),
    ("attribute equals, unique key", "/api/traces?limit=100&count=false&q=gen_ai.response.id:RARE"),
    ("attribute, regular expression", "/api/traces?limit=100&count=false&q=url.full~%22/v1/send_mail/.*page%3D7%22"),
    ("common word", "/api/traces?limit=100&count=false&q=orders"),
    ("common word, spans", "/api/spans?limit=100&count=false&q=orders"),
    ("phrase", "/api/traces?limit=100&count=false&q=%22orders+o+join%22"),
    ("rare word", "/api/traces?limit=100&count=false&q=RARE"),
    ("absent word", "/api/traces?limit=100&count=false&q=zyzzyvaxq"),
    ("beginning of a word", "/api/traces?limit=100&count=false&q=exceptio*"),
    ("one span is both", "/api/traces?limit=100&count=false&q=same(model:gpt-4o*+duration%3E2s)"),
    ("sorted by an attribute", "/api/traces?limit=100&count=false&sort=http.response.body.size"),
    (
        "ten facets",
        "/api/facets?fields=service,status,kind,model,provider,operation,tool,project,http.request.method,http.response.status_code",
    ),
    (
        "ten facets under a filter",
        "/api/facets?q=model:gpt-4o*&fields=service,status,kind,model,provider,operation,tool,project,http.request.method,http.response.status_code",
    ),
    ("groups by model", "/api/groups?by=model"),
    ("groups by model, spans", "/api/groups?on=spans&by=model"),
    ("completion: fields", "/api/query/complete?q=ht"),
    ("completion: values", "/api/query/complete?q=service:"),
];

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    let Args { spans, times, pace, only, program } = args;
    measure(QueryArgs::new(spans, times, pace, only, program), Asked::Finding(&QUESTIONS)).await
}
