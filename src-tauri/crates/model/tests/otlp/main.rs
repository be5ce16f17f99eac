//! The model against independent judges: prost's types, the published descriptors, and what was recorded from real SDKs.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod check;
mod corpus;
mod generate;
mod json;
mod mistakes;
mod schema;
