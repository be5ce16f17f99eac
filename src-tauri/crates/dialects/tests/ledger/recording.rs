//! The requests of one case, read as the store reads them: spans by trace, each with its facts and whether its usage counts.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use bytes::Bytes;
use waterglass_dialects::{is_instrumentor, named_by_log, normalise};
use waterglass_model::counting::{Call, Counted, count};
use waterglass_model::otlp::{Log, Scope, Span, Value, check, classify};
use waterglass_model::{Batch, GenAi, LogFacts, Signal, Source, SpanFacts};

/// One span's facts.
pub struct SpanFound {
    pub id: String,
    pub name: &'static str,
    pub facts: GenAi<'static>,
    pub call: Call,
    pub counted: Counted,
}

/// One trace.
#[derive(Default)]
pub struct TraceFound {
    pub spans: Vec<SpanFound>,
    /// What its log records name.
    pub sessions: Vec<String>,
    pub users: Vec<String>,
}

/// All that was sent, by trace id.
#[derive(Default)]
pub struct Recording {
    pub traces: BTreeMap<String, TraceFound>,
}

impl Recording {
    /// Reads every request below the folder. The bodies are never freed, so that facts can borrow from them.
    pub fn load(folder: &Path) -> Self {
        let mut recording = Self::default();
        recording.load_folder(folder);
        for trace in recording.traces.values_mut() {
            let calls: Vec<Call> = trace.spans.iter().map(|span| span.call).collect();
            for (span, counted) in trace.spans.iter_mut().zip(count(&calls)) {
                span.counted = counted;
            }
        }
        recording
    }

    fn load_folder(&mut self, folder: &Path) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                self.load_folder(&path);
            } else if path.ends_with("request.binpb") {
                self.take(std::fs::read(path).expect("readable"));
            }
        }
    }

    fn take(&mut self, body: Vec<u8>) {
        let Some(signal) = classify(&body) else { return };
        let (batch, refused) = check(signal, Bytes::from(body), Source::default()).expect("a request");
        assert!(refused.is_empty(), "{refused:?}");
        let batch: &'static Batch = Box::leak(Box::new(batch));
        for item in &batch.items {
            let group = &batch.groups[item.group as usize];
            let scope = Scope::parse(batch.slice(&group.scope)).expect("a scope").name;
            match signal {
                Signal::Traces => self.take_span(Span::parse(batch.slice(&item.bytes)).expect("a span"), scope),
                Signal::Logs => self.take_log(Log::parse(batch.slice(&item.bytes)).expect("a record"), scope),
                Signal::Metrics => {}
            }
        }
    }

    fn take_span(&mut self, span: Span<'static>, scope: &'static str) {
        let attributes: Vec<(&str, Value<'static>)> = span.attributes().collect();
        let facts = normalise(&SpanFacts { name: span.name, kind: span.kind, scope, attributes: &attributes });
        let call = Call {
            id: number(span.span_id),
            parent: (!span.parent_span_id.is_empty()).then(|| number(span.parent_span_id)),
            start: span.start as i64,
            duration: span.duration() as i64,
            usage: facts.usage,
            response: facts.response_id.as_deref().map(hash),
            scope: hash(scope),
            operation: facts.operation.as_deref().map(hash),
            model: facts.model().map(hash),
            instrumentor: is_instrumentor(scope),
        };
        let id = hex(span.span_id);
        let trace = self.traces.entry(hex(span.trace_id)).or_default();
        trace.spans.push(SpanFound { id, name: span.name, facts, call, counted: Counted::Silent });
    }

    fn take_log(&mut self, log: Log<'static>, scope: &'static str) {
        let attributes: Vec<(&str, Value<'static>)> = log.attributes().collect();
        let facts = LogFacts { name: log.event_name, time: log.time, scope, body: None, attributes: &attributes };
        let named = named_by_log(&facts);
        if let Some(trace) = self.traces.get_mut(&hex(log.trace_id)).filter(|_| !log.trace_id.is_empty()) {
            trace.sessions.extend(named.session.map(|name| name.into_owned()));
            trace.users.extend(named.user.map(|name| name.into_owned()));
        }
    }
}

fn number(id: &[u8]) -> i64 {
    id.iter().fold(0, |number, byte| number << 8 | i64::from(*byte))
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(text: &str) -> i64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish() as i64
}

/// Spans by id.
pub fn by_id(trace: &TraceFound) -> HashMap<&str, &SpanFound> {
    trace.spans.iter().map(|span| (span.id.as_str(), span)).collect()
}
