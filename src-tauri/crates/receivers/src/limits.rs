//! What one client may take of the process. Values only; whoever reads or waits obeys them.

use std::time::Duration;

/// The variable that raises [`Limits::max_body`], for the messages that refuse a larger one.
pub const MAX_BODY_SETTING: &str = "WATERGLASS_MAX_BODY_MIB";

/// Limits of a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one body, both as it is on the wire and decompressed. gRPC's usual 4 MiB loses real messages of 9 MB
    /// (telemetrygen exits with 0 then), so: 64 MiB.
    pub max_body: usize,
    /// How long a connection may stay without a whole request head. HTTP/1.1 keep-alive counts as that too, and metric exporters
    /// speak once a minute: five minutes.
    pub head_timeout: Duration,
    /// How long a body may stall between two pieces.
    pub body_idle: Duration,
    /// How long a door that closes waits for requests in flight.
    pub drain: Duration,
    /// Connections of one door at a time. The next waits in the system's queue.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body: 64 << 20,
            head_timeout: Duration::from_secs(300),
            body_idle: Duration::from_secs(30),
            drain: Duration::from_secs(5),
            connections: 4096,
        }
    }
}
