//! How each generative-AI convention spells the same facts: pure functions from a span's attributes to [`GenAi`].
//!
//! One file per convention, one row in [`DIALECTS`]. The raw attributes are never touched: what is read here stands beside them and
//! can be read again. Knows neither transport nor storage. Runs for every span that comes in, so a span that speaks no dialect costs
//! one look at each of its keys and no allocation.

mod findings;
mod kind;
mod messages;
mod otel_genai;
mod read;

use waterglass_model::{GenAi, SpanFacts};

pub use findings::Findings;
pub use read::{Reading, read};

/// One convention: a file of this crate and a row of [`DIALECTS`].
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Its name, as the API shows it.
    pub name: &'static str,
    /// Beginnings of attribute keys of which a span of this dialect has at least one. Cheap to test, so it may hold for spans of
    /// other dialects too: [`Dialect::read`] decides.
    pub prefixes: &'static [&'static str],
    /// Reads the span into what earlier rows left open; says whether it recognised it.
    pub read: for<'s, 'a> fn(&SpanFacts<'s, 'a>, &mut Findings<'a>) -> bool,
}

/// The conventions, in the order they are asked. The first that recognises a span names it; later ones only fill gaps.
pub const DIALECTS: &[Dialect] = &[otel_genai::DIALECT];

/// What the dialects find in a span. Its type is set for every span.
pub fn normalise<'a>(span: &SpanFacts<'_, 'a>) -> GenAi<'a> {
    let look = kind::look(span);
    if look.dialects == 0 {
        return GenAi { span_type: look.span_type, ..GenAi::default() };
    }
    let mut findings = Findings::default();
    for (index, dialect) in DIALECTS.iter().enumerate() {
        if look.dialects & (1 << index) != 0 && (dialect.read)(span, &mut findings) {
            findings.name(dialect.name);
        }
    }
    findings.finish(look.span_type)
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
        assert!(
            DIALECTS
                .iter()
                .all(|dialect| !dialect.prefixes.is_empty() && dialect.prefixes.iter().all(|p| !p.is_empty()))
        );
        assert!(DIALECTS.len() <= 32, "the look keeps one bit a row");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), DIALECTS.len());
    }
}
