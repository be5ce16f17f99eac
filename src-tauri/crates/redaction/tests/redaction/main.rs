//! The rules from outside: batches in, batches out.

mod batches;
mod cases;
mod hostile;
mod preview;
mod properties;
mod refused;
