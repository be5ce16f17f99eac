//! The filter language: one grammar, one tree, for every view, the command line and the API. LANGUAGE.md describes it to its users.
//!
//! `parse` reads a text into a [`Query`]; `complete` says what may stand at a cursor; `holds` is the plain evaluator that says what a
//! query means, slowly and obviously: whoever compiles queries into something quicker is tested against it. Knows no storage,
//! no SQL and no HTTP.

pub mod ast;
pub mod fields;
mod matching;
mod wildcard;
mod words;

pub use ast::{At, Cell, CellTest, Comparison, Expr, Field, Hint, Leaf, Number, Query, Scope, Test, Wanted, Words};
pub use fields::{FIELDS, FieldInfo, Known, Shape, Target};
