//! The time of day, in the API's unit.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix time in nanoseconds.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_nanos() as u64)
}
