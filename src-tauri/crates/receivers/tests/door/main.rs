//! The doors over real sockets: every way in, every refusal, as the clients in the field speak.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod bounds;
mod compliance;
mod grpc;
mod http;
mod mistakes;
mod pages;
mod raw;
mod world;
