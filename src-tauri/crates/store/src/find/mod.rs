//! Finding: from a query of the filter language to rows. What a trace has itself is asked of its row in SQL (`plan.rs`, `own.rs`); what spans and log
//! records have is read off their blocks' columns (`leaf.rs`, `text.rs`, `rows.rs`), those that end last first, until a page is full.
//!
//! Why a page may stop early: a trace that begins after the end of every block not yet read has all its spans in the blocks that were. Free text stops
//! within blocks, for the same reason (`slices.rs`).

pub(crate) mod asked;
mod bits;
mod blocks;
mod calls;
mod complete;
mod counting;
mod distinct;
mod facets;
mod fields;
mod groups;
pub(crate) mod kept;
mod leaf;
mod logs;
mod own;
mod plan;
mod rows;
mod sessions;
mod slices;
mod spans;
mod tally;
mod text;
mod traces;
mod values;

pub use complete::{FoundKey, FoundValue};
pub use facets::{Facet, FacetFilter};
pub use fields::{Column, Sort};
pub use groups::{Group, GroupFilter, Groups};
pub use logs::{LogFilter, LogPage, StoredLog};
pub use sessions::{SessionFilter, SessionPage, SessionSort};
pub use spans::{SpanFilter, SpanPage, SpanSummary};
pub use traces::{TraceFilter, TracePage};
pub use values::Cell;
