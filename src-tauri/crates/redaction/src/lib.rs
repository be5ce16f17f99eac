//! Takes out of telemetry what the user would not want kept, before it is stored.
//!
//! Works on the bytes of a batch and leaves all that no rule matches exactly as it came.
