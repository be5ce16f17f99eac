//! Load generator and benchmarks: realistic GenAI traffic, exporters that send it at any concurrency and pace, and the bare SQLite
//! comparator every ingest figure is read against. Everything is measured from outside, over sockets; no product code is used.
//! What the numbers mean and how to read them: README.md.

// The commands of this crate exist to print tables.
#![allow(clippy::print_stdout)]

pub mod api;
pub mod bare;
pub mod commands;
pub mod drive;
pub mod patch;
pub mod process;
pub mod rng;
pub mod spans;
pub mod table;
pub mod text;
pub mod traffic;
pub mod wire;
