//! How each generative-AI convention spells the same facts: pure functions from a span's attributes to [`GenAi`].
//!
//! One file per convention, one row in [`DIALECTS`]; README.md lists them. The raw attributes are never touched: what is read here stands
//! beside them and can be read again. Knows neither transport nor storage. Runs for every span that comes in, so a span that speaks no
//! dialect costs one look at each of its keys and no allocation.

mod agent_framework;
mod anthropic;
mod azure_ai;
mod claude_code;
mod fact;
mod findings;
mod genkit;
mod google_adk;
mod haystack;
mod kind;
mod langfuse;
mod langsmith;
mod litellm;
mod mastra;
mod messages;
mod mlflow;
mod openinference;
mod openllmetry;
mod otel_genai;
mod promptflow;
mod prompty;
mod pydantic_ai;
mod read;
mod scan;
mod semantic_kernel;
mod session;
mod spring_ai;
mod strands;
mod table;
mod values;
mod vercel_ai;

use waterglass_model::{GenAi, SpanFacts};

pub use fact::Fact;
pub use findings::Findings;
pub use read::{Reading, read};
pub use session::{Named, SESSION_KEYS, USER_KEYS, named_by_log};

use table::{IDENTITY, Seen, TABLE};

/// Of all rules here and of the counting rule. Raise it whenever the same span would be read differently: what older revisions derived is
/// then derived again in the background.
pub const REVISION: u32 = 2;

/// One convention: a file of this crate and a row of [`DIALECTS`].
#[derive(Clone, Copy)]
pub struct Dialect {
    /// Its name, as the API shows it.
    pub name: &'static str,
    /// Beginnings of attribute keys of which a span of this dialect has at least one. Cheap to test, so it may hold for spans of
    /// other dialects too: `speaks` decides.
    pub prefixes: &'static [&'static str],
    /// Beginnings of names of scopes whose spans may speak it, whatever their keys.
    pub scopes: &'static [&'static str],
    /// Whether the span speaks it.
    speaks: fn(&Seen<'_, '_, '_>) -> bool,
    /// What its attributes say. For each fact the first that reads wins, and only where earlier dialects left it open.
    pub facts: &'static [(Fact, &'static str)],
    /// Further keys that `speaks` and `more` look at.
    also: &'static [&'static str],
    /// Reads what no single attribute says: above all the kind of work.
    more: for<'a> fn(&Seen<'_, '_, 'a>, &mut Findings<'a>),
}

/// The conventions in the order they are asked: the general one first, then those of single libraries, which fill gaps. See
/// [`GenAi::dialect`] for the one that names the span.
pub const DIALECTS: &[Dialect] = &[
    otel_genai::DIALECT,
    mlflow::DIALECT,
    promptflow::DIALECT,
    prompty::DIALECT,
    vercel_ai::DIALECT,
    openinference::DIALECT,
    litellm::DIALECT,
    openllmetry::DIALECT,
    azure_ai::DIALECT,
    pydantic_ai::DIALECT,
    semantic_kernel::DIALECT,
    agent_framework::DIALECT,
    google_adk::DIALECT,
    anthropic::DIALECT,
    claude_code::DIALECT,
    mastra::DIALECT,
    spring_ai::DIALECT,
    langfuse::DIALECT,
    langsmith::DIALECT,
    haystack::DIALECT,
    strands::DIALECT,
    genkit::DIALECT,
];

/// What the dialects find in a span. Its type is set for every span; session and user also on spans that no dialect claims.
pub fn normalise<'a>(span: &SpanFacts<'_, 'a>) -> GenAi<'a> {
    let table = &*TABLE;
    let seen = table.look(span);
    if seen.asks == 0 {
        return GenAi { span_type: seen.span_type, ..GenAi::default() };
    }
    let mut found = Findings::default();
    let mut asks = seen.asks & !IDENTITY;
    while asks != 0 {
        let index = asks.trailing_zeros() as usize;
        asks &= asks - 1;
        let dialect = &DIALECTS[index];
        if !(dialect.speaks)(&seen) {
            continue;
        }
        for (fact, key) in &table.rows[index] {
            if let Some(value) = seen.at(*key) {
                fact.take(value, table.key(*key), &mut found);
            }
        }
        (dialect.more)(&seen, &mut found);
        found.name(dialect.name);
    }
    if seen.asks & IDENTITY != 0 {
        session::fill(table, &seen, &mut found);
    }
    found.finish(seen.span_type)
}

/// Whether a scope of this name instruments somebody else's library. Where such a one and the library itself record the same call, the
/// library's own record is preferred (it does not, for one, add the first stream event's token to the rest).
pub fn is_instrumentor(scope: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "opentelemetry.instrumentation",
        "opentelemetry-instrumentation",
        "opentelemetry.util.genai",
        "@opentelemetry/instrumentation",
        "OpenTelemetry.Instrumentation",
        "io.opentelemetry.",
        "openinference.instrumentation",
        "@arizeai/openinference",
        "@traceloop/",
        "traceloop",
        "openlit",
        "logfire",
        "langsmith",
        "langfuse",
        "mlflow",
        "promptflow",
    ];
    BEGINNINGS.iter().any(|beginning| scope.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanType;
    use waterglass_model::otlp::Value;

    use super::*;

    pub(crate) fn facts<'s, 'a>(attributes: &'s [(&'a str, Value<'a>)]) -> SpanFacts<'s, 'a> {
        SpanFacts { name: "span", kind: 3, scope: "scope", attributes }
    }

    #[test]
    fn a_span_of_no_dialect_has_only_a_type() {
        let attributes = [("http.request.method", Value::String("GET")), ("url.full", Value::String("http://x/"))];
        let found = normalise(&facts(&attributes));
        assert_eq!(found, GenAi { span_type: SpanType::Http, ..GenAi::default() });
        assert_eq!(found.sources.capacity() + found.finish_reasons.capacity(), 0, "nothing is allocated");
    }

    #[test]
    fn every_row_is_complete_and_named_once() {
        let mut names: Vec<_> = DIALECTS.iter().map(|dialect| dialect.name).collect();
        assert!(DIALECTS.iter().all(|dialect| !dialect.prefixes.is_empty() || !dialect.scopes.is_empty()));
        assert!(DIALECTS.iter().all(|dialect| dialect.prefixes.iter().chain(dialect.scopes).all(|p| !p.is_empty())));
        assert!(DIALECTS.len() < 31, "the look keeps one bit a row");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), DIALECTS.len());
    }

    #[test]
    fn a_librarys_convention_names_the_span_before_the_general_one() {
        let attributes =
            [("gen_ai.operation.name", Value::String("chat")), ("gen_ai.system", Value::String("az.ai.inference"))];
        assert_eq!(normalise(&facts(&attributes)).dialect, "azure_ai");
        assert_eq!(normalise(&facts(&attributes[..1])).dialect, "otel_genai");
    }

    #[test]
    fn instrumentors_are_told_from_libraries() {
        assert!(is_instrumentor("opentelemetry.instrumentation.anthropic"));
        assert!(is_instrumentor("openinference.instrumentation.langchain"));
        assert!(!is_instrumentor("com.anthropic.sdk.python"));
        assert!(!is_instrumentor("ai"));
    }
}
