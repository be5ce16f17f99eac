//! The filter language: one grammar, one tree, for every view, the command line and the API. LANGUAGE.md describes it to its users.
//!
//! [`parse`] reads a text into a [`Query`]; [`expects`] says what may stand at a cursor and [`tokens`] what its pieces are; [`evaluate`] is the plain evaluator
//! that says what a query means, slowly and obviously: whoever compiles queries into something quicker is tested against it. Knows no storage,
//! no SQL and no HTTP.

pub mod ast;
mod compare;
mod complete;
pub mod evaluate;
pub mod fields;
mod free_text;
mod help;
mod highlight;
mod leaves;
mod matching;
mod mistake;
mod near;
mod parse;
mod print;
mod regexes;
mod resolve;
mod scan;
mod times;
mod units;
mod values;
mod wildcard;
mod words;

pub use ast::{At, Cell, CellTest, Comparison, Expr, Field, Hint, Leaf, Number, Query, Scope, Test, Wanted, Words};
pub use complete::{Expectation, expects, tokens};
pub use fields::{FIELDS, FieldInfo, Known, Shape, Target};
pub use help::{Example, examples};
pub use highlight::TokenKind;
pub use mistake::Mistake;
pub use parse::{LONGEST, parse};
pub use print::to_text;
pub use times::Clock;
