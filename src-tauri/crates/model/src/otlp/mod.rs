//! Borrowed views of OTLP messages (opentelemetry-proto 1.x, `opentelemetry/proto/{common,resource,trace,logs,metrics}/v1`).
//!
//! A view reads its message's head once and hands out the rest lazily; nothing is copied. [`check`] is the door: it walks a whole
//! export request, finds each item, and refuses those that no reader could use. Views of checked items do not fail on what the
//! check has seen; views of other bytes (a damaged file) say so.

mod check;
mod classify;
pub mod json;
mod log;
mod metric;
mod resource;
pub mod schema;
mod span;
mod value;
mod verify;

pub use check::{MAX_DEPTH, RequestError, check, request_of};
pub use classify::classify;
pub use log::Log;
pub use metric::{Metric, MetricKind, PointRange};
pub use resource::{Resource, Scope};
pub use span::{Event, Link, Span};
pub use value::{Attributes, Value, Values, read_attribute};
