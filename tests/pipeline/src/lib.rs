//! What the pipeline tests stand on: a real instance on free ports and a temporary file, asked over real sockets.
//!
//! Owns starting, asking and reading the corpus; what is right is decided by the tests alone.

mod corpus;
pub mod full;
mod instance;
pub mod ledger;
pub mod otlp;

pub use corpus::{Case, cases};
pub use instance::{Reply, Waterglass};
