//! A stored span read to the bottom: its bytes and those of the log records that name it, opened for the dialects. Remembers the last
//! very long one, for its pieces are asked for one after another.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use waterglass_model::otlp::{self, Attributes, Value};
use waterglass_model::wire::WireError;
use waterglass_model::{Content, EventFacts, GenAi as Facts, LogFacts, SpanFacts};
use waterglass_proto::{Conversation, GenAi};
use waterglass_store::SpanContent;
use xxhash_rust::xxh3::Xxh3;

use crate::api::facts::genai;

/// Attributes, opened.
type Opening<'a> = Vec<(&'a str, Value<'a>)>;

/// A span and its log records, opened.
pub(in crate::api) struct Opened<'a> {
    pub(in crate::api) span: otlp::Span<'a>,
    scope: &'a str,
    attributes: Opening<'a>,
    /// Name, time, attributes.
    events: Vec<(&'a str, u64, Opening<'a>)>,
    logs: Vec<OpenedLog<'a>>,
}

struct OpenedLog<'a> {
    name: &'a str,
    time: u64,
    scope: &'a str,
    body: Option<Value<'a>>,
    attributes: Opening<'a>,
}

impl<'a> Opened<'a> {
    /// Opens what is stored. A log record that cannot be read says nothing; the span must be readable.
    pub(in crate::api) fn of(content: &'a SpanContent) -> Result<Self, WireError> {
        let span = otlp::Span::parse(&content.span.message)?;
        let list = |attributes: Attributes<'a>| attributes.collect::<Vec<_>>();
        let logs = content.logs.iter().filter_map(|stored| {
            let log = otlp::Log::parse(&stored.message).ok()?;
            let attributes = list(log.attributes());
            let named = || attributes.iter().find(|(key, _)| *key == "event.name").map(|(_, value)| *value);
            let name = match (log.event_name, named()) {
                ("", Some(Value::String(name))) => name,
                (name, _) => name,
            };
            let body = (log.body != Value::Empty).then_some(log.body);
            Some(OpenedLog { name, time: stored.time, scope: &stored.scope, body, attributes })
        });
        Ok(Self {
            scope: otlp::Scope::parse(&content.span.origin.scope).map_or("", |scope| scope.name),
            attributes: list(span.attributes()),
            events: span.events().map(|event| (event.name, event.time, list(event.attributes()))).collect(),
            logs: logs.collect(),
            span,
        })
    }

    /// What dialects look at when a span comes in.
    pub(in crate::api) fn facts(&self) -> SpanFacts<'_, 'a> {
        SpanFacts { name: self.span.name, kind: self.span.kind, scope: self.scope, attributes: &self.attributes }
    }

    /// The facts that are stored: those of the span's own attributes.
    pub(in crate::api) fn own(&self) -> Facts<'a> {
        waterglass_dialects::normalise(&self.facts())
    }

    /// The scope's name.
    pub(in crate::api) fn scope(&self) -> &'a str {
        self.scope
    }

    /// The facts and the conversation, read from all of it.
    pub(in crate::api) fn read(&self) -> (GenAi, Conversation) {
        let events: Vec<EventFacts<'_, 'a>> =
            self.events.iter().map(|(name, time, attributes)| EventFacts { name, time: *time, attributes }).collect();
        let logs: Vec<LogFacts<'_, 'a>> = self
            .logs
            .iter()
            .map(|log| LogFacts {
                name: log.name,
                time: log.time,
                scope: log.scope,
                body: log.body,
                attributes: &log.attributes,
            })
            .collect();
        let content = Content { span: self.facts(), start: self.span.start, events: &events, logs: &logs };
        let reading = waterglass_dialects::read(&content);
        (genai(reading.facts), reading.conversation)
    }
}

/// Content of so many bytes is worth remembering.
const LONG: usize = 1 << 20;

/// How long it is remembered.
const REMEMBERED: Duration = Duration::from_secs(60);

/// A span's facts and conversation, whole.
pub(in crate::api) type Read = Arc<(GenAi, Conversation)>;

/// The last long conversation that was read, by a hash of what it was read from.
#[derive(Debug, Default)]
pub(crate) struct LastRead(Mutex<Option<(u64, Read)>>);

impl LastRead {
    /// Reads a span, or finds it read already.
    pub(in crate::api) fn read(&self, content: &SpanContent) -> Result<Read, WireError> {
        let bytes = content.span.message.len() + content.logs.iter().map(|log| log.message.len()).sum::<usize>();
        if bytes < LONG {
            return Ok(Arc::new(Opened::of(content)?.read()));
        }
        let hash = hash(content);
        if let Some((known, read)) = &*self.0.lock()
            && *known == hash
        {
            return Ok(read.clone());
        }
        let read = Arc::new(Opened::of(content)?.read());
        *self.0.lock() = Some((hash, read.clone()));
        Ok(read)
    }

    /// Forgets it after a while unless another has come since. Must be called on a runtime.
    pub(in crate::api) fn forget_later(self: &Arc<Self>) {
        let Some(kept) = self.0.lock().as_ref().map(|(hash, _)| *hash) else { return };
        let this = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(REMEMBERED).await;
            let mut last = this.0.lock();
            if last.as_ref().is_some_and(|(hash, _)| *hash == kept) {
                *last = None;
            }
        });
    }
}

fn hash(content: &SpanContent) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&content.span.message);
    hash.update(&content.span.origin.scope);
    for log in &content.logs {
        hash.update(&log.time.to_le_bytes());
        hash.update(log.scope.as_bytes());
        hash.update(&log.message);
    }
    hash.digest()
}
