//! What one busy program sends: traces that overlap in time, cut into export requests as an SDK's batch processor does it: in the
//! order spans end (children before parents, a root last), a trace spread over many requests. Requests are encoded once; a
//! later round sends the same bytes with other ids and times, so a run of millions of spans costs no time to generate.

use bytes::Bytes;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;

use crate::patch::{Marks, Round};
use crate::spans::{Made, Scope, Traces, int, text};

/// Time between the starts of two traces: about 130 traces are under way at any moment.
const GAP: u64 = 62_000_000;

/// One request, ready to send.
#[derive(Debug)]
pub struct Encoded {
    bytes: Bytes,
    marks: Marks,
    /// Spans in it.
    pub spans: usize,
}

/// A trace that is in the traffic.
#[derive(Debug, Clone)]
pub struct Sent {
    /// As sent in round 0.
    pub trace_id: Vec<u8>,
    /// How many spans it has.
    pub spans: usize,
}

/// A stretch of traffic that can be sent again and again.
#[derive(Debug)]
pub struct Traffic {
    requests: Vec<Encoded>,
    /// The traces in it.
    pub traces: Vec<Sent>,
    /// Spans in one round.
    pub spans: usize,
    /// Protobuf bytes of one round.
    pub bytes: u64,
    duration: u64,
}

impl Traffic {
    /// At least `spans` spans in requests of `batch`, starting at `start` (Unix ns).
    pub fn new(seed: u64, spans: usize, batch: usize, start: u64) -> Self {
        let mut source = Traces::new(seed);
        let (mut made, mut traces): (Vec<Made>, Vec<Sent>) = (Vec::with_capacity(spans + 200), vec![]);
        while made.len() < spans {
            let size = source.size();
            let trace = source.trace(size, start + traces.len() as u64 * GAP);
            traces.push(Sent { trace_id: trace[0].1.trace_id.clone(), spans: trace.len() });
            made.extend(trace);
        }
        let duration = traces.len() as u64 * GAP;
        Self::cut(made, traces, batch, duration)
    }

    /// One trace of `spans` spans, in requests of `batch`.
    pub fn one_trace(seed: u64, spans: usize, batch: usize, start: u64) -> Self {
        let trace = Traces::new(seed).trace(spans, start);
        let sent = Sent { trace_id: trace[0].1.trace_id.clone(), spans: trace.len() };
        Self::cut(trace, vec![sent], batch, spans as u64 * 10_000_000)
    }

    fn cut(mut made: Vec<Made>, traces: Vec<Sent>, batch: usize, duration: u64) -> Self {
        made.sort_by_key(|(_, span)| span.end_time_unix_nano);
        let spans = made.len();
        let mut requests = Vec::with_capacity(spans.div_ceil(batch));
        let mut rest = made.into_iter();
        loop {
            let part: Vec<Made> = rest.by_ref().take(batch).collect();
            if part.is_empty() {
                break;
            }
            requests.push(Encoded::new(part));
        }
        let bytes = requests.iter().map(|one| one.bytes.len() as u64).sum();
        Self { requests, traces, spans, bytes, duration }
    }

    /// Requests in one round.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// The `n`th request of endless traffic, and its spans: round 0 as made, later rounds with new ids and later times.
    pub fn request(&self, n: usize) -> (Bytes, usize) {
        let encoded = &self.requests[n % self.len()];
        let round = self.round(n / self.len());
        let bytes =
            if round.number() == 0 { encoded.bytes.clone() } else { round.apply(&encoded.bytes, &encoded.marks) };
        (bytes, encoded.spans)
    }

