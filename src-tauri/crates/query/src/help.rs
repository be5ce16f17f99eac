//! The language by example: what the in-app help shows. A test reads every one of them.

use crate::fields::Target;

/// An example and what it finds.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The text.
    pub query: &'static str,
    /// What it finds.
    pub about: &'static str,
    /// What it is about.
    pub on: Target,
}

/// Examples, from the plain to the particular.
pub fn examples() -> &'static [Example] {
    EXAMPLES
}

const fn traces(query: &'static str, about: &'static str) -> Example {
    Example { query, about, on: Target::Traces }
}

const EXAMPLES: &[Example] = &[
    traces("refund", "the word anywhere: names, attributes, messages, events, logs of the trace"),
    traces("\"rate limit\"", "the words in this order"),
    traces("refun*", "words that begin so"),
    traces("service:checkout model:gpt-4o", "both: a span of this service, a span with this model"),
    traces("model:gpt-4o*", "* stands for any characters"),
    traces("status:error,failed", "one or the other"),
    traces("duration>2s tokens>1k", "the trace's own length and tokens; units: ms, s, m, h; k, M"),
    traces("tokens:100..200", "a range, both ends included; for times, lengths, counts and money"),
    traces("kind:llm OR kind:tool", "one or the other"),
    traces("service:checkout -tool:search", "- or NOT: no span with this tool"),
    traces("(status:error OR duration>10s) service:checkout", "parentheses"),
    traces("http.response.status_code>=500", "any attribute by its key"),
    traces("resource.k8s.pod.name:web-*", "of the resource; span., event., link. and log. likewise"),
    traces("\"odd key\":value", "a key with spaces or colons, quoted"),
    traces("name~\"^POST\"", "a regular expression; !~ for those that do not match"),
    traces("name=\"chat gpt-4o\"", "exactly, case and all"),
    traces("model in (gpt-4o, claude-sonnet-4)", "one of a list"),
    traces("model not in (gpt-4o, o3)", "none of a list"),
    traces("has:session", "there is a value; also: session exists"),
    traces("tool!=search", "a span with another tool; -tool:search: no span with this one"),
    traces("start>-1h", "in the last hour; also today, yesterday, 2026-01-31, \"2026-01-31T10:00\""),
    traces("same(model:gpt-4o duration>5s)", "one span is both"),
    traces("same(kind:tool parent(agent:planner))", "a tool called by this agent; child( and under( likewise"),
    traces("span.duration>5s", "a span that took so long, whatever the trace took"),
    traces("trace:4bf92f35", "a trace by the beginning of its id"),
    Example {
        query: "severity>=warn body~\"timed? out\"",
        about: "log records by severity and body",
        on: Target::Logs,
    },
];

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{Clock, FIELDS, parse};

    #[test]
    fn every_example_can_be_read() {
        let clock = Clock { now_ns: 1_763_726_400_000_000_000, zone: TimeZone::UTC };
        for example in examples() {
            let query = parse(example.query, example.on, &clock)
                .unwrap_or_else(|mistake| panic!("{}: {mistake}", example.query));
            assert!(query.hints.is_empty(), "{}: {:?}", example.query, query.hints);
        }
        for info in FIELDS {
            for on in info.on {
                assert!(parse(info.example, *on, &clock).is_ok(), "{}", info.example);
            }
        }
    }
}
