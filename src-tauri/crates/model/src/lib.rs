//! Telemetry in our words: ids, attribute values, spans, log records, metrics, and the batch that carries them.
//!
//! Nothing here does I/O, speaks SQL or knows a transport. Telemetry is kept as the very bytes that came in (OTLP protobuf);
//! the types of [`otlp`] are borrowed views of those bytes, so that reading a span allocates nothing and storing it loses nothing.

mod batch;
pub mod counting;
mod genai;
mod id;
pub mod otlp;
mod resource;
mod usage;
pub mod wire;

pub use batch::{Batch, Group, Item, Protocol, Rejection, Signal, Source};
pub use genai::{Content, EventFacts, GenAi, LogFacts, SpanFacts, SpanType};
pub use id::{IdError, SpanId, TraceId};
pub use resource::{DEFAULT_PROJECT, UNKNOWN_SERVICE, project_of, service_of};
pub use usage::Usage;
