//! The pipeline from outside: bytes into the real receivers, through the real SQLite, out of the real API.

mod changes;
mod corpus;
mod every_field;
mod guard;
mod hard;
mod import;
mod ledger;
mod lists;
mod prices;
mod redaction;
mod refusals;
mod restart;
mod sample;
mod selection;
mod settings;
mod sql;
mod trees;
