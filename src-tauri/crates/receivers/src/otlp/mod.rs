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