    /// A trace's id in hex as it is sent in a round.
    pub fn trace_id(&self, trace: &Sent, round: usize) -> String {
        let mut id = trace.trace_id.clone();
        self.round(round).id(&mut id);
        id.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn round(&self, number: usize) -> Round {
        Round::new(number, self.duration)
    }
}

impl Encoded {
    fn new(part: Vec<Made>) -> Self {
        let spans = part.len();
        let mut scopes: [(Scope, Vec<Span>); 3] =
            [(Scope::Agent, vec![]), (Scope::Model, vec![]), (Scope::Client, vec![])];
        for (scope, span) in part {
            let (_, list) = &mut scopes[scope as usize];
            list.push(span);
        }
        let scope_spans = scopes.into_iter().filter(|(_, list)| !list.is_empty()).map(|(scope, spans)| ScopeSpans {
            scope: Some(described(scope)),
            spans,
            ..ScopeSpans::default()
        });
        let group = ResourceSpans {
            resource: Some(resource()),
            scope_spans: scope_spans.collect(),
            ..ResourceSpans::default()
        };
        let bytes = Bytes::from(ExportTraceServiceRequest { resource_spans: vec![group] }.encode_to_vec());
        let marks = Marks::find(&bytes).expect("our own encoding is well formed");
        Self { bytes, marks, spans }
    }
}

fn described(scope: Scope) -> InstrumentationScope {
    let (name, version) = match scope {
        Scope::Agent => ("assistant.agent", "2.3.0"),
        Scope::Model => ("opentelemetry.instrumentation.openai_v2", "2.1b0"),
        Scope::Client => ("opentelemetry.instrumentation.requests", "0.66b2"),
    };
    InstrumentationScope { name: name.to_owned(), version: version.to_owned(), ..InstrumentationScope::default() }
}

fn resource() -> Resource {
    let attributes = vec![
        text("service.name", "assistant"),
        text("service.namespace", "shop"),
        text("service.version", "2026.11.3"),
        text("service.instance.id", "6f2c1c5e-6f0a-4c0e-9a53-6f2f7d1b9a10"),
        text("telemetry.sdk.language", "python"),
        text("telemetry.sdk.name", "opentelemetry"),
        text("telemetry.sdk.version", "1.45.2"),
        text("deployment.environment.name", "staging"),
        text("host.name", "worker-3"),
        int("process.pid", 4711),
    ];
    Resource { attributes, ..Resource::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(traffic: &Traffic, from: usize, to: usize) -> Vec<Span> {
        let requests = (from..to).map(|n| ExportTraceServiceRequest::decode(traffic.request(n).0).unwrap());
        requests.flat_map(|one| one.resource_spans).flat_map(|one| one.scope_spans).flat_map(|one| one.spans).collect()
    }

    #[test]
    fn the_same_seed_sends_the_same_bytes() {
        let (a, b) = (Traffic::new(7, 600, 64, 1_000), Traffic::new(7, 600, 64, 1_000));
        assert!((0..a.len()).all(|n| a.request(n).0 == b.request(n).0));
    }

    #[test]
    fn a_later_round_changes_ids_and_times_and_nothing_else() {
        let traffic = Traffic::new(7, 600, 64, 1_000);
        let (first, later) =
            (decoded(&traffic, 0, traffic.len()), decoded(&traffic, traffic.len() * 3, traffic.len() * 4));
        assert_eq!(first.len(), traffic.spans);
        for (before, after) in first.iter().zip(&later) {
            let shift = after.start_time_unix_nano - before.start_time_unix_nano;
            assert_eq!(shift, 3 * traffic.duration);
            assert_ne!(before.trace_id, after.trace_id);
            assert_ne!(before.span_id, after.span_id);
            assert_eq!(before.parent_span_id.is_empty(), after.parent_span_id.is_empty());
            assert_eq!(before.attributes, after.attributes);
            assert_eq!(
                after.end_time_unix_nano - after.start_time_unix_nano,
                before.end_time_unix_nano - before.start_time_unix_nano
            );
        }
    }

    #[test]
    fn every_parent_is_in_its_trace_in_every_round() {
        let traffic = Traffic::new(9, 2_000, 512, 1_000);
        for round in [0, 2] {
            let spans = decoded(&traffic, traffic.len() * round, traffic.len() * (round + 1));
            let known: std::collections::HashSet<_> = spans.iter().map(|one| (&one.trace_id, &one.span_id)).collect();
            assert_eq!(known.len(), spans.len());
            let parents = spans.iter().filter(|one| !one.parent_span_id.is_empty());
            assert!(parents.into_iter().all(|one| known.contains(&(&one.trace_id, &one.parent_span_id))));
        }
    }
}
