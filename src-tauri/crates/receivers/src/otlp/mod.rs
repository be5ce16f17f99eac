//! OTLP, the OpenTelemetry protocol (opentelemetry.io/docs/specs/otlp, 1.x): over gRPC, over HTTP as protobuf and JSON, and as files.

mod accept;
mod file;
mod grpc;
mod http;
mod reply;
mod sniff;
mod status;

pub use file::{Requests, read_file};
pub use grpc::Grpc;
pub use http::Http;

/// The longest part of a User-Agent header that is kept.
const USER_AGENT_CHARS: usize = 200;

fn user_agent(headers: &::http::HeaderMap) -> String {
    headers.get(::http::header::USER_AGENT).map_or_else(String::new, |value| {
        String::from_utf8_lossy(value.as_bytes()).chars().take(USER_AGENT_CHARS).collect()
    })
}
